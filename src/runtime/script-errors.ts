/** How a script ends before its end. */

/** Thrown through host code while a script's exception is on its way; the value is in a stack slot. */
export class Thrown extends Error {
  override readonly name = 'Thrown';
}

/** The same object each time: it carries nothing. */
export const THROWN = new Thrown('a script has thrown');

/** Ends a run from within: no handler of the script sees it. */
export class StepLimitReached extends Error {
  override readonly name = 'StepLimitReached';
  readonly steps: number;

  constructor(steps: number) {
    super('step limit');
    this.steps = steps;
  }
}

/** The outcome of a script that did not reach its end: data for whoever runs it. */
export interface ScriptFailure {
  readonly kind: 'uncaught' | 'step-limit';
  readonly message: string;
  /** Offsets in the source of the script that was running; null when no code of a script is to blame. */
  readonly place: { readonly source: string; readonly start: number; readonly end: number } | null;
}
