/** Objects that stay, all or a share of them; they outlive the workload. */
import { drawnValue, nextState, probabilityThreshold } from '../../../base/prng.ts';
import type { ObjectRun } from '../object-run.ts';
import { RunError } from '../../run-error.ts';
import type { NamedTable, Retention, WorkloadContext } from '../retention.ts';
import { draw, holdLastOf, holdNewest } from '../retention.ts';
import { SegmentedTable } from '../segmented-table.ts';

export class Forever implements Retention {
  private readonly context: WorkloadContext;
  /** Draws below it are kept; -1 = nothing is drawn, all are kept. */
  private readonly threshold: number;
  private readonly table: SegmentedTable;
  private readonly name: number | null;
  private next = 0;

  /** @param slots made at once; 0 = as they are needed. @param name position of the object that the table becomes, null = none */
  constructor(context: WorkloadContext, share: number, slots: number, name: number | null) {
    this.context = context;
    this.threshold = share < 1 ? probabilityThreshold(share) : -1;
    this.table = new SegmentedTable(context.heap, slots);
    this.name = name;
  }

  retain(address: number): void {
    const { context, table } = this;
    holdNewest(context, address);
    if (this.threshold >= 0 && draw(context) >= this.threshold) return;
    if (this.next === table.capacity) {
      if (this.name !== null) throw new RunError('TABLE_IS_FULL', `a workload keeps more than the ${String(table.capacity)} objects that its named table has slots for`, 'give the table more slots, or no name');
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

  /** For ever is longer than the workload; a table with a name has its handle by then. */
  release(): void {
    if (this.name !== null) this.table.release();
  }

  get named(): NamedTable | null {
    return this.name === null ? null : { name: this.name, address: this.table.firstAddress };
  }

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
