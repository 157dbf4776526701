/**
 * When memory outside the heap leads to a collection.
 *
 * Models:    V8's soft limit (64 MB more than was left by the last full collection: marking starts), its hard limit
 *            (half of the old generation's maximum more: a full collection at once), and, in some versions, a scavenge
 *            before an array buffer is made when young ones hold much.
 * Simplifies: no check of the operating system's memory.
 * Invariant: no pressure below the soft limit.
 */
import { MiB } from '../../base/units.ts';
import type { ExternalMemoryPolicy } from '../../flags/presets/preset.ts';

/** V8 source: kExternalAllocationSoftLimit, all versions. */
const SOFT_LIMIT_BYTES = 64 * MiB;

/** Total above which there is pressure; `lowBytes`: the least total since the last full collection. */
export function externalSoftLimit(lowBytes: number): number {
  return lowBytes + SOFT_LIMIT_BYTES;
}

export type ExternalPressure = 'none' | 'check-limit' | 'start-marking' | 'advance-marking' | 'full-collection' | 'reduce-memory';

export function externalPressure(state: {
  readonly totalBytes: number;
  readonly lowBytes: number;
  readonly maximumOldBytes: number;
  readonly marking: boolean;
  readonly canStartMarking: boolean;
  /** --external-memory-accounted-in-global-limit: the soft limit is no more than an occasion to look at that one. */
  readonly accountedGlobally: boolean;
}): ExternalPressure {
  if (state.totalBytes <= externalSoftLimit(state.lowBytes)) return 'none';
  if (state.totalBytes > state.lowBytes + state.maximumOldBytes / 2) return 'reduce-memory';
  if (state.accountedGlobally) return 'check-limit';
  if (state.marking) return 'advance-marking';
  return state.canStartMarking ? 'start-marking' : 'full-collection';
}

/** Before a buffer of `bytes` is made: whether a scavenge comes first, which may free as much. */
export function scavengesForBuffers(youngBytes: number, bytes: number, policy: ExternalMemoryPolicy): boolean {
  const { scavengeAtYoungBytes } = policy;
  return scavengeAtYoungBytes !== null && youngBytes >= scavengeAtYoungBytes && youngBytes >= bytes;
}
