/**
 * Where objects with raw doubles may begin, and the filler that gets them there.
 *
 * Models:    V8's allocation alignments for tagged sizes of 4 (pointer compression) and 8 bytes.
 * Simplifies: nothing; the simulated heap has tagged size 8, where no filler is ever needed.
 * Invariant: an address plus its fill has the alignment, and no smaller fill would do.
 */
export type Alignment = 'tagged' | 'double' | 'double-unaligned';

const DOUBLE_BYTES = 8;

/** Most bytes that may be needed before an object. */
export function maximumFill(alignment: Alignment, taggedBytes: number): number {
  return alignment === 'tagged' ? 0 : DOUBLE_BYTES - taggedBytes;
}

/** Bytes needed at this address. `double-unaligned`: what follows the object’s first word is to be aligned. */
export function fillToAlign(address: number, alignment: Alignment, taggedBytes: number): number {
  const isAligned = address % DOUBLE_BYTES === 0;
  const wantsAligned = alignment === 'double';
  return alignment === 'tagged' || isAligned === wantsAligned ? 0 : maximumFill(alignment, taggedBytes);
}
