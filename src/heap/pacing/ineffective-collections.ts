/**
 * Full collections near the heap limit that free next to nothing.
 *
 * Models:    V8's average mutator utilization between full collections, and its count of ineffective ones.
 * Simplifies: nothing.
 * Invariant: the averages halve with each new sample; the count is of consecutive ineffective collections.
 */
import type { OldGenerationPolicy } from '../../flags/presets/preset.ts';

export interface MutatorUtilization {
  /** Between the last two full collections, 0..1; 1 before there was one. */
  readonly current: number;
  /** 0..1. */
  readonly average: number;
  /** End of the last full collection; null before there was one. */
  readonly lastEndMs: number | null;
  readonly averageCollectionMs: number;
  readonly averageMutatorMs: number;
}

export const NO_UTILIZATION: MutatorUtilization = {
  current: 1,
  average: 1,
  lastEndMs: null,
  averageCollectionMs: 0,
  averageMutatorMs: 0,
};

/**
 * After a full collection that ended at `endMs` of virtual time and took `durationMs`. `countsFirst`: time from 0
 * to the first collection is a sample too (the preset's `ineffective.countsFirstCollection`).
 */
export function recordMutatorUtilization(
  before: MutatorUtilization,
  endMs: number,
  durationMs: number,
  countsFirst: boolean,
): MutatorUtilization {
  if (before.lastEndMs === null && !countsFirst) return { ...before, lastEndMs: endMs };
  const totalMs = endMs - (before.lastEndMs ?? 0);
  const mutatorMs = Math.max(0, totalMs - durationMs); // of times that follow each other at once, rounding may leave less than nothing
  const first = before.averageCollectionMs === 0 && before.averageMutatorMs === 0;
  const averageCollectionMs = first ? durationMs : (before.averageCollectionMs + durationMs) / 2;
  const averageMutatorMs = first ? mutatorMs : (before.averageMutatorMs + mutatorMs) / 2;
  const averageTotalMs = averageCollectionMs + averageMutatorMs;
  return {
    current: totalMs === 0 ? 0 : mutatorMs / totalMs,
    average: averageTotalMs === 0 ? 1 : averageMutatorMs / averageTotalMs,
    lastEndMs: endMs,
    averageCollectionMs,
    averageMutatorMs,
  };
}

export type IneffectivePolicy = Pick<OldGenerationPolicy['ineffective'], 'sizeShare' | 'utilization'>;

/** The consecutive count after a full collection; out of memory when it equals the preset's `count`. */
export function ineffectiveCollections(
  countBefore: number,
  state: {
    /** --detect-ineffective-gcs-near-heap-limit. */
    readonly enabled: boolean;
    /** Of the old generation, after the collection. */
    readonly consumedBytes: number;
    readonly maximumOldBytes: number;
    readonly averageUtilization: number;
  },
  policy: IneffectivePolicy,
): number {
  if (!state.enabled) return countBefore;
  const ineffective =
    state.consumedBytes >= policy.sizeShare * state.maximumOldBytes && state.averageUtilization < policy.utilization;
  return ineffective ? countBefore + 1 : 0;
}
