/** Comparisons for people: a table of figures for each scenario and engine, and where the two part. */
import type { ComparedRow, Comparison } from '../../compare/comparison.ts';
import { escapeLines, escapeText } from '../../base/escape-text.ts';
import { formatMs, formatPlural } from '../format.ts';
import type { ReporterOptions } from '../reporters.ts';
import type { Column } from '../table/columns.ts';
import { figureColumn, renderTable, textColumn } from '../table/columns.ts';
import { problemBlock } from '../table/problem-block.ts';
import type { CompareReport, CompareResult } from './compare-report.ts';
import { titleOf } from './compare-report.ts';
import { differenceLines, rowTexts } from './compare-figures.ts';

type TextOptions = Pick<ReporterOptions, 'width' | 'chalk' | 'quiet' | 'verbose' | 'problems' | 'codeFrame'>;

const COLUMNS: readonly Column<ComparedRow>[] = [
  textColumn({ header: '', giveUp: 0 }, (row) => rowTexts(row).mark),
  textColumn({ header: 'Metric', giveUp: 0, shrinkTo: 14 }, (row) => escapeText(row.metric)),
  figureColumn({ header: 'Simulated', giveUp: 0 }, (row) => rowTexts(row).simulated),
  figureColumn({ header: 'Real', giveUp: 0 }, (row) => rowTexts(row).real),
  figureColumn({ header: 'Difference', giveUp: 1 }, (row) => rowTexts(row).difference),
  figureColumn({ header: 'Tolerance', giveUp: 2 }, (row) => rowTexts(row).tolerance),
];

export function compareAsText(report: CompareReport, options: TextOptions): string {
  const sections = report.results.map((result) => resultSection(result, options)).filter((section) => section !== '');
  const summary = options.quiet && report.exitCode === 0 ? '' : summaryLine(report, options);
  return [...sections, summary].filter((part) => part !== '').map((part) => `${part}\n`).join('\n');
}

function resultSection(result: CompareResult, options: TextOptions): string {
  const { chalk } = options;
  switch (result.status) {
    case 'rejected':
      return options.problems === 'inline' ? problemBlock(result, options) : '';
    case 'not-compared': {
      const hint = result.hint === null ? '' : `\n  hint: ${escapeText(result.hint)}`;
      return `${chalk.bold(escapeText(titleOf(result)))}\n${chalk.red('✗')} ${escapeLines(result.message)}${hint}`;
    }
    case 'compared':
      return options.quiet && result.exitCode === 0 ? '' : comparisonSection(result, options);
  }
}

function comparisonSection(comparison: Comparison, options: TextOptions): string {
  const { chalk, width, verbose } = options;
  const { scenario, preset, seed, engine, mode, rows, runs, realMs } = comparison;
  const facts = [`v8 ${preset} beside Node ${engine.node} (V8 ${engine.v8})`, mode, `seed ${String(seed)}`, `${formatPlural(runs, 'real run')} in ${formatMs(realMs)}`];
  const shown = rows.filter((row) => verbose || row.simulated !== 0 || row.real?.max !== 0);
  const table = shown.length === 0 ? [] : renderTable(COLUMNS, shown, width, { header: chalk.dim, row: (row) => (row.verdict === 'outside' ? chalk.red : row.verdict === 'within' ? null : chalk.dim) });
  return [
    `${chalk.bold(escapeText(scenario.name))}  ${chalk.dim(facts.join(' · '))}`,
    ...(verbose ? [chalk.dim(`flags ${comparison.flags.join(' ')}`)] : []),
    ...table,
    ...leftOutLines(comparison, options),
    ...firstDifferenceLines(comparison, options),
    ...failureLines(comparison, options),
    verdictLine(comparison, options),
  ].join('\n');
}

function leftOutLines({ leftOut }: Comparison, { chalk }: TextOptions): string[] {
  if (leftOut.length === 0) return [];
  return [
    `${formatPlural(leftOut.length, 'step')} left out of both runs:`,
    ...leftOut.map(({ op, line, reason }) => chalk.dim(`  ${line > 0 ? `line ${String(line)}, ` : ''}${op}: ${escapeText(reason)}`)),
  ];
}

/** Of interest only when something is out of tolerance, or to who asks for everything. */
function firstDifferenceLines({ firstDifference, verdict }: Comparison, { chalk, verbose }: TextOptions): string[] {
  if (firstDifference === null || (verdict !== 'outside' && !verbose)) return [];
  return [
    `They part at collection #${String(firstDifference.index)}: ${firstDifference.reason}.`,
    ...differenceLines(firstDifference).map(([engine, line]) => chalk.dim(`  ${engine.padEnd(9)}  ${line}`)),
  ];
}

function failureLines({ failures }: Comparison, { chalk }: TextOptions): string[] {
  return failures.flatMap(({ message, output }) => [
    `${chalk.red('✗')} A real run failed. ${escapeText(message)}`,
    ...(output === '' ? [] : escapeLines(output).split('\n').map((line) => chalk.dim(`  │ ${line}`))),
  ]);
}

function verdictLine({ rows, verdict, runs }: Comparison, { chalk }: TextOptions): string {
  const judged = rows.filter((row) => row.verdict === 'within' || row.verdict === 'outside');
  const outside = judged.filter((row) => row.verdict === 'outside').length;
  if (outside > 0) return chalk.red(`✗ ${String(outside)} of ${formatPlural(judged.length, 'figure')} out of tolerance`);
  if (verdict === 'within') return chalk.green(`✓ ${formatPlural(judged.length, 'figure')} within tolerance`);
  return chalk.red(runs === 0 ? '✗ nothing to compare' : `✗ ${formatPlural(judged.length, 'figure')} of the other runs within tolerance`);
}

function summaryLine({ results, exitCode }: CompareReport, { chalk }: TextOptions): string {
  if (results.length < 2) return '';
  const count = (wanted: (result: CompareResult) => boolean): number => results.filter(wanted).length;
  const parts = [
    `${formatPlural(count(({ exitCode: code }) => code === 0), 'comparison')} within tolerance`,
    ...[[count(({ exitCode: code }) => code === 1), 'out of tolerance'] as const, [count(({ exitCode: code }) => code > 1), 'could not be made'] as const].flatMap(([number, words]) => (number > 0 ? [`${String(number)} ${words}`] : [])),
  ];
  return (exitCode === 0 ? chalk.green : chalk.red)(parts.join(', '));
}
