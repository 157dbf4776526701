import type { ColourOptions, DeclareCommand } from './command.ts';
import { addColourOptions, addExamples } from './command.ts';

export interface InitOptions extends ColourOptions {
  readonly force?: boolean;
}

export const declareInit: DeclareCommand = (program, start) => {
  const command = program
    .command('init')
    .summary('write a commented starter scenario')
    .description('Writes a starter scenario, with comments and with the line that lets editors check and complete it.')
    .argument('[file]', 'where to write it', 'scenario.yaml')
    .option('--force', 'overwrite a file that is there');
  addColourOptions(command);
  addExamples(command, 'heapstress init', 'heapstress init scenarios/server.yaml');
  command.action((file: string, options: InitOptions) => {
    start(options.color, async (terminal) => {
      const { init } = await import('../actions/init.ts');
      return init(file, options, terminal);
    });
  });
};
