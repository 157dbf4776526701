/**
 * A report as a list of checks, each passed, failed, erroneous or skipped, with its place: what test-report
 * formats, annotations and summaries are made of. A scenario is one check of its own, "runs to its end", and one
 * for each expectation; so a scenario that expects nothing still counts.
 */
import type { ExpectationResult, RunResult } from '../engine/result.ts';
import { formatBytes, formatMs, formatPlural } from './format.ts';
import type { BrokenRun, ReportedProblem, RunReport, ScenarioReport, TimedOutRun } from './run-report.ts';
import { hasFigures } from './run-report.ts';
import { formatActual } from './table/expectations.ts';

export type CheckOutcome =
  | 'passed'
  /** The scenario ran and something is not as it should be. */
  | 'failed'
  /** It could not be found out: the scenario is invalid, or heapstress broke. */
  | 'error'
  /** The run was interrupted before it could be found out. */
  | 'skipped';

export interface Check {
  readonly name: string;
  readonly outcome: CheckOutcome;
  /** A class of failures, for readers that group them; empty when it passed. */
  readonly type: string;
  /** One sentence; empty when it passed. */
  readonly message: string;
  /** Further lines, by name; the message is not among them. */
  readonly details: readonly (readonly [name: string, value: string])[];
  readonly file: string;
  /** 1-based; null when it is no place in a text. */
  readonly line: number | null;
  readonly column: number | null;
  readonly endLine: number | null;
  readonly endColumn: number | null;
}

export interface CheckedScenario {
  readonly name: string;
  readonly file: string;
  readonly checks: readonly Check[];
  readonly report: ScenarioReport;
}

export const RUNS_TO_ITS_END = 'runs to its end';

export function checkedScenarios(report: RunReport): CheckedScenario[] {
  return report.results.map((result) => ({
    name: scenarioName(result),
    file: result.scenario.file,
    checks: checksOf(result),
    report: result,
  }));
}

/** A scenario that never ran has no name: its file stands for it. */
export function scenarioName(report: ScenarioReport): string {
  return hasFigures(report) || report.status === 'timed-out' ? report.scenario.name : report.scenario.file;
}

export function countOutcomes(checks: readonly Check[]): Readonly<Record<CheckOutcome, number>> {
  const counts = { passed: 0, failed: 0, error: 0, skipped: 0 };
  for (const check of checks) counts[check.outcome]++;
  return counts;
}

export function checksOf(report: ScenarioReport): Check[] {
  if (report.status === 'rejected') return report.problems.map((problem) => problemCheck(report.scenario.file, problem));
  if (report.status === 'broken-invariant') return [brokenCheck(report)];
  if (report.status === 'timed-out') return [timeoutCheck(report)];
  const { file } = report.scenario;
  return [endCheck(report), ...report.expectations.map((expectation) => expectationCheck(file, expectation))];
}

/** A place with a line and a column, or none at all. */
function placed(file: string, line: number, column: number, endLine = line, endColumn = column + 1) {
  return line > 0 ? { file, line, column, endLine, endColumn } : { file, line: null, column: null, endLine: null, endColumn: null };
}

function problemCheck(file: string, problem: ReportedProblem): Check {
  const { code, message, hint, line, column, endLine, endColumn } = problem;
  // A wrong option, and a wrong script, is wrong for a scenario: which one?
  const origin = problem.file === file ? [] : [[line > 0 ? 'script' : 'option', problem.file] as const];
  return {
    name: code,
    outcome: 'error',
    type: code,
    message,
    details: [...origin, ...(hint === null ? [] : [['hint', hint] as const])],
    ...placed(line > 0 ? problem.file : file, line, column, endLine, endColumn),
  };
}

function brokenCheck({ scenario, preset, seed, message, replay }: BrokenRun): Check {
  return {
    name: RUNS_TO_ITS_END,
    outcome: 'error',
    type: 'BROKEN_INVARIANT',
    message: `A bug in heapstress, not in the scenario: ${message}`,
    details: [['preset', preset], ['seed', String(seed)], ['replay', replay]],
    ...placed(scenario.file, 0, 0),
  };
}

function timeoutCheck({ scenario, timeoutMs }: TimedOutRun): Check {
  return {
    name: RUNS_TO_ITS_END,
    outcome: 'failed',
    type: 'TIMEOUT',
    message: timeoutMessage(timeoutMs),
    details: [],
    ...placed(scenario.file, 0, 0),
  };
}

/** Other than a collection's, this time is the wall clock's. */
export function timeoutMessage(timeoutMs: number): string {
  return `It was stopped after ${formatMs(timeoutMs)}: it took longer than --timeout allows.`;
}

function endCheck(result: RunResult): Check {
  const { file } = result.scenario;
  const check = { name: RUNS_TO_ITS_END, outcome: 'passed', type: '', message: '', details: [], ...placed(file, 0, 0) } as const;
  if (result.problem !== null) {
    const { code, message, hint, line, column } = result.problem;
    const at = result.problem.file ?? file;
    return { ...check, outcome: 'error', type: code, message, details: hint === null ? [] : [['hint', hint]], ...placed(at, line, column) };
  }
  if (result.status === 'interrupted') {
    return { ...check, outcome: 'skipped', type: 'INTERRUPTED', message: 'The run was interrupted.' };
  }
  const { outOfMemory } = result;
  if (outOfMemory === null || result.outOfMemoryExpected) return check;
  const step = result.steps.find((candidate) => candidate.id === outOfMemory.step);
  return {
    ...check,
    outcome: 'failed',
    type: 'OUT_OF_MEMORY',
    message: outOfMemory.message,
    details: [
      ['allocated', formatBytes(outOfMemory.atAllocatedBytes)],
      ...(step === undefined ? [] : [['step', step.op] as const]),
    ],
    ...placed(file, step?.line ?? 0, 1),
  };
}

function expectationCheck(file: string, expectation: ExpectationResult): Check {
  const { metric, expected, passed, line, column } = expectation;
  const got = formatActual(expectation);
  return {
    name: `${metric} is ${expected}`,
    outcome: passed ? 'passed' : 'failed',
    type: passed ? '' : 'EXPECTATION_FAILED',
    message: passed ? '' : `${metric}: wanted ${expected}, got ${got}`,
    details: passed ? [] : [['metric', metric], ['wanted', expected], ['got', got]],
    ...placed(file, line, column),
  };
}

/** `3 passed, 1 failed`; what there is none of is left out. */
export function outcomeSummary(checks: readonly Check[]): string {
  const { passed, failed, error, skipped } = countOutcomes(checks);
  const parts = [
    ...(passed > 0 || checks.length === 0 ? [`${formatPlural(passed, 'check')} passed`] : []),
    ...(failed > 0 ? [`${String(failed)} failed`] : []),
    ...(error > 0 ? [formatPlural(error, 'error')] : []),
    ...(skipped > 0 ? [`${String(skipped)} skipped`] : []),
  ];
  return parts.join(', ');
}
