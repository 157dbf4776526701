/** How objects are described: their type and how large they are. Shared by `allocate` and `workload`. */
import { ALLOCATABLE_TYPE_NAMES, OBJECT_TYPES, OBJECT_TYPE_NAMES } from '../../vocabulary/object-types.ts';
import type { ObjectTypeName } from '../../vocabulary/object-types.ts';
import { GENERATIONS } from '../../vocabulary/spaces.ts';
import { GiB } from '../../base/units.ts';
import { didYouMean } from '../../base/did-you-mean.ts';
import { describeValue, quote } from '../source-tree.ts';
import { failed } from '../values.ts';
import type { Parsed } from '../values.ts';
import { INTERPOLATED, value, word } from './mapping.ts';
import { range } from './values.ts';

/** Bytes of one object at most; longer arrays and strings V8 refuses. */
export const MAX_OBJECT_BYTES = GiB;

function readType(raw: unknown): Parsed<ObjectTypeName> {
  if (typeof raw !== 'string') return failed('WRONG_TYPE', `Expected an object type, such as FixedArray; got ${describeValue(raw)}.`);
  const found = ALLOCATABLE_TYPE_NAMES.find((name) => name === raw);
  if (found !== undefined) return { ok: true, value: found };
  if (OBJECT_TYPE_NAMES.some((name) => name === raw)) {
    return failed('UNKNOWN_TYPE', `${raw} is made by the heap itself; a scenario cannot allocate it.`);
  }
  return failed('UNKNOWN_TYPE', `${quote(raw)} is not an object type.`, didYouMean(raw, ALLOCATABLE_TYPE_NAMES) ?? 'Types have the names of V8’s classes, such as FixedArray.');
}

const typeJson = {
  anyOf: [...ALLOCATABLE_TYPE_NAMES.map((name) => ({ const: name, description: OBJECT_TYPES[name].doc })), INTERPOLATED],
};

/** The keys that say which objects are meant. */
export const objectKeys = {
  type: value(readType, typeJson).optional().describe('V8’s class name of the objects. Without it, size is that of a ByteArray.'),
  length: range('count', { min: 0, max: MAX_OBJECT_BYTES }).optional()
    .describe('Elements, characters, digits, slots or raw bytes, as the type counts them. One number, or a range to draw from for each object.'),
  bytes: range('bytes', { min: 0, max: MAX_OBJECT_BYTES }).optional().describe('Bytes outside the heap that a JSArrayBuffer or JSTypedArray holds.'),
  fields: range('count', { min: 0, max: MAX_OBJECT_BYTES }).optional().describe('In-object fields of a JSObject.'),
  size: range('bytes', { max: MAX_OBJECT_BYTES }).optional().describe('Bytes of the whole object, instead of length or fields.'),
  generation: word('a generation', GENERATIONS).optional()
    .describe('Where it is allocated. By default where the type belongs, which for most is young.'),
};
