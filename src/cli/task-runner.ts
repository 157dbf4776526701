/** Who runs tasks: this thread, one after the other. task-pool.ts has the runner on worker threads. */
import type { Engine } from '../engine/engine.ts';
import { createCheckpoint, createProgressDisplay, NO_PROGRESS } from './checkpoint.ts';
import type { ProgressDisplay } from './checkpoint.ts';
import type { Interruption } from './interruption.ts';
import type { ScenarioTask, TaskListeners, TaskOutcome } from './scenario-task.ts';
import { runTask } from './scenario-task.ts';
import type { OutputStream } from './terminal.ts';

export interface TaskRunner {
  /** Outcomes in the order of the tasks. Nobody need take all of them: what has not begun by then never does. */
  outcomes(tasks: readonly ScenarioTask[]): AsyncGenerator<TaskOutcome, void>;
  /** Progress that is on the screen goes away. */
  eraseProgress(): void;
}

export interface RunnerOptions {
  readonly interruption: () => Interruption | null;
  /** Null = show no progress. */
  readonly progress: OutputStream | null;
  readonly listeners: TaskListeners;
  /** Waits for slow ones. */
  readonly drained: () => Promise<void>;
}

export const now = (): number => performance.now();

export function createSerialRunner(loadEngine: () => Promise<Engine>, options: RunnerOptions): TaskRunner {
  let display: ProgressDisplay = NO_PROGRESS;
  let engine: Promise<Engine> | null = null;
  const { progress, listeners } = options;
  return {
    async *outcomes(tasks) {
      for (const task of tasks) {
        if (stopped(options)) return;
        const checkpoint = createCheckpoint({
          stopped: () => stopped(options),
          show: (share) => display.show(share),
          drained: options.drained,
          now,
        });
        const outcome = await runTask(task, {
          engine: () => (engine ??= loadEngine()),
          now,
          onStart: (name) => (display = progress === null ? NO_PROGRESS : createProgressDisplay(name, progress, now)),
          checkpoint,
          listeners,
        });
        display.erase();
        yield outcome;
      }
    },
    eraseProgress: () => display.erase(),
  };
}

export function stopped({ interruption }: RunnerOptions): boolean {
  return (interruption()?.signal ?? null) !== null;
}
