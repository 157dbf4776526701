import { availableParallelism } from 'node:os';
import { InvalidArgumentError } from 'commander';
import { parseQuantity } from '../../scenario/values.ts';
import type { OverrideOptions } from '../override-options.ts';
import type { ReportOptions } from '../report-outputs.ts';
import type { SelectionOptions } from '../selection.ts';
import type { ColourOptions, DeclareCommand } from './command.ts';
import { addColourOptions, addExamples, addOverrideOptions } from './command.ts';
import { addReportOptions } from './report-options.ts';
import { addFilterOptions, addShardOption, SCENARIO_OPERAND } from './selection-options.ts';

export interface RunOptions extends ColourOptions, OverrideOptions, ReportOptions, SelectionOptions {
  readonly verifyHeap?: boolean;
  readonly exactPath?: boolean;
  readonly bail?: boolean;
  /** Worker threads; 1 = run in this thread. */
  readonly jobs?: number;
  /** Milliseconds on the wall clock, for each scenario. */
  readonly timeout?: number;
  readonly watch?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

const MOST_JOBS = 256;

export const declareRun: DeclareCommand = (program, start, v8Flags) => {
  const command = program
    .command('run')
    .summary('run scenarios; print occupancy, collections and survival')
    .description('Runs scenarios and prints how full every space is, what was collected and what survived.')
    .argument(...SCENARIO_OPERAND)
    .usage('[options] <scenario...> [-- <v8 flags>]');
  addOverrideOptions(command);
  addFilterOptions(command);
  addShardOption(command);
  command
    .option('--verify-heap', 'verify the whole heap after every collection')
    .option('--exact-path', 'make every object of a workload by itself: slow, with the same result')
    .option('--jobs <n>', 'run so many scenarios at once, or auto: one per core (1)', readJobs)
    .option('--bail', 'stop after the first scenario that does not pass')
    .option('--timeout <time>', 'longest time that a scenario may take, such as 30s or 2min', readTimeout)
    .option('--watch', 'stay, and run again what changes');
  addReportOptions(command);
  addColourOptions(command);
  addExamples(
    command,
    'heapstress run allocate-after-failures --verify-heap',
    'heapstress run my.yaml --param length=200 --json -- --max-semi-space-size=32',
  );
  command.action((scenarios: string[], options: RunOptions) => {
    start(options.color, async (terminal) => {
      const request = { scenarios, options, v8Flags: v8Flags(), env: process.env };
      if (options.watch === true) {
        const { watchAndRun } = await import('../actions/watch.ts');
        return watchAndRun(request, terminal);
      }
      const { run } = await import('../actions/run.ts');
      return run(request, terminal);
    });
  });
};

export function readJobs(text: string): number {
  if (text === 'auto') return availableParallelism();
  const jobs = Number(text);
  if (!/^\d+$/.test(text) || jobs < 1 || jobs > MOST_JOBS) throw new InvalidArgumentError(`Write a number from 1 to ${String(MOST_JOBS)}, or auto.`);
  return jobs;
}

export function readTimeout(text: string): number {
  const duration = parseQuantity(text, 'duration');
  if (!duration.ok) throw new InvalidArgumentError('Write a time such as 30s or 2min.');
  return duration.value;
}
