/** Objects that are let go after so many words of further allocation, in queues of fixed sizes: one draw says which, or none. */
import { drawnValue, nextState, probabilityThreshold } from '../../../base/prng.ts';
import { WORD_BYTES } from '../../../base/units.ts';
import { HeapTable } from '../heap-table.ts';
import type { ObjectRun } from '../object-run.ts';
import type { Retention, WorkloadContext } from '../retention.ts';
import { draw, holdLastOf, holdNewest } from '../retention.ts';

interface Queue {
  /** Taken by draws below this, unless one before it is. */
  readonly below: number;
  readonly words: number;
  readonly table: HeapTable;
  /** By slot. */
  readonly expiries: Float64Array;
  head: number;
  length: number;
}

export class Queues implements Retention {
  private readonly context: WorkloadContext;
  private readonly queues: readonly Queue[];
  /** No object expires before so many words are allocated. */
  private nextExpiry = Infinity;

  constructor(context: WorkloadContext, queues: readonly { readonly share: number; readonly bytes: number; readonly slots: number }[]) {
    this.context = context;
    let share = 0;
    const made: Queue[] = [];
    this.queues = made; // those made so far must follow what making the others moves
    for (const queue of queues) {
      share += queue.share;
      const table = new HeapTable(context.heap, queue.slots);
      made.push({ below: probabilityThreshold(share), words: queue.bytes / WORD_BYTES, table, expiries: new Float64Array(queue.slots), head: 0, length: 0 });
    }
    this.refresh();
  }

  retain(address: number): void {
    const { context } = this;
    holdNewest(context, address);
    const queue = this.queueOf(draw(context));
    if (queue !== null) context.heap.barrier.store(this.push(queue, context.words), address);
    this.letGo(context.words);
  }

  retainRun(run: ObjectRun): number {
    const { context } = this;
    const { barrier } = context.heap;
    let { state, words } = context;
    run.defer(0, run.count);
    for (let taken = 0; taken < run.count; taken++) {
      words += run.stride;
      state = nextState(state);
      const queue = this.queueOf(drawnValue(state));
      if (queue !== null) {
        run.hold(taken);
        barrier.storeYoung(this.push(queue, words), run.addressOf(taken));
      }
      this.letGo(words);
    }
    context.state = state;
    holdLastOf(context, run, run.count);
    return run.count;
  }

  settle(): void {}

  refresh(): void {
    for (const { table } of this.queues) table.refresh();
  }

  release(): void {
    for (const { table } of this.queues) table.release();
  }

  private queueOf(drawn: number): Queue | null {
    for (const queue of this.queues) if (drawn < queue.below) return queue;
    return null;
  }

  /** The address of the slot for one more object; a full queue gives up its oldest one. */
  private push(queue: Queue, words: number): number {
    const { table, expiries } = queue;
    if (queue.length === table.length) {
      queue.head = (queue.head + 1) % table.length;
      queue.length--;
    }
    const slot = (queue.head + queue.length++) % table.length;
    expiries[slot] = words + queue.words;
    if (expiries[slot] < this.nextExpiry) this.nextExpiry = expiries[slot];
    return table.base + slot;
  }

  private letGo(words: number): void {
    if (words < this.nextExpiry) return;
    this.nextExpiry = Infinity;
    for (const queue of this.queues) {
      const { table, expiries } = queue;
      for (; queue.length > 0 && words >= expiries[queue.head]!; queue.length--) {
        this.context.heap.barrier.store(table.base + queue.head, 0);
        queue.head = (queue.head + 1) % table.length;
      }
      if (queue.length > 0) this.nextExpiry = Math.min(this.nextExpiry, expiries[queue.head]!);
    }
  }
}
