/** Looks at the host now and then: progress is told, and a run may be told to stop. */
import type { Progress, RunHooks } from '../engine/engine.ts';
import type { Heap } from '../heap/heap.ts';
import { RunStopped } from './run-error.ts';

/** Work between two looks: a few milliseconds. One object allocated is 1. */
export const WORK_PER_CHECKPOINT = 100_000;
/** Steps that allocate nothing count as so many objects. */
const STEP_WORK = 100;

export class Checkpoints {
  private readonly heap: Heap;
  private readonly hooks: RunHooks;
  private readonly stepCount: number;
  private stepsDone = 0;
  private work = 0;

  constructor(heap: Heap, hooks: RunHooks, stepCount: number) {
    this.heap = heap;
    this.hooks = hooks;
    this.stepCount = stepCount;
  }

  /** Counts one object; whether it is time to call `worked`. */
  countObject(): boolean {
    return ++this.work >= WORK_PER_CHECKPOINT;
  }

  stepDone(): Promise<void> {
    this.stepsDone++;
    return this.worked(STEP_WORK);
  }

  /** @param stepFraction how much of the running step is done, 0 to 1. @throws RunStopped when the host says so. */
  async worked(work: number, stepFraction = 0): Promise<void> {
    this.work += work;
    if (this.work < WORK_PER_CHECKPOINT || this.hooks.checkpoint === undefined) return;
    this.work = 0;
    const progress: Progress = {
      fraction: Math.min(1, (this.stepsDone + stepFraction) / Math.max(1, this.stepCount)),
      allocatedBytes: this.heap.allocatedBytes,
    };
    if ((await this.hooks.checkpoint(progress)) === 'stop') throw new RunStopped();
  }
}
