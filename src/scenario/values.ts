/**
 * Values with units: sizes, counts, durations, rates and shares, single or as ranges. The one reader of all
 * of them; the schema takes the patterns and examples of its JSON Schema from the same table.
 *
 * Results are bytes, pieces, milliseconds, bytes per millisecond and fractions of one. Sizes are powers of 1024.
 */
import { GiB, KiB, MiB } from '../base/units.ts';
import type { ProblemCode } from './problems.ts';
import { describeValue } from './source-tree.ts';

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: ProblemCode; readonly message: string; readonly hint: string | null };

export function succeeded<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

export function failed(code: ProblemCode, message: string, hint: string | null = null): Parsed<never> {
  return { ok: false, code, message, hint };
}

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

interface Quantity {
  /** For messages: `Expected a size, such as 64KiB`. */
  readonly noun: string;
  readonly examples: readonly (string | number)[];
  /** Factors by unit, in lower case. */
  readonly units: Readonly<Record<string, number>>;
  /** Factor of a number without a unit; null = it must have one. */
  readonly bare: number | null;
  readonly whole: boolean;
  /** Unless the place says otherwise. */
  readonly bounds: Bounds;
  format(value: number): string;
}

const TiB = 1024 * GiB;
const SIZE_UNITS = { b: 1, k: KiB, kb: KiB, kib: KiB, m: MiB, mb: MiB, mib: MiB, g: GiB, gb: GiB, gib: GiB, t: TiB, tb: TiB, tib: TiB };
const RATE_UNITS = Object.fromEntries(Object.entries(SIZE_UNITS).map(([unit, factor]) => [`${unit}/s`, factor / 1000]));

export const MAX_SIZE_BYTES = 16 * GiB;
export const MAX_COUNT = 1e12;

export const QUANTITIES = {
  bytes: {
    noun: 'a size', examples: [4096, '64KiB', '16MB'], units: SIZE_UNITS, bare: 1, whole: true,
    bounds: { min: 1, max: MAX_SIZE_BYTES }, format: formatBytes,
  },
  count: {
    noun: 'a count', examples: [100, '1e6'], units: {}, bare: 1, whole: true,
    bounds: { min: 1, max: MAX_COUNT }, format: String,
  },
  duration: {
    noun: 'a duration', examples: ['250ms', '10s'], units: { us: 1e-3, ms: 1, s: 1000, min: 60_000, h: 3_600_000 }, bare: null, whole: false,
    bounds: { min: 1e-3, max: 365 * 24 * 3_600_000 }, format: (value) => `${String(value)}ms`,
  },
  rate: {
    noun: 'a rate', examples: ['200MiB/s'], units: RATE_UNITS, bare: null, whole: false,
    bounds: { min: 1 / 1000, max: TiB / 1000 }, format: (value) => `${formatBytes(value * 1000)}/s`,
  },
  share: {
    noun: 'a share', examples: ['5%', 0.05], units: { '%': 0.01 }, bare: 1, whole: false,
    bounds: { min: 1e-9, max: 1 }, format: (value) => `${String(Number((value * 100).toPrecision(12)))}%`,
  },
} as const satisfies Record<string, Quantity>;

export type QuantityName = keyof typeof QUANTITIES;

/** A number, and the letters behind it. The two parts cannot match the same characters, so matching is linear. */
const NUMBER_AND_UNIT = /^([+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)\s*([A-Za-z%/]*)$/;
const LONGEST_VALUE = 100;

/** 4194304 → `4MiB`, 1000 → `1000`: the largest unit that leaves a whole number. */
export function formatBytes(bytes: number): string {
  for (const [unit, factor] of [['GiB', GiB], ['MiB', MiB], ['KiB', KiB]] as const) {
    if (bytes >= factor && bytes % factor === 0) return `${String(bytes / factor)}${unit}`;
  }
  return String(bytes);
}

export function quantity(name: QuantityName): Quantity {
  return QUANTITIES[name];
}

export function expected(noun: string, examples: readonly (string | number)[], got: unknown): string {
  return `Expected ${noun}, such as ${examples.map(String).join(' or ')}; got ${describeValue(got)}.`;
}

/** Reads one value of this quantity. `bare` overrides what a number without a unit means. */
export function parseQuantity(raw: unknown, name: QuantityName, given: Partial<Bounds> & { readonly bare?: number } = {}): Parsed<number> {
  const kind = quantity(name);
  const bounds = { ...kind.bounds, ...given };
  const bare = given.bare ?? kind.bare;
  if (typeof raw !== 'number' && typeof raw !== 'string') return failed('WRONG_TYPE', expected(kind.noun, kind.examples, raw));
  const match = raw.toString().length > LONGEST_VALUE ? null : NUMBER_AND_UNIT.exec(raw.toString().trim());
  if (match === null) return failed('BAD_VALUE', expected(kind.noun, kind.examples, raw), rangeHint(raw));
  const [, digits = '', unit = ''] = match;
  const units: Readonly<Record<string, number>> = kind.units;
  const factor = unit === '' ? bare : Object.hasOwn(units, unit.toLowerCase()) ? units[unit.toLowerCase()] : undefined;
  if (factor === null || factor === undefined) {
    const known = Object.keys(units);
    const message = unit === '' ? `${String(raw)} needs a unit.` : `"${unit}" is no unit of ${kind.noun}.`;
    return failed('BAD_VALUE', message, known.length === 0 ? 'Write the number alone.' : `Write it like ${kind.examples.map(String).join(' or ')}.`);
  }
  return checkNumber(Number(digits) * factor, raw, kind, bounds);
}

function checkNumber(exact: number, raw: string | number, kind: Quantity, bounds: Bounds): Parsed<number> {
  // Decimal fractions of a unit are rarely exact in binary: 0.1 % of nothing may be off by a last bit.
  const rounded = Math.round(exact);
  const value = kind.whole && Math.abs(exact - rounded) < 1e-6 ? rounded : exact;
  if (value < bounds.min || value > bounds.max) {
    const side = value < bounds.min ? `at least ${kind.format(bounds.min)}` : `at most ${kind.format(bounds.max)}`;
    return failed('OUT_OF_RANGE', `${String(raw)} is out of range: ${kind.noun} here is ${side}.`);
  }
  if (kind.whole && !Number.isInteger(value)) return failed('BAD_VALUE', `${String(raw)} is not a whole number${kind.noun === 'a size' ? ' of bytes' : ''}.`);
  return { ok: true, value };
}

function rangeHint(raw: string | number): string | null {
  return typeof raw === 'string' && raw.includes('..') ? 'A single value is needed here, not a range.' : null;
}

export interface ValueRange {
  readonly min: number;
  readonly max: number;
}

/** `8..64`, or one value, which is the range from it to itself. */
export function parseRange(raw: unknown, name: QuantityName, given: Partial<Bounds> & { readonly bare?: number } = {}): Parsed<ValueRange> {
  const ends = splitRange(raw);
  if (ends === null) {
    const single = parseQuantity(raw, name, given);
    return single.ok ? { ok: true, value: { min: single.value, max: single.value } } : single;
  }
  const min = parseQuantity(ends[0], name, given);
  if (!min.ok) return min;
  const max = parseQuantity(ends[1], name, given);
  if (!max.ok) return max;
  if (min.value > max.value) return failed('BAD_VALUE', `The range ${describeValue(raw)} ends before it begins.`, `Write ${ends[1]}..${ends[0]}.`);
  return { ok: true, value: { min: min.value, max: max.value } };
}

/** The two ends of `a..b` as written, or null. */
export function splitRange(raw: unknown): readonly [string, string] | null {
  if (typeof raw !== 'string' || raw.length > 2 * LONGEST_VALUE) return null;
  const at = raw.indexOf('..');
  if (at <= 0 || at + 2 >= raw.length) return null;
  return [raw.slice(0, at).trim(), raw.slice(at + 2).trim()];
}

/** Names of objects, procedures and params. */
export const NAME_PATTERN = /^[A-Za-z_][A-Za-z0-9_-]*$/;
export const LONGEST_NAME = 100;

export function isName(text: string): boolean {
  return text.length <= LONGEST_NAME && NAME_PATTERN.test(text);
}

/** An object: by its name, or by its place in a list; -1 is the last one. */
export const REFERENCE_PATTERN = /^[A-Za-z_][A-Za-z0-9_-]*(?:\[-?\d{1,9}\])?$/;
const ELEMENT = /^([A-Za-z_][A-Za-z0-9_-]*)\[(-?\d{1,9})\]$/;

/** `items[3]` → its list and place; null for anything else. */
export function splitElement(text: string): { readonly list: string; readonly index: number } | null {
  const [, list, index] = ELEMENT.exec(text) ?? [];
  return list === undefined || list.length > LONGEST_NAME ? null : { list, index: Number(index) };
}

/** A pattern for JSON Schema: one value of the quantity, as text. */
export function quantityPattern(name: QuantityName): string {
  const units = Object.keys(quantity(name).units).map((unit) => unit.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`));
  const optional = quantity(name).bare === null ? '' : '?';
  const number = '[+-]?(?:\\d+(?:\\.\\d+)?|\\.\\d+)(?:[eE][+-]?\\d+)?';
  return units.length === 0 ? number : `${number}\\s*(?:${units.join('|')})${optional}`;
}
