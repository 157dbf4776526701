import type { ColourOptions, DeclareCommand } from './command.ts';
import { addColourOptions, addExamples } from './command.ts';

export interface ListOptions extends ColourOptions {
  readonly json?: boolean;
}

export const declareList: DeclareCommand = (program, start) => {
  const command = program
    .command('list')
    .summary('list the scenarios that ship with heapstress')
    .description('Lists the scenarios that ship with heapstress. `run` and `validate` take their names.')
    .option('--json', 'print one JSON document');
  addColourOptions(command);
  addExamples(command, 'heapstress list', 'heapstress list --json');
  command.action((options: ListOptions) => {
    start(options.color, async (terminal) => {
      const { list } = await import('../actions/list.ts');
      return list(options, terminal);
    });
  });
};
