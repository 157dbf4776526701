/**
 * What a tagged slot holds.
 *
 * Models:    V8's tagged words: a pointer to an object or a small integer.
 * Simplifies: small integers have 31 bits, as with pointer compression (64-bit V8 without it has 32);
 *            pointers carry no tag bit of their own.
 * Invariant: value > 0 is the address of an object; 0 is an empty slot; value < 0 is a small integer. A weak slot may
 *            also hold CLEARED, which lies in the page that is never used, so no page flag is ever set for it.
 */
export const EMPTY_SLOT = 0;
/** What a collection leaves in a weak slot whose object has died; the key of a deleted ephemeron. */
export const CLEARED = 1;
const SMI_TAG = 1 << 31;

export function isPointer(value: number): boolean {
  return value > 0;
}

/** -2^30 ≤ integer < 2^30. */
export function encodeSmi(integer: number): number {
  return integer | SMI_TAG;
}

export function decodeSmi(value: number): number {
  return (value << 1) >> 1;
}
