/** The options that say how a report is printed, for every command that prints one. */
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { REPORTER_NAMES, REPORTERS } from '../../report/reporters.ts';
import type { ReporterName } from '../../report/reporters.ts';
import { outputFileOption } from '../report-outputs.ts';
import { QUIET } from './command.ts';

export function addReportOptions(command: Command): Command {
  command
    .option('--json', 'short for --reporter json')
    .option('--reporter <name>', `how to print, ${REPORTER_NAMES.join(', ')} (repeatable)`, addReporter);
  for (const name of REPORTER_NAMES) {
    command.option(`--${outputFileOption(name)} <path>`, `write to a file: ${REPORTERS[name].doc}`);
  }
  return command.option(...QUIET).option('--verbose', 'print everything: all spaces, samples, collections and steps');
}

function addReporter(text: string, before: readonly ReporterName[] | undefined): readonly ReporterName[] {
  const name = REPORTER_NAMES.find((candidate) => candidate === text);
  if (name === undefined) throw new InvalidArgumentError(`There are ${REPORTER_NAMES.join(', ')}.`);
  return [...(before ?? []), name];
}
