/** Scenarios on the real simulator, with all that their heaps told, for tests of the lines that are made of it. */
import { readFileSync } from 'node:fs';
import type { RunResult } from '../../../src/engine/result.ts';
import { createSimulator } from '../../../src/engine-sim/simulator.ts';
import { findForeignFlag } from '../../../src/flags/flag-definitions.ts';
import { findPreset } from '../../../src/flags/presets/index.ts';
import type { TraceRecord } from '../../../src/report/trace/trace-record.ts';
import { compileScenario } from '../../../src/scenario/compile.ts';
import type { Program } from '../../../src/scenario/program.ts';
import type { TraceFlag } from '../../../src/vocabulary/trace-events.ts';
import { TRACE_FLAG_NAMES } from '../../../src/vocabulary/trace-events.ts';

export const VERSIONS = ['11.3', '12.4', '13.6', '14.6'] as const;
export type Version = (typeof VERSIONS)[number];

/** Scavenges, marking in steps by allocation and tasks, scavenges meanwhile, pages emptied and handed over, an idle end. */
export const TOUR = `
name: a tour of traces
flags: { max-semi-space-size: 8 }
steps:
  - workload:
      allocate: 48MiB
      objects:
        - { type: JSObject, fields: 4, weight: 60, lifetime: dies }
        - { type: JSArray, length: 8..64, weight: 25, lifetime: { ring: 8000 } }
        - { type: JSArray, length: 100, weight: 15, lifetime: { for: 24MiB } }
  - gc: major
  - gc: major
  - allocate: { type: FixedArray, length: 1000, count: 1500, as: kept }
  - gc: incremental-start
  - gc: minor
  - gc: incremental-start
  - gc: { kind: incremental-step, bytes: 256KiB }
  - allocate: { type: FixedArray, length: 1000, count: 1500, as: more }
  - gc: incremental-finish
  - allocate: { type: JSArrayBuffer, bytes: 100KiB, count: 20, as: buffers }
  - gc: major
  - drop: kept
  - drop: more
  - gc: { kind: major, reduce-memory: true }
  - gc: precise
  - idle: 130s # in 13.6 and 14.6 the reducer has to wait for its watchdog
`;

export function shipped(name: string): string {
  return readFileSync(new URL(`../../../scenarios/${name}.yaml`, import.meta.url), 'utf8');
}

export function compile(text: string, preset: string, flags: readonly TraceFlag[]): Program {
  const compiled = compileScenario({ text, file: 'traced.yaml' }, { preset, flags: Object.fromEntries(flags.map((flag) => [flag, true])) });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return compiled.program;
}

/** The trace flags that the version has, but for the one that silences others. */
export function flagsOf(version: string): readonly TraceFlag[] {
  const preset = findPreset(version)!;
  return TRACE_FLAG_NAMES.filter((flag) => flag !== 'trace-gc-ignore-scavenger' && findForeignFlag(preset, flag) === null);
}

export interface TracedRun {
  readonly result: RunResult;
  readonly records: readonly TraceRecord[];
}

const runs = new Map<string, Promise<TracedRun>>();

/** Whoever asks for the same run gets the same run. */
export function traced(text: string, version: string, flags: readonly TraceFlag[] = flagsOf(version)): Promise<TracedRun> {
  const key = JSON.stringify([text, version, flags]);
  const run = runs.get(key) ?? trace(text, version, flags);
  runs.set(key, run);
  return run;
}

async function trace(text: string, version: string, flags: readonly TraceFlag[]): Promise<TracedRun> {
  const records: TraceRecord[] = [];
  const onTrace = (trace: TraceRecord['trace']): void => void records.push({ event: 'trace', scenario: 0, preset: version, flags, trace });
  const result = await createSimulator().run(compile(text, version, flags), { hooks: { onTrace } });
  return { result, records };
}
