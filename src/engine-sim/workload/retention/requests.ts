/** Objects of several open requests, one of them drawn for each object; a complete request lets all of its objects go. */
import { drawnValue, nextState } from '../../../base/prng.ts';
import { HeapTable } from '../heap-table.ts';
import type { ObjectRun } from '../object-run.ts';
import type { Retention, WorkloadContext } from '../retention.ts';
import { draw } from '../retention.ts';

export class Requests implements Retention {
  private readonly context: WorkloadContext;
  private readonly run: ObjectRun;
  /** The objects of request r are in the slots from r × objects on. */
  private readonly table: HeapTable;
  private readonly objects: number;
  /** Objects that each running request has so far. */
  private readonly filled: Int32Array;
  /** The same as far as the table says it. */
  private readonly stored: Int32Array;
  /** How often each request has completed since then: 0, 1, or 2 for more. */
  private readonly completed: Uint8Array;
  /** Objects that are not stored yet, by slot. */
  private readonly pending: Int32Array;

  constructor(context: WorkloadContext, run: ObjectRun, concurrent: number, objects: number) {
    this.context = context;
    this.run = run;
    this.objects = objects;
    this.filled = new Int32Array(concurrent);
    this.stored = new Int32Array(concurrent);
    this.completed = new Uint8Array(concurrent);
    this.pending = new Int32Array(concurrent * objects);
    this.table = new HeapTable(context.heap, concurrent * objects);
  }

  retain(address: number): void {
    const { heap } = this.context;
    const request = draw(this.context) % this.filled.length;
    const first = this.table.base + request * this.objects;
    heap.barrier.store(first + this.filled[request]!, address);
    const has = this.filled[request]! + 1;
    const isComplete = has === this.objects;
    if (isComplete) for (let slot = first; slot < first + this.objects; slot++) heap.barrier.store(slot, 0);
    this.filled[request] = this.stored[request] = isComplete ? 0 : has;
  }

  retainRun(run: ObjectRun): number {
    const { context, filled, completed, pending, objects } = this;
    const { count, stride } = run;
    run.defer(0, count);
    let { address } = run;
    let { state } = context;
    for (let taken = 0; taken < count; taken++, address += stride) {
      state = nextState(state);
      const request = drawnValue(state) % filled.length;
      const has = filled[request]! + 1;
      pending[request * objects + has - 1] = address;
      if (has < objects) {
        filled[request] = has;
      } else {
        filled[request] = 0;
        completed[request] = Math.min(2, completed[request]! + 1);
      }
    }
    context.state = state;
    return count;
  }

  /** Objects of requests that have completed are not even stored. */
  settle(): void {
    const { filled, stored, completed, objects } = this;
    const { barrier, structure } = this.context.heap;
    for (let request = 0; request < filled.length; request++) {
      const first = this.table.base + request * objects;
      const has = filled[request]!;
      if (completed[request] === 0) {
        this.store(request, stored[request]!, has);
      } else {
        barrier.rememberRow(first + (completed[request] === 1 ? stored[request]! : 0), first + objects);
        structure.words.fill(0, first + has, first + objects);
        this.store(request, 0, has);
      }
      stored[request] = has;
      completed[request] = 0;
    }
  }

  refresh(): void {
    this.table.refresh();
  }

  release(): void {
    this.table.release();
  }

  /** Stores the objects [from, to) of a request. */
  private store(request: number, from: number, to: number): void {
    const { run, pending } = this;
    const { barrier } = this.context.heap;
    const first = request * this.objects;
    for (let slot = first + from; slot < first + to; slot++) {
      run.holdAt(pending[slot]!);
      barrier.storeYoung(this.table.base + slot, pending[slot]!);
    }
  }
}
