/**
 * Which slot comes free next: a binary heap of (expiry, slot), smallest expiry first, ties by slot.
 *
 * Invariant: expiry[i] ≤ expiry of its children at 2i + 1 and 2i + 2.
 */
export class ExpiryQueue {
  length = 0;
  private expiries = new Float64Array(256);
  private slots = new Int32Array(256);

  /** Infinity when empty. */
  get nextExpiry(): number {
    return this.length === 0 ? Infinity : this.expiries[0]!;
  }

  push(expiry: number, slot: number): void {
    if (this.length === this.expiries.length) this.grow();
    let index = this.length++;
    while (index > 0) {
      const parent = (index - 1) >>> 1;
      if (!this.before(expiry, slot, parent)) break;
      this.place(index, this.expiries[parent]!, this.slots[parent]!);
      index = parent;
    }
    this.place(index, expiry, slot);
  }

  /** Removes the first entry; its slot. Only when length > 0. */
  pop(): number {
    const first = this.slots[0]!;
    const expiry = this.expiries[--this.length]!;
    const slot = this.slots[this.length]!;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= this.length) break;
      if (child + 1 < this.length && this.before(this.expiries[child + 1]!, this.slots[child + 1]!, child)) child++;
      if (!this.after(expiry, slot, child)) break;
      this.place(index, this.expiries[child]!, this.slots[child]!);
      index = child;
    }
    this.place(index, expiry, slot);
    return first;
  }

  private before(expiry: number, slot: number, other: number): boolean {
    const otherExpiry = this.expiries[other]!;
    return expiry < otherExpiry || (expiry === otherExpiry && slot < this.slots[other]!);
  }

  private after(expiry: number, slot: number, other: number): boolean {
    const otherExpiry = this.expiries[other]!;
    return expiry > otherExpiry || (expiry === otherExpiry && slot > this.slots[other]!);
  }

  private place(index: number, expiry: number, slot: number): void {
    this.expiries[index] = expiry;
    this.slots[index] = slot;
  }

  private grow(): void {
    const expiries = new Float64Array(this.expiries.length * 2);
    const slots = new Int32Array(this.slots.length * 2);
    expiries.set(this.expiries);
    slots.set(this.slots);
    this.expiries = expiries;
    this.slots = slots;
  }
}
