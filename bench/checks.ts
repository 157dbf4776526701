/** Targets that are no comparison of loops: memory, growth of time with allocation, start-up. */
import { fileURLToPath } from 'node:url';
import { GiB, MiB } from '../src/base/units.ts';
import { measureProgram, runNode } from './child.ts';
import { median } from './median.ts';
import { scenarioText } from './scenario-text.ts';
import { simulatedProgramText } from './simulated-program.ts';
import { WORKLOADS } from './workloads.ts';

export interface Check {
  readonly name: string;
  readonly measured: number;
  readonly unit: 'MiB' | 'times';
  readonly target: number;
  readonly ok: boolean;
}

const START_UP_RUNS = 15;
/** So many that a tenth of them still takes longer than compiling the loops. */
const LINEAR_OBJECTS = 100e6;
const LIVE_OBJECT_BYTES = 64;
const LIVE_OBJECTS = GiB / LIVE_OBJECT_BYTES;
const PROGRAM = fileURLToPath(new URL('../bin/heapstress.js', import.meta.url));

const atMost = (name: string, measured: number, target: number, unit: Check['unit']): Check => ({ name, measured, unit, target, ok: measured <= target });

/** One GiB of live objects of 64 bytes in less than 1 GiB of host memory. */
export async function checkResidentMemory(directory: string): Promise<Check> {
  const scenario = JSON.stringify({
    name: 'one GiB alive',
    flags: { 'max-old-space-size': 4096 },
    steps: [{ workload: { count: LIVE_OBJECTS, objects: [{ type: 'JSObject', fields: LIVE_OBJECT_BYTES / 8 - 3, lifetime: 'forever' }] } }],
  });
  const { residentBytes } = await measureProgram(simulatedProgramText(scenario, directory), 'module');
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

/** The command line's least work against that of node itself. */
export async function checkStartUp(): Promise<Check> {
  const ratios: number[] = [];
  for (let run = 0; run < START_UP_RUNS; run++) {
    const node = await wallMsOf(['-e', '0']);
    ratios.push((await wallMsOf([PROGRAM, '--version'])) / node);
  }
  return atMost('start-up, heapstress --version over node -e 0', median(ratios), 1.6, 'times');
}

async function wallMsOf(args: readonly string[]): Promise<number> {
  const start = performance.now();
  await runNode(args);
  return performance.now() - start;
}
