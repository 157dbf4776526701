/**
 * What a workload does with each new object: forget it, or hold it for a while. One class per lifetime model.
 *
 * All holders are arrays (or the objects themselves) on the simulated heap, written through the write barrier.
 * Invariant: `retain` is called with the address of the newest object; afterwards that address may be stale, because
 * a holder that grows allocates. Whatever allocates calls `context.refreshAll` before it touches a holder again.
 */
import { drawnValue, nextState, probabilityThreshold } from '../../base/prng.ts';
import type { Heap } from '../../heap/heap.ts';
import { firstUserSlot } from '../../heap/layout/user-slots.ts';
import type { Lifetime } from '../../scenario/program.ts';
import { ExpiryFifo } from './expiry-fifo.ts';
import { ExpiryQueue } from './expiry-queue.ts';
import { HeapTable } from './heap-table.ts';
import type { ObjectRun } from './object-run.ts';
import { SegmentedTable } from './segmented-table.ts';

/** What retentions share with the loop that drives them. */
export interface WorkloadContext {
  readonly heap: Heap;
  /** State of the random numbers. */
  state: number;
  /** Words allocated by this workload: nominal sizes of its objects, parts included. */
  words: number;
  /** Root slot of the newest object. */
  readonly newest: number;
  /** Reads all addresses again; to be called after whatever may have collected. */
  refreshAll(): void;
}

export interface Retention {
  retain(address: number): void;
  /**
   * The same for a run of objects, of which `context.words` does not know yet: adds their words, initialises those
   * that are held. May stop before an object for which the holder must grow; the number of objects taken.
   */
  retainRun(run: ObjectRun): number;
  /** Addresses may have changed. */
  refresh(): void;
  /** The workload is over. */
  release(): void;
}

export function createRetention(lifetime: Lifetime, kind: number, context: WorkloadContext): Retention {
  switch (lifetime.model) {
    case 'dies':
      return new Dies(context);
    case 'forever':
      return new Forever(context, lifetime.share);
    case 'ring':
      return new Ring(context, lifetime.size, lifetime.every);
    case 'stack':
      return new Stack(context, lifetime.depth, lifetime.base);
    case 'for':
      return new Timed(context, new ExpiryFifo(), [lifetime.bytes / 8], lifetime.share);
    case 'sampled':
      return new Timed(context, new ExpiryQueue(), lifetime.quantiles.map((bytes) => bytes / 8), 1);
    case 'request':
      return new Requests(context, lifetime.concurrent, lifetime.objects);
    case 'cache':
      return new Cache(context, lifetime.slots, lifetime.share);
    case 'list':
      return lifetime.order === 'fifo'
        ? new FifoList(context, kind, lifetime.length)
        : new LifoList(context, kind, lifetime.length, lifetime.base);
    case 'tree':
      return new Trees(context, kind, lifetime.depth, lifetime.keep);
  }
}

function draw(context: WorkloadContext): number {
  context.state = nextState(context.state);
  return drawnValue(context.state);
}

/** The newest object is always reachable, as a program's local variable would make it. */
function holdNewest(context: WorkloadContext, address: number): void {
  context.heap.structure.roots.strong.slots[context.newest] = address;
}

/** Ends a run of `count` objects: the last one is the newest. */
function holdLastOf(context: WorkloadContext, run: ObjectRun, count: number): void {
  context.words += count * run.stride;
  if (count === 0) return;
  const last = run.address + (count - 1) * run.stride;
  run.initialise(last);
  holdNewest(context, last);
}

/** A run taken object by object, all of them held. */
function retainEach(retention: Retention, context: WorkloadContext, run: ObjectRun): number {
  const end = run.address + run.count * run.stride;
  for (let address = run.address; address < end; address += run.stride) {
    run.initialise(address);
    context.words += run.stride;
    retention.retain(address);
  }
  return run.count;
}

class Dies implements Retention {
  private readonly context: WorkloadContext;

  constructor(context: WorkloadContext) {
    this.context = context;
  }

  retain(address: number): void {
    holdNewest(this.context, address);
  }

  retainRun(run: ObjectRun): number {
    holdLastOf(this.context, run, run.count);
    return run.count;
  }

  refresh(): void {}
  release(): void {}
}

class Forever implements Retention {
  private readonly context: WorkloadContext;
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

  refresh(): void {
    this.table.refresh();
  }

  retainRun(run: ObjectRun): number {
    const { context, table, threshold } = this;
    const { barrier } = context.heap;
    let state = context.state;
    let taken = 0;
    for (; taken < run.count; taken++) {
      if (this.next === table.capacity) break;
      if (threshold >= 0) {
        state = nextState(state);
        if (drawnValue(state) >= threshold) continue;
      }
      const address = run.address + taken * run.stride;
      run.initialise(address);
      barrier.store(table.slotAddress(this.next++), address);
    }
    context.state = state;
    holdLastOf(context, run, taken);
    return taken;
  }

  /** For ever is longer than the workload. */
  release(): void {}
}

class Ring implements Retention {
  private readonly context: WorkloadContext;
  private readonly table: HeapTable;
  private readonly every: number;
  private position = 0;
  private skipped: number;

  constructor(context: WorkloadContext, size: number, every: number) {
    this.context = context;
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
    if (this.every > 1 || this.context.heap.barrier.isMarking) return this.retainThinned(run);
    const { context, table } = this;
    const words = context.heap.structure.words;
    let address = run.address;
    let left = run.count;
    while (left > 0) {
      const from = table.base + this.position;
      const to = from + Math.min(left, table.length - this.position);
      for (let slot = from; slot < to; slot++) {
        run.initialise(address);
        words[slot] = address;
        address += run.stride;
      }
      context.heap.barrier.recordYoungStores(from, to);
      left -= to - from;
      this.position += to - from;
      if (this.position === table.length) this.position = 0;
    }
    context.words += run.count * run.stride;
    return run.count;
  }

  private retainThinned(run: ObjectRun): number {
    const { context, table, every } = this;
    const { barrier } = context.heap;
    const end = run.address + run.count * run.stride;
    const step = every * run.stride;
    let address = run.address + (every - 1 - this.skipped) * run.stride;
    let position = this.position;
    for (; address < end; address += step) {
      run.initialise(address);
      barrier.store(table.base + position, address);
      if (++position === table.length) position = 0;
    }
    this.position = position;
    // `address` is the next one to be kept; it lies (every - 1 - skipped) objects behind the run.
    this.skipped = every - 1 - (address - end) / run.stride;
    holdLastOf(context, run, run.count);
    return run.count;
  }

  refresh(): void {
    this.table.refresh();
  }

  release(): void {
    this.table.release();
  }
}

class Stack implements Retention {
  private readonly context: WorkloadContext;
  private readonly table: HeapTable;
  private readonly base: number;
  private top = 0;

  constructor(context: WorkloadContext, depth: number, base: number) {
    this.context = context;
    this.table = new HeapTable(context.heap, depth);
    this.base = base;
  }

  retain(address: number): void {
    const { heap } = this.context;
    heap.barrier.store(this.table.base + this.top, address);
    if (++this.top < this.table.length) return;
    while (this.top > this.base) heap.barrier.store(this.table.base + --this.top, 0);
  }

  retainRun(run: ObjectRun): number {
    return retainEach(this, this.context, run);
  }

  refresh(): void {
    this.table.refresh();
  }

  release(): void {
    this.table.release();
  }
}

/** Objects that are let go after so many words of further allocation. */
class Timed implements Retention {
  private readonly context: WorkloadContext;
  private readonly table: SegmentedTable;
  private readonly expiries: ExpiryFifo | ExpiryQueue;
  private readonly lifetimesWords: Float64Array;
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
    const { context } = this;
    holdNewest(context, address);
    if (this.threshold < 0 || draw(context) < this.threshold) this.hold();
    if (this.expiries.nextExpiry <= context.words) this.letGo();
  }

  retainRun(run: ObjectRun): number {
    const { context, expiries, table, threshold } = this;
    const firstWords = context.words;
    let state = context.state;
    let taken = 0;
    for (; taken < run.count; taken++) {
      if (this.used === table.capacity && this.freeSlots.length === 0) break; // it may have to grow
      context.words += run.stride;
      let held = true;
      if (threshold >= 0) {
        state = nextState(state);
        held = drawnValue(state) < threshold;
      }
      if (held) {
        const address = run.address + taken * run.stride;
        run.initialise(address);
        holdNewest(context, address);
        context.state = state;
        this.hold();
        state = context.state;
      }
      if (expiries.nextExpiry <= context.words) this.letGo();
    }
    context.state = state;
    context.words = firstWords;
    holdLastOf(context, run, taken);
    return taken;
  }

  refresh(): void {
    this.table.refresh();
  }

  release(): void {
    this.table.release();
  }

  private hold(): void {
    const { context, lifetimesWords, table } = this;
    const { heap } = context;
    const words = lifetimesWords.length === 1 ? lifetimesWords[0]! : lifetimesWords[draw(context) % lifetimesWords.length]!;
    let slot = this.freeSlots.pop();
    if (slot === undefined) {
      if (this.used === table.capacity) {
        table.grow();
        context.refreshAll();
      }
      slot = this.used++;
    }
    heap.barrier.store(table.slotAddress(slot), heap.structure.roots.strong.get(context.newest));
    if (words !== Infinity) this.expiries.push(context.words + words, slot);
  }

  private letGo(): void {
    const { context, expiries, table } = this;
    while (expiries.nextExpiry <= context.words) {
      const slot = expiries.pop();
      context.heap.barrier.store(table.slotAddress(slot), 0);
      this.freeSlots.push(slot);
    }
  }
}

class Requests implements Retention {
  private readonly context: WorkloadContext;
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
    return retainEach(this, this.context, run);
  }

  refresh(): void {
    this.table.refresh();
  }

  release(): void {
    this.table.release();
  }
}

class Cache implements Retention {
  private readonly context: WorkloadContext;
  private readonly table: HeapTable;
  private readonly threshold: number;

  constructor(context: WorkloadContext, slots: number, share: number) {
    this.context = context;
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
    return retainEach(this, this.context, run);
  }

  refresh(): void {
    this.table.refresh();
  }

  release(): void {
    this.table.release();
  }
}

/** The oldest node is let go when the list is too long: dead old nodes keep young ones alive until a full collection. */
class FifoList implements Retention {
  private readonly context: WorkloadContext;
  private readonly nextSlot: number;
  private readonly head: number;
  private readonly tail: number;
  private readonly maximum: number;
  private length = 0;

  constructor(context: WorkloadContext, kind: number, maximum: number) {
    this.context = context;
    this.nextSlot = firstUserSlot(kind);
    this.maximum = maximum;
    this.head = context.heap.structure.roots.strong.add(0);
    this.tail = context.heap.structure.roots.strong.add(0);
  }

  retain(address: number): void {
    const { heap } = this.context;
    const { strong } = heap.structure.roots;
    if (this.length === 0) strong.set(this.head, address);
    else heap.barrier.store(strong.get(this.tail) + this.nextSlot, address);
    strong.set(this.tail, address);
    if (++this.length <= this.maximum) return;
    strong.set(this.head, heap.load(strong.get(this.head), this.nextSlot));
    this.length--;
  }

  retainRun(run: ObjectRun): number {
    return retainEach(this, this.context, run);
  }

  refresh(): void {}

  release(): void {
    this.context.heap.structure.roots.strong.remove(this.head);
    this.context.heap.structure.roots.strong.remove(this.tail);
  }
}

class LifoList implements Retention {
  private readonly context: WorkloadContext;
  private readonly nextSlot: number;
  private readonly head: number;
  private readonly maximum: number;
  private readonly base: number;
  private length = 0;

  constructor(context: WorkloadContext, kind: number, maximum: number, base: number) {
    this.context = context;
    this.nextSlot = firstUserSlot(kind);
    this.maximum = maximum;
    this.base = base;
    this.head = context.heap.structure.roots.strong.add(0);
  }

  retain(address: number): void {
    const { heap } = this.context;
    const { strong } = heap.structure.roots;
    heap.barrier.store(address + this.nextSlot, strong.get(this.head));
    strong.set(this.head, address);
    if (++this.length < this.maximum) return;
    let node = address;
    for (; this.length > this.base; this.length--) node = heap.load(node, this.nextSlot);
    strong.set(this.head, node);
  }

  retainRun(run: ObjectRun): number {
    return retainEach(this, this.context, run);
  }

  refresh(): void {}

  release(): void {
    this.context.heap.structure.roots.strong.remove(this.head);
  }
}

/** Complete binary trees, built breadth first; parents are found through a table of the inner nodes. */
class Trees implements Retention {
  private readonly context: WorkloadContext;
  private readonly leftSlot: number;
  private readonly trees: HeapTable;
  private readonly inner: HeapTable;
  private readonly nodesPerTree: number;
  private position = 0;
  /** Nodes of the present tree so far. */
  private nodes = 0;

  constructor(context: WorkloadContext, kind: number, depth: number, keep: number) {
    this.context = context;
    this.leftSlot = firstUserSlot(kind);
    this.nodesPerTree = 2 ** (depth + 1) - 1;
    this.trees = new HeapTable(context.heap, keep);
    this.inner = new HeapTable(context.heap, 2 ** depth);
  }

  retain(address: number): void {
    const { heap } = this.context;
    const { inner, trees } = this;
    const number = ++this.nodes; // heap order: children of n are 2n and 2n + 1
    if (number < inner.length) heap.barrier.store(inner.base + number, address);
    else if (number === 1) heap.barrier.store(inner.base, address); // depth 0: the root is a leaf
    if (number > 1) {
      const parent = heap.load(inner.base, number >>> 1);
      heap.barrier.store(parent + this.leftSlot + (number & 1), address);
    }
    if (number < this.nodesPerTree) return;
    const root = heap.load(inner.base, inner.length > 1 ? 1 : 0);
    heap.barrier.store(trees.base + this.position, root);
    if (++this.position === trees.length) this.position = 0;
    this.nodes = 0;
  }

  retainRun(run: ObjectRun): number {
    return retainEach(this, this.context, run);
  }

  refresh(): void {
    this.trees.refresh();
    this.inner.refresh();
  }

  release(): void {
    this.trees.release();
    this.inner.release();
  }
}
