/**
 * The constraints of expectations: `3`, `"<= 12MiB"`, `20..40`, `"~ 5% ± 1%"`, `true`, a word, `"!= none"`.
 * What a number may be written as follows from the unit of the metric.
 */
import { didYouMean } from '../base/did-you-mean.ts';
import type { Metric } from './metrics.ts';
import type { Constraint } from './program.ts';
import { describeValue, quote } from './source-tree.ts';
import type { ScalarNode } from './source-tree.ts';
import { failed, parseQuantity, splitRange } from './values.ts';
import type { Bounds, Parsed, QuantityName } from './values.ts';

type Unit = Metric['unit'];

interface NumberUnit {
  readonly quantity: QuantityName;
  readonly bounds: Bounds & { readonly bare?: number };
  readonly examples: string;
}

const LARGEST = Number.MAX_SAFE_INTEGER;

/** How the numbers of a unit are written. Plain numbers are bytes, milliseconds and fractions of one. */
const NUMBER_UNITS: Readonly<Record<Exclude<Unit, 'boolean' | 'text' | 'value'>, NumberUnit>> = {
  bytes: { quantity: 'bytes', bounds: { min: 0, max: LARGEST }, examples: '"<= 12MiB" or 1KiB..2KiB' },
  count: { quantity: 'count', bounds: { min: 0, max: LARGEST }, examples: '3, "> 0" or 20..40' },
  ratio: { quantity: 'share', bounds: { min: 0, max: 1 }, examples: '"< 20%" or "~ 5% ± 1%"' },
  ms: { quantity: 'duration', bounds: { min: 0, max: LARGEST, bare: 1 }, examples: '"< 250ms" or 1s..2s' },
  address: { quantity: 'count', bounds: { min: 0, max: LARGEST }, examples: '"!= 0"' },
};

export interface WrittenConstraint {
  readonly constraint: Constraint;
  /** As written, with single spaces. */
  readonly text: string;
}

const COMPARISON = /^(<=|>=|<|>|!=|==?)\s*(.*)$/s;
const NEAR = /^~\s*(.*?)\s*(?:±|\+-|\+\/-)\s*(.*)$/s;
const LONGEST_CONSTRAINT = 500;

export function parseConstraint(node: ScalarNode, metric: Metric): Parsed<WrittenConstraint> {
  if (node.value === null) return failed('WRONG_TYPE', 'The expectation is empty.', exampleFor(metric));
  const text = node.text.trim().replaceAll(/\s+/g, ' ');
  if (text.length > LONGEST_CONSTRAINT) return failed('BAD_VALUE', `The constraint ${quote(text)} is too long.`);
  const parsed = metric.unit === 'boolean'
    ? parseBoolean(node.value)
    : metric.unit === 'text'
      ? parseWord(node.value, metric)
      : metric.unit === 'value'
        ? parseValue(node.value)
        : parseNumeric(node.value, metric, NUMBER_UNITS[metric.unit]);
  return parsed.ok ? { ok: true, value: { constraint: parsed.value, text } } : parsed;
}

function exampleFor(metric: Metric): string {
  if (metric.unit === 'boolean') return 'Write true or false.';
  if (metric.unit === 'value') return 'Write the value, such as true, 42 or "a text".';
  if (metric.unit === 'text') return `One of ${(metric.values ?? []).join(', ')}.`;
  return `Write it like ${NUMBER_UNITS[metric.unit].examples}.`;
}

function mismatch(metric: Metric, got: unknown): Parsed<never> {
  const what = { value: 'any value', boolean: 'true or false', text: 'a word', bytes: 'a size', count: 'a count', ratio: 'a share', ms: 'a duration', address: 'an address' };
  return failed('CONSTRAINT_MISMATCH', `This metric is ${what[metric.unit]}; ${describeValue(got)} does not fit.`, exampleFor(metric));
}

function parseBoolean(raw: string | number | boolean): Parsed<Constraint> {
  const metric = { doc: '', unit: 'boolean', kind: 'gauge' } as const;
  if (typeof raw === 'boolean') return { ok: true, value: { kind: 'equals', value: raw } };
  const [, operator = '=', word = ''] = COMPARISON.exec(String(raw).trim()) ?? [null, '=', String(raw).trim()];
  if ((word !== 'true' && word !== 'false') || !['=', '==', '!='].includes(operator)) return mismatch(metric, raw);
  return { ok: true, value: { kind: operator === '!=' ? 'not' : 'equals', value: word === 'true' } };
}

/** Any value: numbers can be compared, texts only be the same or not. */
function parseValue(raw: string | number | boolean): Parsed<Constraint> {
  if (typeof raw !== 'string') return { ok: true, value: { kind: 'equals', value: raw } };
  const [, operator = '=', written = ''] = COMPARISON.exec(raw) ?? [null, '=', raw];
  if (operator === '=' || operator === '==') return { ok: true, value: { kind: 'equals', value: written } };
  const number = written.trim() === '' ? NaN : Number(written);
  if (!Number.isNaN(number)) return { ok: true, value: { kind: 'compare', operator: operator as '<' | '<=' | '>' | '>=' | '!=', value: number } };
  if (operator === '!=') return { ok: true, value: { kind: 'not', value: written === 'true' ? true : written === 'false' ? false : written } };
  return failed('BAD_VALUE', 'Only numbers can be less or greater.', 'Write it like "> 3".');
}

function parseWord(raw: string | number | boolean, metric: Metric): Parsed<Constraint> {
  if (typeof raw !== 'string') return mismatch(metric, raw);
  const [, operator = '=', word = ''] = COMPARISON.exec(raw.trim()) ?? [null, '=', raw.trim()];
  if (!['=', '==', '!='].includes(operator)) return mismatch(metric, raw);
  const values = metric.values ?? [];
  if (!values.includes(word)) return failed('BAD_VALUE', `This metric is never ${quote(word)}.`, didYouMean(word, values) ?? exampleFor(metric));
  return { ok: true, value: { kind: operator === '!=' ? 'not' : 'equals', value: word } };
}

function parseNumeric(raw: string | number | boolean, metric: Metric, unit: NumberUnit): Parsed<Constraint> {
  if (typeof raw === 'boolean') return mismatch(metric, raw);
  const read = (part: string | number): Parsed<number> => {
    const number = parseQuantity(part, unit.quantity, unit.bounds);
    if (number.ok || number.code === 'OUT_OF_RANGE') return number;
    // Numbers with another unit, and words, do not fit the metric; what is no value at all is merely bad.
    return mismatch(metric, part);
  };
  if (typeof raw === 'number') return map(read(raw), (value) => ({ kind: 'equals', value }));
  const written = raw.trim();
  const near = NEAR.exec(written);
  if (near !== null) return parseNear(near[1] ?? '', near[2] ?? '', unit, read);
  if (written.startsWith('~')) return failed('BAD_VALUE', `${quote(written)} does not say how near.`, 'Write it like "~ 5% ± 1%".');
  const comparison = COMPARISON.exec(written);
  if (comparison !== null) {
    const [, operator = '', operand = ''] = comparison;
    if (operator === '<' || operator === '<=' || operator === '>' || operator === '>=' || operator === '!=') {
      return map(read(operand), (value) => ({ kind: 'compare', operator, value }));
    }
    return map(read(operand), (value) => ({ kind: 'equals', value }));
  }
  const ends = splitRange(written);
  if (ends === null) return map(read(written), (value) => ({ kind: 'equals', value }));
  const min = read(ends[0]);
  if (!min.ok) return min;
  const max = read(ends[1]);
  if (!max.ok) return max;
  if (min.value > max.value) return failed('BAD_VALUE', `The range ${quote(written)} ends before it begins.`, `Write ${ends[1]}..${ends[0]}.`);
  return { ok: true, value: { kind: 'range', min: min.value, max: max.value } };
}

export type ComputedConstraint =
  | { readonly kind: 'compare'; readonly operator: '=' | '!=' | '<' | '<=' | '>' | '>='; readonly operand: string }
  | { readonly kind: 'range' | 'near'; readonly operand: string; readonly other: string };

/** The parts of a constraint whose operands are expressions: what they say, the compiler finds out. */
export function splitComputed(raw: string): ComputedConstraint | null {
  const written = raw.trim();
  if (written.length > LONGEST_CONSTRAINT) return null;
  const near = NEAR.exec(written);
  if (near !== null) return { kind: 'near', operand: near[1] ?? '', other: near[2] ?? '' };
  const [, operator = '=', operand = ''] = COMPARISON.exec(written) ?? [null, '=', written];
  if (operand !== written) return { kind: 'compare', operator: operator === '==' ? '=' : (operator as '='), operand };
  const at = written.indexOf('..');
  if (at > 0) return { kind: 'range', operand: written.slice(0, at).trim(), other: written.slice(at + 2).trim() };
  return { kind: 'compare', operator: '=', operand: written };
}

/** `~ value ± tolerance`. A tolerance in percent is relative, except for ratios, where it is percentage points. */
function parseNear(wanted: string, near: string, unit: NumberUnit, read: (part: string) => Parsed<number>): Parsed<Constraint> {
  const value = read(wanted);
  if (!value.ok) return value;
  const isRelative = near.endsWith('%') && unit.quantity !== 'share';
  const tolerance = isRelative ? parseQuantity(near, 'share', { min: 0, max: 10 }) : read(near);
  if (!tolerance.ok) return tolerance;
  return { ok: true, value: { kind: 'near', value: value.value, tolerance: isRelative ? tolerance.value * value.value : tolerance.value } };
}

function map<T>(parsed: Parsed<number>, make: (value: number) => T): Parsed<T> {
  return parsed.ok ? { ok: true, value: make(parsed.value) } : parsed;
}
