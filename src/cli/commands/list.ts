import type { ColourOptions, DeclareCommand } from './command.ts';
import { addColourOptions, addExamples } from './command.ts';
import { addTag } from './selection-options.ts';

export interface ListOptions extends ColourOptions {
  readonly json?: boolean;
  /** One of them is enough. */
  readonly tag?: readonly string[];
}

export const declareList: DeclareCommand = (program, start) => {
  const command = program
    .command('list')
    .summary('list the scenarios that ship with heapstress')
    .description('Lists the scenarios that ship with heapstress. `run` and `validate` take their names.')
    .option('--tag <tag>', 'only scenarios with this tag (repeatable: with one of them)', addTag)
    .option('--json', 'print one JSON document');
  addColourOptions(command);
  addExamples(command, 'heapstress list', 'heapstress list --tag failures --json');
  command.action((options: ListOptions) => {
    start(options.color, async (terminal) => {
      const { list } = await import('../actions/list.ts');
      return list(options, terminal);
    });
  });
};
