/** Steps about contexts, scripts and functions → steps of the program. Scripts are checked here, before anything runs. */
import { didYouMean } from '../../base/did-you-mean.ts';
import { compileScript } from '../../script/compile-script.ts';
import type { AccessorCode, AccessorDeclaration, ContextStep, ScriptOrigin, ScriptStep, Step } from '../program.ts';
import { check } from '../schema/issues.ts';
import { DEFAULT_STEP_LIMIT, accessor as accessorSchema } from '../schema/scripts.ts';
import type { SCRIPT_STEP_SCHEMAS } from '../schema/scripts.ts';
import type { StepArguments } from '../schema/steps.ts';
import { originOfScalar, placeInFile } from '../script-places.ts';
import { childOf, nodeAt, quote } from '../source-tree.ts';
import type { SourceNode, SourceRange } from '../source-tree.ts';
import { isName } from '../values.ts';
import type { StepSite } from './step-site.ts';

type ScriptKey = keyof typeof SCRIPT_STEP_SCHEMAS;

const CONTEXT_ACTIONS = ['new', 'enter', 'exit', 'dispose'] as const;
const UNREACHABLE = 'unreachable';

export const SCRIPT_STEP_COMPILERS: { readonly [Key in ScriptKey]: (given: StepArguments[Key], site: StepSite) => readonly Step[] } = {
  context: (given, site) => (given === 'notify' ? [{ op: 'context', id: site.id, location: site.location, action: 'notify', context: -1 }] : compileContext(given, site)),
  script: (given, site) => compileScriptStep(typeof given === 'string' ? { source: given, handle: 'local', steps: DEFAULT_STEP_LIMIT } : given, site),
  function: (given, site) => {
    const range = rangeOf(site, 'as' in given && given.as !== undefined ? 'as' : 'name');
    const as = given.as ?? given.name;
    if (!isName(as)) {
      site.context.problems.add('BAD_NAME', `${quote(as)} is not a name for an object.`, range, 'Name the object with as.');
      return [];
    }
    const accessors = compileAccessors(childOf(site.node, 'accessors'), site);
    return [{ op: 'function', id: site.id, location: site.location, name: given.name, as: site.context.objects.index(as), accessors }];
  },
  'set-global': (given, site) => {
    const object = site.context.object(given.to, rangeOf(site, 'to'));
    return object === null ? [] : [{ op: 'set-global', id: site.id, location: site.location, name: given.name, object }];
  },
  'get-global': (given, site) => [{ op: 'get-global', id: site.id, location: site.location, name: given.name, as: site.context.objects.index(given.as), handle: given.handle }],
  deref: (given, site) => {
    const ref = site.context.object(given.ref, rangeOf(site, 'ref'));
    return ref === null ? [] : [{ op: 'deref', id: site.id, location: site.location, ref, as: given.as === undefined ? null : site.context.objects.index(given.as) }];
  },
};

/** A step for each key, in the order in which the keys take effect. */
function compileContext(given: Exclude<StepArguments['context'], 'notify'>, site: StepSite): readonly Step[] {
  const present = CONTEXT_ACTIONS.filter((action) => given[action] !== undefined);
  if (present.length === 0) {
    site.context.problems.add('MISSING_KEY', `context needs one of ${CONTEXT_ACTIONS.join(', ')}.`, site.context.problems.firstLine(site.node.range), 'Write context: { new: main, enter: main }.');
  }
  return present.flatMap((action, position): ContextStep[] => {
    const name = given[action]!;
    const context = contextOf(site, action, name);
    return context === null ? [] : [{ op: 'context', id: position === 0 ? site.id : site.nextId(), location: site.location, action, context }];
  });
}

/** Null with a problem added. */
function contextOf(site: StepSite, key: string, name: string): number | null {
  const { contexts, problems } = site.context;
  if (contexts.has(name)) return site.context.object(name, rangeOf(site, key));
  const hint = didYouMean(name, contexts) ?? 'A context is made with context: { new: … }.';
  problems.add('UNKNOWN_CONTEXT', `No context is named ${quote(name)}.`, rangeOf(site, key), hint);
  return null;
}

type ScriptArguments = Omit<Exclude<StepArguments['script'], string>, never>;

function compileScriptStep(given: ScriptArguments, site: StepSite): readonly Step[] {
  const text = sourceOf(given, site);
  const context = given.context === undefined ? null : contextOf(site, 'context', given.context);
  if (text === null || !checkScript(text.source, text.origin, text.range, site) || (given.context !== undefined && context === null)) return [];
  const step: ScriptStep = {
    op: 'script', id: site.id, location: site.location, source: text.source, origin: text.origin, context,
    as: given.as === undefined ? null : site.context.objects.index(given.as),
    handle: given.handle, stepLimit: given.steps, throws: given.throws ?? null,
  };
  return [step];
}

interface ScriptText {
  readonly source: string;
  readonly origin: ScriptOrigin;
  /** In the scenario. */
  readonly range: SourceRange;
}

function sourceOf(given: ScriptArguments, site: StepSite): ScriptText | null {
  const { problems } = site.context;
  if (given.source !== undefined && given.file !== undefined) {
    problems.add('CONFLICTING_KEYS', 'script takes source or file, not both.', rangeOf(site, 'file'));
    return null;
  }
  if (given.file !== undefined) return readSource(given.file, site);
  if (given.source === undefined) {
    problems.add('MISSING_KEY', 'script needs a source or a file.', problems.firstLine(site.node.range), 'Write the script behind "script: |", on lines of its own.');
    return null;
  }
  const node = site.node.kind === 'scalar' ? site.node : nodeAt(site.node, ['source']).node;
  return { source: given.source, origin: originOfScalar(problems.textOf(node.range), given.source, problems.place(node.range.start)), range: node.range };
}

function readSource(file: string, site: StepSite): ScriptText | null {
  const { problems, readFile } = site.context;
  const range = rangeOf(site, 'file');
  const read = readFile === null ? { ok: false as const, reason: 'Files cannot be read here.' } : readFile(file);
  if (read.ok) return { source: read.text, origin: { file: read.file, line: 1, column: 1, indent: 0 }, range };
  problems.add('SCRIPT_FILE', `The script ${quote(file)} cannot be read. ${read.reason}`, range, 'The path is relative to the scenario.');
  return null;
}

/** Adds every problem of the script at its place. */
function checkScript(source: string, origin: ScriptOrigin, range: SourceRange, site: StepSite): boolean {
  const compiled = compileScript(source);
  if (compiled.ok) return true;
  for (const { code, message, hint, start, end } of compiled.problems) {
    const place = placeInFile(origin, source, start, end);
    if (place.within === null) site.context.problems.addAt(code, message, origin.file, place, hint);
    else site.context.problems.add(code, `${message} It is in ${place.within}.`, range, hint ?? 'Write the script behind "|", on lines of its own: then the place can be shown.');
  }
  return false;
}

function compileAccessors(node: SourceNode | null, site: StepSite): readonly AccessorDeclaration[] {
  if (node?.kind !== 'map') return [];
  return [...node.entries].flatMap(([name, entry]) => {
    const given = check(accessorSchema, entry.node, site.context.problems);
    if (given === null) return [];
    if (given.getter === undefined && given.setter === undefined) {
      site.context.problems.add('MISSING_KEY', `The accessor ${quote(name)} needs a getter or a setter.`, entry.keyRange, 'Write { getter: a procedure }.');
    }
    const codeOf = (key: 'getter' | 'setter'): AccessorCode => compileCode(given[key], nodeAt(entry.node, [key]).node.range, site);
    return [{ name, getter: codeOf('getter'), setter: codeOf('setter') }];
  });
}

function compileCode(given: string | undefined, range: SourceRange, site: StepSite): AccessorCode {
  if (given === undefined) return { kind: 'none' };
  if (given === UNREACHABLE) return { kind: 'unreachable' };
  const { procedures, problems } = site.context;
  const procedure = procedures.get(given);
  if (procedure === undefined) {
    problems.add('UNKNOWN_PROCEDURE', `There is no procedure ${quote(given)}.`, range, didYouMean(given, [...procedures.keys(), UNREACHABLE]) ?? 'An accessor is unreachable, or the name of a procedure.');
    return { kind: 'none' };
  }
  site.noteCall(procedure, range);
  return { kind: 'procedure', procedure };
}

function rangeOf(site: StepSite, key: string): SourceRange {
  return nodeAt(site.node, [key]).node.range;
}
