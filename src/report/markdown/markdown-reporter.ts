/**
 * Markdown for pull requests and step summaries: one table of all scenarios, what did not pass with its place, and
 * the figures of each scenario folded away.
 */
import type { RunResult } from '../../engine/result.ts';
import type { CollectionKind } from '../../vocabulary/collections.ts';
import type { Check, CheckedScenario, CheckOutcome } from '../checks.ts';
import { checkedScenarios, outcomeSummary } from '../checks.ts';
import { byteFormatter, formatBytes, formatCount, formatMs, formatPlural, formatShare, NOTHING } from '../format.ts';
import type { ReporterOptions } from '../reporters.ts';
import type { RunReport } from '../run-report.ts';
import { hasFigures } from '../run-report.ts';
import { codeSpan, escapeMarkdown } from './escape-markdown.ts';
import type { MarkdownColumn } from './markdown-table.ts';
import { markdownTable } from './markdown-table.ts';

const MARKS: Readonly<Record<CheckOutcome, string>> = { passed: '✅', failed: '❌', error: '🛑', skipped: '⏹️' };
const WORST_FIRST = ['error', 'failed', 'skipped'] as const satisfies readonly CheckOutcome[];

export function reportAsMarkdown(report: RunReport, options: Pick<ReporterOptions, 'quiet' | 'verbose'>): string {
  const scenarios = checkedScenarios(report);
  const shown = options.quiet ? scenarios.filter((scenario) => worstOf(scenario.checks) !== 'passed') : scenarios;
  const title = `# ${MARKS[worstOf(scenarios.flatMap(({ checks }) => checks))]} heapstress`;
  const blocks = [
    title,
    `${formatPlural(scenarios.length, 'scenario')}, ${outcomeSummary(scenarios.flatMap(({ checks }) => checks))}.`,
    shown.length > 0 ? markdownTable(SCENARIO_COLUMNS, shown) : '',
    ...shown.flatMap((scenario) => scenarioBlocks(scenario, options)),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function worstOf(checks: readonly Check[]): CheckOutcome {
  return WORST_FIRST.find((outcome) => checks.some((check) => check.outcome === outcome)) ?? 'passed';
}

function figure(of: (result: RunResult) => string): (row: CheckedScenario) => string {
  return ({ report }) => (hasFigures(report) ? of(report) : NOTHING);
}

const SCENARIO_COLUMNS: readonly MarkdownColumn<CheckedScenario>[] = [
  { header: '', align: 'left', cell: ({ checks }) => MARKS[worstOf(checks)] },
  { header: 'Scenario', align: 'left', cell: ({ name }) => codeSpan(name) },
  { header: 'V8', align: 'left', cell: figure((result) => result.engine.preset) },
  { header: 'Seed', align: 'right', cell: figure((result) => String(result.seed)) },
  { header: 'Allocated', align: 'right', cell: figure((result) => formatBytes(result.allocated.bytes)) },
  { header: 'Collections', align: 'right', cell: figure((result) => formatCount(result.collections.length)) },
  { header: 'Heap used', align: 'right', cell: figure((result) => usedAtEnd(result)) },
  { header: 'Checks', align: 'left', cell: ({ checks }) => outcomeSummary(checks) },
];

function usedAtEnd(result: RunResult): string {
  const last = result.samples.at(-1);
  return last === undefined ? NOTHING : formatBytes(last.heapStatistics.used_heap_size);
}

function scenarioBlocks({ name, checks, report }: CheckedScenario, { quiet }: Pick<ReporterOptions, 'quiet'>): string[] {
  const wrong = checks.filter((check) => check.outcome !== 'passed');
  const figures = hasFigures(report) && !quiet ? folded('Figures', figureBlocks(report)) : '';
  if (wrong.length === 0 && figures === '') return [];
  return [
    `## ${MARKS[worstOf(checks)]} ${escapeMarkdown(name)}`,
    hasFigures(report) && !quiet && report.scenario.description !== '' ? escapeMarkdown(report.scenario.description) : '',
    wrong.map(finding).join('\n'),
    figures,
  ];
}

function finding({ outcome, message, details, file, line, column }: Check): string {
  const place = line === null ? file : `${file}:${String(line)}:${String(column)}`;
  const facts = details.map(([key, value]) => `  - ${key} ${codeSpan(value)}`);
  return [`- ${MARKS[outcome]} ${escapeMarkdown(message)} (${codeSpan(place)})`, ...facts].join('\n');
}

function folded(summary: string, blocks: readonly string[]): string {
  return ['<details>', `<summary>${summary}</summary>`, '', blocks.join('\n\n'), '', '</details>'].join('\n');
}

function figureBlocks(result: RunResult): string[] {
  return [occupancy(result), collections(result), survival(result)].filter((block) => block !== '');
}

function occupancy(result: RunResult): string {
  const rows = result.samples.at(-1)?.occupancy.filter((row) => row.committedBytes > 0 || row.usedBytes > 0) ?? [];
  if (rows.length === 0) return '';
  const size = byteFormatter(rows.flatMap((row) => [row.committedBytes, row.usedBytes]));
  return markdownTable<(typeof rows)[number]>(
    [
      { header: 'Space', align: 'left', cell: (row) => codeSpan(row.space) },
      { header: 'Pages', align: 'right', cell: (row) => formatCount(row.pages) },
      { header: 'Committed', align: 'right', cell: (row) => size(row.committedBytes) },
      { header: 'Used', align: 'right', cell: (row) => size(row.usedBytes) },
      { header: 'Occupancy', align: 'right', cell: (row) => formatShare(row.usedBytes, row.usedBytes + row.availableBytes + row.wasteBytes) },
    ],
    rows,
  );
}

/** A row per kind: a list of each would be longer than anybody reads here. */
function collections(result: RunResult): string {
  const kinds = [...new Set(result.collections.map((collection) => collection.kind))];
  if (kinds.length === 0) return 'No garbage collection.';
  const rows = kinds.map((kind) => {
    const those = result.collections.filter((collection) => collection.kind === kind);
    const pauses = those.map((collection) => collection.pauseMs);
    return {
      kind,
      count: those.length,
      promotedBytes: those.reduce((sum, collection) => sum + collection.promotedBytes, 0),
      pauseMs: pauses.reduce((sum, pause) => sum + pause, 0),
      longestMs: pauses.reduce((longest, pause) => Math.max(longest, pause), 0),
    };
  });
  return markdownTable<{ kind: CollectionKind; count: number; promotedBytes: number; pauseMs: number; longestMs: number }>(
    [
      { header: 'Collections', align: 'left', cell: (row) => row.kind },
      { header: 'Count', align: 'right', cell: (row) => formatCount(row.count) },
      { header: 'Promoted', align: 'right', cell: (row) => formatBytes(row.promotedBytes) },
      { header: 'Pauses', align: 'right', cell: (row) => formatMs(row.pauseMs) },
      { header: 'Longest', align: 'right', cell: (row) => formatMs(row.longestMs) },
    ],
    rows,
  );
}

function survival(result: RunResult): string {
  const born = result.survival[0]?.bytes ?? 0;
  const rows = result.survival.filter((row) => row.objects > 0);
  if (rows.length === 0) return '';
  return markdownTable<(typeof rows)[number]>(
    [
      { header: 'Age', align: 'right', cell: (row) => String(row.age) },
      { header: 'Objects', align: 'right', cell: (row) => formatCount(row.objects) },
      { header: 'Bytes', align: 'right', cell: (row) => formatBytes(row.bytes) },
      { header: 'Survived', align: 'right', cell: (row) => formatShare(row.bytes, born) },
    ],
    rows,
  );
}
