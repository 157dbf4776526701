import type { ColourOptions, DeclareCommand } from './command.ts';
import { addColourOptions, addExamples } from './command.ts';

export interface ExplainOptions extends ColourOptions {
  readonly json?: boolean;
}

export const declareExplain: DeclareCommand = (program, start) => {
  const command = program
    .command('explain')
    .summary('explain a space, reason, flag, metric, preset, step or problem code')
    .description('Explains a name that scenarios, options or reports use, in plain words. Without a name it lists all of them.')
    .argument('[topic...]', 'a name; it may have spaces')
    .option('--json', 'print one JSON document')
    // A V8 flag is a name like any other: explain --max-semi-space-size.
    .allowUnknownOption();
  addColourOptions(command);
  addExamples(command, 'heapstress explain scavenge might not succeed', 'heapstress explain node22');
  command.action((words: string[], options: ExplainOptions) => {
    start(options.color, async (terminal) => {
      const { explain } = await import('../actions/explain.ts');
      return explain({ name: words.join(' '), options }, terminal);
    });
  });
};
