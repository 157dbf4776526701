/** What each line begins with: process and isolate, and the time where there is one. */
import type { Dialect } from './dialects.ts';
import { fixed } from './printf.ts';

/** There is one isolate, and it is always at this address. */
const ISOLATE = '0x1000';

export interface LineHeads {
  readonly bare: string;
  /** Of the tracer's own lines. */
  readonly timed: (atMs: number) => string;
  /** Of lines of other parts. */
  readonly stamped: (atMs: number) => string;
}

/** Scenarios of a run are told apart as processes are, numbered from 1. */
export function lineHeads(scenario: number, { group }: Dialect): LineHeads {
  const isolate = `${String(scenario + 1)}:${ISOLATE}`;
  return {
    bare: `[${isolate}] `,
    timed: (atMs) => `[${isolate}] ${fixed(atMs, 0, 8)} ms: `,
    stamped: (atMs) => `[${isolate}${group}] ${fixed(atMs, 0, 8)} ms: `,
  };
}
