/** The presets by name. A new one is a file of constants and a row here. */
import { CLASSIC } from './classic.ts';
import type { Preset } from './preset.ts';
import { V8_11_3 } from './v8-11.3.ts';
import { V8_12_4 } from './v8-12.4.ts';
import { V8_13_6 } from './v8-13.6.ts';
import { V8_14_6 } from './v8-14.6.ts';

export type * from './preset.ts';

export const PRESETS: readonly Preset[] = [V8_14_6, V8_13_6, V8_12_4, V8_11_3, CLASSIC];

export const DEFAULT_PRESET_NAME = '14.6';

/** Canonical names, each followed by its aliases. */
export const PRESET_NAMES: readonly string[] = PRESETS.flatMap((preset) => [preset.name, ...preset.aliases]);

/** By canonical name or alias; null when there is none. */
export function findPreset(name: string): Preset | null {
  return PRESETS.find((preset) => preset.name === name || preset.aliases.includes(name)) ?? null;
}

/** The Node that carries this V8, read off the alias: 26 for `node26`; null for a V8 that no Node carries. */
export function nodeMajorOf(preset: Preset): number | null {
  const [, major] = preset.aliases.map((alias) => /^node(\d+)$/.exec(alias)).find((match) => match !== null) ?? [];
  return major === undefined ? null : Number(major);
}
