/** A phase of a workload as functions of a program. */
export interface PhaseText {
  readonly preparations: readonly string[];
  /** Functions `<name>_begin`, `<name>_run`, `<name>_end`; `_run(chunk)` makes up to `chunk` objects and tells whether the phase is over. */
  readonly text: string;
}
