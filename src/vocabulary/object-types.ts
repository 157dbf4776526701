/**
 * The types of heap objects, with V8's class names and sizes for tagged size 8.
 * Source: fact sheet §3. Sizes that differ between versions are rows of the preset (`objectBytes`).
 *
 * Sizes: bytes = base + perUnit × units, rounded up to a word. What a unit is, `unit` says.
 * Layout: words [taggedFrom, taggedTo) hold tagged values, every other word raw data; word 0 is the header. Of the
 * tagged words those from `weakFrom` on do not keep alive what they point to, in the way that `weakness` says.
 */
export const WEAKNESSES = {
  fields: 'Each word is a weak reference that a full collection clears; scavenges treat it as strong.',
  targets: 'Each word is a weak reference to the target of a JavaScript WeakRef or FinalizationRegistry; whether scavenges clear it, is the preset’s.',
  ephemerons: 'Pairs of a key and a value: the value lives as long as the key does and the table.',
} as const;
export type Weakness = keyof typeof WEAKNESSES;

export interface ObjectType {
  readonly doc: string;
  /** What the variable part counts; null for types of one fixed size. */
  readonly unit: 'elements' | 'fields' | 'characters' | 'bytes' | 'digits' | 'slots' | 'entries' | null;
  readonly baseBytes: number;
  readonly bytesPerUnit: number;
  /** Bytes outside the heap, for each unit. Word 1 then is raw: it leads to them. */
  readonly externalBytesPerUnit?: number;
  readonly taggedFrom: number;
  /** Exclusive; `end` = up to the end of the object. */
  readonly taggedTo: number | 'end';
  /** First of the weak words, which are the last of the tagged ones; none without it. */
  readonly weakFrom?: number;
  readonly weakness?: Weakness;
  /**
   * An object that belongs to this one: stored into `slot`; `units` null = the units of the whole. Folded: young and not large, both are
   * one allocation, so there is no collection between them (V8 source; calibrated: a scavenge finds no array without elements).
   */
  readonly part?: { readonly type: string; readonly slot: number; readonly units: number | null; readonly folded?: true };
  /** Generation used when an allocation names none. */
  readonly generation?: 'code' | 'map' | 'trusted' | 'old';
  /** Made by the collectors and allocators themselves; scenarios cannot ask for it. */
  readonly internal?: true;
}

const tagged = (from: number, to: number | 'end'): Pick<ObjectType, 'taggedFrom' | 'taggedTo'> => ({ taggedFrom: from, taggedTo: to });
const raw = tagged(0, 0);
const weakFrom = (from: number, weakness: Weakness): Pick<ObjectType, 'weakFrom' | 'weakness'> => ({ weakFrom: from, weakness });

export const OBJECT_TYPES = {
  OnePointerFiller: { doc: 'Filler of one word.', unit: null, baseBytes: 8, bytesPerUnit: 0, ...raw, internal: true },
  TwoPointerFiller: { doc: 'Filler of two words.', unit: null, baseBytes: 16, bytesPerUnit: 0, ...raw, internal: true },
  FreeSpace: { doc: 'A free block or filler of three words or more: header, size, next.', unit: 'bytes', baseBytes: 24, bytesPerUnit: 1, ...raw, internal: true },
  Oddball: { doc: 'undefined, null, true, false, the hole; read-only.', unit: null, baseBytes: 48, bytesPerUnit: 0, ...raw, internal: true },

  FixedArray: { doc: 'Array of tagged values.', unit: 'elements', baseBytes: 16, bytesPerUnit: 8, ...tagged(2, 'end') },
  PropertyArray: { doc: 'Out-of-object properties.', unit: 'elements', baseBytes: 16, bytesPerUnit: 8, ...tagged(2, 'end') },
  FixedDoubleArray: { doc: 'Array of unboxed doubles.', unit: 'elements', baseBytes: 16, bytesPerUnit: 8, ...raw },
  ByteArray: { doc: 'Raw bytes.', unit: 'bytes', baseBytes: 16, bytesPerUnit: 1, ...raw },
  HeapNumber: { doc: 'A boxed double.', unit: null, baseBytes: 16, bytesPerUnit: 0, ...raw },
  BigInt: { doc: 'An integer of 64-bit digits.', unit: 'digits', baseBytes: 16, bytesPerUnit: 8, ...raw },
  SeqOneByteString: { doc: 'A flat string, one byte a character.', unit: 'characters', baseBytes: 16, bytesPerUnit: 1, ...raw },
  SeqTwoByteString: { doc: 'A flat string, two bytes a character.', unit: 'characters', baseBytes: 16, bytesPerUnit: 2, ...raw },
  ConsString: { doc: 'A concatenation: two strings by reference.', unit: null, baseBytes: 32, bytesPerUnit: 0, ...tagged(2, 4) },
  SlicedString: { doc: 'A part of another string, by reference.', unit: null, baseBytes: 32, bytesPerUnit: 0, ...tagged(2, 3) },
  ThinString: { doc: 'A string replaced by its internalized copy.', unit: null, baseBytes: 24, bytesPerUnit: 0, ...tagged(2, 3) },
  Symbol: { doc: 'A symbol with its description.', unit: null, baseBytes: 24, bytesPerUnit: 0, ...tagged(2, 3) },
  JSObject: { doc: 'A plain object: properties, elements, in-object fields.', unit: 'fields', baseBytes: 24, bytesPerUnit: 8, ...tagged(1, 'end') },
  JSArray: { doc: 'An array: header of four words and a FixedArray of elements.', unit: 'elements', baseBytes: 32, bytesPerUnit: 0, ...tagged(1, 4), part: { type: 'FixedArray', slot: 2, units: null, folded: true } },
  JSFunction: { doc: 'A closure with a prototype slot.', unit: null, baseBytes: 64, bytesPerUnit: 0, ...tagged(1, 8) },
  JSBoundFunction: { doc: 'A bound function.', unit: null, baseBytes: 48, bytesPerUnit: 0, ...tagged(1, 6) },
  JSPromise: { doc: 'A promise.', unit: null, baseBytes: 48, bytesPerUnit: 0, ...tagged(1, 5) },
  JSDate: { doc: 'A date with its cached fields.', unit: null, baseBytes: 96, bytesPerUnit: 0, ...tagged(1, 12) },
  JSRegExp: { doc: 'A regular expression.', unit: null, baseBytes: 56, bytesPerUnit: 0, ...tagged(1, 7) },
  JSMap: { doc: 'A Map with the table of an empty map.', unit: null, baseBytes: 32, bytesPerUnit: 0, ...tagged(1, 4), part: { type: 'FixedArray', slot: 3, units: 17 } },
  JSSet: { doc: 'A Set with the table of an empty set.', unit: null, baseBytes: 32, bytesPerUnit: 0, ...tagged(1, 4), part: { type: 'FixedArray', slot: 3, units: 13 } },
  // Word 1 leads to the external memory; in V8 it is the map’s neighbour, and the raw words are the last ones.
  JSArrayBuffer: { doc: 'An array buffer: its bytes are outside the heap.', unit: 'bytes', baseBytes: 96, bytesPerUnit: 0, externalBytesPerUnit: 1, ...tagged(2, 5) },
  JSTypedArray: { doc: 'A typed array of more than 64 bytes, with its buffer, whose bytes are outside the heap.', unit: 'bytes', baseBytes: 104, bytesPerUnit: 0, ...tagged(1, 5), part: { type: 'JSArrayBuffer', slot: 3, units: null } },
  ExternalOneByteString: { doc: 'A string whose characters the embedder holds, one byte each.', unit: 'characters', baseBytes: 32, bytesPerUnit: 0, externalBytesPerUnit: 1, ...raw, generation: 'old' },
  ExternalTwoByteString: { doc: 'A string whose characters the embedder holds, two bytes each.', unit: 'characters', baseBytes: 32, bytesPerUnit: 0, externalBytesPerUnit: 2, ...raw, generation: 'old' },
  Context: { doc: 'A function or block context: scope info, previous, user slots.', unit: 'slots', baseBytes: 32, bytesPerUnit: 8, ...tagged(2, 'end') },
  Map: { doc: 'A hidden class.', unit: null, baseBytes: 72, bytesPerUnit: 0, ...tagged(3, 9), generation: 'map' },
  Cell: { doc: 'A cell for one value.', unit: null, baseBytes: 16, bytesPerUnit: 0, ...tagged(1, 2), generation: 'old' },
  PropertyCell: { doc: 'A global property: name, details, value, dependent code.', unit: null, baseBytes: 40, bytesPerUnit: 0, ...tagged(1, 5), generation: 'old' },
  FeedbackCell: { doc: 'A closure’s feedback cell.', unit: null, baseBytes: 24, bytesPerUnit: 0, ...tagged(1, 2), generation: 'old' },
  AllocationSite: { doc: 'Feedback of one allocating place in the source.', unit: null, baseBytes: 48, bytesPerUnit: 0, ...tagged(1, 3), generation: 'old' },
  AllocationMemento: { doc: 'Sixteen bytes behind a watched literal; never copied.', unit: null, baseBytes: 16, bytesPerUnit: 0, ...raw },
  Code: { doc: 'Machine code of the given size, aligned to 64 bytes in the engine.', unit: 'bytes', baseBytes: 0, bytesPerUnit: 1, ...raw, generation: 'code' },
  BytecodeArray: { doc: 'Bytecode; trusted where the version has a trusted space.', unit: 'bytes', baseBytes: 64, bytesPerUnit: 1, ...tagged(2, 6), generation: 'trusted' },

  // V8 orders the words of WeakCell otherwise: here its weak words are the last ones. In V8 each slot of a
  // WeakFixedArray is strong or weak by itself; here all are weak.
  WeakFixedArray: { doc: 'Array of weak references.', unit: 'elements', baseBytes: 16, bytesPerUnit: 8, ...tagged(2, 'end'), ...weakFrom(2, 'fields') },
  JSWeakRef: { doc: 'A WeakRef: properties, elements, target.', unit: null, baseBytes: 32, bytesPerUnit: 0, ...tagged(1, 4), ...weakFrom(3, 'targets') },
  WeakCell: { doc: 'One registration: registry, holdings, previous, next, two links by token; target and token.', unit: null, baseBytes: 72, bytesPerUnit: 0, ...tagged(1, 9), ...weakFrom(7, 'targets'), generation: 'old' },
  JSFinalizationRegistry: { doc: 'A FinalizationRegistry with its lists of cells.', unit: null, baseBytes: 80, bytesPerUnit: 0, ...tagged(1, 10) },
  EphemeronHashTable: { doc: 'The entries of a WeakMap or WeakSet: three counters, then keys and values.', unit: 'entries', baseBytes: 40, bytesPerUnit: 16, ...tagged(2, 'end'), ...weakFrom(5, 'ephemerons'), internal: true },
  JSWeakMap: { doc: 'A WeakMap with the table of an empty one.', unit: null, baseBytes: 32, bytesPerUnit: 0, ...tagged(1, 4), part: { type: 'EphemeronHashTable', slot: 3, units: 4 } },
  JSWeakSet: { doc: 'A WeakSet with the table of an empty one.', unit: null, baseBytes: 32, bytesPerUnit: 0, ...tagged(1, 4), part: { type: 'EphemeronHashTable', slot: 3, units: 4 } },
  JSMethod: { doc: 'A closure without a prototype slot: a method or an arrow function.', unit: null, baseBytes: 56, bytesPerUnit: 0, ...tagged(1, 7) },
  DescriptorArray: { doc: 'What a map knows of properties that are no fields: counters and enum cache, then key, details and value of each.', unit: 'entries', baseBytes: 24, bytesPerUnit: 24, ...tagged(2, 'end'), generation: 'old', internal: true },
  AccessorPair: { doc: 'The getter and the setter of a property.', unit: null, baseBytes: 24, bytesPerUnit: 0, ...tagged(1, 3), internal: true },
} as const satisfies Record<string, ObjectType>;

export type ObjectTypeName = keyof typeof OBJECT_TYPES;

/** Kind number ↔ type: the position in the table. Headers in the simulated memory hold this number. */
export const OBJECT_TYPE_NAMES = Object.keys(OBJECT_TYPES) as readonly ObjectTypeName[];

/** The types that a scenario may allocate. */
export const ALLOCATABLE_TYPE_NAMES: readonly ObjectTypeName[] = OBJECT_TYPE_NAMES.filter(
  (name) => !('internal' in OBJECT_TYPES[name]),
);

export function objectType(name: ObjectTypeName): ObjectType {
  return OBJECT_TYPES[name];
}

/** Size in bytes of an object with `units` units: a multiple of 8, at least two words unless a one-word filler. */
export function objectSizeBytes(type: ObjectType, units: number): number {
  return Math.ceil((type.baseBytes + type.bytesPerUnit * units) / 8) * 8;
}
