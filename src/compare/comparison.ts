/** Two engines side by side: every figure of the simulated run beside those of one or more real runs, with a verdict. */
import type { RealEngine, RealFailure } from '../engine/real-run.ts';
import type { EngineFigures } from './engine-figures.ts';
import type { FirstDifference } from './first-difference.ts';
import { firstDifference } from './first-difference.ts';
import type { MetricUnit } from './metrics.ts';
import { METRIC_NAMES, METRICS } from './metrics.ts';
import type { Tolerance, Tolerances } from './tolerance.ts';
import { allowance } from './tolerance.ts';

export interface Band {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

export type RowVerdict =
  | 'within'
  | 'outside'
  /** Shown only. */
  | 'not-judged'
  /** One of the two has no such figure. */
  | 'missing';

export interface ComparedRow {
  /** `promoted`, or `old_space used at steady`. */
  readonly metric: string;
  readonly unit: MetricUnit;
  readonly simulated: number | null;
  readonly real: Band | null;
  /** Simulated less the median. */
  readonly difference: number | null;
  /** How far from the band the simulated figure may be; null: it is not judged. */
  readonly allowed: number | null;
  readonly tolerance: Tolerance | null;
  readonly verdict: RowVerdict;
}

export interface LeftOutStep {
  readonly op: string;
  readonly line: number;
  readonly reason: string;
}

export interface Comparison {
  readonly scenario: { readonly name: string; readonly file: string };
  readonly preset: string;
  readonly seed: number;
  readonly engine: RealEngine;
  readonly mode: 'deterministic' | 'default';
  /** Of the real process. */
  readonly flags: readonly string[];
  readonly leftOut: readonly LeftOutStep[];
  /** Real runs that came to an end, out of memory included. */
  readonly runs: number;
  /** Real runs that did not. */
  readonly failures: readonly RealFailure[];
  readonly rows: readonly ComparedRow[];
  readonly firstDifference: FirstDifference | null;
  /** `failed`: a real run failed, and the figures are those of the others. */
  readonly verdict: 'within' | 'outside' | 'failed';
  /** Wall time of the real runs together, milliseconds. */
  readonly realMs: number;
}

export function bandOf(figures: readonly number[]): Band {
  const sorted = figures.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { min: sorted[0]!, median, max: sorted.at(-1)! };
}

export function compareFigures(simulated: EngineFigures, real: readonly EngineFigures[], tolerances: Tolerances): readonly ComparedRow[] {
  if (real.length === 0) return [];
  const rows = METRIC_NAMES.map((name) => {
    const { unit, of } = METRICS[name];
    return row(name, unit, of(simulated), real.map(of), tolerances[name]);
  });
  return [...rows.filter(({ simulated: ours, real: theirs }) => ours !== null || theirs !== null), ...sampleRows(simulated, real, tolerances)];
}

/** Spaces that either engine uses. */
function sampleRows(simulated: EngineFigures, real: readonly EngineFigures[], tolerances: Tolerances): readonly ComparedRow[] {
  const labels = [...new Set([simulated, ...real].flatMap(({ samples }) => samples.map(({ label }) => label)))];
  return labels.flatMap((label) => {
    const spacesOf = (run: EngineFigures) => run.samples.findLast((sample) => sample.label === label)?.spaces ?? [];
    const names = [...new Set([simulated, ...real].flatMap((run) => spacesOf(run).filter(({ committedBytes }) => committedBytes > 0).map(({ name }) => name)))];
    return names.flatMap((name) => {
      const figure = (run: EngineFigures, key: 'usedBytes' | 'committedBytes'): number | null => {
        const spaces = spacesOf(run);
        return spaces.length === 0 ? null : (spaces.find((space) => space.name === name)?.[key] ?? 0);
      };
      return [
        row(`${name} used at ${label}`, 'bytes', figure(simulated, 'usedBytes'), real.map((run) => figure(run, 'usedBytes')), tolerances.used),
        row(`${name} committed at ${label}`, 'bytes', figure(simulated, 'committedBytes'), real.map((run) => figure(run, 'committedBytes')), tolerances.committed),
      ];
    });
  });
}

function row(metric: string, unit: MetricUnit, simulated: number | null, figures: readonly (number | null)[], tolerance: Tolerance | null): ComparedRow {
  const known = figures.filter((figure) => figure !== null);
  const real = known.length === 0 ? null : bandOf(known);
  if (simulated === null || real === null) {
    return { metric, unit, simulated, real, difference: null, allowed: null, tolerance, verdict: 'missing' };
  }
  const difference = simulated - real.median;
  if (tolerance === null) return { metric, unit, simulated, real, difference, allowed: null, tolerance, verdict: 'not-judged' };
  const within = simulated >= real.min - allowance(tolerance, real.min) && simulated <= real.max + allowance(tolerance, real.max);
  return { metric, unit, simulated, real, difference, allowed: allowance(tolerance, real.median), tolerance, verdict: within ? 'within' : 'outside' };
}

export interface ComparedRuns {
  readonly simulated: EngineFigures;
  readonly real: readonly EngineFigures[];
  readonly failures: readonly RealFailure[];
  readonly tolerances: Tolerances;
}

/** The parts of a comparison that are computed. */
export function judge({ simulated, real, failures, tolerances }: ComparedRuns): Pick<Comparison, 'rows' | 'firstDifference' | 'verdict' | 'runs' | 'failures'> {
  const rows = compareFigures(simulated, real, tolerances);
  const outside = rows.some(({ verdict }) => verdict === 'outside');
  const typical = typicalRun(real);
  return {
    rows,
    firstDifference: typical === null ? null : firstDifference(simulated.collections, typical.collections),
    verdict: failures.length > 0 || real.length === 0 ? 'failed' : outside ? 'outside' : 'within',
    runs: real.length,
    failures,
  };
}

/** The run with the median number of collections. */
function typicalRun(real: readonly EngineFigures[]): EngineFigures | null {
  const sorted = real.toSorted((a, b) => a.collections.length - b.collections.length);
  return sorted[sorted.length >> 1] ?? null;
}
