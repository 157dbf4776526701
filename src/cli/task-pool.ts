/**
 * Runs tasks on worker threads. Outcomes come in the order of the tasks and are the very same as from one thread:
 * a scenario shares nothing with another.
 */
import { MessageChannel } from 'node:worker_threads';
import { Tinypool } from 'tinypool';
import { formatPlural } from '../report/format.ts';
import type { ScenarioEvent } from '../report/run-events.ts';
import { createProgressDisplay, NO_PROGRESS } from './checkpoint.ts';
import type { ProgressDisplay } from './checkpoint.ts';
import type { TraceRecord } from '../report/trace/trace-record.ts';
import type { ScenarioTask, TaskListeners, TaskOutcome } from './scenario-task.ts';
import type { WorkerRequest } from './scenario-worker.ts';
import type { TaskBoard } from './task-board.ts';
import { createTaskBoard, overallProgress } from './task-board.ts';
import type { RunnerOptions, TaskRunner } from './task-runner.ts';
import { now, stopped } from './task-runner.ts';

/** scenario-worker.ts as it is shipped; or, from the sources, after learning to read them. */
export const WORKER = new URL(import.meta.url.endsWith('.ts') ? '../../scripts/worker-from-sources.js' : '../../bin/scenario-worker.js', import.meta.url);

/** Signals and progress are looked at this often. */
const LOOK_EVERY_MS = 50;

export function createPoolRunner(jobs: number, options: RunnerOptions): TaskRunner {
  let display: ProgressDisplay = NO_PROGRESS;
  return {
    async *outcomes(tasks) {
      const board = createTaskBoard(tasks.length);
      const pool = new Tinypool({ filename: WORKER.href, minThreads: Math.min(jobs, tasks.length), maxThreads: jobs });
      if (options.progress !== null) display = createProgressDisplay(formatPlural(tasks.length, 'scenario'), options.progress, now);
      const look = setInterval(() => {
        if (stopped(options)) Atomics.store(board.stop, 0, 1);
        display.show(overallProgress(board));
      }, LOOK_EVERY_MS);
      try {
        const running = tasks.map((task) => runInPool(pool, task, board, options.listeners));
        // Whoever waits for one hears of its failure; the others must not end the process meanwhile.
        for (const outcome of running) outcome.catch(() => undefined);
        for (const outcome of running) {
          const done = await outcome;
          await options.drained();
          if (done === null) return;
          display.erase();
          yield done;
        }
      } finally {
        clearInterval(look);
        display.erase();
        Atomics.store(board.stop, 0, 1);
        await pool.destroy();
      }
    },
    eraseProgress: () => display.erase(),
  };
}

async function runInPool(
  pool: Tinypool,
  task: ScenarioTask,
  board: TaskBoard,
  { onEvent, onTrace, tracesAll }: TaskListeners,
): Promise<TaskOutcome | null> {
  const { port1: receiving, port2: port } = new MessageChannel();
  // The outcome may overtake the last events: it counts when both are here.
  const allEvents = new Promise<void>((resolve) => {
    receiving.on('message', (event: ScenarioEvent | TraceRecord | null) => {
      if (event === null) resolve();
      else if (event.event === 'trace') onTrace(event);
      else onEvent?.(event);
    });
  });
  try {
    const outcome = (await pool.run({ task, board, port, events: onEvent !== null, tracesAll } satisfies WorkerRequest, { transferList: [port] })) as TaskOutcome | null;
    await allEvents;
    return outcome;
  } finally {
    receiving.close();
  }
}
