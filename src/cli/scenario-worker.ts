/** What runs in a worker thread: one task at a time, as in the main thread. Loaded by task-pool.ts and cell-pool.ts. */
import type { MessagePort } from 'node:worker_threads';
import type { Engine } from '../engine/engine.ts';
import { InvariantError } from '../base/invariant.ts';
import type { CellResult } from '../sweep/cell-result.ts';
import type { CellRun } from '../sweep/run-cell.ts';
import { debugStack } from './debug.ts';
import type { ScenarioTask, TaskOutcome } from './scenario-task.ts';
import { scriptReader } from './script-files.ts';
import { runTask } from './scenario-task.ts';
import { PROGRESS_FIELDS } from './task-board.ts';
import type { TaskBoard } from './task-board.ts';

export interface WorkerRequest {
  readonly task: ScenarioTask;
  readonly board: TaskBoard;
  /** For what is told meanwhile. */
  readonly port: MessagePort;
  /** Whether somebody reads events, and traces in any case. */
  readonly events: boolean;
  readonly tracesAll: boolean;
}

/** Sent on the port behind all else. */
export const LAST_EVENT = null;

let engine: Promise<Engine> | null = null;

async function loadEngine(): Promise<Engine> {
  return (await import('../engine-sim/simulator.ts')).createSimulator();
}

/** Null when the run was stopped before the task began. */
export default async function runInWorker({ task, board, port, events, tracesAll }: WorkerRequest): Promise<TaskOutcome | null> {
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
      listeners: { onEvent: events ? (event) => port.postMessage(event) : null, onTrace: (record) => port.postMessage(record), tracesAll },
    });
  } finally {
    board.progress[at] = 1;
    port.postMessage(LAST_EVENT);
  }
}

/** A cell of a sweep. */
export interface CellRequest {
  readonly run: CellRun;
  /** Where the files that the scenario names are looked for. */
  readonly folder: string;
  /** Whether to stop, and the share done of the cells that are running. */
  readonly board: TaskBoard;
  /** Place on the board. */
  readonly slot: number;
  /** On the wall clock; null = none. */
  readonly timeoutMs: number | null;
}

/** Null when it was stopped. */
export async function runCellInWorker({ run, folder, board, slot, timeoutMs }: CellRequest): Promise<CellResult | null> {
  const { runCell, noFigures } = await import('../sweep/run-cell.ts');
  const startedMs = performance.now();
  const stopped = (): boolean => Atomics.load(board.stop, 0) !== 0;
  const late = (): boolean => timeoutMs !== null && performance.now() - startedMs >= timeoutMs;
  if (stopped()) return null;
  try {
    const source = { ...run.source, readFile: scriptReader(folder, new Map()) };
    const result = await runCell({ ...run, source }, await (engine ??= loadEngine()), {
      checkpoint: ({ fraction }) => {
        board.progress[slot * PROGRESS_FIELDS] = fraction;
        return stopped() || late() ? 'stop' : 'continue';
      },
    });
    return result ?? (stopped() ? null : noFigures('timed-out', 'It took longer than --timeout allows.'));
  } catch (error) {
    debugStack(error);
    return noFigures('broken', error instanceof InvariantError ? error.message : String(error));
  } finally {
    board.progress[slot * PROGRESS_FIELDS] = 0;
  }
}
