/** The columns that all tables of a sweep have, in the order in which they are told. */
import type { SettingReport, SweepReport, SweptMetric } from '../../sweep/sweep-report.ts';

/** Beside those that were asked for. */
const USUAL = ['gc.time', 'heap.peak', 'gc.count', 'gc.major.count'];
const USUAL_OF_MINIMUM = ['heap.limit', 'heap.peak', 'gc.time', 'gc.count'];

export function tableMetrics({ shown, metrics, minimised }: SweepReport): readonly SweptMetric[] {
  const names = [...new Set([...shown, ...(minimised === null ? USUAL : USUAL_OF_MINIMUM)])];
  return names.flatMap((name) => metrics.find((metric) => metric.name === name && metric.unit !== 'boolean' && metric.unit !== 'text') ?? []);
}

/** How far the seeds are apart: half of the range, as a share of the mean; null when there is nothing to tell. */
export function relativeSpread({ summary }: SettingReport, metric: string): number | null {
  const spread = summary[metric];
  return spread === undefined || spread.mean === 0 ? null : (spread.max - spread.min) / 2 / Math.abs(spread.mean);
}

export function minimumText({ minimum }: SettingReport, { minimised }: SweepReport): string {
  if (minimised === null) return '';
  return minimum === null ? `> ${String(minimised.to)}` : String(minimum);
}
