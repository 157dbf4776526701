/**
 * What follows the full collection at critical memory pressure.
 *
 * Models:    V8's second look: when much could still be freed, another full collection, or marking if the first one
 *            was slow.
 * Simplifies: nothing.
 * Invariant: nothing follows when little could be freed.
 */
import { MiB } from '../../base/units.ts';

/** V8 source: what could be freed must be so much, in bytes and as a share of the memory held. */
const LEAST_BYTES = 8 * MiB;
const LEAST_SHARE = 0.1;
/** V8 source: half of the time that may be spent. */
const FAST_MS = 50;

export function afterCriticalPressure(state: {
  /** Memory held by the heap. */
  readonly committedBytes: number;
  /** Of it without objects, and memory outside the heap. */
  readonly unusedBytes: number;
  /** Of the first collection. */
  readonly pauseMs: number;
}): 'nothing' | 'collect' | 'mark' {
  if (state.unusedBytes < LEAST_BYTES || state.unusedBytes < state.committedBytes * LEAST_SHARE) return 'nothing';
  return state.pauseMs < FAST_MS ? 'collect' : 'mark';
}
