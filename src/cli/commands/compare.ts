import { InvalidArgumentError, Option } from 'commander';
import { METRIC_NAMES, SAMPLE_METRIC_NAMES } from '../../compare/metrics.ts';
import type { Tolerances } from '../../compare/tolerance.ts';
import { MODES } from '../../engine-v8/run-flags.ts';
import type { Mode } from '../../engine-v8/run-flags.ts';
import { parseQuantity } from '../../scenario/values.ts';
import type { OverrideOptions } from '../override-options.ts';
import { outputFileOption } from '../report-outputs.ts';
import type { ReportOptions } from '../report-outputs.ts';
import type { SelectionOptions } from '../selection.ts';
import type { ColourOptions, DeclareCommand } from './command.ts';
import { addColourOptions, addExamples, addOverrideOptions, QUIET } from './command.ts';
import { addFilterOptions, SCENARIO_OPERAND } from './selection-options.ts';

export interface CompareOptions extends ColourOptions, OverrideOptions, ReportOptions, SelectionOptions {
  /** Major versions or paths; the running one if there is none. */
  readonly node?: readonly string[];
  readonly runs?: number;
  readonly mode: Mode;
  readonly tolerance?: Partial<Tolerances>;
  /** Milliseconds on the wall clock, for each real process. */
  readonly timeout: number;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

export const COMPARE_REPORTERS = ['table', 'json', 'markdown', 'junit', 'github'] as const;
type CompareReporter = (typeof COMPARE_REPORTERS)[number];

const MOST_RUNS = 100;
const DEFAULT_TIMEOUT_MS = 120_000;

export const declareCompare: DeclareCommand = (program, start, v8Flags) => {
  const command = program
    .command('compare')
    .summary('run scenarios on the simulated heap and on a real V8, side by side')
    .description('Runs scenarios on the simulated heap and on real Nodes, and compares them figure by figure.')
    .argument(...SCENARIO_OPERAND)
    .usage('[options] <scenario...> [-- <v8 flags>]')
    .option('--node <version>', 'a major version, installed from npm when it is not there, or the path of a node (repeatable; default: the running one)', addNode)
    .addOption(new Option('--mode <mode>', Object.entries(MODES).map(([name, doc]) => `${name}: ${doc}`).join('; ')).choices(Object.keys(MODES)).default('deterministic'))
    .option('--runs <n>', 'real runs, of which the band is shown (default: 1 in deterministic mode, 3 of engines that wander then; else 5)', readRuns)
    .option('--tolerance <metric=tolerance>', 'how far a figure may be off, such as promoted=2%, peak=1MiB or scavenges=1; off: shown only (repeatable)', addTolerance)
    .option('--timeout <time>', 'longest time that a real process may take, such as 30s', readTimeout, DEFAULT_TIMEOUT_MS);
  addOverrideOptions(command);
  addFilterOptions(command);
  command.option('--json', 'short for --reporter json').option('--reporter <name>', `how to print, ${COMPARE_REPORTERS.join(', ')} (repeatable)`, addReporter);
  for (const name of COMPARE_REPORTERS) command.option(`--${outputFileOption(name)} <path>`, `write what ${name} prints to a file`);
  command.option(...QUIET).option('--verbose', 'print everything: flags, empty spaces, where the runs part');
  addColourOptions(command);
  addExamples(command, 'heapstress compare fidelity --node 20 --node 24', 'heapstress compare my.yaml --mode default --runs 7 --tolerance promoted=5%');
  command.action((scenarios: string[], options: CompareOptions) => {
    start(options.color, async (terminal) => {
      const { compare } = await import('../actions/compare.ts');
      return compare({ scenarios, options, v8Flags: v8Flags(), env: process.env }, terminal);
    });
  });
};

function addNode(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}

function addReporter(text: string, before: readonly CompareReporter[] | undefined): readonly CompareReporter[] {
  const name = COMPARE_REPORTERS.find((candidate) => candidate === text);
  if (name === undefined) throw new InvalidArgumentError(`There are ${COMPARE_REPORTERS.join(', ')}.`);
  return [...(before ?? []), name];
}

function readRuns(text: string): number {
  const runs = Number(text);
  if (!/^\d+$/.test(text) || runs < 1 || runs > MOST_RUNS) throw new InvalidArgumentError(`Write a number from 1 to ${String(MOST_RUNS)}.`);
  return runs;
}

function readTimeout(text: string): number {
  const duration = parseQuantity(text, 'duration');
  if (!duration.ok || duration.value <= 0) throw new InvalidArgumentError('Write a time such as 30s or 2min.');
  return duration.value;
}

const TOLERATED = [...METRIC_NAMES, ...SAMPLE_METRIC_NAMES];

function addTolerance(text: string, before: Partial<Tolerances> | undefined): Partial<Tolerances> {
  const at = text.indexOf('=');
  const name = TOLERATED.find((candidate) => candidate === text.slice(0, at));
  if (name === undefined) throw new InvalidArgumentError(`Write metric=tolerance; the metrics are ${TOLERATED.join(', ')}.`);
  return { ...before, [name]: readTolerance(text.slice(at + 1)) };
}

function readTolerance(text: string): Tolerances['peak'] {
  if (text === 'off') return null;
  const share = /^(\d+(?:\.\d+)?)\s*%$/.exec(text)?.[1];
  if (share !== undefined) return { share: Number(share) / 100, absolute: 0 };
  const amount = parseQuantity(text, 'bytes', { min: 0 });
  if (amount.ok) return { share: 0, absolute: amount.value };
  throw new InvalidArgumentError('Write a share (2%), a size (1MiB), a number, or off.');
}
