import { Argument, InvalidArgumentError } from 'commander';
import type { ColourOptions, DeclareCommand } from './command.ts';
import { addColourOptions, addExamples } from './command.ts';

export const NODE_ACTIONS = ['list', 'install', 'remove'] as const;
export type NodeAction = (typeof NODE_ACTIONS)[number];

export interface NodeOptions extends ColourOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export const declareNode: DeclareCommand = (program, start) => {
  const command = program
    .command('node')
    .summary('list, install and remove the Nodes that compare runs')
    .description('Manages the Nodes that `compare --node` runs, in the user’s cache directory. They come from npm.')
    .addArgument(new Argument('<action>', 'what to do').choices(NODE_ACTIONS))
    .argument('[version...]', 'major versions, such as 24; for install and remove (default of install: all that have a preset)', addMajor)
    .option('--json', 'print one JSON document (list)')
    .option('-q, --quiet', 'print no progress');
  addColourOptions(command);
  addExamples(command, 'heapstress node install 24 26', 'heapstress node list');
  command.action((action: NodeAction, majors: readonly number[] | undefined, options: NodeOptions) => {
    start(options.color, async (terminal) => {
      const { node } = await import('../actions/node.ts');
      return node({ action, majors: majors ?? [], options, env: process.env }, terminal);
    });
  });
};

function addMajor(text: string, before: readonly number[] | undefined): readonly number[] {
  const digits = /^(?:node|v)?(\d{1,3})$/.exec(text)?.[1];
  if (digits === undefined) throw new InvalidArgumentError('Write a major version, such as 24.');
  return [...(before ?? []), Number(digits)];
}
