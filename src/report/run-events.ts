/**
 * A run as it goes: what the ndjson reporter prints, one event a line. The events of a scenario stand together and
 * the scenarios in the order of the command line, however many run at once; so they are reproducible like a report.
 */
import type { Collection, RunResult, Sample } from '../engine/result.ts';
import type { ExitCode, RunReport, ScenarioReport } from './run-report.ts';
import { hasFigures, SCHEMA_VERSION } from './run-report.ts';

export interface RunStart {
  readonly event: 'run-start';
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly heapstressVersion: string;
  /** How many are to run. */
  readonly scenarios: number;
}

/** Collections and samples were events of their own. */
export type FinishedScenario =
  | (Omit<RunResult, 'collections' | 'samples'> & { readonly exitCode: ExitCode })
  | Exclude<ScenarioReport, RunResult>;

/** `scenario` is the position of the scenario in the run, from 0. */
export type ScenarioEvent =
  | { readonly event: 'scenario-start'; readonly scenario: number; readonly name: string; readonly file: string; readonly preset: string; readonly seed: number }
  | { readonly event: 'collection'; readonly scenario: number; readonly collection: Collection }
  | { readonly event: 'sample'; readonly scenario: number; readonly sample: Sample }
  | { readonly event: 'scenario-end'; readonly scenario: number; readonly result: FinishedScenario };

export interface RunEnd {
  readonly event: 'run-end';
  readonly exitCode: ExitCode;
}

export type RunEvent = RunStart | ScenarioEvent | RunEnd;

export function runStart(heapstressVersion: string, scenarios: number): RunStart {
  return { event: 'run-start', schemaVersion: SCHEMA_VERSION, heapstressVersion, scenarios };
}

export function scenarioEnd(scenario: number, report: ScenarioReport): ScenarioEvent {
  return { event: 'scenario-end', scenario, result: finished(report) };
}

function finished(report: ScenarioReport): FinishedScenario {
  if (!hasFigures(report)) return report;
  const { collections, samples, ...rest } = report;
  return rest;
}

/** The events of a run that is over. */
export function eventsOf(report: RunReport): RunEvent[] {
  return [
    runStart(report.heapstressVersion, report.results.length),
    ...report.results.flatMap((result, scenario): ScenarioEvent[] => {
      if (!hasFigures(result)) return [scenarioEnd(scenario, result)];
      const { name, file } = result.scenario;
      return [
        { event: 'scenario-start', scenario, name, file, preset: result.engine.preset, seed: result.seed },
        ...result.collections.map((collection): ScenarioEvent => ({ event: 'collection', scenario, collection })),
        ...result.samples.map((sample): ScenarioEvent => ({ event: 'sample', scenario, sample })),
        scenarioEnd(scenario, result),
      ];
    }),
    { event: 'run-end', exitCode: report.exitCode },
  ];
}
