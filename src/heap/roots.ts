/**
 * Where the reachable heap begins: slots outside the heap that hold addresses.
 *
 * Models:    V8's strong roots and handles (a handle is a location; the object it shows may move), and weak
 *            slots that only watch an object.
 * Simplifies: one table; scopes and kinds of handles are built on it by others.
 * Invariant: a strong slot in use holds 0 or the address of a live object; a weak slot holds 0 once its
 *            object is dead. Slots not in use hold 0.
 */
import { invariant } from '../base/invariant.ts';

export class RootTable {
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
    if (this.length === this.slots.length) {
      const larger = new Int32Array(this.slots.length * 2);
      larger.set(this.slots);
      this.slots = larger;
    }
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
}

/** Strong and weak slots of one heap. */
export class Roots {
  readonly strong = new RootTable();
  readonly weak = new RootTable();
}
