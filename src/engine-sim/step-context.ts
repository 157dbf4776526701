/** What the executors of steps share, and the shape of their tables: one table per family, in steps/. */
import type { Handles } from '../handles/handles.ts';
import type { Heap } from '../heap/heap.ts';
import type { Expectation, Program, Step, StepOp } from '../scenario/program.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { ExpectationChecks } from './expectation-checks.ts';
import type { HandleSteps } from './handle-steps.ts';
import type { IsolateRuns } from './isolate-runs.ts';
import type { NamedObjects } from './named-objects.ts';
import type { Scripting } from './scripting.ts';
import type { Surgery } from './surgery.ts';

export interface StepContext {
  readonly heap: Heap;
  readonly program: Program;
  readonly objects: NamedObjects;
  readonly handles: Handles;
  readonly handleSteps: HandleSteps;
  readonly checkpoints: Checkpoints;
  readonly checks: ExpectationChecks;
  readonly surgery: Surgery;
  readonly exactPath: boolean;
  /** Made when it is first asked for. */
  readonly scripting: Scripting;
  readonly isolates: IsolateRuns;
  /** The same if it was made. */
  readonly scriptingIfAny: Scripting | null;
  /** The step that is running: where an error happens. */
  current: Step | null;
  /** State of the random draws: each draw moves it on. */
  randomState: number;
  /** Open job blocks. */
  jobDepth: number;
  /** Rounds done by each loop that runs, innermost last. */
  readonly rounds: number[];
  /** Failures that fault injection has caused in blocks that are over. */
  injectedBefore: number;
  runSteps(steps: readonly Step[]): Promise<void>;
  /** Runs the body as a block: what is expected counts from here on, and what the block owns goes at its end. */
  inBlock(expect: readonly Expectation[], body: () => Promise<void>): Promise<void>;
  /** Runs the procedures that callbacks asked for. */
  runDueProcedures(): Promise<void>;
  sample(label: string, step: number | null): void;
}

export type StepOf<Op extends StepOp> = Extract<Step, { readonly op: Op }>;
export type StepExecutor<Op extends StepOp> = (step: StepOf<Op>, context: StepContext) => Promise<void> | void;
/** The executors of some steps, by op. */
export type StepExecutors<Op extends StepOp> = { readonly [Each in Op]: StepExecutor<Each> };
