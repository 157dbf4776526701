/** Steps about handles and weak references → steps of the program. */
import { didYouMean } from '../../base/did-you-mean.ts';
import type { DeathCallback, Location, Step } from '../program.ts';
import type { HANDLE_STEP_SCHEMAS } from '../schema/handles.ts';
import type { StepArguments } from '../schema/steps.ts';
import { nodeAt, quote } from '../source-tree.ts';
import type { SourceRange } from '../source-tree.ts';
import type { StepSite } from './step-site.ts';

type HandleKey = keyof typeof HANDLE_STEP_SCHEMAS;

type HandleStepCompiler<Key extends HandleKey> = (given: StepArguments[Key], site: StepSite) => readonly Step[];

export const HANDLE_STEP_COMPILERS: { readonly [Key in HandleKey]: HandleStepCompiler<Key> } = {
  local: (given, site) => makeHandle('local', given, site),
  persistent: (given, site) => makeHandle('persistent', given, site),
  global: (given, site) => makeHandle('global', given, site),
  eternal: (given, site) => makeHandle('eternal', given, site),
  reset: (given, site) => {
    const names = typeof given === 'string' ? [given] : given;
    return names.flatMap((name, index) => {
      const { range } = nodeAt(site.node, site.node.kind === 'list' ? [index] : []).node;
      const handle = site.context.handle(name, range);
      if (handle === null) return [];
      return index === 0 ? { op: 'reset', id: site.id, location: site.location, handle } : { op: 'reset', id: site.nextId(), location: site.context.location(range), handle };
    });
  },
  weaken: (given, site) => {
    const handle = site.context.handle(given.handle, rangeOf(site, 'handle'));
    const callback = compileCallback(given.callback, site);
    return handle === null || callback === null ? [] : [{ op: 'weaken', ...at(site), handle, callback }];
  },
  escape: (given, site) => {
    const object = site.context.object(given, site.node.range);
    return object === null ? [] : [{ op: 'escape', ...at(site), object }];
  },
  'maybe-local': (given, site) => {
    const object = given.object === null ? null : objectOf(site, 'object', given.object);
    const fallback = given.default === undefined ? null : objectOf(site, 'default', given.default);
    const as = given.as === undefined ? null : objectOf(site, 'as', given.as);
    if ((given.accessor === 'from-maybe') !== (given.default !== undefined)) {
      const message = given.accessor === 'from-maybe' ? 'from-maybe needs a default.' : 'Only from-maybe takes a default.';
      site.context.problems.add(given.accessor === 'from-maybe' ? 'MISSING_KEY' : 'CONFLICTING_KEYS', message, site.context.problems.firstLine(site.node.range));
      return [];
    }
    if ((given.object !== null && object === null) || (given.default !== undefined && fallback === null)) return [];
    return [{ op: 'maybe-local', ...at(site), object, accessor: given.accessor, fallback, as }];
  },
  'weak-ref': (given, site) => {
    const target = objectOf(site, 'to', given.to);
    const as = objectOf(site, 'as', given.as);
    return target === null || as === null ? [] : [{ op: 'weak-ref', ...at(site), target, as, generation: given.generation }];
  },
  'weak-map-set': (given, site) => {
    const map = objectOf(site, 'map', given.map);
    const key = objectOf(site, 'key', given.key);
    const value = typeof given.value === 'number' ? { number: given.value } : namedValue(objectOf(site, 'value', given.value));
    return map === null || key === null || value === null ? [] : [{ op: 'weak-map-set', ...at(site), map, key, value }];
  },
  'finalization-registry': (given, site) => {
    const as = objectOf(site, 'as', given.as);
    const callback = compileCallback(given.callback, site);
    return as === null || callback === null ? [] : [{ op: 'finalization-registry', ...at(site), as, callback }];
  },
  register: (given, site) => {
    const registry = objectOf(site, 'registry', given.registry);
    const target = objectOf(site, 'target', given.target);
    const token = given.token === undefined ? null : objectOf(site, 'token', given.token);
    if (registry === null || target === null || (given.token !== undefined && token === null)) return [];
    return [{ op: 'register', ...at(site), registry, target, token }];
  },
  unregister: (given, site) => {
    const registry = objectOf(site, 'registry', given.registry);
    const token = objectOf(site, 'token', given.token);
    return registry === null || token === null ? [] : [{ op: 'unregister', ...at(site), registry, token }];
  },
};

function makeHandle(op: 'local' | 'persistent' | 'global' | 'eternal', given: { readonly object: string; readonly as: string }, site: StepSite): readonly Step[] {
  const object = objectOf(site, 'object', given.object);
  const handle = site.context.handle(given.as, rangeOf(site, 'as'));
  return object === null || handle === null ? [] : [{ op, ...at(site), object, handle }];
}

/** Null with a problem added. */
function compileCallback(given: string | undefined, site: StepSite): DeathCallback | null {
  if (given === undefined) return { kind: 'none' };
  if (given === 'record') return { kind: 'record' };
  const { procedures, problems } = site.context;
  const range = rangeOf(site, 'callback');
  const procedure = procedures.get(given);
  if (procedure === undefined) {
    problems.add('UNKNOWN_PROCEDURE', `There is no procedure ${quote(given)}.`, range, didYouMean(given, [...procedures.keys(), 'record']) ?? 'A callback is record, or the name of a procedure.');
    return null;
  }
  site.noteCall(procedure, range);
  return { kind: 'procedure', procedure };
}

function namedValue(object: number | null): { readonly object: number } | null {
  return object === null ? null : { object };
}

function at({ id, location }: StepSite): { readonly id: number; readonly location: Location } {
  return { id, location };
}

function objectOf(site: StepSite, key: string, name: string): number | null {
  return site.context.object(name, rangeOf(site, key));
}

function rangeOf(site: StepSite, key: string): SourceRange {
  return nodeAt(site.node, [key]).node.range;
}
