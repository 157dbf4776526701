/**
 * Every store of a tagged value into a heap object goes through here.
 *
 * Models:    V8's combined write barrier: the generational part records old-to-young slots, the marking part
 *            marks what is stored while marking runs, so that marking cannot miss it.
 * Simplifies: no filter for values that are known to be old.
 * Invariant: after a store, an old slot that holds a young pointer is in the remembered set; while marking runs,
 *            the object stored is marked. A stale slot may stay in the set; the next scavenge drops it.
 */
import type { HeapStructure } from '../structure.ts';
import { PAGE_SHIFT } from '../layout/page-geometry.ts';
import { YOUNG } from '../pages/page-flags.ts';

/** The marker, as far as the barrier knows it. */
export interface MarkingBarrier {
  /** Marks the object if it is not marked yet. */
  markFromBarrier(slot: number, value: number): void;
}

export class WriteBarrier {
  private marking: MarkingBarrier | null = null;
  private readonly words: Int32Array;
  private readonly flags: Uint16Array;
  private readonly structure: HeapStructure;

  constructor(structure: HeapStructure) {
    this.structure = structure;
    this.words = structure.words;
    this.flags = structure.pages.flags;
  }

  activate(marking: MarkingBarrier): void {
    this.marking = marking;
  }

  deactivate(): void {
    this.marking = null;
  }

  get isMarking(): boolean {
    return this.marking !== null;
  }

  /**
   * For loops that store young objects into consecutive slots [from, to) of one object by themselves: what the
   * barrier would have recorded for each of them. Only while marking does not run.
   */
  recordYoungStores(from: number, to: number): void {
    if ((this.flags[from >>> PAGE_SHIFT]! & YOUNG) === 0) this.structure.oldToNew.insertRange(from, to);
  }

  /** Stores `value` (a tagged value) into the word `slot` of some object. */
  store(slot: number, value: number): void {
    this.words[slot] = value;
    if (value <= 0) return;
    if ((this.flags[value >>> PAGE_SHIFT]! & YOUNG) !== 0 && (this.flags[slot >>> PAGE_SHIFT]! & YOUNG) === 0) {
      this.structure.oldToNew.insert(slot);
    }
    if (this.marking !== null) this.marking.markFromBarrier(slot, value);
  }
}
