/** Options that override the scenario: `--param`, `--flag`, and V8's own flags behind `--`. */
import { UsageError } from './usage-error.ts';

export type OverrideValue = number | boolean | string;
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
  return { ...before, [name]: readValue(text.slice(at + 1)) };
}

/** A value as YAML would read it: a number, true, false, or text such as `64KiB`. */
export function readValue(text: string): OverrideValue {
  if (text === 'true') return true;
  if (text === 'false') return false;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : text;
}

/**
 * V8's flags as V8 takes them: `--name=value`, `--name value`, `--name`, `--no-name`; `_` is as good as `-`.
 */
export function readV8Flags(args: readonly string[]): OverrideValues {
  const flags: Record<string, OverrideValue> = {};
  let index = 0;
  while (index < args.length) {
    const arg = args[index++] ?? '';
    const [, dashed, value] = /^--?([A-Za-z][\w-]*)(?:=(.*))?$/s.exec(arg) ?? [];
    if (dashed === undefined) {
      throw new UsageError(`"${arg}" is not a V8 flag.`, 'Behind -- stand flags such as --max-semi-space-size=32; scenarios go before it.');
    }
    const name = dashed.replaceAll('_', '-');
    const next = args[index];
    if (value !== undefined) flags[name] = readValue(value);
    else if (next !== undefined && !next.startsWith('-')) flags[name] = readValue(args[index++] ?? '');
    else if (name.startsWith('no-')) flags[name.slice(3)] = false;
    else flags[name] = true;
  }
  return flags;
}

/** The command line's overrides in the form that compileScenario takes. Flags behind `--` win over `--flag`. */
export function overridesOf(options: OverrideOptions, v8Flags: OverrideValues): {
  preset?: string;
  seed?: number;
  params: OverrideValues;
  flags: OverrideValues;
} {
  return {
    ...(options.v8 === undefined ? {} : { preset: options.v8 }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    params: options.param ?? {},
    flags: { ...options.flag, ...v8Flags },
  };
}
