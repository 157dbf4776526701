/** What `fuzz` found, as text for people. */
import type { ChalkInstance } from 'chalk';
import { escapeText } from '../base/escape-text.ts';
import { formatCount, formatPlural } from './format.ts';

export interface FuzzSummary {
  readonly seed: number;
  readonly cases: number;
  readonly steps: number;
  readonly collections: number;
  readonly outOfMemory: number;
  /** It was stopped before all that was asked for was done. */
  readonly interrupted: boolean;
  readonly finding: FuzzFinding | null;
}

export interface FuzzFinding {
  readonly seed: number;
  readonly preset: string;
  readonly message: string;
  readonly steps: number;
  readonly stepsAtFirst: number;
  readonly tries: number;
  /** The scenario. */
  readonly text: string;
  /** Where it was saved; null when it could not be. */
  readonly file: string | null;
  readonly replay: string;
}

export function fuzzReport({ finding, ...summary }: FuzzSummary, chalk: ChalkInstance): string {
  const head = [
    `fuzz  seed ${String(summary.seed)}`,
    formatPlural(summary.cases, 'case'),
    formatPlural(summary.steps, 'step'),
    formatPlural(summary.collections, 'collection'),
    ...(summary.outOfMemory > 0 ? [`${formatCount(summary.outOfMemory)} out of memory`] : []),
  ].join(' · ');
  const end = finding !== null ? findingBlock(finding, chalk) : summary.interrupted ? '■ interrupted: no failure so far' : `${chalk.green('✓')} no failure`;
  return `${head}\n${end}\n`;
}

function findingBlock(finding: FuzzFinding, chalk: ChalkInstance): string {
  const scenario = finding.text.trimEnd().split('\n').filter((line) => !line.startsWith('#'));
  return [
    `${chalk.red('✗')} case with seed ${String(finding.seed)}, v8 ${finding.preset}: ${escapeText(finding.message)}`,
    `  ${formatPlural(finding.steps, 'step')} left of ${String(finding.stepsAtFirst)}, after ${formatPlural(finding.tries, 'try', 'tries')}`,
    '',
    ...scenario.map((line) => `    ${escapeText(line)}`),
    '',
    ...(finding.file === null ? [] : [`  saved:  ${escapeText(finding.file)}`]),
    `  replay: ${escapeText(finding.replay)}`,
  ].join('\n');
}

/** Scenarios of the user's own, run under watch: one line each. */
export function watchedLine(file: string, problem: string | null, ending: string, chalk: ChalkInstance): string {
  const mark = problem === null ? chalk.green('✓') : chalk.red('✗');
  return `${mark} ${escapeText(file)}: ${problem === null ? `${ending}; verifier and model agree with the heap` : escapeText(problem)}\n`;
}
