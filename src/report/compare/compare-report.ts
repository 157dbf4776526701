/**
 * What the reporters of `compare` are given: every scenario with every engine, and the exit code that follows. It is
 * also the document of `--json`. Unlike a report of `run` it tells what real processes did, so no two are the same.
 */
import type { Comparison } from '../../compare/comparison.ts';
import type { ExitCode, RejectedScenario, StopSignal } from '../run-report.ts';
import { mostSevere, signalExitCode } from '../run-report.ts';

export const COMPARE_SCHEMA_VERSION = 1;

/** There is nothing to compare: no such node, or the simulated run is impossible. */
export interface NotCompared {
  readonly status: 'not-compared';
  readonly scenario: { readonly file: string };
  /** As `--node` named it. */
  readonly node: string;
  readonly message: string;
  readonly hint: string | null;
}

export type CompareOutcome = (Comparison & { readonly status: 'compared' }) | NotCompared | RejectedScenario;
export type CompareResult = CompareOutcome & { readonly exitCode: ExitCode };

export interface CompareReport {
  readonly compareSchemaVersion: typeof COMPARE_SCHEMA_VERSION;
  readonly heapstressVersion: string;
  readonly results: readonly CompareResult[];
  readonly exitCode: ExitCode;
}

export function makeCompareReport(outcomes: readonly CompareOutcome[], heapstressVersion: string, stoppedBy: StopSignal | null): CompareReport {
  const results = outcomes.map((outcome) => ({ ...outcome, exitCode: exitCodeOf(outcome) }));
  const codes = [...results.map(({ exitCode }) => exitCode), ...(stoppedBy === null ? [] : [signalExitCode(stoppedBy)])];
  return { compareSchemaVersion: COMPARE_SCHEMA_VERSION, heapstressVersion, results, exitCode: mostSevere(codes) };
}

function exitCodeOf(outcome: CompareOutcome): ExitCode {
  if (outcome.status !== 'compared' || outcome.verdict === 'failed') return 2;
  return outcome.verdict === 'outside' ? 1 : 0;
}

/** `ring beside Node 20.20.2`, or the file of a scenario that was never compared. */
export function titleOf(outcome: CompareOutcome): string {
  switch (outcome.status) {
    case 'compared':
      return `${outcome.scenario.name} beside Node ${outcome.engine.node}`;
    case 'not-compared':
      return `${outcome.scenario.file} beside ${outcome.node}`;
    case 'rejected':
      return outcome.scenario.file;
  }
}

export function compareAsJson(report: CompareReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
