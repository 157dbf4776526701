/** The last so many objects live, or the last so many of each n-th: first in, first out. */
import { HeapTable } from '../heap-table.ts';
import type { ObjectRun } from '../object-run.ts';
import type { Retention, WorkloadContext } from '../retention.ts';
import { holdLastOf, holdNewest } from '../retention.ts';

export class Ring implements Retention {
  private readonly context: WorkloadContext;
  private readonly table: HeapTable;
  private readonly every: number;
  private position = 0;
  private skipped: number;

  constructor(context: WorkloadContext, size: number, every: number) {
    this.context = context;
    this.table = new HeapTable(context.heap, size);
    this.every = every;
    this.skipped = every - 1; // the first object is kept
  }

  retain(address: number): void {
    if (this.every > 1) {
      holdNewest(this.context, address);
      if (++this.skipped < this.every) return;
      this.skipped = 0;
    }
    const { table } = this;
    this.context.heap.barrier.store(table.base + this.position, address);
    if (++this.position === table.length) this.position = 0;
  }

  retainRun(run: ObjectRun): number {
    if (this.every > 1) this.keepThinned(run);
    else this.keepLast(run);
    return run.count;
  }

  refresh(): void {
    this.table.refresh();
  }

  release(): void {
    this.table.release();
  }

  /** Objects that later ones of the same run push out are not even stored. */
  private keepLast(run: ObjectRun): void {
    const { table } = this;
    const { barrier } = this.context.heap;
    const pushedOut = Math.max(0, run.count - table.length);
    run.writeHeaders(0, pushedOut);
    run.make(pushedOut, run.count);
    this.position = (this.position + pushedOut) % table.length;
    for (let taken = pushedOut; taken < run.count; ) {
      const slot = table.base + this.position;
      const length = Math.min(run.count - taken, table.length - this.position);
      barrier.storeYoungRow(slot, slot + length, run.addressOf(taken), run.stride);
      taken += length;
      this.position += length;
      if (this.position === table.length) this.position = 0;
    }
  }

  private keepThinned(run: ObjectRun): void {
    const { table, every } = this;
    const { barrier } = this.context.heap;
    run.writeHeaders(0, run.count);
    let taken = every - 1 - this.skipped;
    for (; taken < run.count; taken += every) {
      run.makeOne(taken);
      barrier.storeYoung(table.base + this.position, run.addressOf(taken));
      if (++this.position === table.length) this.position = 0;
    }
    this.skipped = every - 1 - (taken - run.count);
    holdLastOf(this.context, run, run.count);
  }
}
