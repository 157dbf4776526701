/** The formats for other programs: markdown, JUnit XML, and GitHub's annotations. */
import { codeSpan, escapeMarkdown } from '../markdown/escape-markdown.ts';
import { markdownTable } from '../markdown/markdown-table.ts';
import { disarmCommands, workflowCommand } from '../github/workflow-commands.ts';
import { NOTHING } from '../format.ts';
import type { ReporterOptions } from '../reporters.ts';
import { xmlElement } from '../xml.ts';
import { checksOfComparison } from './compare-checks.ts';
import type { CompareReport, CompareResult } from './compare-report.ts';
import { titleOf } from './compare-report.ts';
import { differenceLines, rowTexts } from './compare-figures.ts';
import { compareAsText } from './compare-text.ts';

const MARKS = { 0: '✅', 1: '❌' } as const;
const mark = ({ exitCode }: Pick<CompareResult, 'exitCode'>): string => (exitCode === 0 || exitCode === 1 ? MARKS[exitCode] : '🛑');

export function compareAsMarkdown(report: CompareReport, { quiet }: Pick<ReporterOptions, 'quiet'>): string {
  const shown = report.results.filter(({ exitCode }) => !quiet || exitCode !== 0);
  const figure = (result: CompareResult, metric: string): string => {
    const row = result.status === 'compared' ? result.rows.find((candidate) => candidate.metric === metric) : undefined;
    return row === undefined ? NOTHING : `${rowTexts(row).simulated} / ${rowTexts(row).real}`;
  };
  const overview = markdownTable<CompareResult>(
    [
      { header: '', align: 'left', cell: mark },
      { header: 'Scenario', align: 'left', cell: (result) => codeSpan(result.status === 'compared' ? result.scenario.name : result.scenario.file) },
      { header: 'V8', align: 'left', cell: (result) => (result.status === 'compared' ? result.preset : NOTHING) },
      { header: 'Node', align: 'left', cell: (result) => (result.status === 'compared' ? result.engine.node : result.status === 'not-compared' ? escapeMarkdown(result.node) : NOTHING) },
      { header: 'Scavenges (simulated / real)', align: 'right', cell: (result) => figure(result, 'scavenges') },
      { header: 'Mark-compacts', align: 'right', cell: (result) => figure(result, 'mark-compacts') },
      { header: 'Copied', align: 'right', cell: (result) => figure(result, 'copied') },
      { header: 'Promoted', align: 'right', cell: (result) => figure(result, 'promoted') },
    ],
    shown,
  );
  const blocks = [`# ${mark(report)} heapstress compare`, ...(shown.length > 0 ? [overview] : []), ...shown.flatMap((result) => (quiet && result.exitCode === 0 ? [] : markdownBlocks(result)))];
  return `${blocks.join('\n\n')}\n`;
}

function markdownBlocks(result: CompareResult): string[] {
  const wrong = checksOfComparison(result).filter(({ outcome }) => outcome !== 'passed');
  // Where the runs part is told once, below.
  const findings = wrong.map(({ message, details, outcome }) => [`- ${escapeMarkdown(message)}`, ...(outcome === 'failed' ? [] : details).map((detail) => `  - ${codeSpan(detail)}`)].join('\n'));
  if (result.status !== 'compared') return [`## ${mark(result)} ${escapeMarkdown(titleOf(result))}`, findings.join('\n')];
  const table = markdownTable(
    [
      { header: '', align: 'left', cell: ({ mark: verdict }) => verdict.trim() },
      { header: 'Metric', align: 'left', cell: ({ metric }) => escapeMarkdown(metric) },
      { header: 'Simulated', align: 'right', cell: ({ simulated }) => simulated },
      { header: 'Real', align: 'right', cell: ({ real }) => real },
      { header: 'Difference', align: 'right', cell: ({ difference }) => difference },
      { header: 'Tolerance', align: 'right', cell: ({ tolerance }) => tolerance },
    ],
    result.rows.map(rowTexts),
  );
  const parting = result.firstDifference === null || result.exitCode === 0 ? [] : [`They part at collection #${String(result.firstDifference.index)}: ${result.firstDifference.reason}.`, differenceLines(result.firstDifference).map(([engine, line]) => `- ${engine} ${codeSpan(line)}`).join('\n')];
  const leftOut = result.leftOut.length === 0 ? [] : [`Left out of both runs:\n${result.leftOut.map(({ op, line, reason }) => `- ${line > 0 ? `line ${String(line)}, ` : ''}${codeSpan(op)}: ${escapeMarkdown(reason)}`).join('\n')}`];
  return [`## ${mark(result)} ${escapeMarkdown(titleOf(result))}`, ...(findings.length > 0 ? [findings.join('\n')] : []), ...parting, ...leftOut, `<details>\n<summary>Figures</summary>\n\n${table}\n\n</details>`];
}

const ELEMENTS = { failed: 'failure', error: 'error' } as const;

/** A suite per scenario and engine, a case per judged figure. */
export function compareAsJunit(report: CompareReport): string {
  const suites = report.results.map((result) => ({ result, checks: checksOfComparison(result) }));
  const count = (outcome: string, of = suites): number => of.reduce((sum, { checks }) => sum + checks.filter((check) => check.outcome === outcome).length, 0);
  const total = suites.reduce((sum, { checks }) => sum + checks.length, 0);
  const elements = suites.map((suite) => {
    const { result, checks } = suite;
    const name = titleOf(result);
    const time = result.status === 'compared' ? (result.realMs / 1000).toFixed(3) : '0';
    const attributes = { name, tests: checks.length, failures: count('failed', [suite]), errors: count('error', [suite]), skipped: 0, time, file: result.scenario.file };
    const cases = checks.map((check) => {
      const content = check.outcome === 'passed' ? [] : [xmlElement(ELEMENTS[check.outcome], { message: check.message, type: check.type }, [check.message, ...check.details].join('\n'))];
      return xmlElement('testcase', { classname: name, name: check.name, file: result.scenario.file, time: '0' }, content);
    });
    return xmlElement('testsuite', attributes, cases);
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlElement('testsuites', { name: 'heapstress compare', tests: total, failures: count('failed'), errors: count('error') }, elements)}\n`;
}

/** A group with the table of each comparison, and an annotation for each figure that is out of tolerance. */
export function compareForGithub(report: CompareReport, options: ReporterOptions): string {
  const lines = report.results.flatMap((result) => {
    const annotations = checksOfComparison(result)
      .filter(({ outcome }) => outcome !== 'passed')
      .map(({ message, details, type }) => workflowCommand('error', { file: options.repositoryPath(result.scenario.file), title: `${titleOf(result)}: ${type}` }, [message, ...details].join('\n')));
    if (options.annotationsOnly) return annotations;
    const text = compareAsText({ ...report, results: [result] }, options).trimEnd();
    const group = text === '' ? [] : [workflowCommand('group', {}, titleOf(result)), disarmCommands(text), workflowCommand('endgroup', {}, '')];
    return [...group, ...annotations];
  });
  return lines.map((line) => `${line}\n`).join('');
}
