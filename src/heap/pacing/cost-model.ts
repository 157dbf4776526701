/**
 * Virtual time: what allocation and collections cost.
 *
 * Models:    straight lines through measured pauses of the real engine.
 * Simplifies: one thread's view; single real pauses differ from any such line by a third and more.
 * Invariant: costs are never negative and depend on the numbers given alone.
 */
import type { CostModel } from '../../flags/presets/preset.ts';

const NS_PER_MS = 1_000_000;

export function allocationMs(bytes: number, costs: CostModel): number {
  return (bytes * costs.allocateNsPerByte) / NS_PER_MS;
}

export function scavengePauseMs(work: { readonly copiedBytes: number; readonly promotedBytes: number }, costs: CostModel): number {
  return (
    (costs.scavengeFixedNs + work.copiedBytes * costs.copyNsPerByte + work.promotedBytes * costs.promoteNsPerByte) / NS_PER_MS
  );
}

/** Everything that survives is marked where it is; sweeping is outside the pause. Measured pauses of Node 24 fit the scavenger's fixed cost. */
export function minorMarkSweepPauseMs(work: { readonly copiedBytes: number; readonly promotedBytes: number }, costs: CostModel): number {
  return (costs.scavengeFixedNs + (work.copiedBytes + work.promotedBytes) * costs.markNsPerByte) / NS_PER_MS;
}

export interface MajorWork {
  /** Marked in the pause: all live bytes, less what steps have marked before it. */
  readonly markedBytes: number;
  /** Young survivors and old objects of evacuation candidates that were copied; pages moved whole cost nothing. */
  readonly evacuatedBytes: number;
  /** Pages swept in the pause. */
  readonly sweptPages: number;
}

export function majorPauseMs(work: MajorWork, costs: CostModel): number {
  return (
    (costs.majorFixedNs +
      work.markedBytes * costs.markNsPerByte +
      work.evacuatedBytes * costs.evacuateNsPerByte +
      work.sweptPages * costs.sweepNsPerPage) /
    NS_PER_MS
  );
}

/** One step of marking outside the pause. */
export function markingStepMs(markedBytes: number, costs: CostModel): number {
  return (markedBytes * costs.markNsPerByte) / NS_PER_MS;
}
