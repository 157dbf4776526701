/**
 * Which part of a free block the operating system can have back.
 *
 * Models:    V8's discarding of free memory: whole pages of the system behind the block's header.
 * Simplifies: nothing.
 * Invariant: the area lies in the block, behind its header, and begins and ends at multiples of the page size.
 */
import { WORD_BYTES, roundDown, roundUp } from '../../base/units.ts';
import { MINIMUM_FREE_BLOCK_WORDS } from './fillers.ts';

/** Bytes; both 0 when there is nothing to discard. */
export interface DiscardArea {
  readonly start: number;
  readonly size: number;
}

const HEADER_BYTES = MINIMUM_FREE_BLOCK_WORDS * WORD_BYTES;

export function discardArea(start: number, size: number, osPageBytes: number): DiscardArea {
  if (size === 0) return { start: 0, size: 0 };
  const first = roundUp(start + HEADER_BYTES, osPageBytes);
  const end = roundDown(start + size, osPageBytes);
  return first < end ? { start: first, size: end - first } : { start: 0, size: 0 };
}
