/**
 * A growable stack of int32 values: the collectors' worklist.
 *
 * Invariant: 0 ≤ length ≤ items.length; items above length are garbage.
 */
export class WordStack {
  items: Int32Array;
  length = 0;

  constructor(initialCapacity = 1024) {
    this.items = new Int32Array(initialCapacity);
  }

  push(value: number): void {
    if (this.length === this.items.length) this.grow();
    this.items[this.length++] = value;
  }

  /** Only when length > 0. */
  pop(): number {
    return this.items[--this.length]!;
  }

  clear(): void {
    this.length = 0;
  }

  private grow(): void {
    const larger = new Int32Array(this.items.length * 2);
    larger.set(this.items);
    this.items = larger;
  }
}
