/** One phase of a workload as it runs: of native code (workload-phase.ts) or of JavaScript (javascript-loop). */
import type { NamedTable } from './retention.ts';

export interface WorkloadRun {
  /** Objects allocated so far, their parts not counted. */
  readonly objects: number;
  /** State of the random numbers. */
  readonly state: number;
  /** Share of the phase that is done, 0..1. */
  readonly fraction: number;
  /** Tables that the scenario has names for. */
  readonly named: readonly NamedTable[];
  /** Allocates up to `count` objects; true when the phase is over. */
  advance(count: number): boolean;
  /** Addresses may have changed. */
  refreshAll(): void;
  /** Lets everything go that does not live for ever. */
  end(): void;
}
