/**
 * The names of metrics as users write them: `old_space.used` for `<space>.used`, `object.a.alive` for
 * `object.<object>.alive`, `handle.p.empty` for `handle.<handle>.empty`.
 */
import { SPACE_NAMES } from '../vocabulary/spaces.ts';
import type { SpaceName } from '../vocabulary/spaces.ts';
import { METRIC_NAMES } from './metrics.ts';
import type { MetricName } from './metrics.ts';

/** What metrics are of, beside spaces: what their names begin with, and how they stand in the table. */
const OWNERS = [
  { owner: 'object', prefix: 'object.', pattern: 'object.<object>.' },
  { owner: 'list', prefix: 'list.', pattern: 'list.<list>.' },
  { owner: 'observer', prefix: 'observer.', pattern: 'observer.<observer>.' },
  { owner: 'handle', prefix: 'handle.', pattern: 'handle.<handle>.' },
] as const;
export type MetricOwner = (typeof OWNERS)[number]['owner'];
const SPACE_PREFIX = '<space>.';
/** Behind `object.a.`. */
const SLOT = /^slot\[(\d{1,9})\]\.([\w-]+)$/;

/** Metrics whose names stand as they are. */
export const PLAIN_METRIC_NAMES: readonly MetricName[] = METRIC_NAMES.filter((name) => !name.includes('<'));

/** `used`, `committed`, …: what `<space>.` can be followed by. */
export const SPACE_METRIC_SUFFIXES = suffixesOf(SPACE_PREFIX);
/** The same for `object.<object>.` and the like. */
export const OWNED_METRIC_SUFFIXES: Readonly<Record<MetricOwner, ReadonlyMap<string, MetricName>>> = {
  object: suffixesOf('object.<object>.'),
  list: suffixesOf('list.<list>.'),
  observer: suffixesOf('observer.<observer>.'),
  handle: suffixesOf('handle.<handle>.'),
};

function suffixesOf(prefix: string): ReadonlyMap<string, MetricName> {
  return new Map(METRIC_NAMES.filter((name) => name.startsWith(prefix)).map((name) => [name.slice(prefix.length), name]));
}

export interface NamedMetric {
  readonly name: MetricName;
  readonly space: SpaceName | null;
  /** The name of the object, whether there is one or not. */
  readonly object: string | null;
  readonly slot: number | null;
  /** The same for lists and handles. */
  readonly list: string | null;
  readonly observer: string | null;
  readonly handle: string | null;
}

const NOTHING_NAMED = { space: null, object: null, slot: null, list: null, observer: null, handle: null } as const;

/** What the text names; null when it names no metric. */
export function findMetric(text: string): NamedMetric | null {
  const plain = PLAIN_METRIC_NAMES.find((name) => name === text);
  if (plain !== undefined) return { ...NOTHING_NAMED, name: plain };
  for (const { owner, prefix } of OWNERS) {
    if (!text.startsWith(prefix)) continue;
    // Names have no dots: the first one ends the name.
    const dot = text.indexOf('.', prefix.length);
    const named = text.slice(prefix.length, dot);
    if (dot < 0 || named === '') continue;
    const [, number = null, ofTarget = ''] = SLOT.exec(text.slice(dot + 1)) ?? [];
    const name = OWNED_METRIC_SUFFIXES[owner].get(number === null ? text.slice(dot + 1) : `slot.${ofTarget}`);
    const needsSlot = name?.includes('.slot.') === true;
    if (name === undefined || needsSlot !== (number !== null)) return null;
    return { ...NOTHING_NAMED, name, slot: number === null ? null : Number(number), [owner]: named };
  }
  const dot = text.lastIndexOf('.');
  const named = text.slice(0, Math.max(dot, 0));
  const suffix = text.slice(dot + 1);
  const space = SPACE_NAMES.find((candidate) => candidate === named);
  const name = SPACE_METRIC_SUFFIXES.get(suffix);
  return space === undefined || name === undefined ? null : { ...NOTHING_NAMED, name, space };
}

/** All names but those of objects', lists' and handles' metrics; the spaces' metrics for these spaces. For suggestions and completion. */
export function metricNames(spaces: readonly SpaceName[] = SPACE_NAMES): readonly string[] {
  const ofSpaces = spaces.flatMap((space) => [...SPACE_METRIC_SUFFIXES.keys()].map((suffix) => `${space}.${suffix}`));
  return [...PLAIN_METRIC_NAMES, ...ofSpaces];
}

/** The names that could have been meant: for `object.a.alve` those of the same object. */
export function metricCandidates(text: string): readonly string[] {
  const own = OWNERS.find(({ prefix }) => text.startsWith(prefix));
  if (own === undefined) return metricNames();
  const plain = PLAIN_METRIC_NAMES.some((name) => name.startsWith(own.prefix)) ? metricNames() : [];
  return [...plain, ...candidatesWith(own.prefix, text, OWNED_METRIC_SUFFIXES[own.owner])];
}

function candidatesWith(prefix: string, text: string, suffixes: ReadonlyMap<string, MetricName>): readonly string[] {
  const dot = text.indexOf('.', prefix.length);
  const named = dot < 0 ? text.slice(prefix.length) : text.slice(prefix.length, dot);
  return [...suffixes.keys()].map((suffix) => `${prefix}${named}.${suffix}`);
}
