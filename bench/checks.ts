/** Bounds that are no comparison of loops: memory, growth of time, start-up. */
import { measureProgram, runNode } from './child.ts';
import { median } from './median.ts';
import { scenarioText } from './scenario-text.ts';
import { simulatedProgramText } from './simulated-program.ts';
import { WORKLOADS } from './workloads.ts';

export interface Check {
  readonly what: string;
  readonly measured: string;
  readonly bound: string;
  readonly met: boolean;
}

const MiB = 2 ** 20;
const GiB = 2 ** 30;
/** Header of three words and five fields. */
const LIVE_OBJECT_BYTES = 64;

/** A heap of 1 GiB of live objects of 64 bytes takes less than 1 GiB of the host's memory. */
export async function checkLiveHeap(): Promise<Check> {
  const objects = GiB / LIVE_OBJECT_BYTES;
  const scenario = JSON.stringify({
    flags: { 'max-old-space-size': 4096 },
    steps: [{ workload: { count: objects, objects: [{ type: 'JSObject', fields: 5, lifetime: 'forever' }] } }],
  });
  const { residentBytes } = await measureProgram(simulatedProgramText(scenario, objects, 'dist'), 'module');
  return {
    what: 'resident memory with 1 GiB of live 64-byte objects',
    measured: `${(residentBytes / MiB).toFixed(0)} MiB`,
    bound: '1024 MiB',
    met: residentBytes < GiB,
  };
}

/** Ten times the objects take at most eleven times as long. */
export async function checkLinearTime(): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const name of ['dies', 'ring-2k']) {
    const workload = WORKLOADS.find((candidate) => candidate.name === name)!;
    const ratios: number[] = [];
    for (let run = 0; run < 3; run++) {
      const few = await timeOf(scenarioText(workload, 10e6), 10e6);
      const many = await timeOf(scenarioText(workload, 100e6), 100e6);
      ratios.push(many / few);
    }
    const ratio = median(ratios);
    checks.push({ what: `time for 100 M objects over that for 10 M (${workload.title})`, measured: ratio.toFixed(2), bound: '11', met: ratio <= 11 });
  }
  return checks;
}

async function timeOf(scenario: string, objects: number): Promise<number> {
  return (await measureProgram(simulatedProgramText(scenario, objects, 'dist'), 'module')).ns;
}

/** `heapstress --version` takes at most 1.6 times `node -e 0`. */
export async function checkStartUp(): Promise<Check> {
  const ratios: number[] = [];
  for (let run = 0; run < 11; run++) {
    const bare = await wallMs(['-e', '0']);
    ratios.push((await wallMs(['bin/heapstress.js', '--version'])) / bare);
  }
  const ratio = median(ratios);
  return { what: 'heapstress --version over node -e 0', measured: ratio.toFixed(2), bound: '1.6', met: ratio <= 1.6 };
}

async function wallMs(args: readonly string[]): Promise<number> {
  const start = performance.now();
  await runNode(args);
  return performance.now() - start;
}
