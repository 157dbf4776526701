/** A sweep for a pull request: one table, a row for each setting. */
import type { SettingReport, SweepReport } from '../../sweep/sweep-report.ts';
import { formatPercent, formatPlural, NOTHING } from '../format.ts';
import { codeSpan, escapeMarkdown } from '../markdown/escape-markdown.ts';
import type { MarkdownColumn } from '../markdown/markdown-table.ts';
import { markdownTable } from '../markdown/markdown-table.ts';
import { figureFormat } from './figures.ts';
import { outcomeText } from './setting-status.ts';
import { minimumText, relativeSpread, tableMetrics } from './sweep-columns.ts';

export function sweepAsMarkdown(report: SweepReport): string {
  const { scenario, settings, seeds, complete } = report;
  const blocks = [
    `# ${escapeMarkdown(scenario.name)}`,
    `${formatPlural(settings.length, 'setting')}, ${seeds.length === 1 ? `seed ${String(seeds[0])}` : `mean of ${String(seeds.length)} seeds`}. ⭐ no other setting has both less \`gc.time\` and a lower \`heap.peak\`.`,
    markdownTable(columnsOf(report), settings),
    complete ? '' : '⏹️ The sweep was stopped; what is missing was not run.',
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function columnsOf(report: SweepReport): readonly MarkdownColumn<SettingReport>[] {
  const metrics = tableMetrics(report);
  const [first] = metrics;
  return [
    { header: '', align: 'left', cell: ({ best }) => (best ? '⭐' : '') },
    ...report.axes.map(({ name }): MarkdownColumn<SettingReport> => ({ header: escapeMarkdown(name), align: 'right', cell: ({ values }) => codeSpan(values[name]!) })),
    ...(report.minimised === null ? [] : [{ header: `smallest ${escapeMarkdown(report.minimised.knob)}`, align: 'right' as const, cell: (row: SettingReport) => minimumText(row, report).replace('>', '&gt;') }]),
    ...metrics.map((metric): MarkdownColumn<SettingReport> => {
      const { unit, format } = figureFormat(metric.unit, report.settings.flatMap(({ summary }) => summary[metric.name]?.mean ?? []));
      return {
        header: `${escapeMarkdown(metric.name)}${unit === '' ? '' : ` ${unit}`}`,
        align: 'right',
        cell: ({ summary }) => {
          const mean = summary[metric.name]?.mean;
          return mean === undefined ? NOTHING : format(mean).replace('<', '&lt;');
        },
      };
    }),
    ...(report.seeds.length === 1 || first === undefined
      ? []
      : [{ header: '±', align: 'right' as const, cell: (row: SettingReport) => { const spread = relativeSpread(row, first.name); return spread === null ? NOTHING : formatPercent(spread).replace('<', '&lt;'); } }]),
    { header: 'Outcome', align: 'left', cell: (row) => escapeMarkdown(outcomeText(row, report.seeds)) },
  ];
}
