/** How far a simulated figure may be from the real one, and what that is by default. */
import { KiB, MiB } from '../base/units.ts';
import type { MetricName, SampleMetricName } from './metrics.ts';

/** Both allow: the larger one counts. */
export interface Tolerance {
  /** Of the real figure. */
  readonly share: number;
  readonly absolute: number;
}

/** Null: the figures are shown and not judged. */
export type Tolerances = Readonly<Record<MetricName | SampleMetricName, Tolerance | null>>;

const exactly = (absolute = 0): Tolerance => ({ share: 0, absolute });
const within = (percent: number, absolute = 0): Tolerance => ({ share: percent / 100, absolute });

/** Survivors are copied through buffers of this size: what is lost at the end of one may be so much. */
const COPY_BUFFER = 32 * KiB;

/** Of an engine that repeats itself. */
const REPEATABLE: Tolerances = {
  scavenges: exactly(),
  'mark-compacts': exactly(),
  'out-of-memory': exactly(),
  allocated: within(1, COPY_BUFFER),
  copied: within(1, COPY_BUFFER),
  promoted: within(1, COPY_BUFFER),
  survival: within(1, 0.001),
  semispace: exactly(),
  peak: within(2, MiB),
  used: within(2, MiB),
  'first-full.before': within(2, MiB),
  'first-full.after': within(2, MiB),
  'first-full.limit': within(2, MiB),
  // Pages that are released wait in a pool, or for a thread that unmaps them; the simulator gives them back at once.
  committed: null,
  // A single real pause differs from itself by a third from run to run.
  'pause.total': null,
  'pause.longest': null,
};

/** V8 14.6 does not repeat its byte counters, with no flags: a copy buffer is given back or not. */
const WANDERING: Tolerances = {
  ...REPEATABLE,
  scavenges: exactly(1),
  copied: within(2, COPY_BUFFER),
  promoted: within(2, COPY_BUFFER),
  survival: within(2, 0.001),
};
const FIRST_WANDERING_MAJOR = 26;

/** Around the band of several runs. */
const BAND: Tolerances = { ...WANDERING, 'mark-compacts': exactly(1) };

export function defaultTolerances(mode: 'deterministic' | 'default', nodeMajor: number): Tolerances {
  if (mode === 'default') return BAND;
  return nodeMajor >= FIRST_WANDERING_MAJOR ? WANDERING : REPEATABLE;
}

/** How far `real` allows a figure to be away from it. */
export function allowance({ share, absolute }: Tolerance, real: number): number {
  return Math.max(Math.abs(real) * share, absolute);
}

/** Real runs, unless more or fewer are asked for: as many as show how far an engine is from itself. */
export function defaultRuns(mode: 'deterministic' | 'default', nodeMajor: number): number {
  if (mode === 'default') return 5;
  return nodeMajor >= FIRST_WANDERING_MAJOR ? 3 : 1;
}
