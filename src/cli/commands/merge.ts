import { REPORT_REPORTER_NAMES } from '../../report/reporters.ts';
import type { ReportOptions } from '../report-outputs.ts';
import type { ColourOptions, DeclareCommand } from './command.ts';
import { addColourOptions, addExamples } from './command.ts';
import { addReportOptions } from './report-options.ts';

export interface MergeOptions extends ColourOptions, ReportOptions {
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

export const declareMerge: DeclareCommand = (program, start) => {
  const command = program
    .command('merge')
    .summary('join JSON reports, such as those of shards, into one')
    .description('Joins JSON reports into one and prints it like run does. The exit code is that of the worst.')
    .argument('<report...>', 'files that run --json or --output-file.json has written');
  addReportOptions(command, REPORT_REPORTER_NAMES);
  addColourOptions(command);
  addExamples(command, 'heapstress merge shard-1.json shard-2.json', 'heapstress merge shard-*.json --json --output-file.junit all.xml');
  command.action((files: string[], options: MergeOptions) => {
    start(options.color, async (terminal) => {
      const { merge } = await import('../actions/merge.ts');
      return merge({ files, options, env: process.env }, terminal);
    });
  });
};
