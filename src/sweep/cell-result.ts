/** What came of one cell: plain data, small enough to keep thousands of. */
import type { MeasuredValue } from '../engine/engine.ts';

export type CellStatus =
  | 'completed'
  | 'out-of-memory'
  /** A mistake of the scenario with these settings: before it ran, or while it did. */
  | 'invalid'
  /** A bug of heapstress. */
  | 'broken'
  | 'timed-out';

export interface CellResult {
  readonly status: CellStatus;
  /** Expectations of the scenario that did not hold. */
  readonly failed: number;
  /** By name; empty unless the cell has run to its end or out of memory. */
  readonly metrics: Readonly<Record<string, MeasuredValue>>;
  /** Why there are no figures. */
  readonly problem: string | null;
}

/** It ran, so it has figures. */
export function hasFigures({ status }: CellResult): boolean {
  return status === 'completed' || status === 'out-of-memory';
}

/** Every run of it gives the same; how long one may take is up to the machine. */
export function isReproducible({ status }: CellResult): boolean {
  return status !== 'timed-out' && status !== 'broken';
}

/** What is measured in every sweep, in the order of tables; metrics that are asked for come first. */
export const SWEEP_METRICS = [
  'gc.time',
  'heap.peak',
  'gc.count',
  'gc.scavenge.count',
  'gc.major.count',
  'gc.scavenge.copied',
  'gc.scavenge.promoted',
  'gc.major.moved',
  'heap.used',
  'heap.limit',
  'old-generation.max',
  'allocation.bytes',
  'allocation.failures',
  'time',
  'oom',
] as const;
