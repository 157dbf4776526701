import { availableParallelism } from 'node:os';
import { InvalidArgumentError } from 'commander';
import { SWEEP_REPORTERS } from '../../report/sweep/sweep-reporters.ts';
import type { Axis } from '../../sweep/axis.ts';
import { parseAxis } from '../../sweep/axis.ts';
import type { Condition } from '../../sweep/condition.ts';
import { parseCondition } from '../../sweep/condition.ts';
import type { DocumentOptions } from '../documents.ts';
import type { OverrideOptions } from '../override-options.ts';
import type { ColourOptions, DeclareCommand } from './command.ts';
import { addColourOptions, addExamples, addOverrideOptions } from './command.ts';
import { addDocumentOptions } from './document-options.ts';
import { readJobs, readTimeout } from './run.ts';

export type SweepOptions = ColourOptions & OverrideOptions & DocumentOptions & {
  readonly vary?: readonly Axis[];
  readonly seeds?: SeedChoice;
  readonly show?: readonly string[];
  readonly minimise?: string;
  readonly until?: readonly Condition[];
  readonly resume?: string;
  readonly jobs?: number;
  /** Milliseconds on the wall clock, for each run. */
  readonly timeout?: number;
  readonly verifyHeap?: boolean;
  readonly quiet?: boolean;
};

/** So many from the scenario's seed on; or these. */
export type SeedChoice = { readonly count: number } | { readonly list: readonly number[] };

const MOST_SEEDS = 1000;

export const declareSweep: DeclareCommand = (program, start, v8Flags) => {
  const command = program
    .command('sweep')
    .summary('run a scenario over a grid of flags, params, versions and seeds')
    .description(
      'Runs a scenario with every combination of settings and every seed, on all cores, and shows a metric as a matrix, all settings as a table, and which of them no other beats (time in collections against peak heap). A setting that runs out of memory, or does not meet the scenario’s expectations, is a result: the exit code stays 0.',
    )
    .argument('<scenario>', 'a file, the name of a shipped scenario (see list), or - for stdin')
    .usage('[options] <scenario> [-- <v8 flags>]')
    .option('--vary <name=values>', 'values of a V8 flag, of v8, or of param:NAME, separated by commas (repeatable)', addAxis)
    .option('--seeds <n>', 'so many seeds, from the scenario’s on; or these: 1,2,3', readSeeds)
    .option('--show <metric>', 'a metric to show as a matrix (repeatable; gc.time)', addText)
    .option('--minimise <name>', 'find the smallest heap.limit, flag or param:NAME that meets --until; heap.limit=64..512 says where to look')
    .option('--until <condition>', 'what the smallest one must meet, such as oom=false or gc.time<=100ms (repeatable)', addCondition)
    .option('--resume <file>', 'keep what is done in this file, and go on from it')
    .option('--jobs <n>', 'run so many at once, or auto: one per core (auto)', readJobs)
    .option('--timeout <time>', 'longest time that a run may take, such as 30s or 2min', readTimeout)
    .option('--verify-heap', 'verify the whole heap after every collection');
  addOverrideOptions(command);
  addDocumentOptions(command, SWEEP_REPORTERS);
  addColourOptions(command);
  addExamples(
    command,
    'heapstress sweep request-server --vary max-semi-space-size=1,4,16,64 --vary v8=12.4,13.6,14.6 --seeds 5 --resume sweep.ndjson',
    'heapstress sweep request-server --minimise heap.limit --until oom=false --vary v8=12.4,14.6',
  );
  command.action((scenario: string, options: SweepOptions) => {
    start(options.color, async (terminal) => {
      const { sweepScenario } = await import('../actions/sweep.ts');
      return sweepScenario({ scenario, options: { jobs: availableParallelism(), ...options }, v8Flags: v8Flags(), env: process.env }, terminal);
    });
  });
};

function addAxis(text: string, before: readonly Axis[] | undefined): readonly Axis[] {
  const parsed = parseAxis(text);
  if (!parsed.ok) throw new InvalidArgumentError([parsed.message, parsed.hint].filter((part) => part !== null).join(' '));
  if (before?.some(({ name }) => name === parsed.axis.name) === true) throw new InvalidArgumentError(`${parsed.axis.name} is varied already: give all its values at once.`);
  return [...(before ?? []), parsed.axis];
}

function addCondition(text: string, before: readonly Condition[] | undefined): readonly Condition[] {
  const parsed = parseCondition(text);
  if (!parsed.ok) throw new InvalidArgumentError([parsed.message, parsed.hint].filter((part) => part !== null).join(' '));
  return [...(before ?? []), parsed.condition];
}

function addText(text: string, before: readonly string[] | undefined): readonly string[] {
  return before?.includes(text) === true ? before : [...(before ?? []), text];
}

function readSeeds(text: string): SeedChoice {
  const numbers = text.split(',').map((part) => (/^\d+$/.test(part.trim()) ? Number(part) : Number.NaN));
  if (numbers.some((number) => !Number.isSafeInteger(number))) throw new InvalidArgumentError('Write how many, such as 5, or which, such as 1,2,3.');
  if (numbers.length > 1) {
    if (new Set(numbers).size < numbers.length) throw new InvalidArgumentError('A seed is there twice.');
    return { list: numbers };
  }
  const [count = 0] = numbers;
  if (count < 1 || count > MOST_SEEDS) throw new InvalidArgumentError(`Write a number from 1 to ${String(MOST_SEEDS)}.`);
  return { count };
}
