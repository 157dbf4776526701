/** Steps that bring spaces, pages and objects into certain states → steps of the program. */
import type { PageProperty, Step } from '../program.ts';
import type { SURGERY_STEP_SCHEMAS } from '../schema/surgery.ts';
import type { StepArguments } from '../schema/steps.ts';
import { nodeAt } from '../source-tree.ts';
import type { SourceNode } from '../source-tree.ts';
import type { SpaceName } from '../../vocabulary/spaces.ts';
import type { StepSite } from './step-site.ts';

type SurgeryKey = keyof typeof SURGERY_STEP_SCHEMAS;
type SurgeryStepCompiler<Key extends SurgeryKey> = (given: StepArguments[Key], site: StepSite) => readonly Step[];

export const SURGERY_STEP_COMPILERS: { readonly [Key in SurgeryKey]: SurgeryStepCompiler<Key> } = {
  'right-trim': ({ object: name, to = null, by = null }, site) => {
    const object = objectOf(site, name, 'object');
    if (to !== null && by !== null) conflict(site, 'by', 'right-trim takes to or by, not both.');
    if (to === null && by === null) site.context.problems.add('MISSING_KEY', 'right-trim does not say how much.', site.context.problems.firstLine(site.node.range), 'Write to: 1 or by: 1.');
    return object === null ? [] : [{ op: 'right-trim', ...at(site), object, to, by }];
  },
  'left-trim': ({ object: name, by }, site) => {
    const object = objectOf(site, name, 'object');
    return object === null ? [] : [{ op: 'left-trim', ...at(site), object, by }];
  },
  pad: ({ space, bytes, 'object-size': objectBytes, into }, site) => {
    if (!isOf(['semispaces', 'paged'], space, site, nodeAt(site.node, ['space']).node)) return [];
    return [{ op: 'pad', ...at(site), space, bytes, objectBytes, into: listOf(site, into) }];
  },
  expand: (space, site) => (isOf(['paged'], space, site) ? [{ op: 'expand', ...at(site), space }] : []),
  'close-lab': (space, site) => (isOf(['semispaces', 'paged'], space, site) ? [{ op: 'close-lab', ...at(site), space }] : []),
  'reset-free-list': (space, site) => (isOf(['paged'], space, site) ? [{ op: 'reset-free-list', ...at(site), space }] : []),
  'inline-allocation': (on, site) => [{ op: 'inline-allocation', ...at(site), on }],
  'resize-new-space': (how, site) => [{ op: 'resize-new-space', ...at(site), how }],
  'shrink-page': (name, site) => {
    const object = objectOf(site, name);
    return object === null ? [] : [{ op: 'shrink-page', ...at(site), object }];
  },
  'flag-page': ({ of, set = [], clear = [] }, site) => {
    const object = objectOf(site, of, 'of');
    const listed = (given: PageProperty | readonly PageProperty[]): readonly PageProperty[] => (typeof given === 'string' ? [given] : given);
    return object === null ? [] : [{ op: 'flag-page', ...at(site), object, set: listed(set), clear: listed(clear) }];
  },
  'compaction-space': ({ of, size, count, into }, site) => {
    if (!isOf(['paged'], of, site, nodeAt(site.node, ['of']).node)) return [];
    return [{ op: 'compaction-space', ...at(site), space: of, objectBytes: size, count, into: listOf(site, into) }];
  },
  'finish-sweeping': (_, site) => [{ op: 'finish-sweeping', ...at(site) }],
  'empty-new-space': (_, site) => [{ op: 'empty-new-space', ...at(site) }],
  'force-oom': (on, site) => [{ op: 'force-oom', ...at(site), on }],
  marking: (given, site) => {
    const { do: action, bytes = 0, 'reduce-memory': reduceMemory } = typeof given === 'string' ? { do: given, 'reduce-memory': false } : given;
    if (bytes > 0 && action !== 'step') conflict(site, 'bytes', `marking: ${action} takes no bytes.`);
    if (reduceMemory && action !== 'start' && action !== 'simulate') conflict(site, 'reduce-memory', `marking: ${action} does not begin a cycle.`);
    return [{ op: 'marking', ...at(site), action, bytes, reduceMemory }];
  },
  observe: ({ space, every, as }, site) => {
    if (!site.context.requireSpace(space, nodeAt(site.node, ['space']).node.range)) return [];
    return [{ op: 'observe', ...at(site), space, stepBytes: every, observer: site.context.observers.index(as) }];
  },
  unobserve: (name, site) => {
    const observer = site.context.observer(name, site.node.range);
    return observer === null ? [] : [{ op: 'unobserve', ...at(site), observer }];
  },
  'pause-observers': (on, site) => [{ op: 'pause-observers', ...at(site), on }],
  'track-allocations': (on, site) => [{ op: 'track-allocations', ...at(site), on }],
  'set-counter': ({ space, to }, site) => {
    if (!site.context.requireSpace(space, nodeAt(site.node, ['space']).node.range)) return [];
    return [{ op: 'set-counter', ...at(site), space, value: to }];
  },
  'read-only-space': (given, site) => [
    typeof given === 'string' ? { op: 'read-only-space', ...at(site), action: given, bytes: 0 } : { op: 'read-only-space', ...at(site), action: 'allocate', bytes: given.allocate },
  ],
};

function at({ id, location }: StepSite): Pick<StepSite, 'id' | 'location'> {
  return { id, location };
}

function objectOf({ context, node }: StepSite, name: string, ...path: readonly string[]): number | null {
  return context.object(name, nodeAt(node, path).node.range);
}

function listOf({ context }: StepSite, name: string | undefined): number | null {
  return name === undefined ? null : context.lists.index(name);
}

function conflict({ context, node }: StepSite, key: string, message: string): void {
  context.problems.add('CONFLICTING_KEYS', message, nodeAt(node, [key]).node.range);
}

/** Whether the preset has the space and it is of such a kind; adds a problem if not. */
function isOf(kinds: readonly string[], space: SpaceName, { context, node }: StepSite, place: SourceNode = node): boolean {
  if (!context.requireSpace(space, place.range)) return false;
  const fitting = (context.preset?.spaces ?? []).filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name);
  if (context.preset === null || fitting.includes(space)) return true;
  context.problems.add('BAD_VALUE', `This cannot be done with ${space}.`, place.range, `It can with ${fitting.join(', ')}.`);
  return false;
}
