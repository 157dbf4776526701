/**
 * `npm run bench`: the simulator beside the real engine it runs on, in one run and taking turns, so that a change of
 * the machine's speed meets both. Exit code 1 when a target is missed.
 *
 *   npm run bench -- --runs 5 --only dies,ring-2k --scale 0.1 --json
 */
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import type { Check } from './checks.ts';
import { checkLinearTime, checkLiveHeap, checkStartUp } from './checks.ts';
import { measureProgram } from './child.ts';
import { median } from './median.ts';
import { realProgramText } from './real-program.ts';
import { scenarioText } from './scenario-text.ts';
import { simulatedProgramText } from './simulated-program.ts';
import type { Workload } from './workloads.ts';
import { WORKLOADS } from './workloads.ts';

interface Row {
  readonly workload: string;
  readonly objects: number;
  /** Nanoseconds per object, each run. */
  readonly simulated: readonly number[];
  readonly real: readonly number[];
  /** Median of the ratios of the pairs. */
  readonly ratio: number;
  readonly target: number | null;
  readonly met: boolean;
}

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    only: { type: 'string' },
    scale: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs);
const scale = Number(values.scale);
const wanted = values.only?.split(',');

const rows: Row[] = [];
for (const workload of WORKLOADS) {
  if (wanted === undefined || wanted.includes(workload.name)) rows.push(await compare(workload));
}
const checks: Check[] = wanted === undefined ? [await checkLiveHeap(), ...(await checkLinearTime()), await checkStartUp()] : [];

if (values.json) process.stdout.write(`${JSON.stringify({ node: process.version, runs, scale, rows, checks }, null, 2)}\n`);
else print();
process.exitCode = rows.every(({ met }) => met) && checks.every(({ met }) => met) ? 0 : 1;

async function compare(workload: Workload): Promise<Row> {
  const objects = Math.round(workload.objects * scale);
  const simulatedText = simulatedProgramText(scenarioText(workload, objects), objects, 'dist');
  const realText = realProgramText(workload, objects);
  const simulated: number[] = [];
  const real: number[] = [];
  for (let run = 0; run < runs; run++) {
    simulated.push((await measureProgram(simulatedText, 'module')).ns / objects);
    real.push((await measureProgram(realText, 'commonjs')).ns / objects);
    process.stderr.write('.');
  }
  process.stderr.write(` ${workload.name}\n`);
  const ratio = median(simulated.map((ns, run) => ns / real[run]!));
  return { workload: workload.title, objects, simulated, real, ratio, target: workload.target, met: workload.target === null || ratio <= workload.target };
}

function print(): void {
  const table = new Table({
    head: ['workload', 'simulated ns', `node ${process.versions.node} ns`, 'ratio', 'target', ''],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [] },
  });
  for (const { workload, simulated, real, ratio, target, met } of rows) {
    table.push([workload, median(simulated).toFixed(1), median(real).toFixed(1), ratio.toFixed(2), target === null ? '–' : `≤ ${String(target)}`, met ? 'ok' : 'MISSED']);
  }
  process.stdout.write(`${table.toString()}\nper object; medians of ${String(runs)} runs, taking turns; ratio = median of the pairs\n`);
  for (const { what, measured, bound, met } of checks) process.stdout.write(`${met ? 'ok    ' : 'MISSED'}  ${what}: ${measured} (at most ${bound})\n`);
}
