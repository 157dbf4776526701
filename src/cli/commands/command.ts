/** What all commands have in common. Declarations are light: they may import commander and tables, never an engine. */
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { PRESET_NAMES } from '../../flags/presets/index.ts';
import type { ExitCode } from '../../report/run-report.ts';
import { addAssignment } from '../override-options.ts';
import type { OverrideValues } from '../override-options.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

export type Execute = (terminal: Terminal) => Promise<ExitCode>;
/** Called when the command line asks for this command. */
export type Start = (colour: boolean | undefined, execute: Execute) => void;
/** Adds a command to the program. V8's flags stand behind `--` and are read only by commands that take them. */
export type DeclareCommand = (program: Command, start: Start, v8Flags: () => OverrideValues) => void;

export interface ColourOptions {
  readonly color?: boolean;
}

export function addColourOptions(command: Command): Command {
  return command.option('--color', 'use colours even when piped').option('--no-color', 'use no colours');
}

export const QUIET = ['-q, --quiet', 'print only what went wrong'] as const;

export function addOverrideOptions(command: Command): Command {
  return command
    .option('--v8 <preset>', `the heap to simulate: ${PRESET_NAMES.join(', ')}`)
    .option('--seed <n>', 'seed of the random draws', readSeed)
    .option('--param <name=value>', 'set a param of the scenario (repeatable)', assignment)
    .option('--flag <name=value>', 'set a V8 flag (repeatable); or write V8’s own form behind --', assignment);
}

export function addExamples(command: Command, first: string, second: string): Command {
  return command.addHelpText('after', `\nExamples:\n  ${first}\n  ${second}`);
}

function readSeed(text: string): number {
  const seed = Number(text);
  if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(seed)) throw new InvalidArgumentError('A seed is an integer.');
  return seed;
}

/** As addAssignment, with the complaint in commander's own form. */
export function assignment(text: string, before: OverrideValues | undefined): OverrideValues {
  try {
    return addAssignment(text, before);
  } catch (error) {
    if (error instanceof UsageError) throw new InvalidArgumentError('Write name=value.');
    throw error;
  }
}
