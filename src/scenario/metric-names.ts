/**
 * The names of metrics as users write them: `old_space.used` for `<space>.used`, `object.a.alive` for
 * `object.<object>.alive`, `handle.p.empty` for `handle.<handle>.empty`.
 */
import { SPACE_NAMES } from '../vocabulary/spaces.ts';
import type { SpaceName } from '../vocabulary/spaces.ts';
import { METRIC_NAMES } from './metrics.ts';
import type { MetricName } from './metrics.ts';

const SPACE_PREFIX = '<space>.';
const OBJECT_PREFIX = 'object.';
const OBJECT_PATTERN = 'object.<object>.';
const HANDLE_PREFIX = 'handle.';
const HANDLE_PATTERN = 'handle.<handle>.';

/** Metrics whose names stand as they are. */
export const PLAIN_METRIC_NAMES: readonly MetricName[] = METRIC_NAMES.filter((name) => !name.includes('<'));

/** `used`, `committed`, …: what `<space>.` and `object.<object>.` can be followed by. */
export const SPACE_METRIC_SUFFIXES = suffixesOf(SPACE_PREFIX);
export const OBJECT_METRIC_SUFFIXES = suffixesOf(OBJECT_PATTERN);
export const HANDLE_METRIC_SUFFIXES = suffixesOf(HANDLE_PATTERN);

function suffixesOf(prefix: string): ReadonlyMap<string, MetricName> {
  return new Map(METRIC_NAMES.filter((name) => name.startsWith(prefix)).map((name) => [name.slice(prefix.length), name]));
}

export interface NamedMetric {
  readonly name: MetricName;
  readonly space: SpaceName | null;
  /** The name of the object, whether there is one or not. */
  readonly object: string | null;
  /** The same for handles. */
  readonly handle: string | null;
}

/** What the text names; null when it names no metric. */
export function findMetric(text: string): NamedMetric | null {
  const plain = PLAIN_METRIC_NAMES.find((name) => name === text);
  if (plain !== undefined) return { name: plain, space: null, object: null, handle: null };
  const dot = text.lastIndexOf('.');
  const prefix = text.slice(0, Math.max(dot, 0));
  const suffix = text.slice(dot + 1);
  if (prefix.startsWith(OBJECT_PREFIX) && prefix.length > OBJECT_PREFIX.length) {
    const name = OBJECT_METRIC_SUFFIXES.get(suffix);
    return name === undefined ? null : { name, space: null, object: prefix.slice(OBJECT_PREFIX.length), handle: null };
  }
  if (prefix.startsWith(HANDLE_PREFIX) && prefix.length > HANDLE_PREFIX.length) {
    const name = HANDLE_METRIC_SUFFIXES.get(suffix);
    return name === undefined ? null : { name, space: null, object: null, handle: prefix.slice(HANDLE_PREFIX.length) };
  }
  const space = SPACE_NAMES.find((candidate) => candidate === prefix);
  const name = SPACE_METRIC_SUFFIXES.get(suffix);
  return space === undefined || name === undefined ? null : { name, space, object: null, handle: null };
}

/** All names but those of objects' and handles' metrics; the spaces' metrics for these spaces. For suggestions and completion. */
export function metricNames(spaces: readonly SpaceName[] = SPACE_NAMES): readonly string[] {
  const ofSpaces = spaces.flatMap((space) => [...SPACE_METRIC_SUFFIXES.keys()].map((suffix) => `${space}.${suffix}`));
  return [...PLAIN_METRIC_NAMES, ...ofSpaces];
}

/** The names that could have been meant: for `object.a.alve` those of the same object. */
export function metricCandidates(text: string): readonly string[] {
  if (text.startsWith(OBJECT_PREFIX)) return candidatesWith(OBJECT_PREFIX, text, OBJECT_METRIC_SUFFIXES);
  if (text.startsWith(HANDLE_PREFIX)) return [...metricNames(), ...candidatesWith(HANDLE_PREFIX, text, HANDLE_METRIC_SUFFIXES)];
  return metricNames();
}

function candidatesWith(prefix: string, text: string, suffixes: ReadonlyMap<string, MetricName>): readonly string[] {
  const dot = text.lastIndexOf('.');
  const named = dot < prefix.length ? text.slice(prefix.length) : text.slice(prefix.length, dot);
  return [...suffixes.keys()].map((suffix) => `${prefix}${named}.${suffix}`);
}
