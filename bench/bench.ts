/**
 * `npm run bench`: the simulator beside the engine it simulates. Exit code 0: every target is met; 1: one is missed;
 * 2: could not run.
 */
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { BenchReport } from './bench-report.ts';
import { benchTable } from './bench-report.ts';
import type { Check } from './checks.ts';
import { checkFullCollection, checkLinearTime, checkResidentMemory, checkStartUp, checkWorkloadMemory } from './checks.ts';
import { ChildError } from './child.ts';
import type { Comparison } from './compare-engines.ts';
import { compareEngines } from './compare-engines.ts';
import { checkScripts } from './script-speed.ts';
import { WORKLOADS } from './workloads.ts';

const USAGE = `usage: npm run bench -- [options]
  --runs <n>        runs of each engine, of which the median counts (default 5)
  --only <names>    workloads, separated by commas: ${WORKLOADS.map(({ name }) => name).join(', ')}
  --scale <factor>  factor on the numbers of objects (default 1)
  --no-checks       leave out memory, linear time, start-up and the full collection
  --json            one JSON document instead of the table
`;

class BenchUsageError extends Error {
  override readonly name = 'BenchUsageError';
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '5' },
      only: { type: 'string' },
      scale: { type: 'string', default: '1' },
      'no-checks': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const effort = {
    runs: positive('--runs', values.runs, true),
    scale: positive('--scale', values.scale, false),
    directory: fileURLToPath(new URL('../dist', import.meta.url)),
  };
  const workloads = chosen(values.only);

  const comparisons: Comparison[] = [];
  for (const workload of workloads) {
    progress(workload.title);
    comparisons.push(await compareEngines(workload, effort));
  }
  const checks: Check[] = [];
  if (!values['no-checks']) {
    progress('linear time');
    for (const name of ['dies', 'ring-2k']) checks.push(await checkLinearTime(name, effort.runs, effort.scale, effort.directory));
    progress('start-up');
    checks.push(...(await checkStartUp()));
    progress('resident memory');
    checks.push(await checkResidentMemory(effort.directory), ...comparisons.map(checkWorkloadMemory));
    progress('scripts');
    checks.push(...(await checkScripts(effort.runs, effort.directory)));
    progress('full collection');
    checks.push(await checkFullCollection(effort.runs, effort.directory));
  }
  progress('');

  const cpus = os.cpus();
  const report: BenchReport = {
    node: process.versions.node,
    v8: process.versions.v8,
    machine: `${cpus[0]?.model.trim() ?? process.arch}, ${cpus.length} cores, ${process.platform} ${process.arch}`,
    runs: effort.runs,
    comparisons,
    checks,
  };
  process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : benchTable(report));
  return [...comparisons, ...checks].every(({ ok }) => ok) ? 0 : 1;
}

function chosen(only: string | undefined): typeof WORKLOADS {
  if (only === undefined) return WORKLOADS;
  return only.split(',').map((name) => {
    const workload = WORKLOADS.find((one) => one.name === name);
    if (workload === undefined) throw new BenchUsageError(`unknown workload: ${name}`);
    return workload;
  });
}

function positive(option: string, text: string, whole: boolean): number {
  const value = Number(text);
  if (value > 0 && value < Infinity && (!whole || Number.isInteger(value))) return value;
  throw new BenchUsageError(`${option} must be a positive ${whole ? 'integer' : 'number'}; got ${text}`);
}

/** One line that is overwritten, on a terminal only. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

/** A user's mistake and a child that failed have a message; anything else is a bug with a stack. */
function complaint(error: unknown): string {
  if (error instanceof ChildError) return `error: ${error.message}\n`;
  const isUsage = error instanceof BenchUsageError || (error instanceof TypeError && 'code' in error);
  return isUsage ? `error: ${error.message}\n${USAGE}` : `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(complaint(error));
  process.exitCode = 2;
}
