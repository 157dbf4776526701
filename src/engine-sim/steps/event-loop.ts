/** Steps of the event loop: they drain the heap's tasks. What a task asks for (procedures of callbacks, functions of scripts) runs before the next task. */
import type { StepContext, StepExecutors } from '../step-context.ts';

/** Work of a task, in objects allocated; what it allocates and collects shows in virtual time, not here. */
const TASK_WORK = 100;

export const EVENT_LOOP_STEPS: StepExecutors<'idle' | 'run-tasks'> = {
  // A task that takes longer than the wait is not cut short.
  idle: async ({ durationMs }, context) => {
    const { tasks } = context.heap;
    const endMs = context.heap.nowMs + durationMs;
    while (tasks.runNextUntil(endMs)) await afterTask(context);
  },
  'run-tasks': async (_step, context) => {
    while (context.heap.tasks.runNext()) await afterTask(context);
  },
};

/** One turn: the tasks that are due now; what they post waits for the next turn. */
export async function turnEventLoop(context: StepContext): Promise<void> {
  const { tasks } = context.heap;
  const before = tasks.beginTurn();
  while (tasks.runNext(before)) await afterTask(context);
}

async function afterTask(context: StepContext): Promise<void> {
  await context.runDueProcedures();
  await context.scriptingIfAny?.runJobs();
  await context.checkpoints.worked(TASK_WORK);
}
