/** How two presets differ: found by comparing the objects, so that no difference can be forgotten. */
import { GiB, KiB, MiB } from '../base/units.ts';
import type { Preset } from '../flags/presets/index.ts';

export interface PresetDifference {
  /** `newSpace.growthDecision`. */
  readonly field: string;
  /** As text; null = the preset has no such field. */
  readonly here: string | null;
  readonly there: string | null;
}

/** What only names the preset. */
const NAMING: readonly string[] = ['name', 'aliases', 'description'];
const LISTS_OF_SPACES: readonly string[] = ['spaces', 'reportedSpaces'];
const SEPARATOR = ', ';

export function presetDifferences(here: Preset, there: Preset): PresetDifference[] {
  const left = leavesOf(here);
  const right = leavesOf(there);
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((field) => left.get(field) !== right.get(field))
    .map((field) => {
      const [ours, theirs] = [left.get(field) ?? null, right.get(field) ?? null];
      return { field, ...(LISTS_OF_SPACES.includes(field) ? apart(ours ?? '', theirs ?? '') : { here: ours, there: theirs }) };
    });
}

/** Most of their spaces are alike: only those are told that one has and the other has not. */
function apart(here: string, there: string): Pick<PresetDifference, 'here' | 'there'> {
  const left = here.split(SEPARATOR);
  const right = there.split(SEPARATOR);
  const only = (some: readonly string[], others: readonly string[]): string | null => some.filter((name) => !others.includes(name)).join(SEPARATOR) || null;
  return { here: only(left, right), there: only(right, left) };
}

/** The preset as a flat table: every number, name and list with its path. */
export function leavesOf(preset: Preset): ReadonlyMap<string, string> {
  const leaves = new Map<string, string>();
  const walk = (value: unknown, path: string): void => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) walk(inner, path === '' ? key : `${path}.${key}`);
    } else leaves.set(path, leafText(path, value));
  };
  for (const [key, value] of Object.entries(preset)) {
    if (!NAMING.includes(key)) walk(value, key);
  }
  return leaves;
}

function leafText(path: string, value: unknown): string {
  if (Array.isArray(value)) return value.map(itemText).join(SEPARATOR);
  if (typeof value === 'number') return numberText(path, value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : 'none';
}

/** A space by its name; retry steps are names already. */
function itemText(item: unknown): string {
  return typeof item === 'object' && item !== null && 'name' in item ? String(item.name) : String(item);
}

function numberText(path: string, value: number): string {
  const field = path.slice(path.lastIndexOf('.') + 1);
  if (/Ns$|NsPerByte$|NsPerPage$/.test(field)) return `${String(Number(value.toPrecision(3)))} ns`;
  if (field.endsWith('Percent')) return `${String(value)} %`;
  const isSize = /[bB]ytes$/.test(field);
  return isSize ? bytesText(value) : value === Infinity ? 'without bound' : String(value);
}

function bytesText(bytes: number): string {
  const unit = ([['GiB', GiB], ['MiB', MiB], ['KiB', KiB]] as const).find(([, size]) => bytes >= size && bytes % (size / 2) === 0);
  return unit === undefined ? `${String(bytes)} B` : `${String(bytes / unit[1])} ${unit[0]}`;
}
