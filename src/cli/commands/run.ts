import { InvalidArgumentError, Option } from 'commander';
import { REPORTER_NAMES, REPORTERS } from '../../report/reporters.ts';
import type { ReporterName } from '../../report/reporters.ts';
import { outputFileOption } from '../report-outputs.ts';
import type { ReportOptions } from '../report-outputs.ts';
import type { OverrideOptions } from '../override-options.ts';
import type { DeclareCommand, OutputOptions } from './command.ts';
import { addExamples, addOutputOptions, addOverrideOptions } from './command.ts';

export interface RunOptions extends OutputOptions, OverrideOptions, ReportOptions {
  readonly verifyHeap?: boolean;
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
    .option('--json', 'short for --reporter json')
    .addOption(
      new Option('--reporter <name>', `how to print (repeatable): ${REPORTER_NAMES.map((name) => `${name}, ${REPORTERS[name].doc}`).join('; ')}`)
        .choices(REPORTER_NAMES)
        .argParser(addReporter),
    );
  for (const name of REPORTER_NAMES) command.option(`--${outputFileOption(name)} <path>`, `write the ${name} report to a file`);
  addOutputOptions(command);
  addExamples(
    command,
    'heapstress run allocate-after-failures --verify-heap',
    'heapstress run my.yaml --param length=200 --json -- --max-semi-space-size=32',
  );
  command.action((scenarios: string[], options: RunOptions) => {
    start(options.color, async (terminal) => {
      const { run } = await import('../actions/run.ts');
      return run({ scenarios, options, v8Flags: v8Flags() }, terminal);
    });
  });
};

function addReporter(text: string, before: readonly ReporterName[] | undefined): readonly ReporterName[] {
  const name = REPORTER_NAMES.find((candidate) => candidate === text);
  if (name === undefined) throw new InvalidArgumentError(`Allowed choices are ${REPORTER_NAMES.join(', ')}.`);
  return [...(before ?? []), name];
}
