/**
 * Limits of the old generation by a square root (--memory-balancer).
 *
 * Models:    V8's memory balancer: room above what is alive grows with the root of what is alive times the speed of
 *            allocation over that of collection; both smoothed.
 * Simplifies: no embedder heap. Source: V8; its trace on Node 22 and 26 shows the speeds that it goes by.
 * Invariant: a limit is at least 2 MB above what was alive, within the bounds of the old generation.
 */
import type { SpeedSample } from './speeds.ts';

const LEAST_ROOM_BYTES = 2 * 1024 * 1024;
/** What a new sample leaves of those before it. */
export const ALLOCATION_DECAY = 0.95;
export const COLLECTION_DECAY = 0.5;

/** @param before null: the sample is the first one */
export function smoothed(before: SpeedSample | null, sample: SpeedSample, decay: number): SpeedSample {
  if (before === null) return sample;
  return { bytes: before.bytes * decay + sample.bytes * (1 - decay), ms: before.ms * decay + sample.ms * (1 - decay) };
}

export function balancedLimit(state: {
  /** Objects of the old generation after the last full collection. */
  readonly liveBytes: number;
  /** Growth of the old generation. */
  readonly allocation: SpeedSample;
  /** Objects that full collections started with. */
  readonly collection: SpeedSample;
  /** --memory-balancer-c-value. */
  readonly c: number;
  readonly maximumOldBytes: number;
  readonly floorBytes: number;
}): number {
  const ratio = (state.allocation.bytes * state.collection.ms) / (state.allocation.ms * state.collection.bytes);
  const room = Number.isFinite(ratio) ? Math.sqrt((state.liveBytes * ratio) / state.c) : Infinity;
  const wanted = Math.max(state.liveBytes + LEAST_ROOM_BYTES, Math.floor(state.liveBytes + room));
  return Math.max(Math.min(wanted, state.maximumOldBytes), state.floorBytes);
}
