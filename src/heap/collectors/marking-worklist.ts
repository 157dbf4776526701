/**
 * Objects that are marked and whose pointers are still to be followed.
 *
 * Models:    V8’s worklist of segments: pushes fill one segment, pops empty another, full ones are stacked. So what the
 *            program stores while marking runs waits until the open segment is done, and old work is not starved.
 * Simplifies: one thread, so there is one local end.
 * Invariant: every entry is in exactly one of `pushing`, `popping` and `full`; `full` holds whole segments.
 */
import { WordStack } from '../../base/word-stack.ts';

/** Entries of a segment. Source: V8, marking worklists. */
const SEGMENT = 64;

export class MarkingWorklist {
  private pushing = new Int32Array(SEGMENT);
  private popping = new Int32Array(SEGMENT);
  private pushed = 0;
  private toPop = 0;
  private readonly full = new WordStack(4096);

  push(address: number): void {
    if (this.pushed === SEGMENT) this.publish();
    this.pushing[this.pushed++] = address;
  }

  /** The next entry; 0 when there is none. */
  pop(): number {
    if (this.toPop === 0 && !this.refill()) return 0;
    return this.popping[--this.toPop]!;
  }

  get isEmpty(): boolean {
    return this.toPop === 0 && this.pushed === 0 && this.full.length === 0;
  }

  clear(): void {
    this.pushed = this.toPop = this.full.length = 0;
  }

  /** Replaces every entry by `update(entry)`; 0 drops it. Their order stays. */
  update(update: (address: number) => number): void {
    const all = new Int32Array(this.full.length + this.toPop + this.pushed);
    all.set(this.full.items.subarray(0, this.full.length));
    all.set(this.popping.subarray(0, this.toPop), this.full.length);
    all.set(this.pushing.subarray(0, this.pushed), this.full.length + this.toPop);
    this.clear();
    for (const entry of all) {
      const address = update(entry);
      if (address !== 0) this.push(address);
    }
  }

  private publish(): void {
    const { full, pushing } = this;
    for (let i = 0; i < SEGMENT; i++) full.push(pushing[i]!);
    this.pushed = 0;
  }

  private refill(): boolean {
    if (this.pushed > 0) {
      [this.popping, this.pushing] = [this.pushing, this.popping];
      this.toPop = this.pushed;
      this.pushed = 0;
      return true;
    }
    const { full, popping } = this;
    if (full.length === 0) return false;
    full.length -= SEGMENT;
    popping.set(full.items.subarray(full.length, full.length + SEGMENT));
    this.toPop = SEGMENT;
    return true;
  }
}
