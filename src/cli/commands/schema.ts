import { Argument } from 'commander';
import { PUBLISHED_SCHEMA_NAMES } from '../package-root.ts';
import type { PublishedSchema } from '../package-root.ts';
import type { ColourOptions, DeclareCommand } from './command.ts';
import { addColourOptions, addExamples } from './command.ts';

export const declareSchema: DeclareCommand = (program, start) => {
  const command = program
    .command('schema')
    .summary('print the JSON Schema of scenarios, reports or events')
    .description('Prints a JSON Schema (draft-07): of scenarios, of the report that --json prints, or of a line that --reporter ndjson prints.')
    .addArgument(new Argument('[of]', 'which one').choices(PUBLISHED_SCHEMA_NAMES).default('scenario'));
  addColourOptions(command);
  addExamples(command, 'heapstress schema > scenario.schema.json', 'heapstress schema report');
  command.action((name: PublishedSchema, options: ColourOptions) => {
    start(options.color, async (terminal) => {
      const { schema } = await import('../actions/schema.ts');
      return schema(name, terminal);
    });
  });
};
