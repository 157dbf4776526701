/** The workload step → phases with all their bounds, and classes with a model of lifetime each. */
import type { ObjectClass, WorkloadPhase } from '../program.ts';
import type { ObjectClassArguments, PhaseArguments, WorkloadArguments } from '../schema/workload.ts';
import { nodeAt } from '../source-tree.ts';
import type { SourceNode } from '../source-tree.ts';
import type { CompileContext } from './context.ts';
import { compileLifetime } from './lifetimes.ts';
import { compileShape } from './shapes.ts';

const BOUNDS = ['allocate', 'count', 'for'] as const;

/** The phases, or null with problems added. */
export function compileWorkload(given: WorkloadArguments, node: SourceNode, context: CompileContext): readonly WorkloadPhase[] | null {
  const shared = given.objects === undefined ? null : compileClasses(given.objects, nodeAt(node, ['objects']).node, context);
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
    const classes = phase.objects === undefined ? shared : compileClasses(phase.objects, nodeAt(place, ['objects']).node, context);
    return compilePhase(phase, place, { rate: phase.rate ?? given.rate, 'turn-every': phase['turn-every'] ?? given['turn-every'], mementos: phase.mementos ?? given.mementos, pretenuring: phase.pretenuring ?? given.pretenuring, objects: phase.objects ?? given.objects }, classes, context);
  });
  return phases.every((phase) => phase !== null) && outer.length === 0 ? phases : null;
}

function compilePhase(
  given: PhaseArguments,
  node: SourceNode,
  resolved: Pick<PhaseArguments, 'rate' | 'turn-every' | 'mementos' | 'pretenuring' | 'objects'>,
  classes: readonly ObjectClass[] | null,
  context: CompileContext,
): WorkloadPhase | null {
  const place = context.problems.firstLine(node.range);
  const hasBound = BOUNDS.some((key) => given[key] !== undefined);
  if (!hasBound) context.problems.add('MISSING_KEY', 'The workload has no end.', place, 'Give allocate: 64MiB, count: 1e6 or for: 10s.');
  if (resolved.objects === undefined) context.problems.add('MISSING_KEY', 'The workload has no objects.', place, 'List its classes under objects.');
  if (!hasBound || classes === null) return null;
  return {
    bytes: given.allocate ?? Infinity,
    objects: given.count ?? Infinity,
    durationMs: given.for ?? Infinity,
    rateBytesPerMs: resolved.rate ?? null,
    mementosUntil: resolved.mementos === undefined || resolved.mementos === false ? 0 : resolved.mementos === true ? Infinity : resolved.mementos,
    pretenuring: resolved.pretenuring ?? false,
    objectsPerTurn: resolved['turn-every'] ?? Infinity,
    classes,
  };
}

function compileClasses(given: readonly ObjectClassArguments[], node: SourceNode, context: CompileContext): readonly ObjectClass[] | null {
  const classes = given.map((objectClass, index): ObjectClass | null => {
    const place = nodeAt(node, [index]).node;
    const placed = compileShape(objectClass, place, context);
    const lifetime = compileLifetime(objectClass.lifetime, placed?.shape ?? null, nodeAt(place, ['lifetime']).node, context);
    return placed === null || lifetime === null ? null : { ...placed, weight: objectClass.weight, lifetime };
  });
  return classes.every((objectClass) => objectClass !== null) ? classes : null;
}
