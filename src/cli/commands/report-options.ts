/** The options that say how a report is printed, for every command that prints one. */
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { REPORTER_NAMES, REPORTERS } from '../../report/reporters.ts';
import type { ReporterName } from '../../report/reporters.ts';
import { outputFileOption } from '../report-outputs.ts';
import { QUIET } from './command.ts';

/** @param names those that the command has */
export function addReportOptions(command: Command, names: readonly ReporterName[] = REPORTER_NAMES): Command {
  command
    .option('--json', 'short for --reporter json')
    .option('--reporter <name>', `how to print, ${names.join(', ')} (repeatable)`, addReporter(names));
  for (const name of names) {
    command.option(`--${outputFileOption(name)} <path>`, `write to a file: ${REPORTERS[name].doc}`);
  }
  return command.option(...QUIET).option('--verbose', 'print everything: all spaces, samples, collections and steps');
}

function addReporter(names: readonly ReporterName[]): (text: string, before: readonly ReporterName[] | undefined) => readonly ReporterName[] {
  return (text, before) => {
    const name = names.find((candidate) => candidate === text);
    if (name === undefined) throw new InvalidArgumentError(`There are ${names.join(', ')}.`);
    return [...(before ?? []), name];
  };
}
