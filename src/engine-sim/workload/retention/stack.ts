/** Objects pushed up to a depth, then popped down to a base, again and again. */
import { HeapTable } from '../heap-table.ts';
import type { ObjectRun } from '../object-run.ts';
import { PendingRuns } from '../pending-runs.ts';
import type { Retention, WorkloadContext } from '../retention.ts';

export class Stack implements Retention {
  private readonly context: WorkloadContext;
  private readonly run: ObjectRun;
  private readonly table: HeapTable;
  private readonly base: number;
  /** Pushed, but not stored yet. */
  private readonly pending = new PendingRuns();
  private top = 0;

  constructor(context: WorkloadContext, run: ObjectRun, depth: number, base: number) {
    this.context = context;
    this.run = run;
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
    run.defer(0, run.count);
    this.pending.push(run);
    return run.count;
  }

  /** Objects that have been popped again are not even stored. */
  settle(): void {
    const { pending, table, base, top } = this;
    const { total } = pending;
    const depth = table.length;
    const untilPopped = depth - top;
    if (total < untilPopped) {
      this.store(0, total, top);
      this.top = top + total;
    } else {
      const climb = depth - base;
      const above = (total - untilPopped) % climb;
      const newTop = base + above;
      const { barrier, structure } = this.context.heap;
      if (top < base) this.store(0, base - top, top);
      structure.words.fill(0, table.base + newTop, table.base + depth);
      barrier.rememberRow(table.base + top, table.base + depth);
      if (total - untilPopped >= climb) barrier.rememberRow(table.base + base, table.base + depth);
      this.store(total - above, total, base);
      this.top = newTop;
    }
    pending.clear();
  }

  refresh(): void {
    this.table.refresh();
  }

  release(): void {
    this.table.release();
  }

  /** The pending objects [from, to) go into the slots from `slot` on. */
  private store(from: number, to: number, slot: number): void {
    const { run, table, pending } = this;
    const { barrier } = this.context.heap;
    let next = table.base + slot;
    pending.forEach(from, to, run, (first, end) => {
      run.holdRow(first, end);
      barrier.storeYoungRow(next, next + end - first, run.addressOf(first), run.stride);
      next += end - first;
    });
  }
}
