import { InvalidArgumentError } from 'commander';
import { PRESET_NAMES, findPreset } from '../../flags/presets/index.ts';
import { parseQuantity } from '../../scenario/values.ts';
import type { ColourOptions, DeclareCommand } from './command.ts';
import { addColourOptions, addExamples, QUIET } from './command.ts';

export interface FuzzCommandOptions extends ColourOptions {
  readonly runs?: number;
  /** Milliseconds on the wall clock. */
  readonly for?: number;
  readonly seed?: number;
  /** Canonical names of presets. */
  readonly v8?: readonly string[];
  readonly save: string;
  readonly quiet?: boolean;
}

/** Seeds of single cases are seeds of fast-check: 32 bits. The run has room above its first one. */
const MAX_SEED = 2 ** 31 - 1;

export const declareFuzz: DeclareCommand = (program, start) => {
  const command = program
    .command('fuzz')
    .summary('run random scenarios with the verifier on; a failure becomes a small scenario')
    .description(
      'Runs random scenarios, beside a plain model of which objects are alive, with the heap verified at every step and around every collection. ' +
        'What fails is a bug in heapstress: the scenario is made as small as it gets, saved, and the command that replays it printed. ' +
        'Scenarios that are named are run once, in the same company.',
    )
    .argument('[scenario...]', 'run these scenarios instead of random ones')
    .option('--runs <n>', 'so many random scenarios', readRuns)
    .option('--for <time>', 'random scenarios for so long (60s when there is no --runs)', readTime)
    .option('--seed <n>', 'seed of the first scenario; the next ones count up (1)', readFuzzSeed)
    .option('--v8 <preset>', `only this heap (repeatable): ${PRESET_NAMES.join(', ')}`, addPreset)
    .option('--save <directory>', 'where a failing scenario is written', '.')
    .option(...QUIET);
  addColourOptions(command);
  addExamples(command, 'heapstress fuzz --runs 1000 --v8 14.6', 'heapstress fuzz --for 10min --seed 42 --save failures');
  command.action((scenarios: string[], options: FuzzCommandOptions) => {
    start(options.color, async (terminal) => {
      const { fuzzHeap } = await import('../actions/fuzz.ts');
      return fuzzHeap({ scenarios, options }, terminal);
    });
  });
};

function readRuns(text: string): number {
  const runs = Number(text);
  if (!/^\d+$/.test(text) || runs < 1 || runs > MAX_SEED) throw new InvalidArgumentError('Write a whole number from 1.');
  return runs;
}

function readTime(text: string): number {
  const duration = parseQuantity(text, 'duration');
  if (!duration.ok) throw new InvalidArgumentError('Write a time such as 60s or 10min.');
  return duration.value;
}

function readFuzzSeed(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || seed > MAX_SEED) throw new InvalidArgumentError(`Write a whole number from 0 to ${String(MAX_SEED)}.`);
  return seed;
}

function addPreset(text: string, before: readonly string[] = []): readonly string[] {
  const preset = findPreset(text);
  if (preset === null) throw new InvalidArgumentError(`Known: ${PRESET_NAMES.join(', ')}.`);
  return [...before, preset.name];
}
