/**
 * The callbacks of weak handles.
 *
 * First pass: in the pause, right after the collection that emptied the handle; it may not allocate, and must reset
 * the handle. Second pass: after the collection, at once when the collection was forced, else from a task; at the
 * latest before the next collection. It may do anything.
 *
 * Invariant: a node is listed while it is weak; second passes run in the order of their first ones.
 */
import type { CollectionObserver } from '../heap/garbage-collection.ts';
import { FaultInjector } from '../heap/fault-injection.ts';
import type { Heap } from '../heap/heap.ts';
import { ApiFatalError } from './api-fatal-error.ts';

export interface WeakCallbackInfo {
  /** Asks for a second pass, outside the pause. */
  setSecondPass(callback: () => void): void;
}

export type WeakCallback = (info: WeakCallbackInfo) => void;

/** A handle as this file sees it. */
export interface WeakHandle {
  readonly slot: number;
  reset(): void;
}

interface Registration {
  handle: WeakHandle;
  readonly callback: WeakCallback | null;
}

/** In place of fault injection, which sees every attempt. */
class ForbiddenAllocation extends FaultInjector {
  constructor() {
    super({ spaces: new Set(), after: 0, every: 1, times: 0 });
  }

  override shouldFail(): never {
    throw new ApiFatalError('v8::WeakCallbackInfo', 'Allocation in a first-pass weak callback');
  }
}

export class WeakCallbacks implements CollectionObserver {
  /** First and second passes run so far. */
  firstPasses = 0;
  secondPasses = 0;
  private readonly heap: Heap;
  private readonly byNode = new Map<number, Registration>();
  private pending: (() => void)[] = [];
  private posted = false;

  constructor(heap: Heap) {
    this.heap = heap;
  }

  /** Second passes that have not run yet. */
  get pendingCount(): number {
    return this.pending.length;
  }

  add(node: number, handle: WeakHandle, callback: WeakCallback | null): void {
    this.byNode.set(node, { handle, callback });
  }

  change(node: number, handle: WeakHandle): void {
    const registration = this.byNode.get(node);
    if (registration !== undefined) registration.handle = handle;
  }

  forget(node: number): void {
    this.byNode.delete(node);
  }

  // ── Around a collection ───────────────────────────────────────────────────────────────────────────────────

  prologue(): void {
    this.runPending();
  }

  inPause(): void {
    const emptied = this.heap.structure.roots.globals.takeEmptied();
    if (emptied.length === 0) return;
    const { allocator } = this.heap;
    const outer = allocator.injector;
    allocator.injector = new ForbiddenAllocation();
    try {
      for (const node of emptied) this.runFirstPass(node);
    } finally {
      allocator.injector = outer;
    }
  }

  epilogue(synchronous: boolean): void {
    if (this.pending.length === 0) return;
    if (synchronous) return this.runPending();
    if (this.posted) return;
    this.posted = true;
    this.heap.tasks.post('second pass of weak callbacks', () => {
      this.posted = false;
      this.runPending();
    });
  }

  private runFirstPass(node: number): void {
    const registration = this.byNode.get(node);
    if (registration === undefined) return; // reset by an earlier callback
    const { handle, callback } = registration;
    if (callback === null) return handle.reset();
    this.firstPasses++;
    callback({ setSecondPass: (second) => void this.pending.push(second) });
    if (handle.slot === node) throw new ApiFatalError('v8::WeakCallbackInfo', 'Handle not reset in first callback');
  }

  private runPending(): void {
    const { pending } = this;
    this.pending = [];
    for (const second of pending) {
      this.secondPasses++;
      second();
    }
  }
}
