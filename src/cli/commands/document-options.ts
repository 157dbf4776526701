/** The options that say how a document is printed, for commands with reporters of their own. */
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import type { DocumentReporters } from '../../report/document-reporters.ts';
import { QUIET } from './command.ts';

export function addDocumentOptions<Report>(command: Command, reporters: DocumentReporters<Report>): Command {
  const names = Object.keys(reporters);
  const reporter = new Option('--reporter <name>', 'how to print (repeatable)').choices(names);
  reporter.argParser((text: string, before: readonly string[] | undefined) => {
    if (!names.includes(text)) throw new InvalidArgumentError(`There are ${names.join(', ')}.`);
    return [...(before ?? []), text];
  });
  command.option('--json', 'short for --reporter json').addOption(reporter);
  for (const name of names) command.option(`--output-file.${name} <path>`, `write to a file: ${reporters[name]!.doc}`);
  return command.option(QUIET[0], 'show no progress');
}
