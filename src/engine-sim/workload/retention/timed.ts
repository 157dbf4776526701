/** Objects that are let go after so many words of further allocation. */
import { drawnValue, nextState, probabilityThreshold } from '../../../base/prng.ts';
import type { ExpiryFifo } from '../expiry-fifo.ts';
import type { ExpiryQueue } from '../expiry-queue.ts';
import type { ObjectRun } from '../object-run.ts';
import type { Retention, WorkloadContext } from '../retention.ts';
import { draw, holdLastOf, holdNewest } from '../retention.ts';
import { SegmentedTable } from '../segmented-table.ts';

/** More objects than any run has. */
const NOT_IN_THIS_RUN = 0x3fffffff;

export class Timed implements Retention {
  private readonly context: WorkloadContext;
  private readonly table: SegmentedTable;
  private readonly expiries: ExpiryFifo | ExpiryQueue;
  /** Drawn from, unless there is only one. */
  private readonly lifetimesWords: Float64Array;
  /** Draws below it are held; -1 = nothing is drawn, all are held. */
  private readonly threshold: number;
  private readonly freeSlots: number[] = [];
  private used = 0;

  constructor(context: WorkloadContext, expiries: ExpiryFifo | ExpiryQueue, lifetimesWords: readonly number[], share: number) {
    this.context = context;
    this.expiries = expiries;
    this.lifetimesWords = Float64Array.from(lifetimesWords);
    this.threshold = share < 1 ? probabilityThreshold(share) : -1;
    this.table = new SegmentedTable(context.heap);
  }

  retain(address: number): void {
    const { context, table } = this;
    holdNewest(context, address);
    if (this.threshold < 0 || draw(context) < this.threshold) {
      const words = this.drawLifetime();
      if (!this.hasFreeSlot()) {
        table.grow();
        context.refreshAll();
      }
      const slot = this.takeSlot();
      context.heap.barrier.store(table.slotAddress(slot), context.heap.structure.roots.strong.get(context.newest));
      if (words !== Infinity) this.expiries.push(context.words + words, slot);
    }
    if (this.expiries.nextExpiry <= context.words) this.letGo(context.words);
  }

  /** Draws until an object is held or a held one is due, which is rare; the rest is done then. */
  retainRun(run: ObjectRun): number {
    const { context, expiries, table, threshold } = this;
    const { barrier } = context.heap;
    const { count, stride } = run;
    const firstWords = context.words;
    let nextExpiry = expiries.nextExpiry;
    let due = objectsUntil(nextExpiry, firstWords, stride);
    let taken = 0;
    while (taken < count && this.hasFreeSlot()) {
      let held = threshold < 0;
      if (held) {
        taken++;
      } else {
        const until = Math.min(due, count);
        let state = context.state;
        while (taken < until) {
          taken++;
          state = nextState(state);
          if (drawnValue(state) < threshold) {
            held = true;
            break;
          }
        }
        context.state = state;
      }
      if (held) {
        const expiry = firstWords + taken * stride + this.drawLifetime();
        const slot = this.takeSlot();
        run.hold(taken - 1);
        barrier.storeYoung(table.slotAddress(slot), run.addressOf(taken - 1));
        if (expiry !== Infinity) expiries.push(expiry, slot);
        if (expiry < nextExpiry) {
          nextExpiry = expiry;
          due = objectsUntil(nextExpiry, firstWords, stride);
        }
      }
      if (taken >= due) {
        this.letGo(firstWords + taken * stride);
        nextExpiry = expiries.nextExpiry;
        due = objectsUntil(nextExpiry, firstWords, stride);
      }
    }
    run.defer(0, taken);
    holdLastOf(context, run, taken);
    return taken;
  }

  settle(): void {}

  refresh(): void {
    this.table.refresh();
  }

  release(): void {
    this.table.release();
  }

  private drawLifetime(): number {
    const { lifetimesWords } = this;
    return lifetimesWords.length === 1 ? lifetimesWords[0]! : lifetimesWords[draw(this.context) % lifetimesWords.length]!;
  }

  private hasFreeSlot(): boolean {
    return this.used < this.table.capacity || this.freeSlots.length > 0;
  }

  private takeSlot(): number {
    return this.freeSlots.pop() ?? this.used++;
  }

  private letGo(words: number): void {
    const { expiries, table, freeSlots } = this;
    const { barrier } = this.context.heap;
    while (expiries.nextExpiry <= words) {
      const slot = expiries.pop();
      barrier.store(table.slotAddress(slot), 0);
      freeSlots.push(slot);
    }
  }
}

/** After so many objects of a run that begins at `firstWords` an expiry is reached. */
function objectsUntil(expiry: number, firstWords: number, stride: number): number {
  return Math.min(NOT_IN_THIS_RUN, Math.ceil((expiry - firstWords) / stride));
}
