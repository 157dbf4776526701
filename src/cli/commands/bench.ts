import { InvalidArgumentError, Option } from 'commander';
import { BENCH_REPORTERS } from '../../report/bench/bench-reporters.ts';
import { parseQuantity } from '../../scenario/values.ts';
import type { DocumentOptions } from '../documents.ts';
import type { OverrideOptions } from '../override-options.ts';
import type { SelectionOptions } from '../selection.ts';
import type { ColourOptions, DeclareCommand } from './command.ts';
import { addColourOptions, addExamples, addOverrideOptions } from './command.ts';
import { addDocumentOptions } from './document-options.ts';
import { addFilterOptions, SCENARIO_OPERAND } from './selection-options.ts';

export const GATES = ['all', 'deterministic', 'timings'] as const;

export type BenchOptions = ColourOptions & OverrideOptions & DocumentOptions & Pick<SelectionOptions, 'grep' | 'tag'> & {
  readonly runs: number;
  readonly warmup: number;
  readonly save?: string;
  readonly baseline?: string;
  /** A share. */
  readonly failAbove?: number;
  readonly gate?: (typeof GATES)[number];
  readonly exportJson?: string;
  readonly verifyHeap?: boolean;
  readonly quiet?: boolean;
};

const MOST_RUNS = 1000;

export const declareBench: DeclareCommand = (program, start, v8Flags) => {
  const command = program
    .command('bench')
    .summary('measure how long scenarios take, and how much memory')
    .description(
      'Measures wall and processor time, speed and peak memory of scenarios, each run in a process of its own; and tells the figures that are the same in every run (collections, bytes copied) apart from those of the machine. Several scenarios are compared with the first, and all of them with a baseline.',
    )
    .argument(...SCENARIO_OPERAND)
    .usage('[options] <scenario...> [-- <v8 flags>]')
    .option('--runs <n>', 'runs of each scenario that count', readCount(1), 10)
    .option('--warmup <n>', 'runs before those that do not', readCount(0), 1)
    .option('--save <file>', 'keep the measurement, for --baseline')
    .option('--baseline <file>', 'compare with an earlier measurement')
    .option('--fail-above <share>', 'exit code 1 when a figure is so much above the baseline, such as 10%', readShare)
    .addOption(new Option('--gate <which>', 'the figures that --fail-above is about (all)').choices(GATES))
    .option('--export-json <file>', 'write the times in the shape of hyperfine’s export')
    .option('--verify-heap', 'verify the whole heap after every collection');
  addOverrideOptions(command);
  addFilterOptions(command);
  addDocumentOptions(command, BENCH_REPORTERS);
  addColourOptions(command);
  addExamples(command, 'heapstress bench request-server --runs 20 --save base.json', 'heapstress bench request-server --baseline base.json --fail-above 10% --gate deterministic');
  command.action((scenarios: string[], options: BenchOptions) => {
    start(options.color, async (terminal) => {
      const { benchScenarios } = await import('../actions/bench.ts');
      return benchScenarios({ scenarios, options, v8Flags: v8Flags(), env: process.env }, terminal);
    });
  });
};

function readCount(least: number): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (!/^\d+$/.test(text) || count < least || count > MOST_RUNS) throw new InvalidArgumentError(`Write a number from ${String(least)} to ${String(MOST_RUNS)}.`);
    return count;
  };
}

function readShare(text: string): number {
  const share = parseQuantity(text, 'share', { min: 0, max: 100 });
  if (!share.ok) throw new InvalidArgumentError('Write a share such as 10%.');
  return share.value;
}
