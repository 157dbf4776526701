/**
 * Fields and elements as a user counts them → words of the object.
 *
 * Models:    element 0 of an array, field 0 of an object, slot 0 of a context.
 * Simplifies: nothing.
 * Invariant: a slot that is returned is a tagged word of the object.
 */
import { WORD_BYTES } from '../../base/units.ts';
import { objectType } from '../../vocabulary/object-types.ts';
import { kindName, taggedEnd, taggedFrom } from './object-layout.ts';

/** Types whose user-visible slots are the variable part; all others count from their first tagged word. */
const COUNTED_UNITS: ReadonlySet<string> = new Set(['elements', 'fields', 'slots']);

/** Offset of user slot 0. */
export function firstUserSlot(kind: number): number {
  const type = objectType(kindName(kind));
  return type.bytesPerUnit > 0 && type.unit !== null && COUNTED_UNITS.has(type.unit) ? type.baseBytes / WORD_BYTES : taggedFrom(kind);
}

/** Number of user slots of an object of this kind and size. */
export function userSlotCount(kind: number, sizeWords: number): number {
  return Math.max(0, taggedEnd(kind, sizeWords) - firstUserSlot(kind));
}
