/**
 * Sizes and slot ranges of all object kinds, as flat tables for the collectors.
 *
 * Models:    V8's instance sizes and body descriptors for tagged size 8.
 * Simplifies: a kind has one contiguous range of tagged words, of which the last ones may be weak.
 * Invariant: kind number = position in vocabulary/object-types; fillers are kinds 0, 1 and 2.
 */
import { invariant } from '../../base/invariant.ts';
import { WORD_BYTES } from '../../base/units.ts';
import type { Preset } from '../../flags/presets/preset.ts';
import type { ObjectTypeName, Weakness } from '../../vocabulary/object-types.ts';
import { OBJECT_TYPE_NAMES, objectSizeBytes, objectType } from '../../vocabulary/object-types.ts';

const KIND_COUNT = OBJECT_TYPE_NAMES.length;
/** taggedTo of a kind whose tagged words reach to the end of the object. */
const TO_THE_END = 0x7fffffff;

const KIND_OF = new Map<ObjectTypeName, number>(OBJECT_TYPE_NAMES.map((name, kind) => [name, kind]));

export function kindOf(name: ObjectTypeName): number {
  const kind = KIND_OF.get(name);
  invariant(kind !== undefined, 'every object type has a kind', { name });
  return kind;
}

export function kindName(kind: number): ObjectTypeName {
  const name = OBJECT_TYPE_NAMES[kind];
  invariant(name !== undefined, 'kind number out of range', { kind });
  return name;
}

export const ONE_POINTER_FILLER = kindOf('OnePointerFiller');
export const TWO_POINTER_FILLER = kindOf('TwoPointerFiller');
export const FREE_SPACE = kindOf('FreeSpace');
export const FIXED_ARRAY = kindOf('FixedArray');
export const WEAK_CELL = kindOf('WeakCell');
/** Word offset of element 0 of a FixedArray. */
export const FIXED_ARRAY_ELEMENTS = objectType('FixedArray').baseBytes / WORD_BYTES; // 2

invariant(
  ONE_POINTER_FILLER === 0 && TWO_POINTER_FILLER === 1 && FREE_SPACE === 2,
  'fillers must be the first kinds',
);

export function isFillerKind(kind: number): boolean {
  return kind <= FREE_SPACE;
}

const TAGGED_FROM = new Uint8Array(KIND_COUNT);
const TAGGED_TO = new Int32Array(KIND_COUNT);
const STRONG_TO = new Int32Array(KIND_COUNT);
const WEAKNESS = new Uint8Array(KIND_COUNT);
/** What the weak words of a kind are: see WEAKNESSES in vocabulary/object-types. */
export const NOT_WEAK = 0;
export const WEAK_FIELDS = 1;
export const WEAK_TARGETS = 2;
export const EPHEMERONS = 3;
const WEAKNESS_NUMBERS = { fields: WEAK_FIELDS, targets: WEAK_TARGETS, ephemerons: EPHEMERONS } as const satisfies Record<Weakness, number>;
OBJECT_TYPE_NAMES.forEach((name, kind) => {
  const type = objectType(name);
  TAGGED_FROM[kind] = type.taggedFrom;
  TAGGED_TO[kind] = type.taggedTo === 'end' ? TO_THE_END : type.taggedTo;
  STRONG_TO[kind] = type.weakFrom ?? TAGGED_TO[kind];
  WEAKNESS[kind] = type.weakness === undefined ? NOT_WEAK : WEAKNESS_NUMBERS[type.weakness];
  invariant((type.weakFrom === undefined) === (type.weakness === undefined), 'weak words have a weakness', { name });
  invariant(type.weakFrom === undefined || type.weakFrom >= type.taggedFrom, 'weak words are tagged words', { name });
});

/** The first tagged word of an object of this kind, as an offset from its header. */
export function taggedFrom(kind: number): number {
  return TAGGED_FROM[kind]!;
}

/** One past the last tagged word, as an offset; equal to taggedFrom or less when there is none. */
export function taggedEnd(kind: number, sizeWords: number): number {
  const to = TAGGED_TO[kind]!;
  return to < sizeWords ? to : sizeWords;
}

/** One past the last strong tagged word: what collectors follow. The weak words are from here to taggedEnd. */
export function strongEnd(kind: number, sizeWords: number): number {
  const to = STRONG_TO[kind]!;
  return to < sizeWords ? to : sizeWords;
}

/** One of the constants below. */
export function weaknessOf(kind: number): number {
  return WEAKNESS[kind]!;
}

/** Objects of this kind can hold pointers. */
export function hasTaggedWords(kind: number): boolean {
  return TAGGED_TO[kind]! !== 0;
}

/** An object as the allocator needs it: kind, size, and the object allocated with it, if any. */
export interface ObjectLayout {
  readonly kind: number;
  readonly sizeWords: number;
  /** Bytes outside the heap that the object itself holds. */
  readonly externalBytes: number;
  /** For example the elements of an array: stored into its slot; one allocation with it where `folded`, else the next one. */
  readonly part: { readonly layout: ObjectLayout; readonly slotWord: number; readonly folded: boolean } | null;
}

/** Layout of one object of `type` with `units` elements, fields, characters or bytes (≥ 0). */
export function objectLayout(preset: Preset, type: ObjectTypeName, units: number): ObjectLayout {
  const declared = objectType(type);
  const fixed = preset.objectBytes[type];
  const bytes = fixed ?? objectSizeBytes(declared, units);
  const part = declared.part;
  return {
    kind: kindOf(type),
    sizeWords: bytes / WORD_BYTES,
    externalBytes: units * (declared.externalBytesPerUnit ?? 0),
    part:
      part === undefined || (part.units === null && units === 0)
        ? null
        : { layout: objectLayout(preset, part.type as ObjectTypeName, part.units ?? units), slotWord: part.slot, folded: part.folded === true },
  };
}
