/** Objects that are let go after so many words of further allocation. */
import { DrawsBelow } from '../../../base/draws-below.ts';
import { drawnValue, nextState, probabilityThreshold } from '../../../base/prng.ts';
import { ExpiryFifo } from '../expiry-fifo.ts';
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
  private readonly draws = new DrawsBelow();
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

  retainRun(run: ObjectRun): number {
    const { expiries, threshold } = this;
    const free = this.table.capacity - this.used + this.freeSlots.length;
    const drawnAhead = threshold >= 0 && expiries instanceof ExpiryFifo && free >= run.count;
    const taken = drawnAhead ? this.drawAndRetain(run, expiries, this.lifetimesWords[0]!) : this.retainOneByOne(run);
    run.defer(0, taken);
    holdLastOf(this.context, run, taken);
    return taken;
  }

  /** When nothing else is drawn in between, and every object could be held. */
  private drawAndRetain(run: ObjectRun, expiries: ExpiryFifo, lifetimeWords: number): number {
    const { context, table, draws, freeSlots } = this;
    const { barrier } = context.heap;
    const { count, stride } = run;
    const firstWords = context.words;
    const hits = draws.find(context.state, this.threshold, count);
    context.state = draws.state;
    const { positions } = draws;
    let nextExpiry = expiries.nextExpiry;
    for (let i = 0; i < hits; i++) {
      const position = positions[i]!;
      const words = firstWords + position * stride;
      if (nextExpiry <= words) {
        this.letGo(words);
        nextExpiry = expiries.nextExpiry;
      }
      const slot = freeSlots.pop() ?? this.used++;
      run.hold(position);
      barrier.storeYoung(table.slotAddress(slot), run.addressOf(position));
      const expiry = words + stride + lifetimeWords;
      expiries.push(expiry, slot);
      if (expiry < nextExpiry) nextExpiry = expiry;
    }
    this.letGo(firstWords + count * stride);
    return count;
  }

  /** Draws until an object is held or a held one is due, which is rare; the rest is done then. */
  private retainOneByOne(run: ObjectRun): number {
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
