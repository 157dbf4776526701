/**
 * Old objects whose weak words may show young objects, for scavenges that treat those words as weak.
 *
 * Models:    V8's ephemeron remembered set and what scavenges look at to clear the targets of old WeakRefs.
 * Simplifies: nothing.
 * Invariant: an old holder of targets with a young one is in `holders`; a key slot of an old ephemeron table that
 *            holds a young key is in `keySlots`. Both are empty after a full collection, when nothing is young.
 */
export class WeakRememberedSet {
  /** Addresses of JSWeakRefs and WeakCells. */
  readonly holders = new Set<number>();
  /** Slots of keys; the value is in the next word. */
  readonly keySlots = new Set<number>();

  get isEmpty(): boolean {
    return this.holders.size === 0 && this.keySlots.size === 0;
  }

  clear(): void {
    this.holders.clear();
    this.keySlots.clear();
  }
}
