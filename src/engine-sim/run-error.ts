/** A mistake of the scenario that shows while it runs; the simulator turns it into the run's problem. */
import type { RunProblemCode } from '../engine/run-problems.ts';

export class RunError extends Error {
  override readonly name = 'RunError';
  readonly code: RunProblemCode;
  readonly hint: string | null;

  constructor(code: RunProblemCode, message: string, hint: string | null = null) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

/** The hooks asked the run to stop. */
export class RunStopped extends Error {
  override readonly name = 'RunStopped';
}
