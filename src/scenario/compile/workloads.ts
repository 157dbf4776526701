/** The workload step → phases with all their bounds, and classes with a model of lifetime each. */
import type { ObjectClass, WorkloadPhase } from '../program.ts';
import type { ObjectClassArguments, PhaseArguments, WorkloadArguments } from '../schema/workload.ts';
import type { LifetimeArguments } from '../schema/lifetimes.ts';
import type { ObjectTypeName } from '../../vocabulary/object-types.ts';
import { nodeAt } from '../source-tree.ts';
import type { SourceNode } from '../source-tree.ts';
import type { CompileContext } from './context.ts';
import { compileLifetime } from './lifetimes.ts';
import { compileShape } from './shapes.ts';

/** What one line of JavaScript makes. */
const JAVASCRIPT_TYPES: readonly ObjectTypeName[] = ['JSObject', 'JSArray', 'SeqOneByteString', 'JSArrayBuffer', 'JSTypedArray'];
const BOUNDS = ['allocate', 'count', 'for'] as const;

/** The phases, or null with problems added. */
export function compileWorkload(given: WorkloadArguments, node: SourceNode, context: CompileContext): readonly WorkloadPhase[] | null {
  const shared = given.objects === undefined ? null : compileClasses(given.objects, nodeAt(node, ['objects']).node, lifetimeOf(given, node), context);
  if (given.phases === undefined) {
    const phase = compilePhase(given, node, given, shared, context);
    return phase === null ? null : [phase];
  }
  const outer = BOUNDS.filter((key) => given[key] !== undefined);
  for (const key of outer) {
    const range = node.kind === 'map' ? node.entries.get(key)?.keyRange : undefined;
    context.problems.add('CONFLICTING_KEYS', `A workload with phases has no ${key} of its own.`, range ?? node.range, 'Give each phase its bound.');
  }
  const phases = given.phases.map((phase, index) => {
    const place = nodeAt(node, ['phases', index]).node;
    const classes = phase.objects === undefined ? shared : compileClasses(phase.objects, nodeAt(place, ['objects']).node, lifetimeOf(phase, place) ?? lifetimeOf(given, node), context);
    return compilePhase(phase, place, { rate: phase.rate ?? given.rate, 'turn-every': phase['turn-every'] ?? given['turn-every'], mementos: phase.mementos ?? given.mementos, pretenuring: phase.pretenuring ?? given.pretenuring, loop: phase.loop ?? given.loop, lifetime: phase.lifetime ?? given.lifetime, objects: phase.objects ?? given.objects }, classes, context);
  });
  return phases.every((phase) => phase !== null) && outer.length === 0 ? phases : null;
}

function compilePhase(
  given: PhaseArguments,
  node: SourceNode,
  resolved: Pick<PhaseArguments, 'rate' | 'turn-every' | 'mementos' | 'pretenuring' | 'loop' | 'lifetime' | 'objects'>,
  classes: readonly ObjectClass[] | null,
  context: CompileContext,
): WorkloadPhase | null {
  const place = context.problems.firstLine(node.range);
  const hasBound = BOUNDS.some((key) => given[key] !== undefined);
  if (!hasBound) context.problems.add('MISSING_KEY', 'The workload has no end.', place, 'Give allocate: 64MiB, count: 1e6 or for: 10s.');
  if (resolved.objects === undefined) context.problems.add('MISSING_KEY', 'The workload has no objects.', place, 'List its classes under objects.');
  if (!hasBound || classes === null) return null;
  if (resolved.loop === 'javascript' && !canBeJavaScript(resolved, classes, node, context)) return null;
  return {
    bytes: given.allocate ?? Infinity,
    objects: given.count ?? Infinity,
    durationMs: given.for ?? Infinity,
    rateBytesPerMs: resolved.rate ?? null,
    mementosUntil: resolved.mementos === undefined || resolved.mementos === false ? 0 : resolved.mementos === true ? Infinity : resolved.mementos,
    pretenuring: resolved.pretenuring ?? false,
    objectsPerTurn: resolved['turn-every'] ?? Infinity,
    javascript: resolved.loop === 'javascript',
    shared: resolved.lifetime !== undefined,
    classes,
  };
}

/** The lifetime of all classes together, with its place. */
interface SharedLifetime {
  readonly lifetime: LifetimeArguments;
  readonly node: SourceNode;
}

function lifetimeOf(given: PhaseArguments, node: SourceNode): SharedLifetime | null {
  return given.lifetime === undefined ? null : { lifetime: given.lifetime, node: nodeAt(node, ['lifetime']).node };
}

function compileClasses(given: readonly ObjectClassArguments[], node: SourceNode, shared: SharedLifetime | null, context: CompileContext): readonly ObjectClass[] | null {
  const classes = given.map((objectClass, index): ObjectClass | null => {
    const place = nodeAt(node, [index]).node;
    const placed = compileShape(objectClass, place, context);
    if (shared !== null && objectClass.lifetime !== undefined) {
      context.problems.add('CONFLICTING_KEYS', 'The classes of this workload have one lifetime together.', context.problems.firstLine(nodeAt(place, ['lifetime']).node.range), 'Leave the lifetime of the class out, or that of the workload.');
    }
    const lifetime = compileLifetime(shared?.lifetime ?? objectClass.lifetime ?? 'dies', placed?.shape ?? null, shared?.node ?? nodeAt(place, ['lifetime']).node, context);
    return placed === null || lifetime === null ? null : { ...placed, weight: objectClass.weight, lifetime };
  });
  return classes.every((objectClass) => objectClass !== null) ? classes : null;
}

/** A loop of JavaScript makes literals, strings and buffers, young, and holds them all in the same way. */
function canBeJavaScript(given: Pick<PhaseArguments, 'mementos' | 'pretenuring' | 'lifetime'>, classes: readonly ObjectClass[], node: SourceNode, context: CompileContext): boolean {
  const report = (message: string, hint: string): false => {
    context.problems.add('CONFLICTING_KEYS', message, context.problems.firstLine(node.range), hint);
    return false;
  };
  if (given.mementos !== undefined || given.pretenuring === true) return report('A JavaScript loop has its own mementos, and is not pretenured.', 'Leave mementos and pretenuring out.');
  if (classes.length > 1 && given.lifetime === undefined) return report('The objects of a JavaScript loop have one lifetime.', 'Write lifetime beside objects.');
  const foreign = classes.find(({ shape, generation }) => generation !== 'young' || !JAVASCRIPT_TYPES.includes(shape.type));
  if (foreign !== undefined) return report(`A JavaScript loop does not make ${foreign.generation === 'young' ? foreign.shape.type : 'old objects'}.`, `Known: ${JAVASCRIPT_TYPES.join(', ')}.`);
  const [{ lifetime }] = classes as readonly [ObjectClass];
  if (lifetime.model === 'forever' && lifetime.slots === 0) return report('A JavaScript loop holds objects in a table of a fixed size.', 'Write forever: { slots: 100000 }.');
  if (lifetime.model === 'for' || lifetime.model === 'sampled') return report('A JavaScript loop holds objects in tables of a fixed size.', 'Write for: [ { share: 5%, bytes: 2MiB, slots: 60000 } ].');
  return true;
}
