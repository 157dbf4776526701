/**
 * Slots outside the heap that hold addresses, each taken and given back by itself.
 *
 * Models:    one table of V8's roots.
 * Simplifies: nothing.
 * Invariant: a slot in use holds 0 or a tagged value; slots not in use hold 0.
 */
import { invariant } from '../../base/invariant.ts';

/** What collectors visit: the slots [0, length), of which any may hold 0. */
export interface RootSlots {
  readonly slots: Int32Array;
  readonly length: number;
}

/** Twice as long. */
export function grown(slots: Int32Array): Int32Array {
  const larger = new Int32Array(slots.length * 2);
  larger.set(slots);
  return larger;
}

export class RootTable implements RootSlots {
  slots: Int32Array;
  /** Slots ever used: collectors visit [0, length). */
  length = 0;
  /** Slots in use. */
  count = 0;
  /** Slots to be used again. */
  readonly freed: number[] = [];

  constructor(initialCapacity = 256) {
    this.slots = new Int32Array(initialCapacity);
  }

  /** A new slot that holds `address`. */
  add(address: number): number {
    this.count++;
    const reused = this.freed.pop();
    if (reused !== undefined) {
      this.slots[reused] = address;
      return reused;
    }
    if (this.length === this.slots.length) this.slots = grown(this.slots);
    this.slots[this.length] = address;
    return this.length++;
  }

  get(slot: number): number {
    return this.slots[slot]!;
  }

  set(slot: number, address: number): void {
    this.slots[slot] = address;
  }

  remove(slot: number): void {
    invariant(slot >= 0 && slot < this.length, 'a root slot is removed once', { slot });
    this.slots[slot] = 0;
    this.freed.push(slot);
    this.count--;
  }

  /** Gives every slot back. */
  clear(): void {
    this.slots.fill(0, 0, this.length);
    this.length = this.count = this.freed.length = 0;
  }
}

/** A slot of a table as a table of its own, for who visits only some of the slots. */
export class SingleSlot implements RootSlots {
  readonly length = 1;
  private readonly table: RootTable;
  private readonly slot: number;

  constructor(table: RootTable, slot: number) {
    this.table = table;
    this.slot = slot;
  }

  /** Asked for each time: the table's own array is replaced when it becomes too small. */
  get slots(): Int32Array {
    return this.table.slots.subarray(this.slot, this.slot + 1);
  }
}
