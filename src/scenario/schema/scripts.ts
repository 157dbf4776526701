/** Steps about contexts, scripts and functions; part of the table in schema/steps.ts. */
import type { HandleKind } from '../program.ts';
import { describeValue } from '../source-tree.ts';
import { failed, succeeded } from '../values.ts';
import { either, mapping, value, word } from './mapping.ts';
import { count, name, openMapping, reference, text } from './values.ts';

/** Instructions that a script runs at most, unless it says otherwise: some seconds of work. */
export const DEFAULT_STEP_LIMIT = 1e9;
const LONGEST_SOURCE = 4 * 1024 * 1024;

/** Taken as it is: `${…}` in it is JavaScript’s. */
const source = value<string>(
  (raw) => {
    if (typeof raw === 'number' || typeof raw === 'boolean') return succeeded(String(raw));
    if (typeof raw !== 'string') return failed('WRONG_TYPE', `Expected the source of a script, a text; got ${describeValue(raw)}.`);
    return raw.length <= LONGEST_SOURCE ? succeeded(raw) : failed('OUT_OF_RANGE', `A script has at most ${String(LONGEST_SOURCE)} characters.`);
  },
  { type: ['string', 'number', 'boolean'] },
);

const OBJECT_HANDLES = {
  local: 'Dies with the innermost handle-scope.',
  global: 'Lives until it is dropped.',
  none: 'No handle: the name only watches the object.',
} as const satisfies Record<HandleKind, string>;

const object = () => name('an object');
const contextName = () => name('a context');

const accessors = openMapping('accessors', {
  additionalProperties: {
    type: 'object',
    properties: {
      getter: { type: 'string', description: 'A procedure, or unreachable.' },
      setter: { type: 'string', description: 'A procedure, or unreachable.' },
    },
    additionalProperties: false,
  },
});

/** One accessor of a function; read by the compiler, entry by entry. */
export const accessor = mapping('an accessor', {
  getter: name('a procedure, or unreachable').optional(),
  setter: name('a procedure, or unreachable').optional(),
});

const property = (step: string) => text(`the name of a property`).describe(`Name of the property of the global object that ${step}.`);

export const SCRIPT_STEP_SCHEMAS = {
  context: either('notify, or a mapping such as { new: main }', [
    word('notify', { notify: 'Tell the heap that a context was disposed of: it forgets the limit that collections have set.' }),
    mapping('context', {
      new: contextName().optional().describe('Make a context with a global object and built-ins of its own, and give it this name. It lives until it is disposed of.'),
      enter: contextName().optional().describe('Scripts run in this context from now on.'),
      exit: contextName().optional().describe('Leave the context that was entered last.'),
      dispose: contextName().optional().describe('Give the context up: it dies with the next full collection, unless something else refers to it.'),
    }),
  ]).describe('Make, enter, leave or give up contexts. Of several keys new comes first, then enter, exit and dispose.'),
  script: either('the source of a script, or a mapping', [
    source,
    mapping('script', {
      source: source.optional().describe('The source.'),
      file: text('a file').optional().describe('A file with the source; relative to the scenario.'),
      context: contextName().optional().describe('The context to run in; by default the one entered last.'),
      as: object().optional().describe('Name of the object that is the value of the last expression.'),
      handle: word('a handle', OBJECT_HANDLES).prefault('local').describe('What keeps that object alive.'),
      steps: count().prefault(DEFAULT_STEP_LIMIT).describe('Instructions that it may run; then it is stopped with an error.'),
      throws: text('an error').optional().describe('The script must end with an exception whose text begins like this, such as RangeError; the run goes on.'),
    }),
  ]).describe('Compile a script and run it over the heap. What it yields is script.result; params of the scenario are properties of the global params.'),
  function: mapping('function', {
    name: text('a name').describe('Name of the function.'),
    as: object().optional().describe('Name of the object; by default that of the function.'),
    accessors: accessors.optional().describe('Accessors of the objects that it constructs. Reading such a property runs the getter’s procedure while the script waits; the value is true when everything expected in it held, else false.'),
  }).describe('Make a constructor. The accessors are descriptors of its initial map.'),
  'set-global': mapping('set-global', {
    name: property('is set'),
    to: reference().describe('The object.'),
  }).describe('Give the global object of the current context a property.'),
  'get-global': mapping('get-global', {
    name: property('is read'),
    as: object().describe('Name of the object that it holds.'),
    handle: word('a handle', OBJECT_HANDLES).prefault('local').describe('What keeps the object alive.'),
  }).describe('Take an object from the global object of the current context.'),
  deref: mapping('deref', {
    ref: reference('a WeakRef').describe('A WeakRef.'),
    as: object().optional().describe('Another name for the target, if it is there; with a local handle.'),
  }).describe('Ask a WeakRef for its target, which is kept until the running job ends if it is there. deref.last tells what came out.'),
} as const;
