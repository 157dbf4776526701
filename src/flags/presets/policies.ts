/**
 * The single decisions of a preset that a scenario may take otherwise: every plain value of its policies, by its path
 * (`newSpace.growthFactor`). Names, types and choices are read off the presets, so a new policy is one without more.
 *
 * Left out: what is not a plain value (retry plans), what flags set (sizes), and what a version is made of (page
 * layout, spaces, object sizes, baseline).
 */
import { PRESETS } from './index.ts';
import type { Preset } from './preset.ts';

const GROUPS = ['newSpace', 'oldGeneration', 'marking', 'compaction', 'allocation', 'weakness', 'external', 'pretenuring', 'costs'] as const satisfies readonly (keyof Preset)[];
/** Flags set them, or the layout of pages bounds them. */
const WITHOUT: readonly string[] = [
  'newSpace.initialSemispaceBytes',
  'newSpace.minimumSemispaceBytes',
  'newSpace.leastMaximumSemispaceBytes',
  'newSpace.optimizedForSize',
  'newSpace.maximumSemispace',
  'newSpace.growthFactor',
  'newSpace.pagePromotionThresholdPercent',
  'newSpace.collector',
  'newSpace.minorMarkSweep',
  'newSpace.copyBuffer.bytes',
  'newSpace.copyBuffer.objectLimitBytes',
  'oldGeneration.maximum',
  'marking.incremental',
  'marking.schedule', // has other fields by its rule
];

/** Steps of fewer bytes would be endless. */
const LEAST_BYTES = 8;

export type PolicyValue = boolean | number | string | null;

export interface Policy {
  readonly path: string;
  readonly kind: 'boolean' | 'bytes' | 'number' | 'choice';
  /** For a choice: all that a preset does. */
  readonly choices: readonly string[];
  /** null is a value, too. */
  readonly nullable: boolean;
  /** Of a number: 0 where some preset has it. */
  readonly least: number;
}

export const POLICIES: readonly Policy[] = describePolicies();

export function findPolicy(path: string): Policy | null {
  return POLICIES.find((policy) => policy.path === path) ?? null;
}

/** What the preset does. */
export function policyValue(preset: Preset, path: string): PolicyValue {
  const [value] = [...leavesOf(preset)].filter(([name]) => name === path).map(([, leaf]) => leaf);
  return value ?? null;
}

/** The preset with other decisions; the values must fit (see findPolicy). */
export function withPolicies(preset: Preset, policies: Readonly<Record<string, PolicyValue>>): Preset {
  let changed: object = preset;
  for (const [path, value] of Object.entries(policies)) changed = withValue(changed, path.split('.'), value);
  return changed as Preset;
}

function withValue(whole: object, [key = '', ...rest]: readonly string[], value: PolicyValue): object {
  const inner = (whole as Record<string, unknown>)[key];
  return { ...whole, [key]: rest.length === 0 ? value : withValue(inner as object, rest, value) };
}

function describePolicies(): readonly Policy[] {
  const values = new Map<string, PolicyValue[]>();
  for (const preset of PRESETS) {
    for (const [path, value] of leavesOf(preset)) values.set(path, [...(values.get(path) ?? []), value]);
  }
  // A field that only some presets have depends on a choice beside it: it cannot be set by itself.
  return [...values].filter(([, found]) => found.length === PRESETS.length).map(([path, found]) => describePolicy(path, found));
}

function describePolicy(path: string, values: readonly PolicyValue[]): Policy {
  const given = values.filter((value) => value !== null);
  const nullable = given.length < values.length;
  if (given.some((value) => typeof value === 'boolean')) return { path, kind: 'boolean', choices: [], nullable, least: 0 };
  if (given.some((value) => typeof value === 'string')) return { path, kind: 'choice', choices: [...new Set(given.map(String))].sort(), nullable, least: 0 };
  const isBytes = /(?:^b|B)ytes$/.test(path.slice(path.lastIndexOf('.') + 1));
  return { path, kind: isBytes ? 'bytes' : 'number', choices: [], nullable, least: isBytes && !given.includes(0) ? LEAST_BYTES : 0 };
}

function* leavesOf(preset: Preset): Generator<readonly [string, PolicyValue]> {
  for (const group of GROUPS) yield* leaves(group, preset[group]);
}

function* leaves(path: string, value: unknown): Generator<readonly [string, PolicyValue]> {
  if (WITHOUT.includes(path) || Array.isArray(value)) return;
  if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) yield* leaves(`${path}.${key}`, inner);
  } else {
    yield [path, value as PolicyValue];
  }
}
