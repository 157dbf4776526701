/**
 * Tasks that wait for the event loop, on virtual time: the one queue and clock that the heap, handles and scripts share.
 *
 * Models:    V8's foreground task runner: tasks run when the program is back in the event loop, never while it runs;
 *            a task may have a delay.
 * Simplifies: one priority; every task is non-nestable.
 * Invariant: tasks run in the order in which they are due, those due at one time in the order in which they were
 *            posted; a task runs once at most, and never before it is due. Time passes only in `runNextUntil`.
 *
 * Whoever drains the queue decides what follows each task: microtasks, procedures of a scenario, a checkpoint.
 */
import { invariant } from '../base/invariant.ts';
import type { VirtualClock } from './clock.ts';
import type { HeapStructure } from './structure.ts';

/** A task in the queue; made by `post` alone. */
export interface PostedTask {
  /** For tests and messages: `minor gc`. */
  readonly name: string;
  /** Virtual milliseconds since the heap was made. */
  readonly dueMs: number;
  /** How many tasks were posted before it. */
  readonly number: number;
}

interface QueuedTask extends PostedTask {
  readonly run: () => void;
}

export class ForegroundTasks {
  /** Tasks run so far. */
  runCount = 0;
  private postedCount = 0;
  /** Called before any look at the queue: who goes by the state of the heap posts here, not while objects are allocated. */
  beforeLook: (() => void) | null = null;
  private readonly structure: HeapStructure;
  private readonly clock: VirtualClock;
  /** The next task is the last one. */
  private readonly queue: QueuedTask[] = [];

  constructor(structure: HeapStructure, clock: VirtualClock) {
    this.structure = structure;
    this.clock = clock;
  }

  /** Virtual milliseconds, with the time of all allocation so far. */
  get nowMs(): number {
    this.clock.accountAllocation(this.structure.allocatedBytes());
    return this.clock.nowMs;
  }

  /** `run` may collect, allocate and post. Delays are virtual milliseconds, 0 or more. */
  post(name: string, run: () => void, delayMs = 0): PostedTask {
    invariant(delayMs >= 0, 'a delay is not negative', { name, delayMs });
    const task: QueuedTask = { name, run, dueMs: this.nowMs + delayMs, number: this.postedCount++ };
    this.queue.splice(this.positionOf(task), 0, task);
    return task;
  }

  /** Without effect on a task that has run or was cancelled. */
  cancel(task: PostedTask): void {
    const position = this.queue.indexOf(task as QueuedTask);
    if (position >= 0) this.queue.splice(position, 1);
  }

  /** Tasks that could run now. */
  get readyCount(): number {
    this.beforeLook?.();
    const now = this.nowMs;
    let count = 0;
    for (let i = this.queue.length - 1; i >= 0 && this.queue[i]!.dueMs <= now; i--) count++;
    return count;
  }

  /** Tasks whose time has not come. */
  get delayedCount(): number {
    return this.queue.length - this.readyCount;
  }

  /** When the next task is due, which may be past; Infinity when there is none. */
  get nextDueMs(): number {
    this.beforeLook?.();
    return this.queue.at(-1)?.dueMs ?? Infinity;
  }

  /** A turn of the loop: its tasks are those with a smaller number than this, what the program had posted when it came back included. */
  beginTurn(): number {
    this.beforeLook?.();
    return this.postedCount;
  }

  /**
   * Runs the next task that is due now; false when there is none. `before`: only tasks with a smaller number, so that
   * one turn of the loop leaves to the next turn what its tasks post.
   */
  runNext(before = Infinity): boolean {
    this.beforeLook?.();
    const now = this.nowMs;
    for (let i = this.queue.length - 1; i >= 0 && this.queue[i]!.dueMs <= now; i--) {
      if (this.queue[i]!.number < before) return this.runAt(i);
    }
    return false;
  }

  /** Lets time pass to the next task and runs it, if it is due by `endMs`; else to `endMs`, and false. */
  runNextUntil(endMs: number): boolean {
    this.clock.accountAllocation(this.structure.allocatedBytes());
    this.clock.advanceTo(Math.min(this.nextDueMs, endMs));
    return this.nextDueMs <= endMs && this.runAt(this.queue.length - 1);
  }

  private runAt(position: number): true {
    const [task] = this.queue.splice(position, 1);
    this.runCount++;
    task!.run();
    return true;
  }

  /** Behind all that are due later, before those due as early. */
  private positionOf({ dueMs }: PostedTask): number {
    let low = 0;
    let high = this.queue.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.queue[middle]!.dueMs > dueMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
