/**
 * Which scenarios: operands become a list of files and names, filters and shards take some of it away. The list has
 * the order of the operands; what an operand stands for is sorted.
 */
import { stat } from 'node:fs/promises';
import { basename, isAbsolute } from 'node:path';
import { readHeader } from '../scenario/compile.ts';
import { parseScenarioText } from '../scenario/parse.ts';
import { CONFIG_FILE_NAME } from './config-file.ts';
import { readScenario, rejectedText, shippedScenarioNames, STDIN, TOUR } from './scenario-files.ts';
import type { ScenarioText } from './scenario-files.ts';
import type { Shard } from './shard.ts';
import { inShard } from './shard.ts';
import { UsageError } from './usage-error.ts';

export interface SelectionOptions {
  /** Matched against the name and the file. */
  readonly grep?: RegExp;
  /** One of them is enough. */
  readonly tag?: readonly string[];
  readonly shard?: Shard;
}

/** A path or a shipped name; or what was read already. */
export type SelectedScenario = string | ScenarioText;

const SCENARIO_FILES = '**/*.{yaml,yml}';

/** @throws UsageError when filters leave nothing. An empty shard is no mistake. */
export async function selectScenarios(operands: readonly string[], options: SelectionOptions): Promise<readonly SelectedScenario[]> {
  const expanded = await expandOperands(operands);
  const matching = await filterAsync(expanded, (scenario) => passesFilters(scenario, options));
  if (matching.length === 0) {
    const filters = [...(options.grep === undefined ? [] : ['--grep']), ...(options.tag === undefined ? [] : ['--tag'])];
    throw new UsageError(`None of ${String(expanded.length)} scenarios passes ${filters.join(' and ')}.`, 'heapstress list shows names and tags.');
  }
  const { shard } = options;
  return shard === undefined ? matching : matching.filter((scenario) => inShard(fileOf(scenario), shard));
}

export function fileOf(scenario: SelectedScenario): string {
  return typeof scenario === 'string' ? scenario : scenario.file;
}

/** Files that a folder or a pattern stands for come once; what is named itself comes as often as it is named. */
async function expandOperands(operands: readonly string[]): Promise<readonly SelectedScenario[]> {
  const shipped = await shippedScenarioNames();
  const selected: SelectedScenario[] = [];
  for (const operand of operands) {
    // Workers have no stdin, and it can be read only once.
    if (operand === STDIN) selected.push(await readScenario(operand));
    else {
      const files = await filesOf(operand, shipped);
      const known = new Set(selected.map(fileOf));
      selected.push(...(typeof files === 'string' ? [files] : 'ok' in files ? [files] : files.filter((file) => !known.has(file))));
    }
  }
  return selected;
}

/** The operand itself, the files it stands for, or why there are none. */
async function filesOf(operand: string, shipped: readonly string[]): Promise<string | readonly string[] | ScenarioText> {
  const found = await stat(operand).catch(() => null);
  if (found !== null && !found.isDirectory()) return operand;
  if (shipped.includes(operand)) return operand;
  if (found !== null) {
    const files = await scenariosBelow(operand);
    // An empty folder is told like any other operand that cannot be read.
    return files.length > 0 ? files : operand;
  }
  if (operand === TOUR) return shipped.filter((name) => name.startsWith(`${TOUR}/`));
  const { glob, isDynamicPattern } = await import('tinyglobby');
  if (!isDynamicPattern(operand)) return operand;
  const files = await glob(operand.replaceAll('\\', '/'), { onlyFiles: true, expandDirectories: false, absolute: isAbsolute(operand) });
  if (files.length > 0) return files.toSorted(byCodeUnit);
  return rejectedText(operand, 'NO_SUCH_FILES', 'No file matches this pattern.', 'Quote the pattern, so that the shell leaves it alone: \'scenarios/**/*.yaml\'.');
}

async function scenariosBelow(directory: string): Promise<readonly string[]> {
  const { glob } = await import('tinyglobby');
  const files = await glob(SCENARIO_FILES, { cwd: directory, onlyFiles: true, ignore: ['**/node_modules/**', `**/${CONFIG_FILE_NAME}`] });
  const prefix = directory === '.' ? '' : `${directory.replace(/[\\/]+$/, '')}/`;
  return files.map((file) => `${prefix}${file}`).toSorted(byCodeUnit);
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A scenario that cannot be read passes every filter: left out silently, nobody would hear of it. */
async function passesFilters(scenario: SelectedScenario, { grep, tag }: SelectionOptions): Promise<boolean> {
  if (grep === undefined && tag === undefined) return true;
  const source = typeof scenario === 'string' ? await readScenario(scenario) : scenario;
  if (!source.ok || !parseScenarioText(source.text, source.file).problems.isEmpty) return true;
  const { name, tags } = readHeader(source.text);
  if (tag?.some((wanted) => tags.includes(wanted)) === false) return false;
  return grep === undefined || [name, basename(source.file), source.file].some((text) => grep.test(text));
}

async function filterAsync<Item>(items: readonly Item[], keep: (item: Item) => Promise<boolean>): Promise<readonly Item[]> {
  const kept: Item[] = [];
  for (const item of items) if (await keep(item)) kept.push(item);
  return kept;
}
