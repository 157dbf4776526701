/**
 * Timers of scripts: tasks of the heap's queue, on virtual time. A timer that is due leaves a job with its call.
 *
 * Models:    the timers of an embedder such as Node: each callback is a task of its own, with its microtasks behind it.
 * Invariant: callback and context of a timer are in root slots as long as it may run.
 */
import type { ForegroundTasks, PostedTask } from '../heap/foreground-tasks.ts';
import type { Heap } from '../heap/heap.ts';
import type { JobQueue } from './job-queue.ts';
import { TIMER_JOB } from './job-queue.ts';

/** Milliseconds. Source: Node, which makes 1 of shorter and of much too long delays. */
const SHORTEST_DELAY = 1;
const LONGEST_DELAY = 2 ** 31 - 1;

interface Timer {
  /** Milliseconds between two calls; null for one call only. */
  readonly everyMs: number | null;
  /** Root slot of an array: the function, then its arguments. */
  readonly callback: number;
  /** Root slot of the native context. */
  readonly context: number;
  task: PostedTask;
}

export class Timers {
  private readonly heap: Heap;
  private readonly tasks: ForegroundTasks;
  private readonly jobs: JobQueue;
  private readonly timers = new Map<number, Timer>();
  private nextId = 1;

  constructor(heap: Heap, jobs: JobQueue) {
    this.heap = heap;
    this.tasks = heap.tasks;
    this.jobs = jobs;
  }

  get isEmpty(): boolean {
    return this.timers.size === 0;
  }

  /** `callback`, `context`: addresses. The number of the timer. */
  set(callback: number, context: number, delayMs: number, repeats: boolean): number {
    const { strong } = this.heap.structure.roots;
    const delay = delayMs >= SHORTEST_DELAY && delayMs <= LONGEST_DELAY ? Math.trunc(delayMs) : SHORTEST_DELAY;
    const id = this.nextId++;
    const slots = { callback: strong.add(callback), context: strong.add(context) };
    this.timers.set(id, { ...slots, everyMs: repeats ? delay : null, task: this.#post(id, delay) });
    return id;
  }

  clear(id: number): void {
    const timer = this.timers.get(id);
    if (timer === undefined) return;
    this.timers.delete(id);
    this.tasks.cancel(timer.task);
    this.heap.structure.roots.strong.remove(timer.callback);
    this.heap.structure.roots.strong.remove(timer.context);
  }

  #post(id: number, delayMs: number): PostedTask {
    return this.tasks.post('timer', () => this.#fire(id), delayMs);
  }

  #fire(id: number): void {
    const timer = this.timers.get(id)!;
    const { strong } = this.heap.structure.roots;
    this.jobs.add(TIMER_JOB, strong.get(timer.callback), strong.get(timer.context), 0, false);
    if (timer.everyMs === null) this.clear(id);
    // From when it was due, not from now: intervals do not drift.
    else timer.task = this.#post(id, Math.max(0, timer.task.dueMs + timer.everyMs - this.heap.nowMs));
  }
}
