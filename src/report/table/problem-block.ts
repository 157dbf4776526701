/** What kept a scenario from running, or ended it: mistakes with place, code frame and hint; broken invariants with their replay. */
import { escapeLines, escapeText } from '../../base/escape-text.ts';
import { timeoutMessage } from '../checks.ts';
import type { ReporterOptions } from '../reporters.ts';
import type { BrokenRun, ReportedProblem, ScenarioOutcome } from '../run-report.ts';

type BlockOptions = Pick<ReporterOptions, 'chalk' | 'codeFrame'>;

/** The block for a report that has a problem; nothing for any other. */
export function problemBlock(report: ScenarioOutcome, options: BlockOptions): string {
  if (report.status === 'rejected') return rejectionBlock(report.scenario.file, report.problems, options);
  if (report.status === 'broken-invariant') return brokenInvariantBlock(report, options);
  if (report.status === 'timed-out') {
    return `${options.chalk.bold(escapeText(report.scenario.file))} ${options.chalk.red('TIMEOUT')} ${timeoutMessage(report.timeoutMs)}`;
  }
  if (report.problem === null) return '';
  const { line, column } = report.problem;
  const { file } = report.scenario;
  return problemLines(file, { ...report.problem, file: report.problem.file ?? file, endLine: line, endColumn: column + 1 }, options);
}

/** All problems of one file. */
export function rejectionBlock(file: string, problems: readonly ReportedProblem[], options: BlockOptions): string {
  return problems.map((problem) => problemLines(file, problem, options)).join('\n\n');
}

function problemLines(file: string, problem: ReportedProblem, { chalk, codeFrame }: BlockOptions): string {
  const place = problem.line > 0 ? `:${problem.line}:${problem.column}` : '';
  // A wrong option, and a wrong script, is wrong for a scenario: which one?
  const origin = problem.file === file ? '' : ` ${problem.file}`;
  const lines = [`${chalk.bold(`${escapeText(`${file}${origin}`)}${place}`)} ${chalk.red(problem.code)} ${escapeText(problem.message)}`];
  const frame = codeFrame(problem);
  if (frame !== null) lines.push(indented(escapeLines(frame.trimEnd())));
  if (problem.hint !== null) lines.push(`  ${chalk.cyan('hint:')} ${escapeText(problem.hint)}`);
  return lines.join('\n');
}

function brokenInvariantBlock(broken: BrokenRun, { chalk }: BlockOptions): string {
  return [
    `${chalk.bold(escapeText(broken.scenario.file))} ${chalk.red('BROKEN_INVARIANT')} ${escapeText(broken.message)}`,
    '  This is a bug in heapstress, not in the scenario. Please report it with the lines below.',
    `  preset  ${escapeText(broken.preset)}`,
    `  seed    ${broken.seed}`,
    `  replay  ${escapeText(broken.replay)}`,
  ].join('\n');
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`.trimEnd())
    .join('\n');
}
