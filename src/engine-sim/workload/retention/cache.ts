/** Each object replaces a random one of a cache, or dies at once if it does not belong to the share that is cached. */
import { drawnValue, nextState, probabilityThreshold } from '../../../base/prng.ts';
import { HeapTable } from '../heap-table.ts';
import type { ObjectRun } from '../object-run.ts';
import type { Retention, WorkloadContext } from '../retention.ts';
import { draw, holdLastOf, holdNewest } from '../retention.ts';

/** Tables with more slots are written at once: looking through what is owed would take longer than it saves. */
const MOST_SLOTS_OWED = 65_536;

export class Cache implements Retention {
  private readonly context: WorkloadContext;
  private readonly run: ObjectRun;
  private readonly table: HeapTable;
  /** Draws below it are cached; -1 = nothing is drawn, all are cached. */
  private readonly threshold: number;
  /** Objects that are not stored yet, by slot; null = all are stored at once. */
  private readonly pending: Int32Array | null;

  constructor(context: WorkloadContext, run: ObjectRun, slots: number, share: number) {
    this.context = context;
    this.run = run;
    this.pending = share < 1 || slots > MOST_SLOTS_OWED ? null : new Int32Array(slots);
    this.table = new HeapTable(context.heap, slots);
    this.threshold = share < 1 ? probabilityThreshold(share) : -1;
  }

  retain(address: number): void {
    const { context, table } = this;
    if (this.threshold >= 0) {
      holdNewest(context, address);
      if (draw(context) >= this.threshold) return;
    }
    context.heap.barrier.store(table.base + (draw(context) % table.length), address);
  }

  retainRun(run: ObjectRun): number {
    if (this.pending !== null) this.oweAll(run, this.pending);
    else if (this.threshold < 0) this.keepAll(run);
    else this.keepShare(run);
    return run.count;
  }

  /** Objects that have been replaced since are not even stored. */
  settle(): void {
    const { pending, run } = this;
    if (pending === null) return;
    const { barrier } = this.context.heap;
    const { base } = this.table;
    for (let slot = 0; slot < pending.length; slot++) {
      const address = pending[slot]!;
      if (address === 0) continue;
      run.holdAt(address);
      barrier.storeYoung(base + slot, address);
    }
    pending.fill(0);
  }

  refresh(): void {
    this.table.refresh();
  }

  release(): void {
    this.table.release();
  }

  private oweAll(run: ObjectRun, pending: Int32Array): void {
    const { context } = this;
    const { count, stride } = run;
    const { length } = pending;
    run.defer(0, count);
    let { address } = run;
    let { state } = context;
    for (let taken = 0; taken < count; taken++, address += stride) {
      state = nextState(state);
      pending[drawnValue(state) % length] = address;
    }
    context.state = state;
  }

  private keepAll(run: ObjectRun): void {
    const { context } = this;
    const { barrier } = context.heap;
    const { base, length } = this.table;
    const { count, stride } = run;
    run.defer(0, count);
    run.holdRow(0, count);
    let { address } = run;
    let { state } = context;
    for (let taken = 0; taken < count; taken++, address += stride) {
      state = nextState(state);
      barrier.storeYoung(base + (drawnValue(state) % length), address);
    }
    context.state = state;
  }

  private keepShare(run: ObjectRun): void {
    const { context, threshold } = this;
    const { barrier } = context.heap;
    const { base, length } = this.table;
    const { count } = run;
    run.defer(0, count);
    let { state } = context;
    for (let taken = 0; taken < count; taken++) {
      state = nextState(state);
      if (drawnValue(state) >= threshold) continue;
      state = nextState(state);
      run.hold(taken);
      barrier.storeYoung(base + (drawnValue(state) % length), run.addressOf(taken));
    }
    context.state = state;
    holdLastOf(context, run, count);
  }
}
