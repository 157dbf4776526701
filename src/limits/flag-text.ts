/** Flags as they are written on V8's command line. */
import type { GivenFlags } from '../flags/flag-definitions.ts';

export function flagText(name: string, value: number | boolean): string {
  if (value === true) return `--${name}`;
  return value === false ? `--no-${name}` : `--${name}=${String(value)}`;
}

/** Each flag by itself, in the order they were given. */
export function flagTexts(given: GivenFlags): string[] {
  return Object.entries(given).map(([name, value]) => flagText(name, value));
}
