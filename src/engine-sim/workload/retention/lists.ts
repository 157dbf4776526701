/** Objects linked through a field of their own: a queue that drops its oldest node, and a stack that drops its newest. */
import { firstUserSlot } from '../../../heap/layout/user-slots.ts';
import type { ObjectRun } from '../object-run.ts';
import type { Retention, WorkloadContext } from '../retention.ts';

/** The oldest node is let go when the list is too long: dead old nodes keep young ones alive until a full collection. */
export class FifoList implements Retention {
  private readonly context: WorkloadContext;
  private readonly nextSlot: number;
  /** Root slots. */
  private readonly head: number;
  private readonly tail: number;
  private readonly maximum: number;
  private length = 0;

  constructor(context: WorkloadContext, kind: number, maximum: number) {
    this.context = context;
    this.nextSlot = firstUserSlot(kind);
    this.maximum = maximum;
    this.head = context.heap.structure.roots.stack.add(0);
    this.tail = context.heap.structure.roots.stack.add(0);
  }

  retain(address: number): void {
    const { heap } = this.context;
    const { stack } = heap.structure.roots;
    if (this.length === 0) stack.set(this.head, address);
    else heap.barrier.store(stack.get(this.tail) + this.nextSlot, address);
    stack.set(this.tail, address);
    if (++this.length <= this.maximum) return;
    stack.set(this.head, heap.load(stack.get(this.head), this.nextSlot));
    this.length--;
  }

  retainRun(run: ObjectRun): number {
    const { heap } = this.context;
    const { barrier } = heap;
    const { stack } = heap.structure.roots;
    const { nextSlot } = this;
    run.make(0, run.count);
    let tail = stack.get(this.tail);
    let head = this.length === 0 ? run.address : stack.get(this.head);
    for (let taken = 0; taken < run.count; taken++) {
      const address = run.addressOf(taken);
      if (this.length > 0) barrier.storeYoung(tail + nextSlot, address);
      tail = address;
      if (this.length < this.maximum) this.length++;
      else head = heap.load(head, nextSlot);
    }
    stack.set(this.tail, tail);
    stack.set(this.head, head);
    return run.count;
  }

  settle(): void {}

  refresh(): void {}

  release(): void {
    this.context.heap.structure.roots.stack.remove(this.head);
    this.context.heap.structure.roots.stack.remove(this.tail);
  }
}

/** When the list is full, nodes are popped down to its base. */
export class LifoList implements Retention {
  private readonly context: WorkloadContext;
  private readonly nextSlot: number;
  /** Root slot. */
  private readonly head: number;
  private readonly maximum: number;
  private readonly base: number;
  private length = 0;

  constructor(context: WorkloadContext, kind: number, maximum: number, base: number) {
    this.context = context;
    this.nextSlot = firstUserSlot(kind);
    this.maximum = maximum;
    this.base = base;
    this.head = context.heap.structure.roots.stack.add(0);
  }

  retain(address: number): void {
    const { heap } = this.context;
    const { stack } = heap.structure.roots;
    heap.barrier.store(address + this.nextSlot, stack.get(this.head));
    stack.set(this.head, this.pushed(address));
  }

  retainRun(run: ObjectRun): number {
    const { heap } = this.context;
    const { stack } = heap.structure.roots;
    const { nextSlot } = this;
    run.make(0, run.count);
    let head = stack.get(this.head);
    for (let taken = 0; taken < run.count; taken++) {
      const address = run.addressOf(taken);
      heap.barrier.store(address + nextSlot, head);
      head = this.pushed(address);
    }
    stack.set(this.head, head);
    return run.count;
  }

  settle(): void {}

  refresh(): void {}

  release(): void {
    this.context.heap.structure.roots.stack.remove(this.head);
  }

  /** The head of the list after `address` has been pushed. */
  private pushed(address: number): number {
    if (++this.length < this.maximum) return address;
    let node = address;
    for (; this.length > this.base; this.length--) node = this.context.heap.load(node, this.nextSlot);
    return node;
  }
}
