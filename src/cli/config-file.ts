/**
 * A project's defaults: heapstress.config.yaml. Its keys are the long names of options, read by the options' own
 * readers; so what an option takes and what its key takes is the same.
 *
 * Precedence: the command line, then the environment, then this file, then the scenario, then the preset.
 */
import { readFileSync } from 'node:fs';
import type { Command, Option } from 'commander';
import { CommanderError } from 'commander';
import { didYouMean } from '../base/did-you-mean.ts';
import { parseScenarioText } from '../scenario/parse.ts';
import type { ProblemCollector } from '../scenario/problems.ts';
import type { MapEntry, SourceNode } from '../scenario/source-tree.ts';
import type { Environment } from './environment.ts';
import { isGiven } from './environment.ts';
import { UsageError } from './usage-error.ts';

export const CONFIG_FILE_NAME = 'heapstress.config.yaml';
/** Names another file; empty = none. */
export const CONFIG_VARIABLE = 'HEAPSTRESS_CONFIG';

/** Options that say something about one invocation only. */
const NOT_IN_CONFIG: ReadonlySet<string> = new Set(['help', 'watch', 'json', 'force', 'color', 'no-color']);
/** Options of which several may be given: a list, or a mapping of names. */
const LISTS: ReadonlySet<string> = new Set(['tag', 'reporter']);
const MAPPINGS: ReadonlySet<string> = new Set(['param', 'flag']);
/** One key for all options `--output-file.<reporter>`. */
const OUTPUT_FILE = 'output-file';

/** Its formats are others than those of a run. */
const NOT_FOR_VALIDATE: ReadonlySet<string> = new Set(['reporter', OUTPUT_FILE]);
/** Commands that read the file. The first one takes all its keys. */
const CONFIGURED: readonly string[] = ['run', 'validate'];

/**
 * Sets the options of a command that neither the command line nor the environment has set.
 * @throws UsageError
 */
export function applyConfig(command: Command, env: Environment): void {
  const named = env[CONFIG_VARIABLE];
  if (named === '' || !CONFIGURED.includes(command.name())) return;
  const file = named ?? CONFIG_FILE_NAME;
  const text = readConfig(file, named !== undefined);
  if (text === null) return;
  const { root, problems } = parseScenarioText(text, file);
  for (const [key, entry] of root?.entries ?? []) new ConfigEntry(command, key, entry, problems).apply();
  const [first, ...others] = problems.list();
  if (first === undefined) return;
  const more = others.length > 0 ? ` (and ${String(others.length)} more)` : '';
  throw new UsageError(`${file}:${String(first.line)}:${String(first.column)} ${first.code} ${first.message}${more}`, first.hint);
}

/** Null when there is none. */
function readConfig(file: string, required: boolean): string | null {
  try {
    const text = readFileSync(file, 'utf8');
    return text.trim() === '' ? null : text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && !required) return null;
    throw new UsageError(`Cannot read ${file}: ${(error as Error).message}`);
  }
}

/** The keys that a command takes from the file. */
export function configKeys(command: Command): readonly string[] {
  const names = command.options.map(nameOf).map((name) => (name.startsWith(`${OUTPUT_FILE}.`) ? OUTPUT_FILE : name));
  const left = command.name() === 'validate' ? NOT_FOR_VALIDATE : new Set<string>();
  return [...new Set(names)].filter((name) => !NOT_IN_CONFIG.has(name) && !left.has(name));
}

function nameOf(option: Option): string {
  return option.long?.slice(2) ?? '';
}

class ConfigEntry {
  private readonly command: Command;
  private readonly key: string;
  private readonly entry: MapEntry;
  private readonly problems: ProblemCollector;

  constructor(command: Command, key: string, entry: MapEntry, problems: ProblemCollector) {
    this.command = command;
    this.key = key;
    this.entry = entry;
    this.problems = problems;
  }

  apply(): void {
    const { key, entry, command } = this;
    const { node } = entry;
    const keys = configKeys(command);
    if (!keys.includes(key)) {
      // Another command may take it: the file is there for all of them.
      const known = (command.parent?.commands ?? []).filter((other) => other.name() === CONFIGURED[0]).flatMap(configKeys);
      if (!known.includes(key)) this.problems.add('UNKNOWN_KEY', `There is no option --${key}.`, entry.keyRange, didYouMean(key, known));
    } else if (key === OUTPUT_FILE) {
      this.eachEntry((reporter, value) => this.set(`${OUTPUT_FILE}.${reporter}`, [value]));
    } else if (MAPPINGS.has(key)) {
      this.setMapping();
    } else if (LISTS.has(key) && node.kind === 'list') {
      this.set(key, node.items);
    } else {
      this.set(key, [node]);
    }
  }

  private option(name: string): Option | undefined {
    return this.command.options.find((option) => nameOf(option) === name);
  }

  private eachEntry(use: (name: string, node: SourceNode) => void): void {
    const { node } = this.entry;
    if (node.kind === 'map') for (const [name, { node: value }] of node.entries) use(name, value);
    else this.wrong('Expected a mapping of names to values.', node);
  }

  /** The values are read by the option's own reader, as if they had been typed. */
  private set(name: string, nodes: readonly SourceNode[]): void {
    const option = this.option(name);
    if (option === undefined) return this.wrong(`There is no option --${name}.`, this.entry.node);
    if (isGiven(this.command, option.attributeName())) return;
    let value: unknown;
    for (const node of nodes) {
      if (node.kind !== 'scalar' || node.value === null) return this.wrong('Expected a value.', node);
      try {
        value = option.isBoolean() ? this.readSwitch(node) : readAsTyped(option, node.text, value);
      } catch (error) {
        if (!(error instanceof CommanderError)) throw error;
        return this.wrong(error.message, node);
      }
    }
    if (value !== undefined) this.command.setOptionValueWithSource(option.attributeName(), value, 'config');
  }

  private readSwitch(node: SourceNode): boolean | undefined {
    if (node.value === true) return true;
    // Off is what a switch is anyway.
    if (node.value !== false) this.wrong('Expected true or false.', node);
    return undefined;
  }

  /** Names that the command line sets win; the others are added. */
  private setMapping(): void {
    const option = this.option(this.key);
    if (option === undefined) return;
    const values: Record<string, string> = {};
    this.eachEntry((name, node) => {
      if (node.kind === 'scalar' && node.value !== null) values[name] = node.text;
      else this.wrong('Expected a value.', node);
    });
    const attribute = option.attributeName();
    const typed = this.command.getOptionValue(attribute) as Readonly<Record<string, unknown>> | undefined;
    this.command.setOptionValueWithSource(attribute, { ...values, ...typed }, 'config');
  }

  private wrong(message: string, node: SourceNode): void {
    this.problems.add('BAD_VALUE', `${this.key}: ${message}`, this.problems.firstLine(node.range));
  }
}

function readAsTyped(option: Option, text: string, before: unknown): unknown {
  return option.parseArg === undefined ? text : option.parseArg(text, before);
}
