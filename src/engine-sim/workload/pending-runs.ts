/**
 * Runs whose objects are owed: allocated, held by a workload, and neither made nor stored yet.
 *
 * Invariant: objects are numbered in the order of allocation, from 0 at the last `clear`; runs that lie behind each
 * other are one. No address survives a collection: whoever owes settles before.
 */
import type { ObjectRun } from './object-run.ts';

export class PendingRuns {
  /** Objects owed. */
  total = 0;
  private count = 0;
  private addresses = new Int32Array(64);
  private lengths = new Int32Array(64);

  /** All objects of the run. */
  push(run: ObjectRun): void {
    this.total += run.count;
    const last = this.count - 1;
    if (last >= 0 && this.addresses[last]! + this.lengths[last]! * run.stride === run.address) {
      this.lengths[last]! += run.count;
      return;
    }
    if (this.count === this.addresses.length) {
      this.addresses = doubled(this.addresses);
      this.lengths = doubled(this.lengths);
    }
    this.addresses[this.count] = run.address;
    this.lengths[this.count++] = run.count;
  }

  /** Shows the objects [from, to) in order: `run` is set to each of the runs, with positions [first, end) of it. */
  forEach(from: number, to: number, run: ObjectRun, visit: (first: number, end: number) => void): void {
    let start = 0;
    for (let i = 0; i < this.count && start < to; i++) {
      const length = this.lengths[i]!;
      const first = Math.max(from - start, 0);
      const end = Math.min(to - start, length);
      if (first < end) {
        run.begin(this.addresses[i]!, length);
        visit(first, end);
      }
      start += length;
    }
  }

  clear(): void {
    this.total = 0;
    this.count = 0;
  }
}

function doubled(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}
