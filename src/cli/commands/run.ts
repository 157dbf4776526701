import { InvalidArgumentError } from 'commander';
import { REPORTER_NAMES, REPORTERS } from '../../report/reporters.ts';
import type { ReporterName } from '../../report/reporters.ts';
import { parseQuantity } from '../../scenario/values.ts';
import { outputFileOption } from '../report-outputs.ts';
import type { ReportOptions } from '../report-outputs.ts';
import type { OverrideOptions } from '../override-options.ts';
import type { ColourOptions, DeclareCommand } from './command.ts';
import { addColourOptions, addExamples, addOverrideOptions, QUIET } from './command.ts';

export interface RunOptions extends ColourOptions, OverrideOptions, ReportOptions {
  readonly verifyHeap?: boolean;
  readonly bail?: boolean;
  /** Milliseconds on the wall clock, for each scenario. */
  readonly timeout?: number;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

export const declareRun: DeclareCommand = (program, start, v8Flags) => {
  const command = program
    .command('run')
    .summary('run scenarios; print occupancy, collections and survival')
    .description('Runs scenarios and prints how full every space is, what was collected and what survived.')
    .argument('<scenario...>', 'paths, names of shipped scenarios (see list), or - for stdin')
    .usage('[options] <scenario...> [-- <v8 flags>]');
  addOverrideOptions(command);
  command
    .option('--verify-heap', 'verify the whole heap after every collection')
    .option('--bail', 'stop after the first scenario that does not pass')
    .option('--timeout <time>', 'longest time that a scenario may take, such as 30s or 2min', readTimeout)
    .option('--json', 'short for --reporter json')
    .option('--reporter <name>', `how to print, ${REPORTER_NAMES.join(', ')} (repeatable)`, addReporter);
  for (const name of REPORTER_NAMES) {
    command.option(`--${outputFileOption(name)} <path>`, `write to a file: ${REPORTERS[name].doc}`);
  }
  command.option(...QUIET).option('--verbose', 'print everything: all spaces, samples, collections and steps');
  addColourOptions(command);
  addExamples(
    command,
    'heapstress run allocate-after-failures --verify-heap',
    'heapstress run my.yaml --param length=200 --json -- --max-semi-space-size=32',
  );
  command.action((scenarios: string[], options: RunOptions) => {
    start(options.color, async (terminal) => {
      const { run } = await import('../actions/run.ts');
      return run({ scenarios, options, v8Flags: v8Flags(), env: process.env }, terminal);
    });
  });
};

function readTimeout(text: string): number {
  const duration = parseQuantity(text, 'duration');
  if (!duration.ok) throw new InvalidArgumentError('Write a time such as 30s or 2min.');
  return duration.value;
}

function addReporter(text: string, before: readonly ReporterName[] | undefined): readonly ReporterName[] {
  const name = REPORTER_NAMES.find((candidate) => candidate === text);
  if (name === undefined) throw new InvalidArgumentError(`There are ${REPORTER_NAMES.join(', ')}.`);
  return [...(before ?? []), name];
}
