/**
 * The event loop of an isolate, on virtual time: tasks, timers, microtasks after each.
 *
 * Models:    a task queue of V8's platform: what the heap wants done when nothing else runs (a young collection near
 *            the end of new space, cleanup of finalization registries, second passes of weak callbacks), and timers.
 * Simplifies: tasks take no time of their own but what they allocate and collect.
 */
import type { Execution } from './execution.ts';
import { callOutermost, execute, runJobs } from './execution.ts';
import type { Machine } from './machine.ts';
import { arrayLength, getElement } from './elements.ts';
import type { ScriptFailure } from './script-errors.ts';

export class EventLoop {
  private readonly m: Machine;
  /** Tasks run so far. */
  tasksRun = 0;

  constructor(m: Machine) {
    this.m = m;
  }

  /** Nothing is left to do, whatever time it is. */
  get isIdle(): boolean {
    return this.m.heap.tasks.readyCount === 0 && this.m.timers.isEmpty && this.m.jobs.isEmpty && !this.m.heap.finalization.isDirty;
  }

  /**
   * Lets so many milliseconds of virtual time pass, doing what comes due. `native`: stack slot of the native context
   * whose functions run when nothing else says which.
   */
  *run(durationMs: number, native: number): Execution<ScriptFailure | null> {
    const { m } = this;
    const end = m.heap.nowMs + durationMs;
    for (;;) {
      const failure = yield* this.#settle(native);
      if (failure !== null) return failure;
      const due = Math.min(m.timers.nextDueMs, m.heap.tasks.nextDueMs);
      if (due > end) break;
      this.#advanceTo(due);
      if (m.heap.tasks.nextDueMs === due) continue;
      const failed = yield* this.#runTimer();
      if (failed !== null) return failed;
    }
    this.#advanceTo(end);
    return null;
  }

  #advanceTo(timeMs: number): void {
    const { heap } = this.m;
    heap.clock.accountAllocation(heap.allocatedBytes);
    heap.clock.advanceTo(timeMs);
  }

  /** Tasks and microtasks until there are none. */
  *#settle(native: number): Execution<ScriptFailure | null> {
    for (;;) {
      const failure = yield* runJobs(this.m, native);
      if (failure !== null) return failure;
      if (this.m.heap.tasks.runNext()) continue;
      if (!this.m.heap.finalization.isDirty) return null;
      const failed = yield* this.#runCleanup(native);
      if (failed !== null) return failed;
    }
  }

  /** One callback of a FinalizationRegistry. */
  *#runCleanup(native: number): Execution<ScriptFailure | null> {
    const { m } = this;
    const due = m.heap.finalization.takeDue();
    if (due === null) return null;
    this.tasksRun++;
    const first = m.stack.push(due.cleanup);
    m.stack.push(m.oddballs.undefined);
    m.stack.push(due.holdings);
    const failure = yield* execute(m, native, () => callOutermost(m, pushCopy(m, first, 3), 1));
    m.stack.length = first;
    m.heap.keptObjects.clear();
    return failure;
  }

  *#runTimer(): Execution<ScriptFailure | null> {
    const { m } = this;
    const timer = m.timers.take();
    if (timer === null) return null;
    this.tasksRun++;
    const callback = m.stack.push(timer.callback);
    const native = m.stack.push(timer.context);
    let failure = yield* execute(m, native, () => {
      const count = arrayLength(m, m.slots[callback]!);
      const at = m.stack.push(getElement(m, m.slots[callback]!, 0));
      m.stack.push(m.oddballs.undefined);
      for (let i = 1; i < count; i++) m.stack.push(getElement(m, m.slots[callback]!, i) || m.oddballs.undefined);
      return callOutermost(m, at, count - 1);
    });
    m.heap.keptObjects.clear();
    failure ??= yield* runJobs(m, native);
    m.stack.length = callback;
    return failure;
  }
}

/** The call again above everything: calls are laid out at the top. */
function pushCopy(m: Machine, first: number, count: number): number {
  const at = m.stack.length;
  for (let i = 0; i < count; i++) m.stack.push(m.slots[first + i]!);
  return at;
}
