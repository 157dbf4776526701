/**
 * Which slot comes free next when all live equally long: first in, first out, in a ring that doubles when full.
 *
 * Invariant: expiries rise from head to tail.
 */
export class ExpiryFifo {
  length = 0;
  private head = 0;
  private expiries = new Float64Array(256);
  private slots = new Int32Array(256);

  /** Infinity when empty. */
  get nextExpiry(): number {
    return this.length === 0 ? Infinity : this.expiries[this.head]!;
  }

  push(expiry: number, slot: number): void {
    if (this.length === this.expiries.length) this.grow();
    const tail = (this.head + this.length++) & (this.expiries.length - 1);
    this.expiries[tail] = expiry;
    this.slots[tail] = slot;
  }

  /** Removes the first entry; its slot. Only when length > 0. */
  pop(): number {
    const slot = this.slots[this.head]!;
    this.head = (this.head + 1) & (this.expiries.length - 1);
    this.length--;
    return slot;
  }

  private grow(): void {
    const size = this.expiries.length;
    const expiries = new Float64Array(size * 2);
    const slots = new Int32Array(size * 2);
    for (let i = 0; i < size; i++) {
      expiries[i] = this.expiries[(this.head + i) & (size - 1)]!;
      slots[i] = this.slots[(this.head + i) & (size - 1)]!;
    }
    this.expiries = expiries;
    this.slots = slots;
    this.head = 0;
  }
}
