/** Benchmarks beside a baseline, or beside the first of them; and what a gate makes of it. */
import type { Benchmark, BenchReport, Comparison, ComparedTiming, DeterministicChange, Gate } from './bench-report.ts';
import { COMPARED_TIMINGS } from './bench-report.ts';
import { DETERMINISTIC_METRICS } from './measurement.ts';
import type { Ratio } from './ratio.ts';
import { directionOf, ratioOf } from './ratio.ts';

export type Baseline = Pick<BenchReport, 'heapstressVersion' | 'host' | 'benchmarks'>;
type Side = Pick<BenchReport, 'heapstressVersion' | 'host'>;

/** Each benchmark that the baseline has, too: one of the same file. */
export function compareWithBaseline(benchmarks: readonly Benchmark[], now: Side, baseline: Baseline): readonly Comparison[] {
  return benchmarks.flatMap((benchmark): readonly Comparison[] => {
    const before = baseline.benchmarks.find(({ file }) => file === benchmark.file);
    if (before === undefined) return [];
    return [{ file: benchmark.file, against: 'baseline', timings: ratios(benchmark, before), changes: changesOf(benchmark, before), notes: notesOf(benchmark, before, now, baseline) }];
  });
}

/** All but the first. */
export function compareWithFirst([first, ...others]: readonly Benchmark[]): readonly Comparison[] {
  if (first === undefined) return [];
  return others.map((benchmark) => ({ file: benchmark.file, against: 'first', timings: ratios(benchmark, first), changes: [], notes: [] }));
}

function ratios(now: Benchmark, before: Benchmark): Readonly<Record<ComparedTiming, Ratio>> {
  return Object.fromEntries(COMPARED_TIMINGS.map((name) => [name, ratioOf(now.timings[name], before.timings[name])])) as Record<ComparedTiming, Ratio>;
}

function changesOf(now: Benchmark, before: Benchmark): readonly DeterministicChange[] {
  return DETERMINISTIC_METRICS.flatMap((metric) => {
    const change = { metric, before: before.deterministic[metric], now: now.deterministic[metric] };
    return change.before === change.now ? [] : [change];
  });
}

function notesOf(now: Benchmark, before: Benchmark, here: Side, there: Side): readonly string[] {
  const notes: string[] = [];
  const differs = (what: string, a: unknown, b: unknown): void => {
    if (JSON.stringify(a) !== JSON.stringify(b)) notes.push(what);
  };
  differs('the scenario has changed since the baseline', now.fingerprint, before.fingerprint);
  differs(`the baseline was measured with V8 ${before.facts.preset}`, now.facts.preset, before.facts.preset);
  differs('the baseline was measured with another seed, or other flags or params', [now.facts.seed, now.facts.flags, now.facts.params], [before.facts.seed, before.facts.flags, before.facts.params]);
  differs(`the baseline is of heapstress ${there.heapstressVersion}`, here.heapstressVersion, there.heapstressVersion);
  differs(`the baseline is of node ${there.host.node}`, here.host.node, there.host.node);
  differs('the baseline is of another machine: its timings say nothing here', { ...here.host, node: '' }, { ...there.host, node: '' });
  return notes;
}

/**
 * A timing fails when its mean is above by more than the share, and it is certain (95 %) that it is above at all. A
 * deterministic figure is exact, so it fails when it is above by more than the share.
 */
export function judge(comparisons: readonly Comparison[], failAbove: number, of: Gate['of']): Gate {
  const failures = comparisons.flatMap(({ file, timings, changes }) => [
    ...(of === 'deterministic' ? [] : COMPARED_TIMINGS.flatMap((figure) => {
      const ratio = timings[figure];
      return ratio.ratio > 1 + failAbove && directionOf(ratio) === 'more' ? [{ file, figure, message: `${ratio.ratio.toFixed(3)} times the baseline` }] : [];
    })),
    ...(of === 'timings' ? [] : changes.flatMap(({ metric, before, now }) =>
      now > before * (1 + failAbove) ? [{ file, figure: metric, message: `${String(now)}, was ${String(before)}` }] : [],
    )),
  ]);
  return { failAbove, of, failures };
}
