/** A sweep for people: a matrix for each metric that is shown, then a row for each setting. */
import { escapeText } from '../../base/escape-text.ts';
import type { SettingReport, SweepReport } from '../../sweep/sweep-report.ts';
import { formatPercent, formatPlural, NOTHING } from '../format.ts';
import type { ReporterOptions } from '../reporters.ts';
import type { Column } from '../table/columns.ts';
import { figureColumn, renderTable, textColumn } from '../table/columns.ts';
import { wrapText } from '../wrap-text.ts';
import { figureFormat } from './figures.ts';
import { BEST_MARK, matrixLines } from './matrix.ts';
import { outcomeText } from './setting-status.ts';
import { minimumText, relativeSpread, tableMetrics } from './sweep-columns.ts';

export function sweepAsTable(report: SweepReport, style: Pick<ReporterOptions, 'chalk' | 'width'>): string {
  const { chalk, width } = style;
  const blocks = [
    headingLines(report, width).map((line, index) => (index === 0 ? chalk.bold(line) : line)),
    ...report.shown.map((name) => {
      const metric = report.metrics.find((candidate) => candidate.name === name);
      return metric === undefined ? [] : matrixLines(report, metric, style);
    }),
    renderTable(columnsOf(report), report.settings, width, { header: chalk.dim, row: ({ best }) => (best ? chalk.bold : null) }),
    endLines(report, width).map((line) => chalk.dim(line)),
  ];
  return `${blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function headingLines(report: SweepReport, width: number): string[] {
  const { scenario, axes, seeds, settings, minimised } = report;
  const fixed = axes.filter(({ values }) => values.length === 1).map(({ name, values }) => `${name} ${escapeText(values[0]!)}`);
  const seedText = seeds.length === 1 ? `seed ${String(seeds[0])}` : `seeds ${seeds.join(', ')}`;
  const parts = [escapeText(scenario.name), formatPlural(settings.length, 'setting'), seedText, ...fixed];
  const lines = wrapText(parts.join(' · '), width);
  if (minimised === null) return lines;
  const knob = minimised.knob === minimised.name ? minimised.name : `${minimised.name} by ${minimised.knob}`;
  return [...lines, ...wrapText(`Smallest ${escapeText(knob)} from ${String(minimised.from)} to ${String(minimised.to)} with ${escapeText(minimised.until.join(' and '))}:`, width)];
}

function columnsOf(report: SweepReport): readonly Column<SettingReport>[] {
  const metrics = tableMetrics(report);
  const [first] = metrics;
  return [
    ...report.axes.filter(({ values }) => values.length > 1).map(({ name }) =>
      textColumn<SettingReport>({ header: escapeText(name), giveUp: 0, shrinkTo: 8 }, ({ values }) => escapeText(values[name]!)),
    ),
    ...(report.minimised === null ? [] : [figureColumn<SettingReport>({ header: escapeText(report.minimised.knob), giveUp: 0 }, (row) => minimumText(row, report))]),
    ...metrics.map((metric, position): Column<SettingReport> => {
      const means = report.settings.flatMap(({ summary }) => summary[metric.name]?.mean ?? []);
      const { unit, format } = figureFormat(metric.unit, means);
      // What was asked for goes last.
      const giveUp = position < report.shown.length ? 0 : position + 2;
      return figureColumn({ header: `${metric.name}${unit === '' ? '' : ` ${unit}`}`, giveUp }, ({ summary }) => {
        const mean = summary[metric.name]?.mean;
        return mean === undefined ? NOTHING : format(mean);
      });
    }),
    ...(report.seeds.length === 1 || first === undefined
      ? []
      : [figureColumn<SettingReport>({ header: '±', giveUp: 1 }, (row) => {
          const spread = relativeSpread(row, first.name);
          return spread === null ? NOTHING : formatPercent(spread);
        })]),
    textColumn({ header: 'Outcome', giveUp: 0, shrinkTo: 7 }, (row) => `${outcomeText(row, report.seeds)}${row.best ? ` ${BEST_MARK}` : ''}`),
  ];
}

function endLines(report: SweepReport, width: number): string[] {
  const { settings, complete, seeds } = report;
  const lines: string[] = [];
  if (settings.some(({ best }) => best)) lines.push(`${BEST_MARK} best: no other setting has both less gc.time and a lower heap.peak.`);
  if (seeds.length > 1) lines.push('± is half the range over the seeds.');
  const problems = new Set(settings.flatMap(({ cells }) => cells.flatMap(({ problem }) => problem ?? [])));
  for (const problem of [...problems].slice(0, 5)) lines.push(`! ${escapeText(problem)}`);
  if (!complete) lines.push('The sweep was stopped; what is missing was not run.');
  return lines.flatMap((line) => wrapText(line, width));
}

