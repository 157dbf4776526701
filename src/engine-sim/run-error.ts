/** A mistake of the scenario that shows while it runs; the simulator turns it into the run's problem. */
import type { RunProblemCode } from '../engine/run-problems.ts';

export interface ErrorPlace {
  /** Null: the scenario. */
  readonly file: string | null;
  readonly line: number;
  readonly column: number;
}

export class RunError extends Error {
  override readonly name = 'RunError';
  readonly code: RunProblemCode;
  readonly hint: string | null;
  /** Null: that of the step that was running. */
  readonly place: ErrorPlace | null;

  constructor(code: RunProblemCode, message: string, hint: string | null = null, place: ErrorPlace | null = null) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.place = place;
  }
}

/** The hooks asked the run to stop. */
export class RunStopped extends Error {
  override readonly name = 'RunStopped';
}
