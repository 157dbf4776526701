import { Argument } from 'commander';
import { COMPLETION_SCRIPTS, SHELLS } from '../completion-scripts.ts';
import type { Shell } from '../completion-scripts.ts';
import type { ColourOptions, DeclareCommand } from './command.ts';
import { addColourOptions, addExamples } from './command.ts';

export const declareCompletion: DeclareCommand = (program, start) => {
  const command = program
    .command('completion')
    .summary('print the script that completes heapstress in a shell')
    .description('Prints the script that lets a shell complete commands, options, their values, V8’s flags and shipped scenarios. Its first line says where it goes.')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS));
  addColourOptions(command);
  addExamples(command, 'heapstress completion bash >> ~/.bashrc', 'heapstress completion fish > ~/.config/fish/completions/heapstress.fish');
  command.action((shell: Shell, options: ColourOptions) => {
    start(options.color, async ({ stdout }) => {
      await stdout.write(COMPLETION_SCRIPTS[shell]);
      return 0;
    });
  });
};
