/**
 * Memory of the old generation for objects that a collector moves there.
 *
 * Models:    promotion and compaction allocate like collectors do: best fit by category, forced page at the end.
 * Simplifies: one area per space, shared by promotion and compaction.
 * Invariant: while a collection runs, every area opened here has origin `collector`.
 */
import type { PagedSpace, PagedSpaceSupply } from '../spaces/paged-space.ts';

/** An address for `sizeWords` in the space, or 0. */
export function allocateForCollector(space: PagedSpace, sizeWords: number, supply: PagedSpaceSupply): number {
  const address = space.allocateFast(sizeWords);
  return address !== 0 ? address : space.allocateSlow(sizeWords, 'collector', supply);
}

/**
 * Copies an object's words; short ones in a loop, which is faster than a call for them. Whether some word behind the
 * header may be a pointer: then the copy has to be scanned.
 */
export function copyWords(words: Int32Array, from: number, to: number, sizeWords: number): boolean {
  if (sizeWords > 48) {
    words.copyWithin(to, from, from + sizeWords);
    return true;
  }
  words[to] = words[from]!;
  let positive = 0;
  for (let i = 1; i < sizeWords; i++) {
    const value = words[from + i]!;
    words[to + i] = value;
    positive |= value & ~(value >> 31);
  }
  return positive !== 0;
}
