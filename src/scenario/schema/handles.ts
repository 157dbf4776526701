/** Steps about handles and weak references; part of the table in schema/steps.ts. */
import * as z from 'zod';
import type { MaybeLocalAccessor } from '../program.ts';
import { failed, succeeded } from '../values.ts';
import { either, mapping, value, word } from './mapping.ts';
import { name, reference } from './values.ts';

const ACCESSORS = {
  'is-empty': 'Only asks whether there is a value.',
  'to-local': 'The value if there is one; says whether there was.',
  'to-local-checked': 'The value; a fatal error when there is none.',
  'from-maybe': 'The value if there is one, else the default.',
} as const satisfies Record<MaybeLocalAccessor, string>;

const GENERATIONS = { young: 'In new space.', old: 'In the old generation.' } as const;

const SMI_LIMIT = 2 ** 30;

export const smallInteger = value<number>(
  (raw) =>
    typeof raw === 'number' && Number.isInteger(raw) && raw >= -SMI_LIMIT && raw < SMI_LIMIT
      ? succeeded(raw)
      : failed(typeof raw === 'number' ? 'OUT_OF_RANGE' : 'WRONG_TYPE', 'Expected a whole number from -2^30 to 2^30 - 1.'),
  { type: 'integer', minimum: -SMI_LIMIT, maximum: SMI_LIMIT - 1 },
);

const object = () => reference();
const newObject = () => name('an object');
const handle = () => name('a handle');

const makeHandle = (step: string, doc: string) =>
  mapping(step, {
    object: object().describe('The object that the handle shows.'),
    as: handle().describe('Name of the handle.'),
  }).describe(doc);

/** `record`, or the name of a procedure. */
const callback = (doc: string) => name('record, or a procedure').optional().describe(`${doc} record: count it. The name of a procedure: run its steps, outside the pause.`);

export const HANDLE_STEP_SCHEMAS = {
  local: makeHandle('local', 'Make a further local handle to an object; it dies with the innermost handle-scope.'),
  persistent: makeHandle('persistent', 'Make a handle that lives until it is reset.'),
  global: makeHandle('global', 'Make a handle that is reset at the end of the innermost block, its owner (V8’s Global, once UniquePersistent).'),
  eternal: makeHandle('eternal', 'Make a handle that lives as long as the heap.'),
  reset: either('the name of a handle, or a list of names', [handle(), z.array(handle()).min(1).max(10_000)]).describe('Reset persistent or global handles: they are empty afterwards.'),
  weaken: mapping('weaken', {
    handle: handle().describe('A persistent or global handle.'),
    callback: callback('When its object has died the handle is emptied; this is done then.'),
  }).describe('From now on the handle does not keep its object alive.'),
  escape: object().describe('The object’s local handle moves from the innermost handle-scope, an escapable one, to the scope around.'),
  'maybe-local': mapping('maybe-local', {
    object: either('the name of an object, or null', [z.null(), object()]).describe('What the handle shows. null, or an object without a handle: there is no value.'),
    accessor: word('an accessor', ACCESSORS).describe('How the value is taken out.'),
    default: object().optional().describe('For from-maybe: what comes out when there is no value.'),
    as: newObject().optional().describe('Another name for the object that came out.'),
  }).describe('Take the value out of a handle that may be missing; maybe-local.last tells what came out.'),
  'weak-ref': mapping('weak-ref', {
    to: object().describe('The target; it is kept until the running job ends.'),
    as: newObject().describe('Name of the WeakRef.'),
    generation: word('a generation', GENERATIONS).prefault('young').describe('Where the WeakRef is allocated.'),
  }).describe('Make a WeakRef.'),
  'weak-map-set': mapping('weak-map-set', {
    map: object().describe('A JSWeakMap or JSWeakSet.'),
    key: object().describe('The key: the entry lives as long as it does.'),
    value: either('the name of an object, or a whole number', [smallInteger, object()]).prefault(0).describe('The value: kept alive by map and key together.'),
  }).describe('Put an entry into a weak map or set.'),
  'finalization-registry': mapping('finalization-registry', {
    as: newObject().describe('Name of the registry.'),
    callback: callback('From a task, once for each registered object that died.'),
  }).describe('Make a FinalizationRegistry.'),
  register: mapping('register', {
    registry: object().describe('The registry.'),
    target: object().describe('The object whose death is to be told.'),
    token: object().optional().describe('What unregister names.'),
  }).describe('Register an object with a registry.'),
  unregister: mapping('unregister', {
    registry: object().describe('The registry.'),
    token: object().describe('The token given to register.'),
  }).describe('Forget every registration with this token.'),
} as const;
