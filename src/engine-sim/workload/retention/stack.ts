/** Objects pushed up to a depth, then popped down to a base, again and again. */
import { HeapTable } from '../heap-table.ts';
import type { ObjectRun } from '../object-run.ts';
import type { Retention, WorkloadContext } from '../retention.ts';

export class Stack implements Retention {
  private readonly context: WorkloadContext;
  private readonly table: HeapTable;
  private readonly base: number;
  private top = 0;

  constructor(context: WorkloadContext, depth: number, base: number) {
    this.context = context;
    this.table = new HeapTable(context.heap, depth);
    this.base = base;
  }

  retain(address: number): void {
    const { heap } = this.context;
    heap.barrier.store(this.table.base + this.top, address);
    if (++this.top < this.table.length) return;
    while (this.top > this.base) heap.barrier.store(this.table.base + --this.top, 0);
  }

  retainRun(run: ObjectRun): number {
    const { table } = this;
    const { barrier, structure } = this.context.heap;
    run.make(0, run.count);
    for (let taken = 0; taken < run.count; ) {
      const slot = table.base + this.top;
      const length = Math.min(run.count - taken, table.length - this.top);
      barrier.storeYoungRow(slot, slot + length, run.addressOf(taken), run.stride);
      taken += length;
      this.top += length;
      if (this.top < table.length) continue;
      structure.words.fill(0, table.base + this.base, table.base + this.top);
      this.top = this.base;
    }
    return run.count;
  }

  refresh(): void {
    this.table.refresh();
  }

  release(): void {
    this.table.release();
  }
}
