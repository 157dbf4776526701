/**
 * What may stand next on the command line: read from commander's own declarations, so a new option is completed as
 * soon as it is declared. The scripts of the shells ask by `heapstress __complete <words…>`; the last word is the one
 * that is being written.
 */
import type { Argument, Command, Option } from 'commander';
import { FLAG_NAMES, flagDefinition } from '../flags/flag-definitions.ts';
import { PRESET_NAMES } from '../flags/presets/index.ts';
import { REPORTER_NAMES, REPORTERS } from '../report/reporters.ts';

export const COMPLETE = '__complete';

export interface Candidate {
  readonly value: string;
  readonly doc: string;
}

export interface Completion {
  readonly candidates: readonly Candidate[];
  /** Paths of files fit, too. */
  readonly files: boolean;
}

/** Values of options that have a closed set of them, by the option's attribute. */
const OPTION_VALUES: Readonly<Record<string, () => readonly Candidate[]>> = {
  v8: () => PRESET_NAMES.map((value) => ({ value, doc: '' })),
  reporter: () => REPORTER_NAMES.map((value) => ({ value, doc: REPORTERS[value].doc })),
  flag: () => v8Flags('', '='),
  jobs: () => [{ value: 'auto', doc: 'one per core' }],
};

const NOTHING: Completion = { candidates: [], files: false };

/** @param shipped names of the shipped scenarios. */
export function complete(program: Command, words: readonly string[], shipped: readonly string[]): Completion {
  const current = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const command = program.commands.find((candidate) => candidate.name() === before[0]);
  if (command === undefined) {
    const first = before.length === 0 ? matching([...commands(program), ...options(program)], current) : [];
    return { candidates: first, files: false };
  }
  if (before.includes('--')) return { candidates: matching(v8Flags('--', '='), current), files: false };
  const [, name, written] = /^(--[^=]+)=(.*)$/s.exec(current) ?? [];
  if (name !== undefined) return valuesOf(optionNamed(command, name), written ?? '', `${name}=`);
  const previous = optionNamed(command, before.at(-1) ?? '');
  if (previous?.required === true) return valuesOf(previous, current, '');
  if (current.startsWith('-')) return { candidates: matching(options(command), current), files: false };
  return operands(command, before.slice(1), current, shipped);
}

function matching(candidates: readonly Candidate[], prefix: string): readonly Candidate[] {
  return candidates.filter(({ value }) => value.startsWith(prefix));
}

function commands(program: Command): readonly Candidate[] {
  return [...program.commands.map((command) => ({ value: command.name(), doc: command.summary() })), { value: 'help', doc: 'show the help of a command' }];
}

function options(command: Command): readonly Candidate[] {
  return [...command.options.filter((option) => !option.hidden), ...helpOption(command)].map((option) => ({ value: option.long ?? option.short ?? '', doc: option.description }));
}

function helpOption(command: Command): readonly Option[] {
  return command.createHelp().visibleOptions(command).filter((option) => option.long === '--help');
}

function optionNamed(command: Command, name: string): Option | undefined {
  return command.options.find((option) => option.long === name || option.short === name);
}

function valuesOf(option: Option | undefined, prefix: string, written: string): Completion {
  if (option === undefined) return NOTHING;
  if (/<(path|file)>/.test(option.flags)) return { candidates: [], files: true };
  const choices = option.argChoices?.map((value) => ({ value, doc: '' }));
  const values = choices ?? OPTION_VALUES[option.attributeName()]?.() ?? [];
  return { candidates: matching(values, prefix).map(({ value, doc }) => ({ value: `${written}${value}`, doc })), files: false };
}

function v8Flags(dashes: string, end: string): readonly Candidate[] {
  return FLAG_NAMES.map((name) => {
    const { type, doc } = flagDefinition(name);
    return { value: `${dashes}${name}${type === 'boolean' && dashes !== '' ? '' : end}`, doc };
  });
}

function operands(command: Command, before: readonly string[], current: string, shipped: readonly string[]): Completion {
  if (command.name() === 'help') return NOTHING;
  const position = before.filter((word) => !word.startsWith('-')).length;
  const declared = command.registeredArguments;
  const argument: Argument | undefined = declared[Math.min(position, declared.length - 1)];
  if (argument === undefined || (position >= declared.length && !argument.variadic)) return NOTHING;
  if (argument.argChoices !== undefined) return { candidates: matching(argument.argChoices.map((value) => ({ value, doc: '' })), current), files: false };
  const scenarios = argument.name() === 'scenario' ? shipped.map((value) => ({ value, doc: 'shipped scenario' })) : [];
  return { candidates: matching(scenarios, current), files: argument.name() !== 'topic' };
}

/** As the scripts read it: a candidate a line, its description behind a tab; the last line says whether files fit. */
export function completionAsText({ candidates, files }: Completion): string {
  const lines = candidates.map(({ value, doc }) => `${value}\t${doc.replace(/\s+/g, ' ')}`);
  return [...lines, files ? ':files' : ':', ''].join('\n');
}
