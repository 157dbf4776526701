/**
 * The event loop of an isolate, on virtual time: tasks of the heap's queue, timers among them, and microtasks after each.
 *
 * Models:    a task queue of V8's platform: what the heap wants done when nothing else runs (a young collection near
 *            the end of new space, cleanup of finalization registries, second passes of weak callbacks), and timers.
 * Simplifies: tasks take no time of their own but what they allocate and collect.
 *
 * Tasks that call functions of scripts leave jobs: they run when the task is over, before the next one.
 */
import type { DueCleanup } from '../heap/finalization-registries.ts';
import type { Context } from './context.ts';
import type { Execution, ExecutionLimits } from './execution.ts';
import { DEFAULT_LIMITS, limitSteps, runJobs, stepsOf } from './execution.ts';
import { CLEANUP_JOB } from './job-queue.ts';
import type { Machine } from './machine.ts';
import type { ScriptFailure } from './script-errors.ts';

export class EventLoop {
  private readonly m: Machine;

  constructor(m: Machine) {
    this.m = m;
    const { finalization, tasks } = m.heap;
    // Whoever drives the heap beside scripts may take what is due itself, and leave to `addCleanup` what is theirs.
    finalization.onDirty ??= () => void tasks.post('finalization registry cleanup', () => this.#addCleanups());
  }

  /** Nothing is left to do, whatever time it is. */
  get isIdle(): boolean {
    const { heap, timers, jobs } = this.m;
    return heap.tasks.readyCount === 0 && timers.isEmpty && jobs.isEmpty;
  }

  /** A job that calls the function of a FinalizationRegistry. */
  addCleanup({ cleanup, holdings }: DueCleanup): void {
    this.m.jobs.add(CLEANUP_JOB, cleanup, holdings, 0, false);
  }

  /**
   * Lets so many milliseconds of virtual time pass, doing what comes due. `native`: stack slot of the native context
   * whose functions run when nothing else says which.
   */
  *run(durationMs: number, native: number): Execution<ScriptFailure | null> {
    const { tasks } = this.m.heap;
    const end = this.m.heap.nowMs + durationMs;
    do {
      const failure = yield* runJobs(this.m, native);
      if (failure !== null) return failure;
    } while (tasks.runNextUntil(end));
    return null;
  }

  /** Functions that the last task wants called, and microtasks, until there are none. */
  *runJobs(context: Context, { steps: most }: ExecutionLimits = DEFAULT_LIMITS): Execution<ScriptFailure | null> {
    const { m } = this;
    const { steps, stepLimit } = m;
    const native = m.stack.push(context.native);
    limitSteps(m, { steps: most });
    try {
      return yield* runJobs(m, native);
    } finally {
      m.steps = steps + stepsOf(m);
      m.stepLimit = stepLimit;
      m.stack.length = native;
    }
  }

  #addCleanups(): void {
    const { finalization } = this.m.heap;
    for (let due = finalization.takeDue(); due !== null; due = finalization.takeDue()) this.addCleanup(due);
  }
}
