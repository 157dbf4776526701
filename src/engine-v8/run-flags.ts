/** The flags of a real process: those of the scenario, those of the mode, and those that make it tell what it does. */
import type { FlagName, GivenFlags } from '../flags/flag-definitions.ts';
import { findFlag, findForeignFlag, flagDefinition } from '../flags/flag-definitions.ts';
import type { Preset } from '../flags/presets/preset.ts';
import { TRACE_FLAG_NAMES } from '../vocabulary/trace-events.ts';
import type { LeftOut } from './program/portable.ts';

export const MODES = {
  deterministic: 'with flags under which the real engine repeats itself: no threads, no compilers, a fixed growing factor',
  default: 'as users run it, several times; allocation sites are not pretenured',
} as const;
export type Mode = keyof typeof MODES;

/**
 * Flags that both engines get. Without optimizing compilers and threads a program allocates and collects alike in
 * each run; --heap-growing-percent takes the place of a factor computed from measured speeds.
 */
const SHARED: Readonly<Record<Mode, Readonly<Partial<Record<FlagName, number | boolean>>>>> = {
  deterministic: { predictable: true, 'heap-growing-percent': 50, maglev: false },
  default: {},
};
/** Flags that only mean something to a real engine. */
const REAL_ONLY: Readonly<Record<Mode, readonly string[]>> = {
  deterministic: ['--no-opt', '--no-sparkplug', '--no-maglev', '--no-allocation-site-pretenuring'],
  default: ['--no-allocation-site-pretenuring'],
};
const TRACES = ['--trace-gc', '--trace-gc-nvp', '--trace-gc-verbose'];
/** Checks of the simulator itself, and traces: the real engine traces what is compared, no more and no less. */
const SIMULATED_ONLY: ReadonlySet<string> = new Set(['verify-heap', ...TRACE_FLAG_NAMES]);

/** What the simulated run gets, of the flags that the version has: the scenario's own win. */
export function sharedFlags(mode: Mode, preset: Preset): GivenFlags {
  return Object.fromEntries(Object.entries(SHARED[mode]).filter(([name]) => findForeignFlag(preset, name as FlagName) === null));
}

export interface RealFlags {
  readonly flags: readonly string[];
  readonly leftOut: readonly LeftOut[];
}

/** @param known names of the flags that this engine has, without dashes; it refuses to start with any other. */
export function realFlags(mode: Mode, given: GivenFlags, needed: readonly string[], known: ReadonlySet<string>): RealFlags {
  const leftOut: LeftOut[] = [];
  const own: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (SIMULATED_ONLY.has(name)) continue;
    if (known.has(name)) own.push(flagText(name, value));
    else leftOut.push({ op: `--${name}`, line: 0, reason: 'this engine has no such flag' });
  }
  const modeFlags = REAL_ONLY[mode].filter((flag) => {
    const name = flag.replace(/^--(?:no-)?/, '');
    return known.has(name) && !(name in given);
  });
  return { flags: [...modeFlags, ...own, ...needed, ...TRACES], leftOut };
}

function flagText(name: string, value: number | boolean): string {
  const canonical = findFlag(name);
  const isSwitch = canonical !== null && flagDefinition(canonical).type === 'boolean';
  return isSwitch ? `--${value === true ? '' : 'no-'}${name}` : `--${name}=${String(value)}`;
}
