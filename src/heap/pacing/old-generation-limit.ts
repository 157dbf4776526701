/**
 * The size at which the old generation is due for a full collection.
 *
 * Models:    V8's allocation limit: a first one from the configuration, lowered after each scavenge by the share
 *            that survives, set anew after each full collection.
 * Simplifies: no second limit for V8 and embedder heap together; no lowering after quiet scavenges.
 * Invariant: scavenges never raise it; only 14.6 raises it when marking starts; it is a soft limit, the maximum size is the hard one.
 */
import type { OldGenerationPolicy } from '../../flags/presets/preset.ts';
import type { GrowingMode } from './growing-factor.ts';

/** Before the first full collection. Never raises the limit; `survivalRatio` 0..1 (above 1 counts as 1). */
export function limitAfterScavenge(input: {
  readonly limitBytes: number;
  /** Of the old generation, after the scavenge. */
  readonly consumedBytes: number;
  readonly survivalRatio: number;
  readonly stepBytes: number;
  readonly minimumLimitBytes: number;
}): number {
  const byRatio = Math.floor(input.limitBytes * input.survivalRatio);
  return Math.min(input.limitBytes, Math.max(byRatio, input.consumedBytes + input.stepBytes, input.minimumLimitBytes));
}

/** After a full collection. `factor` from growing-factor; `newSpaceBytes` by the preset's `limitAddsNewSpace`. */
export function limitAfterFullCollection(input: {
  readonly consumedBytes: number;
  readonly factor: number;
  readonly stepBytes: number;
  readonly newSpaceBytes: number;
  readonly maximumOldBytes: number;
  /** Set by the initial-… flags; 0 = none. */
  readonly floorBytes: number;
  readonly limitFloor: OldGenerationPolicy['limitFloor'];
  readonly minimumLimitBytes: number;
}): number {
  const { consumedBytes } = input;
  const grown = Math.max(Math.floor(consumedBytes * input.factor), consumedBytes + input.stepBytes, input.minimumLimitBytes);
  const wanted = grown + input.newSpaceBytes;
  const halfway = Math.floor((consumedBytes + input.maximumOldBytes) / 2);
  return input.limitFloor === 'above-halfway'
    ? Math.max(Math.min(wanted, halfway), input.floorBytes)
    : Math.min(Math.max(wanted, input.floorBytes), halfway);
}

/** When marking starts: where the old generation is beyond its limit, the limit follows, within the maximum. */
export function limitAtMarkingStart(limitBytes: number, consumedBytes: number, maximumOldBytes: number): number {
  return Math.max(limitBytes, Math.min(consumedBytes, maximumOldBytes));
}

/** Least growth between two full collections. */
export function limitStepBytes(mode: GrowingMode, policy: OldGenerationPolicy): number {
  return mode === 'conservative' ? policy.conservativeLimitStepBytes : policy.limitStepBytes;
}

/** What the limit still leaves; 0 when it is reached. */
export function availableBelowLimit(limitBytes: number, consumedBytes: number): number {
  return Math.max(0, limitBytes - consumedBytes);
}
