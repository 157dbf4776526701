/**
 * What every reporter is given: the outcomes of all scenarios of one command, and the exit code that
 * follows from them. It is also the published document of `--json`, so its shape is versioned.
 *
 * Invariant: nothing in it comes from a wall clock, so the same command yields the same bytes.
 */
import type { RunResult } from '../engine/result.ts';
import type { ScenarioProblem } from '../scenario/problems.ts';

/** Raised when a reader of the format would have to change. */
export const SCHEMA_VERSION = 1;

export const EXIT_CODES = {
  0: 'Every scenario ran and every expectation passed.',
  1: 'An expectation failed, or a scenario took longer than it may.',
  2: 'A scenario could not run: usage, unreadable file or invalid scenario.',
  3: 'The simulated heap ran out of memory and the scenario did not expect it.',
  70: 'An invariant of heapstress itself broke.',
  130: 'Stopped by Ctrl-C (SIGINT).',
  143: 'Stopped by SIGTERM.',
} as const;
export type ExitCode = keyof typeof EXIT_CODES;

/** The most severe code wins. A report that was cut short says nothing about the rest, so that comes first. */
export const EXIT_CODES_BY_SEVERITY = [143, 130, 70, 2, 3, 1, 0] as const satisfies readonly ExitCode[];

export type StopSignal = 'SIGINT' | 'SIGTERM';

/** A mistake in a scenario, in an option, or a file that cannot be read; places as in ScenarioProblem. */
export interface ReportedProblem extends Omit<ScenarioProblem, 'code'> {
  readonly code: string;
}

/** The scenario never ran. */
export interface RejectedScenario {
  readonly status: 'rejected';
  readonly scenario: { readonly file: string };
  readonly problems: readonly ReportedProblem[];
}

/** A bug of heapstress itself ended the run. */
export interface BrokenRun {
  readonly status: 'broken-invariant';
  readonly scenario: { readonly file: string };
  readonly preset: string;
  readonly seed: number;
  readonly message: string;
  /** The command that does it again. */
  readonly replay: string;
}

/** It took longer than `--timeout`. Without figures: how far it came depends on the machine. */
export interface TimedOutRun {
  readonly status: 'timed-out';
  readonly scenario: { readonly name: string; readonly file: string };
  readonly preset: string;
  readonly seed: number;
  /** What it was given, milliseconds on the wall clock. */
  readonly timeoutMs: number;
}

export type ScenarioOutcome = RunResult | RejectedScenario | BrokenRun | TimedOutRun;
export type ScenarioReport = ScenarioOutcome & { readonly exitCode: ExitCode };

export interface RunReport {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly heapstressVersion: string;
  /** In the order of the command line; scenarios that an interruption kept from starting are missing. */
  readonly results: readonly ScenarioReport[];
  readonly exitCode: ExitCode;
}

export function makeRunReport(
  outcomes: readonly ScenarioOutcome[],
  heapstressVersion: string,
  stoppedBy: StopSignal | null = null,
): RunReport {
  const results = outcomes.map((outcome) => ({ ...outcome, exitCode: scenarioExitCode(outcome, stoppedBy) }));
  const codes = results.map((result) => result.exitCode);
  if (stoppedBy !== null) codes.push(signalExitCode(stoppedBy));
  return { schemaVersion: SCHEMA_VERSION, heapstressVersion, results, exitCode: mostSevere(codes) };
}

/** The exit code of one scenario by itself. */
export function scenarioExitCode(outcome: ScenarioOutcome, stoppedBy: StopSignal | null = null): ExitCode {
  switch (outcome.status) {
    case 'rejected':
    case 'invalid':
      return 2;
    case 'broken-invariant':
      return 70;
    case 'timed-out':
      return 1;
    case 'interrupted':
      return signalExitCode(stoppedBy ?? 'SIGINT');
    case 'out-of-memory':
      if (!outcome.outOfMemoryExpected) return 3;
      return outcome.expectations.every((expectation) => expectation.passed) ? 0 : 1;
    case 'completed':
      return outcome.expectations.every((expectation) => expectation.passed) ? 0 : 1;
  }
}

/** 128 + the signal's number, as shells do. */
export function signalExitCode(signal: StopSignal): ExitCode {
  return signal === 'SIGINT' ? 130 : 143;
}

export function mostSevere(codes: readonly ExitCode[]): ExitCode {
  return EXIT_CODES_BY_SEVERITY.find((code) => codes.includes(code)) ?? 0;
}

/** It was run by an engine, so it has figures. */
export function hasFigures(report: ScenarioReport): report is RunResult & { readonly exitCode: ExitCode } {
  return report.status !== 'rejected' && report.status !== 'broken-invariant' && report.status !== 'timed-out';
}
