/**
 * Fillers: what covers words that are not an object, so that a page can always be walked.
 *
 * Models:    V8's one-word and two-word fillers and FreeSpace.
 * Simplifies: nothing.
 * Invariant: a filler's header has its exact size; a FreeSpace of three words or more can be a free-list block.
 */
import { FREE_SPACE, ONE_POINTER_FILLER, TWO_POINTER_FILLER } from '../layout/object-layout.ts';
import { makeHeader } from '../layout/header.ts';

/** The smallest block that the free list takes: header, size, next. */
export const MINIMUM_FREE_BLOCK_WORDS = 3;

/** Covers [start, start + sizeWords) with one filler; nothing for 0 words. */
export function writeFiller(words: Int32Array, start: number, sizeWords: number): void {
  if (sizeWords <= 0) return;
  const kind = sizeWords === 1 ? ONE_POINTER_FILLER : sizeWords === 2 ? TWO_POINTER_FILLER : FREE_SPACE;
  words[start] = makeHeader(kind, sizeWords);
}
