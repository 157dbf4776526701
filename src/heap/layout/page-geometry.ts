/**
 * Addresses, words and pages of the simulated memory.
 *
 * Models:    256 KiB pages; an address is a word index, so address arithmetic is in words.
 * Simplifies: one page size for every preset (V8 before 8.9 had others).
 * Invariant: a page is a power of two words; address 0 is no object, so 0 can mean "none".
 */
import type { PageLayout } from '../../flags/presets/preset.ts';
import { PAGE_BYTES, WORD_BYTES } from '../../base/units.ts';

export { PAGE_BYTES };

export const PAGE_WORDS = PAGE_BYTES / WORD_BYTES; // 32,768
export const PAGE_SHIFT = 15;

/** Page number (chunk index) of an address. */
export function pageOf(address: number): number {
  return address >>> PAGE_SHIFT;
}

export function pageStart(page: number): number {
  return page << PAGE_SHIFT;
}

/** The allocatable part of a page, as word offsets from its start. */
export interface AreaOffsets {
  readonly startWords: number;
  readonly endWords: number;
}

export function dataArea(layout: PageLayout): AreaOffsets {
  return { startWords: layout.dataPageHeaderBytes / WORD_BYTES, endWords: PAGE_WORDS };
}

export function codeArea(layout: PageLayout): AreaOffsets {
  return {
    startWords: layout.codePageHeaderBytes / WORD_BYTES,
    endWords: (PAGE_BYTES - layout.codePageTrailerBytes) / WORD_BYTES,
  };
}

/** Consecutive pages that a large object takes in the address space (its committed bytes are fewer). */
export function largePageRun(headerBytes: number, objectWords: number): number {
  return Math.ceil((headerBytes / WORD_BYTES + objectWords) / PAGE_WORDS);
}

/** Committed bytes of a large page: header and object, rounded up to the operating system's page. */
export function largePageCommittedBytes(layout: PageLayout, objectWords: number): number {
  const bytes = layout.largePageHeaderBytes + objectWords * WORD_BYTES;
  return Math.ceil(bytes / layout.osPageBytes) * layout.osPageBytes;
}
