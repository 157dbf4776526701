/** Options that override the scenario: `--param`, `--flag`, and V8's own flags behind `--`. */
import { findFlag, flagDefinition, parseFlagArgument } from '../flags/flag-definitions.ts';
import type { ScenarioOverrides } from '../scenario/compile.ts';
import { UsageError } from './usage-error.ts';

/** Text as it was typed; numbers and booleans only where V8's own flags were read. */
export type OverrideValue = string | number | boolean;
export type OverrideValues = Readonly<Record<string, OverrideValue>>;

export interface OverrideOptions {
  readonly v8?: string;
  readonly seed?: number;
  readonly param?: OverrideValues;
  readonly flag?: OverrideValues;
}

/** What stands before the first `--`, and behind it. */
export function splitAtDoubleDash(argv: readonly string[]): { own: readonly string[]; v8: readonly string[] } {
  const at = argv.indexOf('--');
  return at < 0 ? { own: argv, v8: [] } : { own: argv.slice(0, at), v8: argv.slice(at + 1) };
}

/** One `name=value`, added to those given before; the last of a name wins. */
export function addAssignment(text: string, before: OverrideValues = {}): OverrideValues {
  const at = text.indexOf('=');
  if (at <= 0) throw new UsageError(`"${text}" is not of the form name=value.`);
  const name = text.slice(0, at).replace(/^--/, '');
  return { ...before, [name]: text.slice(at + 1) };
}

/**
 * V8's flags as V8 takes them: `--name=value`, `--name value`, `--name`, `--no-name`; `_` is as good as `-`.
 * What is unknown or does not fit is left to the scenario's compilation, which reports it with the rest.
 */
export function readV8Flags(args: readonly string[]): OverrideValues {
  const flags: Record<string, OverrideValue> = {};
  let index = 0;
  while (index < args.length) {
    const argument = args[index++] ?? '';
    const [, name, value] = /^--([^=]+)(?:=(.*))?$/s.exec(argument) ?? [];
    if (name === undefined) {
      throw new UsageError(`"${argument}" is not a V8 flag.`, 'Behind -- stand flags such as --max-semi-space-size=32; scenarios go before it.');
    }
    const parsed = parseFlagArgument(argument);
    const known = findFlag(name);
    const next = args[index];
    const takesNext = value === undefined && known !== null && flagDefinition(known).type !== 'boolean' && next?.startsWith('-') === false;
    if (takesNext) flags[name] = args[index++] ?? '';
    else if (parsed.ok) flags[parsed.name] = parsed.value;
    else flags[name] = value ?? true;
  }
  return flags;
}

export interface Overrides extends ScenarioOverrides {
  readonly params: OverrideValues;
  readonly flags: OverrideValues;
}

/** The command line's overrides in the form that compileScenario takes. Flags behind `--` win over `--flag`. */
export function overridesOf(options: OverrideOptions, v8Flags: OverrideValues): Overrides {
  return {
    ...(options.v8 === undefined ? {} : { preset: options.v8 }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    params: options.param ?? {},
    flags: { ...options.flag, ...v8Flags },
  };
}
