/**
 * What collections have taken out of weak words.
 *
 * Models:    nothing of V8: figures for metrics.
 * Simplifies: nothing.
 * Invariant: both only grow.
 */
export class WeakCounts {
  /** Weak references that were cleared because their object had died. */
  clearedSlots = 0;
  /** Ephemerons deleted because their key had died. */
  deletedEphemerons = 0;
}
