/** Objects that stay, all or a share of them; they outlive the workload. */
import { drawnValue, nextState, probabilityThreshold } from '../../../base/prng.ts';
import type { ObjectRun } from '../object-run.ts';
import type { Retention, WorkloadContext } from '../retention.ts';
import { draw, holdLastOf, holdNewest } from '../retention.ts';
import { SegmentedTable } from '../segmented-table.ts';

export class Forever implements Retention {
  private readonly context: WorkloadContext;
  /** Draws below it are kept; -1 = nothing is drawn, all are kept. */
  private readonly threshold: number;
  private readonly table: SegmentedTable;
  private next = 0;

  constructor(context: WorkloadContext, share: number) {
    this.context = context;
    this.threshold = share < 1 ? probabilityThreshold(share) : -1;
    this.table = new SegmentedTable(context.heap);
  }

  retain(address: number): void {
    const { context, table } = this;
    holdNewest(context, address);
    if (this.threshold >= 0 && draw(context) >= this.threshold) return;
    if (this.next === table.capacity) {
      table.grow();
      context.refreshAll();
    }
    context.heap.barrier.store(table.slotAddress(this.next++), context.heap.structure.roots.strong.get(context.newest));
  }

  retainRun(run: ObjectRun): number {
    const taken = this.threshold < 0 ? this.keepAll(run) : this.keepShare(run);
    holdLastOf(this.context, run, taken);
    return taken;
  }

  settle(): void {}

  refresh(): void {
    this.table.refresh();
  }

  /** For ever is longer than the workload. */
  release(): void {}

  private keepAll(run: ObjectRun): number {
    const { table } = this;
    const { barrier } = this.context.heap;
    const taken = Math.min(run.count, table.capacity - this.next);
    run.defer(0, taken);
    run.holdRow(0, taken);
    for (let position = 0; position < taken; ) {
      const slot = table.slotAddress(this.next);
      const length = Math.min(taken - position, table.slotsFrom(this.next));
      barrier.storeYoungRow(slot, slot + length, run.addressOf(position), run.stride);
      position += length;
      this.next += length;
    }
    return taken;
  }

  private keepShare(run: ObjectRun): number {
    const { context, table, threshold } = this;
    const { barrier } = context.heap;
    const { count } = run;
    let state = context.state;
    let taken = 0;
    while (taken < count && this.next < table.capacity) {
      let kept = false;
      while (!kept && taken < count) {
        state = nextState(state);
        kept = drawnValue(state) < threshold;
        taken++;
      }
      if (!kept) break;
      run.hold(taken - 1);
      barrier.storeYoung(table.slotAddress(this.next++), run.addressOf(taken - 1));
    }
    run.defer(0, taken);
    context.state = state;
    return taken;
  }
}
