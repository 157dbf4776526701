/**
 * By how much the old generation may grow until the next full collection.
 *
 * Models:    V8's memory controller: the factor at which the given share of the time is left to the program, from
 *            the speed of collecting and the speed of allocating.
 * Simplifies: one controller, for the V8 heap; the embedder's heap has none.
 * Invariant: minFactor ≤ factor ≤ the greatest factor for the heap's maximum.
 */
import type { GrowingPolicy } from '../../flags/presets/preset.ts';
import { clamp } from '../../base/units.ts';

export interface CollectionSpeeds {
  /** Bytes a full collection gets through in a millisecond; 0 = not measured yet. */
  readonly gcSpeed: number;
  /** Bytes the program allocates in the old generation in a millisecond; 0 = not measured yet. */
  readonly mutatorSpeed: number;
}

/**
 * - `default`: as the speeds say.
 * - `conservative`: memory is to be spared, or the heap is idle and already small.
 * - `minimal`: the collection was one to reduce memory.
 */
export type GrowingMode = 'default' | 'conservative' | 'minimal';

/** The factor from the speeds alone. `maxFactor` ≥ 1. */
export function growingFactor(speeds: CollectionSpeeds & { readonly maxFactor: number }, policy: GrowingPolicy): number {
  const { gcSpeed, mutatorSpeed, maxFactor } = speeds;
  if (gcSpeed === 0 || mutatorSpeed === 0) return maxFactor;
  const utilization = policy.targetMutatorUtilization;
  const a = (gcSpeed / mutatorSpeed) * (1 - utilization);
  const b = a - utilization;
  // b ≤ 0: even a boundless heap would not leave that share of the time to the program.
  const factor = a < b * maxFactor ? a / b : maxFactor;
  return clamp(factor, policy.minFactor, maxFactor);
}

/** The greatest factor of a heap whose old generation may have `maximumOldBytes`. */
export function maxGrowingFactor(maximumOldBytes: number, policy: GrowingPolicy): number {
  const { smallBytes, small, largeBytes, belowLarge, large } = policy.maxFactor;
  if (maximumOldBytes >= largeBytes) return large;
  const above = Math.max(maximumOldBytes, smallBytes) - smallBytes;
  return small + ((belowLarge - small) * above) / (largeBytes - smallBytes);
}

/** The factor that the limit after a full collection uses. `growingPercent` > 0 (--heap-growing-percent) fixes it. */
export function limitGrowingFactor(
  input: CollectionSpeeds & { readonly maximumOldBytes: number; readonly mode: GrowingMode; readonly growingPercent: number },
  policy: GrowingPolicy,
): number {
  if (input.growingPercent > 0) return 1 + input.growingPercent / 100;
  const factor = growingFactor({ ...input, maxFactor: maxGrowingFactor(input.maximumOldBytes, policy) }, policy);
  switch (input.mode) {
    case 'default':
      return factor;
    case 'conservative':
      return Math.min(factor, policy.conservativeMaxFactor);
    case 'minimal':
      return policy.minFactor;
  }
}
