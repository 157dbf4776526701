/** The options that choose among the scenarios that are named. */
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { Shard } from '../shard.ts';
import { parseShard } from '../shard.ts';

export const SCENARIO_OPERAND = ['<scenario...>', 'files, folders, globs, names of shipped scenarios (see list), or - for stdin'] as const;

export function addFilterOptions(command: Command): Command {
  return command
    .option('--grep <pattern>', 'only scenarios whose name or file matches this regular expression', readPattern)
    .option('--tag <tag>', 'only scenarios with this tag (repeatable: with one of them)', addTag);
}

export function addShardOption(command: Command): Command {
  return command.option('--shard <index/count>', 'only one part of the scenarios, such as 2/5: one per machine', readShard);
}

export function addTag(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}

function readPattern(text: string): RegExp {
  try {
    return new RegExp(text, 'u');
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

function readShard(text: string): Shard {
  const shard = parseShard(text);
  if (shard === null) throw new InvalidArgumentError('Write which of how many, such as 2/5.');
  return shard;
}
