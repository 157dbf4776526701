/** Objects of several open requests, one of them drawn for each object; a complete request lets all of its objects go. */
import { drawnValue, nextState } from '../../../base/prng.ts';
import { HeapTable } from '../heap-table.ts';
import type { ObjectRun } from '../object-run.ts';
import type { Retention, WorkloadContext } from '../retention.ts';
import { draw } from '../retention.ts';

export class Requests implements Retention {
  private readonly context: WorkloadContext;
  /** The objects of request r are in the slots from r × objects on. */
  private readonly table: HeapTable;
  private readonly objects: number;
  /** Objects that each running request has so far. */
  private readonly filled: Int32Array;

  constructor(context: WorkloadContext, concurrent: number, objects: number) {
    this.context = context;
    this.objects = objects;
    this.filled = new Int32Array(concurrent);
    this.table = new HeapTable(context.heap, concurrent * objects);
  }

  retain(address: number): void {
    const { heap } = this.context;
    const request = draw(this.context) % this.filled.length;
    const first = this.table.base + request * this.objects;
    heap.barrier.store(first + this.filled[request]!, address);
    if (++this.filled[request]! < this.objects) return;
    for (let slot = first; slot < first + this.objects; slot++) heap.barrier.store(slot, 0);
    this.filled[request] = 0;
  }

  retainRun(run: ObjectRun): number {
    const { context, filled, objects } = this;
    const { barrier, structure } = context.heap;
    const { base } = this.table;
    const { count, stride } = run;
    run.make(0, count);
    let { address } = run;
    let { state } = context;
    for (let taken = 0; taken < count; taken++, address += stride) {
      state = nextState(state);
      const request = drawnValue(state) % filled.length;
      const first = base + request * objects;
      const has = filled[request]! + 1;
      barrier.storeYoung(first + has - 1, address);
      filled[request] = has === objects ? 0 : has;
      if (has === objects) structure.words.fill(0, first, first + objects);
    }
    context.state = state;
    return count;
  }

  refresh(): void {
    this.table.refresh();
  }

  release(): void {
    this.table.release();
  }
}
