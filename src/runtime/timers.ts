/** Timers of scripts on virtual time: earliest first, those of one time in the order in which they were set. */
import type { Heap } from '../heap/heap.ts';

/** Milliseconds. Source: Node, which makes 1 of shorter and of much too long delays. */
const SHORTEST_DELAY = 1;
const LONGEST_DELAY = 2 ** 31 - 1;

interface Timer {
  readonly id: number;
  readonly dueMs: number;
  /** Milliseconds between two calls; null for one call only. */
  readonly everyMs: number | null;
  /** Root slot of an array: the function, then its arguments. */
  readonly callback: number;
  /** Root slot of the native context. */
  readonly context: number;
}

export class Timers {
  private readonly heap: Heap;
  private readonly timers = new Map<number, Timer>();
  private nextId = 1;

  constructor(heap: Heap) {
    this.heap = heap;
  }

  get isEmpty(): boolean {
    return this.timers.size === 0;
  }

  /** `callback`, `context`: addresses. The number of the timer. */
  set(callback: number, context: number, delayMs: number, repeats: boolean): number {
    const { strong } = this.heap.structure.roots;
    const delay = delayMs >= SHORTEST_DELAY && delayMs <= LONGEST_DELAY ? Math.trunc(delayMs) : SHORTEST_DELAY;
    const id = this.nextId++;
    this.timers.set(id, { id, dueMs: this.heap.nowMs + delay, everyMs: repeats ? delay : null, callback: strong.add(callback), context: strong.add(context) });
    return id;
  }

  clear(id: number): void {
    const timer = this.timers.get(id);
    if (timer === undefined) return;
    this.timers.delete(id);
    this.heap.structure.roots.strong.remove(timer.callback);
    this.heap.structure.roots.strong.remove(timer.context);
  }

  /** When the next timer is due; Infinity when there is none. */
  get nextDueMs(): number {
    let due = Infinity;
    for (const timer of this.timers.values()) due = Math.min(due, timer.dueMs);
    return due;
  }

  /** Takes the timer that is due first: addresses of the callback array and of the native context. */
  take(): { readonly callback: number; readonly context: number } | null {
    let first: Timer | null = null;
    for (const timer of this.timers.values()) if (first === null || timer.dueMs < first.dueMs) first = timer;
    if (first === null) return null;
    const { strong } = this.heap.structure.roots;
    const taken = { callback: strong.get(first.callback), context: strong.get(first.context) };
    if (first.everyMs === null) {
      this.clear(first.id);
    } else {
      // Again behind those that are due at the same time.
      this.timers.delete(first.id);
      this.timers.set(first.id, { ...first, dueMs: first.dueMs + first.everyMs });
    }
    return taken;
  }
}
