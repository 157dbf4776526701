/** Targets that are no comparison of loops: memory, growth of time with allocation, start-up. */
import { fileURLToPath } from 'node:url';
import { GiB, MiB } from '../src/base/units.ts';
import { measureProgram, runNode } from './child.ts';
import type { Comparison } from './compare-engines.ts';
import { realCollectionText, simulatedCollectionText } from './full-collection.ts';
import { median } from './median.ts';
import { scenarioText } from './scenario-text.ts';
import { simulatedProgramText } from './simulated-program.ts';
import { WORKLOADS } from './workloads.ts';

export interface Check {
  readonly name: string;
  readonly measured: number;
  readonly unit: 'MiB' | 'times';
  readonly bound: '≤' | '≥';
  readonly target: number;
  readonly ok: boolean;
}

const START_UP_RUNS = 15;
/** So many that a tenth of them still takes longer than compiling the loops. */
const LINEAR_OBJECTS = 100e6;
const LIVE_OBJECT_BYTES = 64;
const LIVE_OBJECTS = GiB / LIVE_OBJECT_BYTES;
const PROGRAM = fileURLToPath(new URL('../bin/heapstress.js', import.meta.url));

const atMost = (name: string, measured: number, target: number, unit: Check['unit']): Check => ({ name, measured, unit, bound: '≤', target, ok: measured <= target });

function oneGiBAlive(): string {
  return JSON.stringify({
    name: 'one GiB alive',
    flags: { 'max-old-space-size': 4096 },
    steps: [{ workload: { count: LIVE_OBJECTS, objects: [{ type: 'JSObject', fields: LIVE_OBJECT_BYTES / 8 - 3, lifetime: 'forever' }] } }],
  });
}

/** One GiB of live objects of 64 bytes in less than 1 GiB of host memory. */
export async function checkResidentMemory(directory: string): Promise<Check> {
  const { residentBytes } = await measureProgram(simulatedProgramText(oneGiBAlive(), directory), 'module');
  return atMost('resident memory, 1 GiB of live 64-byte objects', residentBytes / MiB, GiB / MiB, 'MiB');
}

/** Ten times the allocation takes at most eleven times as long. */
export async function checkLinearTime(name: string, runs: number, scale: number, directory: string): Promise<Check> {
  const workload = WORKLOADS.find((one) => one.name === name)!;
  const most = Math.max(10, Math.round(LINEAR_OBJECTS * scale));
  const ratios: number[] = [];
  for (let run = 0; run < runs; run++) {
    const once = await timeOf(scenarioText(workload, most / 10), directory);
    ratios.push((await timeOf(scenarioText(workload, most), directory)) / once);
  }
  return atMost(`time of ten times the allocation, ${workload.title}`, median(ratios), 11, 'times');
}

async function timeOf(scenario: string, directory: string): Promise<number> {
  return (await measureProgram(simulatedProgramText(scenario, directory), 'module')).wallNs;
}

/** The command line's least work, and a run of a scenario of one step, against node itself. */
export async function checkStartUp(): Promise<readonly Check[]> {
  const scenario = fileURLToPath(new URL('tiny.yaml', import.meta.url));
  const versions: number[] = [];
  const runs: number[] = [];
  for (let run = 0; run < START_UP_RUNS; run++) {
    const node = await wallMsOf(['-e', '0']);
    versions.push((await wallMsOf([PROGRAM, '--version'])) / node);
    runs.push((await wallMsOf([PROGRAM, 'run', scenario])) / node);
  }
  return [
    atMost('start-up, heapstress --version over node -e 0', median(versions), 1.6, 'times'),
    atMost('start-up, heapstress run of a tiny scenario over node -e 0', median(runs), 2.5, 'times'),
  ];
}

/** One GiB of live objects of 64 bytes collected fully, beside the engine with one thread. Both sweep later. */
export async function checkFullCollection(runs: number, directory: string): Promise<Check> {
  const ratios: number[] = [];
  const flags = ['--expose-gc', '--single-threaded-gc', '--max-old-space-size=4096'];
  for (let run = 0; run < runs; run++) {
    const ours = await measureProgram(simulatedCollectionText(oneGiBAlive(), directory), 'module');
    const theirs = await measureProgram(realCollectionText(LIVE_OBJECTS), 'commonjs', flags);
    ratios.push(theirs.wallNs / ours.wallNs);
  }
  const measured = median(ratios);
  return { name: 'full collection of 1 GiB of live 64-byte objects, faster than the engine with one thread', measured, unit: 'times', bound: '≥', target: 1, ok: measured >= 1 };
}

/** Peak of resident memory beside the engine's, on each workload. */
export function checkWorkloadMemory({ workload, simulated, real }: Comparison): Check {
  return atMost(`resident memory over the engine's, ${workload.title}`, simulated.residentBytes / real.residentBytes, 1, 'times');
}

async function wallMsOf(args: readonly string[]): Promise<number> {
  const start = performance.now();
  await runNode(args);
  return performance.now() - start;
}
