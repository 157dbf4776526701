/** What a heap tells while a scenario runs, with all that printing it needs. No part of the events that ndjson prints. */
import type { TraceEvent, TraceFlag } from '../../vocabulary/trace-events.ts';

export interface TraceRecord {
  readonly event: 'trace';
  /** Position of the scenario in the run, from 0. */
  readonly scenario: number;
  /** Whose dialect the lines are in. */
  readonly preset: string;
  /** The trace flags that are on. */
  readonly flags: readonly TraceFlag[];
  readonly trace: TraceEvent;
}

/** The lines that it makes, each with its end; empty when it makes none. */
export type TraceReporter = (record: TraceRecord) => string;
