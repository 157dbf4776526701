/** The last so many objects live, or the last so many of each n-th: first in, first out. */
import { HeapTable } from '../heap-table.ts';
import type { ObjectRun } from '../object-run.ts';
import { PendingRuns } from '../pending-runs.ts';
import type { Retention, WorkloadContext } from '../retention.ts';
import { holdLastOf, holdNewest } from '../retention.ts';

export class Ring implements Retention {
  private readonly context: WorkloadContext;
  private readonly run: ObjectRun;
  private readonly table: HeapTable;
  private readonly every: number;
  /** Owed, unless thinned. */
  private readonly pending = new PendingRuns();
  private position = 0;
  private skipped: number;

  constructor(context: WorkloadContext, run: ObjectRun, size: number, every: number) {
    this.context = context;
    this.run = run;
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
    run.defer(0, run.count);
    if (this.every > 1) this.keepThinned(run);
    else this.pending.push(run);
    return run.count;
  }

  /** Objects that later ones have pushed out are not even stored. */
  settle(): void {
    const { table, pending, run } = this;
    const pushedOut = Math.max(0, pending.total - table.length);
    this.position = (this.position + pushedOut) % table.length;
    pending.forEach(pushedOut, pending.total, run, (first, end) => {
      run.holdRow(first, end);
      for (let taken = first; taken < end; ) {
        const slot = table.base + this.position;
        const length = Math.min(end - taken, table.length - this.position);
        this.context.heap.barrier.storeYoungRow(slot, slot + length, run.addressOf(taken), run.stride);
        taken += length;
        this.position += length;
        if (this.position === table.length) this.position = 0;
      }
    });
    pending.clear();
  }

  refresh(): void {
    this.table.refresh();
  }

  release(): void {
    this.table.release();
  }

  private keepThinned(run: ObjectRun): void {
    const { table, every } = this;
    const { barrier } = this.context.heap;
    let taken = every - 1 - this.skipped;
    for (; taken < run.count; taken += every) {
      run.hold(taken);
      barrier.storeYoung(table.base + this.position, run.addressOf(taken));
      if (++this.position === table.length) this.position = 0;
    }
    this.skipped = every - 1 - (taken - run.count);
    holdLastOf(this.context, run, run.count);
  }
}
