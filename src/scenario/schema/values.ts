/** The scalar values of the language as schemas. What they accept, ../values.ts decides. */
import type * as z from 'zod';
import { describeValue, quote } from '../source-tree.ts';
import { failed, isName, NAME_PATTERN, parseQuantity, parseRange, quantity, quantityPattern, REFERENCE_PATTERN, splitElement, succeeded } from '../values.ts';
import type { Bounds, Parsed, QuantityName, ValueRange } from '../values.ts';
import { INTERPOLATED, value } from './mapping.ts';
import type { JsonSchema } from './mapping.ts';

/** Longest free text: names, descriptions, labels. */
const LONGEST_TEXT = 10_000;

function quantityJson(name: QuantityName, bounds: Partial<Bounds>, ranges: boolean): JsonSchema {
  const kind = quantity(name);
  const number = { type: kind.whole ? 'integer' : 'number', minimum: bounds.min ?? kind.bounds.min, maximum: bounds.max ?? kind.bounds.max };
  const single = quantityPattern(name);
  const text = { type: 'string', pattern: ranges ? `^${single}(?:\\s*\\.\\.\\s*${single})?$` : `^${single}$` };
  return {
    anyOf: kind.bare === null ? [text, INTERPOLATED] : [number, text, INTERPOLATED],
    examples: ranges ? [...kind.examples, name === 'bytes' ? '1KiB..4KiB' : '8..64'] : [...kind.examples],
  };
}

function quantityValue(name: QuantityName, bounds: Partial<Bounds> = {}): z.ZodType<number> {
  return value((raw) => parseQuantity(raw, name, bounds), quantityJson(name, bounds, false));
}

/** Bytes. */
export const size = (bounds?: Partial<Bounds>): z.ZodType<number> => quantityValue('bytes', bounds);
export const count = (bounds?: Partial<Bounds>): z.ZodType<number> => quantityValue('count', bounds);
/** Milliseconds. */
export const duration = (): z.ZodType<number> => quantityValue('duration');
/** Bytes per millisecond. */
export const rate = (): z.ZodType<number> => quantityValue('rate');
/** 0..1, without the 0. */
export const share = (): z.ZodType<number> => quantityValue('share');

export function range(name: QuantityName, bounds: Partial<Bounds> = {}): z.ZodType<ValueRange> {
  return value((raw) => parseRange(raw, name, bounds), quantityJson(name, bounds, true));
}

/** Any finite number within the bounds, fractions included. */
export function number(what: string, bounds: Bounds): z.ZodType<number> {
  const read = (raw: unknown): Parsed<number> => {
    const given = typeof raw === 'string' && raw.trim() !== '' && raw.length < 100 ? Number(raw) : raw;
    if (typeof given !== 'number') return failed('WRONG_TYPE', `Expected ${what}, a number; got ${describeValue(raw)}.`);
    if (!Number.isFinite(given)) return failed('BAD_VALUE', `Expected ${what}, a number; got ${describeValue(raw)}.`);
    if (given < bounds.min || given > bounds.max) {
      return failed('OUT_OF_RANGE', `${String(raw)} is out of range: ${what} is between ${String(bounds.min)} and ${String(bounds.max)}.`);
    }
    return { ok: true, value: given };
  };
  return value(read, { anyOf: [{ type: 'number', minimum: bounds.min, maximum: bounds.max }, INTERPOLATED] });
}

/** The name of an object or procedure: whether it exists, the compiler finds out. */
export function name(what: string): z.ZodType<string> {
  const read = (raw: unknown): Parsed<string> => {
    if (typeof raw !== 'string') return failed('WRONG_TYPE', `Expected ${what}, a name; got ${describeValue(raw)}.`);
    if (isName(raw)) return { ok: true, value: raw };
    return failed('BAD_NAME', `${quote(raw)} is not a name.`, 'Names have letters, digits, _ and -, and begin with a letter or _.');
  };
  return value(read, { anyOf: [{ type: 'string', pattern: NAME_PATTERN.source }, INTERPOLATED] });
}

/** The name of an object, or an object of a list: `items[3]`. */
export function reference(what = 'an object'): z.ZodType<string> {
  const read = (raw: unknown): Parsed<string> => {
    if (typeof raw !== 'string') return failed('WRONG_TYPE', `Expected ${what}, a name; got ${describeValue(raw)}.`);
    if (isName(raw) || splitElement(raw) !== null) return { ok: true, value: raw };
    return failed('BAD_NAME', `${quote(raw)} is not a name.`, 'Names have letters, digits, _ and -, and begin with a letter or _; items[0] is the first object of a list.');
  };
  return value(read, { anyOf: [{ type: 'string', pattern: REFERENCE_PATTERN.source }, INTERPOLATED] });
}

/** true or false. */
export function flag(what: string): z.ZodType<boolean> {
  const read = (raw: unknown): Parsed<boolean> => {
    if (typeof raw === 'boolean') return { ok: true, value: raw };
    return failed('WRONG_TYPE', `${what} is true or false; got ${describeValue(raw)}.`);
  };
  return value(read, { anyOf: [{ type: 'boolean' }, INTERPOLATED] });
}

/** Free text; numbers and booleans are taken as they are written. */
export function text(what: string): z.ZodType<string> {
  const read = (raw: unknown): Parsed<string> => {
    if (typeof raw === 'number' || typeof raw === 'boolean') return { ok: true, value: String(raw) };
    if (typeof raw !== 'string') return failed('WRONG_TYPE', `Expected ${what}, a text; got ${describeValue(raw)}.`);
    if (raw.trim() === '') return failed('BAD_VALUE', `Expected ${what}; the text is empty.`);
    if (raw.length > LONGEST_TEXT) return failed('OUT_OF_RANGE', `The text is too long: ${what} has at most ${String(LONGEST_TEXT)} characters.`);
    return { ok: true, value: raw };
  };
  return value(read, { type: ['string', 'number', 'boolean'] });
}

/**
 * A mapping with keys of the user's own or too many to list here. The compiler reads it entry by entry, so one wrong
 * entry hides no other; `json` describes the entries for editors.
 */
export function openMapping(what: string, json: JsonSchema): z.ZodType<Readonly<Record<string, unknown>>> {
  const isMapping = (raw: unknown): raw is Readonly<Record<string, unknown>> => typeof raw === 'object' && raw !== null && !Array.isArray(raw);
  return value((raw) => (isMapping(raw) ? succeeded(raw) : failed('WRONG_TYPE', `Expected ${what}, a mapping; got ${describeValue(raw)}.`)), {
    type: 'object',
    ...json,
  });
}
