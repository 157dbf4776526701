/**
 * The first word of every object: what it is, how old, how large; or where it has moved.
 *
 * Models:    V8's map word, which also becomes the forwarding address while objects move.
 * Simplifies: the map is a kind number, not a pointer to a map object; age and size are in the word.
 * Invariant: a header is ≥ 0; a negative word is the complement of a forwarding address.
 *
 *   bit  0..6   kind (position in vocabulary/object-types)
 *   bit  7..9   age: collections survived, 7 = 7 or more
 *   bit 10..30  size in words; 0 = too large for the field, the page knows it
 */
const KIND_BITS = 7;
const AGE_SHIFT = KIND_BITS;
const AGE_BITS = 3;
const SIZE_SHIFT = AGE_SHIFT + AGE_BITS; // 10
const KIND_MASK = (1 << KIND_BITS) - 1;
export const MAX_AGE = (1 << AGE_BITS) - 1; // 7
const AGE_FIELD = MAX_AGE << AGE_SHIFT;
const AGE_ONE = 1 << AGE_SHIFT;
const MAX_HEADER_SIZE = (1 << (31 - SIZE_SHIFT)) - 1; // 2,097,151 words

export function makeHeader(kind: number, sizeWords: number): number {
  return kind | ((sizeWords > MAX_HEADER_SIZE ? 0 : sizeWords) << SIZE_SHIFT);
}

export function headerKind(header: number): number {
  return header & KIND_MASK;
}

/** Words; 0 when only the page knows. Objects on regular pages always have it. */
export function headerSize(header: number): number {
  return header >>> SIZE_SHIFT;
}

export function headerAge(header: number): number {
  return (header & AGE_FIELD) >>> AGE_SHIFT;
}

export function withAge(header: number, age: number): number {
  return (header & ~AGE_FIELD) | (age << AGE_SHIFT);
}

/** The header after one more survived collection. */
export function olderHeader(header: number): number {
  return (header & AGE_FIELD) === AGE_FIELD ? header : header + AGE_ONE;
}

export function isForwarded(header: number): boolean {
  return header < 0;
}

export function forwardingHeader(newAddress: number): number {
  return ~newAddress;
}

export function forwardingAddress(header: number): number {
  return ~header;
}
