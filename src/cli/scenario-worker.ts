/** What runs in a worker thread: one task at a time, as in the main thread. Loaded by task-pool.ts. */
import type { MessagePort } from 'node:worker_threads';
import type { Engine } from '../engine/engine.ts';
import type { ScenarioEvent } from '../report/run-events.ts';
import type { ScenarioTask, TaskOutcome } from './scenario-task.ts';
import { runTask } from './scenario-task.ts';
import { PROGRESS_FIELDS } from './task-board.ts';
import type { TaskBoard } from './task-board.ts';

export interface WorkerRequest {
  readonly task: ScenarioTask;
  readonly board: TaskBoard;
  /** For events; null when nobody reads them. */
  readonly port: MessagePort | null;
}

/** Sent on the port behind the last event. */
export const LAST_EVENT = null;

let engine: Promise<Engine> | null = null;

async function loadEngine(): Promise<Engine> {
  return (await import('../engine-sim/simulator.ts')).createSimulator();
}

/** Null when the run was stopped before the task began. */
export default async function runInWorker({ task, board, port }: WorkerRequest): Promise<TaskOutcome | null> {
  const stopped = (): boolean => Atomics.load(board.stop, 0) !== 0;
  const at = task.index * PROGRESS_FIELDS;
  try {
    if (stopped()) return null;
    return await runTask(task, {
      engine: () => (engine ??= loadEngine()),
      now: () => performance.now(),
      checkpoint: ({ fraction, allocatedBytes }) => {
        board.progress[at] = fraction;
        board.progress[at + 1] = allocatedBytes;
        return stopped() ? 'stop' : 'continue';
      },
      onEvent: port === null ? null : (event: ScenarioEvent) => port.postMessage(event),
    });
  } finally {
    board.progress[at] = 1;
    port?.postMessage(LAST_EVENT);
  }
}
