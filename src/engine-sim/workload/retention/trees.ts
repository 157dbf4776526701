/** Complete binary trees, built breadth first; parents are found through a table of the inner nodes. */
import { firstUserSlot } from '../../../heap/layout/user-slots.ts';
import { HeapTable } from '../heap-table.ts';
import type { ObjectRun } from '../object-run.ts';
import { PendingRuns } from '../pending-runs.ts';
import type { Retention, WorkloadContext } from '../retention.ts';

export class Trees implements Retention {
  private readonly context: WorkloadContext;
  private readonly run: ObjectRun;
  private readonly leftSlot: number;
  private readonly trees: HeapTable;
  private readonly inner: HeapTable;
  private readonly nodesPerTree: number;
  /** Nodes that are not linked yet. */
  private readonly pending = new PendingRuns();
  private position = 0;
  /** Nodes of the present tree so far. */
  private nodes = 0;

  constructor(context: WorkloadContext, run: ObjectRun, kind: number, depth: number, keep: number) {
    this.context = context;
    this.run = run;
    this.leftSlot = firstUserSlot(kind);
    this.nodesPerTree = 2 ** (depth + 1) - 1;
    this.trees = new HeapTable(context.heap, keep);
    this.inner = new HeapTable(context.heap, 2 ** depth);
  }

  retain(address: number): void {
    const { heap } = this.context;
    const { inner } = this;
    const number = ++this.nodes; // heap order: children of n are 2n and 2n + 1
    if (number < inner.length) heap.barrier.store(inner.base + number, address);
    else if (number === 1) heap.barrier.store(inner.base, address); // depth 0: the root is a leaf
    if (number > 1) {
      const parent = heap.load(inner.base, number >>> 1);
      heap.barrier.store(parent + this.leftSlot + (number & 1), address);
    }
    if (number === this.nodesPerTree) this.complete();
  }

  retainRun(run: ObjectRun): number {
    run.deferHeaders(0, run.count);
    this.pending.push(run);
    return run.count;
  }

  /**
   * Trees that later ones have pushed out are not even made, but for the one that was begun before: its old nodes
   * keep young ones alive, dead or not.
   */
  settle(): void {
    const { pending, nodesPerTree, trees } = this;
    const { total } = pending;
    const begun = this.nodes === 0 ? 0 : Math.min(total, nodesPerTree - this.nodes);
    const pushedOut = Math.max(0, Math.floor((total - begun) / nodesPerTree) - trees.length);
    this.add(0, begun);
    this.position = (this.position + pushedOut) % trees.length;
    this.add(begun + pushedOut * nodesPerTree, total);
    pending.clear();
  }

  refresh(): void {
    this.trees.refresh();
    this.inner.refresh();
  }

  release(): void {
    this.trees.release();
    this.inner.release();
  }

  /** The pending objects [from, to) are the next nodes: one tree after the other, its inner nodes before its leaves. */
  private add(from: number, to: number): void {
    const { run, nodesPerTree } = this;
    this.pending.forEach(from, to, run, (first, end) => {
      run.make(first, end);
      for (let taken = first; taken < end; ) {
        const next = Math.min(end, taken + nodesPerTree - this.nodes);
        this.addNodes(run, taken, next);
        taken = next;
        if (this.nodes === nodesPerTree) this.complete();
      }
    });
  }

  /** The objects [from, to) of the run are the next nodes of the present tree. */
  private addNodes(run: ObjectRun, from: number, to: number): void {
    const { inner, leftSlot } = this;
    const { barrier, structure } = this.context.heap;
    const { words } = structure;
    const { base } = inner;
    const first = this.nodes + 1;
    const last = this.nodes + to - from;
    const innerEnd = Math.min(last + 1, Math.max(inner.length, 2));
    if (first < innerEnd) {
      const slot = base + (inner.length > 1 ? first : 0);
      barrier.storeYoungRow(slot, slot + innerEnd - first, run.addressOf(from), run.stride);
    }
    let address = run.addressOf(from);
    for (let number = first; number <= last; number++, address += run.stride) {
      if (number > 1) barrier.storeYoung(words[base + (number >>> 1)]! + leftSlot + (number & 1), address);
    }
    this.nodes = last;
  }

  private complete(): void {
    const { heap } = this.context;
    const { inner, trees } = this;
    const root = heap.load(inner.base, inner.length > 1 ? 1 : 0);
    heap.barrier.store(trees.base + this.position, root);
    if (++this.position === trees.length) this.position = 0;
    this.nodes = 0;
  }
}
