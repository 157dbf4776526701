/**
 * How the schemas of the scenario language are built: zod types that know what they are called, so that the
 * problems found with them can be told well. schema/issues.ts reads what is put into the issues here.
 */
import * as z from 'zod';
import { didYouMean } from '../../base/did-you-mean.ts';
import type { ProblemCode } from '../problems.ts';
import { describeValue, quote } from '../source-tree.ts';
import { failed } from '../values.ts';
import type { Parsed } from '../values.ts';

/** A fragment of JSON Schema. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** In JSON Schema, any scalar may be given by params instead. */
export const INTERPOLATED: JsonSchema = { type: 'string', pattern: '\\$\\{.+\\}' };

export interface IssueDetails {
  readonly problem: ProblemCode;
  readonly hint: string | null;
}

/** A value with a reader of its own; `json` describes for editors what the reader takes. */
export function value<T>(read: (raw: unknown) => Parsed<T>, json: JsonSchema): z.ZodType<T> {
  return z.unknown().meta(json).transform((raw, context): T => {
    const result = raw === undefined ? failed('MISSING_KEY', '') : read(raw);
    if (result.ok) return result.value;
    const details: IssueDetails = { problem: result.code, hint: result.hint };
    context.issues.push({ code: 'custom', input: raw, message: result.message, params: { ...details } });
    return z.NEVER;
  });
}

/**
 * Strict mapping. The message of its unknown-key issue lists, one a line, what the mapping is called and
 * which keys it knows.
 */
export function mapping<Shape extends z.core.$ZodLooseShape>(what: string, shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? [what, ...Object.keys(shape)].join('\n')
        : `Expected a mapping for ${what}; got ${describeValue(issue.input)}.`,
  });
}

/** Strict mapping with exactly one of its keys. */
export function oneKey<Shape extends z.ZodRawShape>(what: string, shape: Shape) {
  const keys = Object.keys(shape);
  return mapping(what, shape)
    .partial()
    .meta({ minProperties: 1, maxProperties: 1 })
    .superRefine((given, context) => {
      const present = keys.filter((key) => Object.hasOwn(given, key));
      if (present.length === 1) return;
      const [first = '', second = ''] = present;
      const message = present.length === 0
        ? `Expected ${what}: one of ${keys.join(', ')}.`
        : `${what[0]?.toUpperCase() ?? ''}${what.slice(1)} has one key; here are ${first} and ${second}.`;
      context.addIssue({ code: 'custom', message, params: { problem: 'ONE_KEY_EXPECTED', hint: null } });
    }, { when: isKnownMapping });
}

/** A mapping without unknown keys, whatever its values: else an unknown key may be the one key, mistyped. */
function isKnownMapping(payload: z.core.ParsePayload): boolean {
  const { value: given, issues } = payload;
  return typeof given === 'object' && given !== null && !Array.isArray(given) && issues.every((issue) => issue.code !== 'unrecognized_keys' || (issue.path?.length ?? 0) > 0);
}

/** One of several kinds of value; the message says what was expected when none of them fits. */
export function either<Options extends readonly z.ZodType[]>(expectedWhat: string, options: Options) {
  return z.union(options, { error: (issue) => `Expected ${expectedWhat}; got ${describeValue(issue.input)}.` });
}

/** One word of a table of words with their meaning. */
export function word<Name extends string>(what: string, table: Readonly<Record<Name, string>>, code: ProblemCode = 'BAD_VALUE'): z.ZodType<Name> {
  const names = Object.keys(table) as Name[];
  const read = (raw: unknown): Parsed<Name> => {
    const name = names.find((candidate) => candidate === raw);
    if (name !== undefined) return { ok: true, value: name };
    if (typeof raw !== 'string') return failed('WRONG_TYPE', `Expected ${what}; got ${describeValue(raw)}.`);
    const hint = didYouMean(raw, names) ?? (names.length <= 12 ? `Known: ${names.join(', ')}.` : null);
    return failed(code, `${quote(raw)} is not ${what}.`, hint);
  };
  const known = Object.entries(table).map(([name, description]) => ({ const: name, description }));
  return value(read, { anyOf: [...known, INTERPOLATED] });
}
