/** Many runs at a glance: a line for each, and what came of all of them. */
import { escapeText } from '../../base/escape-text.ts';
import { formatCount, formatMs, formatPlural, NOTHING } from '../format.ts';
import type { ReporterOptions } from '../reporters.ts';
import type { RunReport, ScenarioReport } from '../run-report.ts';
import { EXIT_CODES, hasFigures } from '../run-report.ts';
import type { Column } from './columns.ts';
import { bytesColumn, figureColumn, renderTable, textColumn } from './columns.ts';

interface Row {
  readonly report: ScenarioReport;
  readonly wallMs: number | null;
}

const COLUMNS: readonly Column<Row>[] = [
  textColumn({ header: '', giveUp: 0 }, ({ report }) => mark(report)),
  textColumn({ header: 'Scenario', giveUp: 0, shrinkTo: 24 }, ({ report }) => escapeText('name' in report.scenario ? report.scenario.name : report.scenario.file)),
  textColumn({ header: 'V8', giveUp: 0 }, ({ report }) => (hasFigures(report) ? report.engine.preset : 'preset' in report ? report.preset : NOTHING)),
  textColumn({ header: 'outcome', giveUp: 0 }, ({ report }) => outcome(report)),
  figureColumn({ header: 'expectations', giveUp: 1 }, ({ report }) => expectations(report)),
  figureColumn({ header: 'collections', giveUp: 3 }, ({ report }) => (hasFigures(report) ? formatCount(report.collections.length) : NOTHING)),
  bytesColumn({ header: 'allocated', giveUp: 4 }, ({ report }) => (hasFigures(report) ? report.allocated.bytes : null)),
];
const TIME: Column<Row> = figureColumn({ header: 'time', giveUp: 2 }, ({ wallMs }) => (wallMs === null ? NOTHING : formatMs(wallMs)));

export function runTable({ results }: RunReport, { width, chalk, wallTimesMs }: ReporterOptions): string {
  const rows = results.map((report, position) => ({ report, wallMs: wallTimesMs?.[position] ?? null }));
  const columns = wallTimesMs === null ? COLUMNS : [...COLUMNS, TIME];
  return renderTable(columns, rows, width, { header: chalk.dim, row: ({ report }) => (report.exitCode === 0 ? null : chalk.red) }).join('\n');
}

/** `✗ 290 of 294 runs passed · 3 failed · 1 could not run`, and what the exit code means. */
export function runSummary({ results, exitCode }: RunReport, { chalk, wallTimesMs }: ReporterOptions): string {
  const counts = new Map<string, number>();
  for (const report of results) counts.set(outcome(report), (counts.get(outcome(report)) ?? 0) + 1);
  const passed = results.filter((report) => report.exitCode === 0).length;
  const others = [...counts].filter(([name]) => name !== PASSED).map(([name, count]) => `${formatCount(count)} ${name}`);
  const wallMs = wallTimesMs?.reduce((sum, ms) => sum + ms, 0) ?? null;
  const facts = [
    passed === results.length ? `${formatPlural(passed, 'run')} passed` : `${formatCount(passed)} of ${formatPlural(results.length, 'run')} passed`,
    ...others,
    ...(wallMs === null ? [] : [formatMs(wallMs)]),
  ].join(' · ');
  if (exitCode === 0) return chalk.green(`✓ ${facts}`);
  return `${chalk.red(`✗ ${facts}`)}\n${chalk.dim(`  exit code ${exitCode}: ${EXIT_CODES[exitCode]}`)}`;
}

const PASSED = 'passed';

function outcome(report: ScenarioReport): string {
  switch (report.status) {
    case 'rejected':
    case 'invalid':
      return 'could not run';
    case 'broken-invariant':
      return 'broken invariant';
    case 'timed-out':
      return 'timed out';
    case 'interrupted':
      return 'interrupted';
    case 'out-of-memory':
      if (!report.outOfMemoryExpected) return 'out of memory';
      break;
    case 'completed':
      break;
  }
  return report.exitCode === 0 ? PASSED : 'failed';
}

function mark(report: ScenarioReport): string {
  if (report.status === 'interrupted') return '■';
  return report.exitCode === 0 ? '✓' : '✗';
}

function expectations(report: ScenarioReport): string {
  if (!hasFigures(report)) return NOTHING;
  const { length } = report.expectations;
  const passed = report.expectations.filter((expectation) => expectation.passed).length;
  return passed === length ? formatCount(length) : `${formatCount(passed)} of ${formatCount(length)}`;
}
