/**
 * Every store of a tagged value into a heap object goes through here.
 *
 * Models:    V8's combined write barrier: the generational part records old-to-young slots, the marking part
 *            marks what is stored while marking runs, so that marking cannot miss it.
 * Simplifies: no filter for values that are known to be old.
 *            A weak store marks nothing: weak words are looked at when marking ends.
 * Invariant: after a store, an old slot that holds a young pointer is in the remembered set (a weak one, where
 *            scavenges treat it as weak, in the set for those); while marking runs, an object stored into a strong
 *            word is marked. A stale slot may stay in the set; the next scavenge drops it.
 */
import type { HeapStructure } from '../structure.ts';
import { headerKind } from '../layout/header.ts';
import { WEAK_TARGETS, weaknessOf } from '../layout/object-layout.ts';
import { PAGE_SHIFT } from '../layout/page-geometry.ts';
import { CLEARED } from '../layout/tagged-value.ts';
import { YOUNG } from '../pages/page-flags.ts';

/** The marker, as far as the barrier knows it. */
export interface MarkingBarrier {
  /** Marks the object if it is not marked yet. */
  mark(value: number): void;
  /** The same for one that is stored into `slot`. */
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

  /** What a program stores into a global, which is a root here, is marked like what it stores into any object. */
  storeInRoot(value: number): void {
    this.marking?.mark(value);
  }

  deactivate(): void {
    this.marking = null;
  }

  get isMarking(): boolean {
    return this.marking !== null;
  }

  /** For loops, while marking does not run: stores a young object into the word `slot` of some object. */
  storeYoung(slot: number, address: number): void {
    this.words[slot] = address;
    if ((this.flags[slot >>> PAGE_SHIFT]! & YOUNG) === 0) this.structure.oldToNew.insert(slot);
  }

  /**
   * The same for young objects that lie side by side, `stride` words from one to the next: into the slots
   * [from, to) of one object.
   */
  storeYoungRow(from: number, to: number, firstAddress: number, stride: number): void {
    this.rememberRow(from, to);
    const { words } = this;
    let address = firstAddress;
    for (let slot = from; slot < to; slot++) {
      words[slot] = address;
      address += stride;
    }
  }

  /** The slots [from, to) of one object have had young pointers stored into them, whatever they hold now. */
  rememberRow(from: number, to: number): void {
    if (from < to && (this.flags[from >>> PAGE_SHIFT]! & YOUNG) === 0) this.structure.oldToNew.insertRange(from, to);
  }

  /** Stores an address, 0 or CLEARED into a weak word of an object that is no ephemeron table. */
  storeWeak(holder: number, slot: number, value: number): void {
    this.words[slot] = value;
    if (value <= CLEARED || !this.isOldToYoung(holder, value)) return;
    const isTarget = weaknessOf(headerKind(this.words[holder]!)) === WEAK_TARGETS;
    if (isTarget && this.structure.preset.weakness.scavengesClearTargets) this.structure.weakOldToNew.holders.add(holder);
    else this.structure.oldToNew.insert(slot);
  }

  /** Stores an ephemeron: the key into the word `slot` of a table, the value into the next one. */
  storeEphemeron(slot: number, key: number, value: number): void {
    this.words[slot] = key;
    this.words[slot + 1] = value;
    if (key > CLEARED && this.isOldToYoung(slot, key)) this.structure.weakOldToNew.keySlots.add(slot);
    if (value > 0 && this.isOldToYoung(slot, value)) this.structure.oldToNew.insert(slot + 1);
  }

  private isOldToYoung(from: number, to: number): boolean {
    return (this.flags[to >>> PAGE_SHIFT]! & YOUNG) !== 0 && (this.flags[from >>> PAGE_SHIFT]! & YOUNG) === 0;
  }

  /** Stores `value` (a tagged value) into the strong word `slot` of some object. */
  store(slot: number, value: number): void {
    this.words[slot] = value;
    if (value <= 0) return;
    if ((this.flags[value >>> PAGE_SHIFT]! & YOUNG) !== 0 && (this.flags[slot >>> PAGE_SHIFT]! & YOUNG) === 0) {
      this.structure.oldToNew.insert(slot);
    }
    if (this.marking !== null) this.marking.markFromBarrier(slot, value);
  }
}
