/** What a sweep has found, as every report of it tells: settings with the figures of their cells, and the best of them. */
import type { CellResult } from './cell-result.ts';
import { hasFigures } from './cell-result.ts';
import { paretoBest } from './pareto.ts';
import type { SettingResult, SweepPlan } from './sweep.ts';
import type { Metric } from '../scenario/metrics.ts';

export interface SweptMetric {
  readonly name: string;
  readonly unit: Metric['unit'];
}

export interface Spread {
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

export interface CellReport extends CellResult {
  readonly seed: number;
}

export interface SettingReport {
  /** By the names of the axes. */
  readonly values: Readonly<Record<string, string>>;
  readonly minimum: number | null;
  /** No other setting has both less time in collections and a lower peak. Never where a cell ran out of memory. */
  readonly best: boolean;
  /** Of all seeds; only metrics that are numbers, and only when every cell has figures. */
  readonly summary: Readonly<Record<string, Spread>>;
  /** Those that are done. */
  readonly cells: readonly CellReport[];
}

export interface SweepReport {
  readonly heapstressVersion: string;
  readonly scenario: { readonly name: string; readonly file: string };
  readonly axes: readonly { readonly name: string; readonly values: readonly string[] }[];
  readonly seeds: readonly number[];
  readonly metrics: readonly SweptMetric[];
  /** Those that were asked for, or the one that is shown by itself. */
  readonly shown: readonly string[];
  readonly minimised: { readonly name: string; readonly knob: string; readonly from: number; readonly to: number; readonly until: readonly string[] } | null;
  readonly settings: readonly SettingReport[];
  /** False when the sweep was stopped. */
  readonly complete: boolean;
}

export const PARETO_METRICS = ['gc.time', 'heap.peak'] as const;

export type SweepFacts = Pick<SweepReport, 'heapstressVersion' | 'scenario' | 'metrics' | 'shown'>;

export function makeSweepReport(plan: SweepPlan, results: readonly SettingResult[], facts: SweepFacts): SweepReport {
  const { axes, seeds, minimise } = plan;
  const summaries = results.map(({ cells }) => summaryOf(cells));
  const best = paretoBest(
    results.map(({ cells, minimum }, index) => {
      const point = PARETO_METRICS.map((name) => summaries[index]?.[name]?.mean);
      const isWhole = cells.every((cell) => cell?.status === 'completed') && (minimise === null || minimum !== null);
      return isWhole && point.every((value) => value !== undefined) ? point : null;
    }),
  );
  return {
    ...facts,
    axes: axes.map(({ name, values }) => ({ name, values })),
    seeds,
    minimised: minimise === null ? null : { name: minimise.name, knob: minimise.knob.name, from: minimise.from, to: minimise.to, until: minimise.until.map(({ text }) => text) },
    settings: results.map(({ setting, cells, minimum }, index) => ({
      values: Object.fromEntries(axes.map(({ name }, position) => [name, setting[position]!])),
      minimum,
      best: best[index]!,
      summary: summaries[index]!,
      cells: cells.flatMap((cell, position) => (cell === null ? [] : [{ seed: seeds[position]!, ...cell }])),
    })),
    complete: results.every(({ cells }) => cells.every((cell) => cell !== null)),
  };
}

function summaryOf(cells: readonly (CellResult | null)[]): Readonly<Record<string, Spread>> {
  const done = cells.filter((cell) => cell !== null);
  const [first] = done;
  if (first === undefined || done.length < cells.length || !done.every(hasFigures)) return {};
  const summary: Record<string, Spread> = {};
  for (const name of Object.keys(first.metrics)) {
    const values = done.map(({ metrics }) => metrics[name]).filter((value) => typeof value === 'number');
    if (values.length < done.length) continue;
    const sum = values.reduce((total, value) => total + value, 0);
    summary[name] = { mean: sum / values.length, min: Math.min(...values), max: Math.max(...values) };
  }
  return summary;
}
