/**
 * Who wants to be told when so many bytes more have been allocated in a space.
 *
 * Models:    V8's allocation counter: an observer is told at the allocation that takes the bytes since it was told last
 *            to its step or beyond; the next step counts from behind that object.
 * Simplifies: the step of an observer does not change.
 * Invariant: between two calls no observer's step is reached.
 */
export interface AllocationObserver {
  /** Bytes between two notifications. */
  readonly stepBytes: number;
  /** @param allocatedBytes since it was told last, without the object at hand. */
  step(allocatedBytes: number, objectBytes: number): void;
}

interface Watch {
  readonly observer: AllocationObserver;
  toldAt: number;
  nextAt: number;
}

export class AllocationCounter {
  private watches: Watch[] = [];
  private current = 0;

  get isActive(): boolean {
    return this.watches.length > 0;
  }

  /** Bytes until the first observer is to be told; 0 when there is none. */
  get nextBytes(): number {
    if (!this.isActive) return 0;
    return Math.min(...this.watches.map(({ nextAt }) => nextAt)) - this.current;
  }

  add(observer: AllocationObserver): void {
    this.watches.push({ observer, toldAt: this.current, nextAt: this.current + observer.stepBytes });
  }

  remove(observer: AllocationObserver): void {
    this.watches = this.watches.filter((watch) => watch.observer !== observer);
    if (!this.isActive) this.current = 0;
  }

  /** So much was allocated, less than `nextBytes`. */
  advance(bytes: number): void {
    if (this.isActive) this.current += bytes;
  }

  /** An object that reaches some step is about to be allocated; `alignedBytes` with what aligns it. */
  notify(objectBytes: number, alignedBytes: number): void {
    for (const watch of [...this.watches]) {
      if (watch.nextAt - this.current > alignedBytes) continue;
      watch.observer.step(this.current - watch.toldAt, objectBytes);
      watch.toldAt = this.current;
      watch.nextAt = this.current + alignedBytes + watch.observer.stepBytes;
    }
  }

  /** One object is allocated. */
  allocate(bytes: number): void {
    if (!this.isActive) return;
    if (bytes >= this.nextBytes) this.notify(bytes, bytes);
    this.current += bytes;
  }
}
