/** The contract of an engine: a program in, a result out. */
import type { Baseline } from '../flags/presets/preset.ts';
import type { MetricRef, Program } from '../scenario/program.ts';
import type { TraceEvent } from '../vocabulary/trace-events.ts';
import type { Collection, RunResult, Sample } from './result.ts';

export interface RunOptions {
  /** What is on the heap before the first step, in place of what `baseline:` says: that of a process which was measured. */
  readonly start?: Baseline;
  /** Verify the whole heap after every collection, not only at the end. */
  readonly verifyHeap?: boolean;
  /** Make every object of a workload by itself: the slow reference for the fast paths, with the same result. */
  readonly exactPath?: boolean;
  readonly hooks?: RunHooks;
  /** Runs the isolates of a parallel step at once; without it they run one after the other, with the same results. */
  readonly runIsolates?: IsolateRunner;
  readonly measure?: Measurement;
}

export type MeasuredValue = number | boolean | string;

/** Metrics that are read when the run is over, counted from its beginning. */
export interface Measurement {
  readonly metrics: readonly MetricRef[];
  /** In the order of the metrics. */
  take(values: readonly MeasuredValue[]): void;
}

/** Results in the order of the programs; null when it was told to stop. */
export type IsolateRunner = (programs: readonly Program[], options: Pick<RunOptions, 'verifyHeap' | 'exactPath'>) => Promise<readonly RunResult[] | null>;

export interface Progress {
  /** 0..1 of the program's work as far as it is known. */
  readonly fraction: number;
  readonly allocatedBytes: number;
}

export interface RunHooks {
  onCollection?(collection: Collection): void;
  /** Each sample when it is taken, that of the end included. */
  onSample?(sample: Sample): void;
  /** Each collection, and what else the trace flags of the program ask for. Of the main isolate. */
  onTrace?(event: TraceEvent): void;
  /**
   * Called every few milliseconds of work, at a point where the heap is consistent. May wait (so that
   * signals and timers are served) and may ask the run to stop.
   */
  checkpoint?(progress: Progress): 'continue' | 'stop' | Promise<'continue' | 'stop'>;
}

export interface Engine {
  run(program: Program, options?: RunOptions): Promise<RunResult>;
}
