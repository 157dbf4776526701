/** Environment variables, handed in so that tests can say what they are. */
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { UsageError } from './usage-error.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Options that a pipeline may want to set for all its commands: `--jobs` by HEAPSTRESS_JOBS. */
const OPTIONS_FROM_ENVIRONMENT: ReadonlySet<string> = new Set(['v8', 'seed', 'jobs', 'timeout', 'shard', 'reporter']);

export function variableOf(option: string): string {
  return `HEAPSTRESS_${option.toUpperCase().replaceAll('-', '_')}`;
}

/** Says in the help of a command which of its options are read from the environment. */
export function declareVariables(command: Command): void {
  for (const option of command.options) {
    const name = option.long?.slice(2) ?? '';
    // The reporters of validate are a closed set of their own.
    if (OPTIONS_FROM_ENVIRONMENT.has(name) && option.argChoices === undefined) option.env(variableOf(name));
  }
}

/** Sets the options that the command line has not set. An empty variable is none. @throws UsageError */
export function applyEnvironment(command: Command, env: Environment): void {
  for (const option of command.options) {
    const text = option.envVar === undefined ? undefined : env[option.envVar];
    const attribute = option.attributeName();
    if (option.envVar === undefined || text === undefined || text === '' || isGiven(command, attribute)) continue;
    try {
      const value: unknown = option.parseArg === undefined ? text : option.parseArg<unknown>(text, undefined);
      command.setOptionValueWithSource(attribute, value, 'env');
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error;
      throw new UsageError(`${option.envVar} is "${text}". ${error.message}`);
    }
  }
}

/** Set by the command line or the environment. */
export function isGiven(command: Command, attribute: string): boolean {
  const source = command.getOptionValueSource(attribute);
  return source === 'cli' || source === 'env';
}
