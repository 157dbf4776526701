/**
 * Makes arrays shorter where they are: the elements that are cut off become a filler.
 *
 * Models:    V8's right and left trimming: the memory counts as allocated until its page is swept; a right trim forgets
 *            the slots that are cut off, a left trim leaves the slot that has become the length of the array.
 * Simplifies: the page is swept first if it waits for that; a left trim updates whatever points to the array (V8 trusts
 *            that there is one owner), and is not done while marking runs or on large pages.
 * Invariant: afterwards the page can be walked, and the live words of a marked object are those it still has.
 */
import { writeFiller } from './allocators/fillers.ts';
import type { Heap } from './heap.ts';
import { headerAge, headerKind, headerSize, makeHeader, withAge } from './layout/header.ts';
import { taggedEnd, taggedFrom } from './layout/object-layout.ts';
import { pageOf } from './layout/page-geometry.ts';
import { forEachObject } from './object-walk.ts';
import { LARGE, QUARANTINED, UNSWEPT, YOUNG } from './pages/page-flags.ts';

/** Cuts `words` off the end of the object. */
export function trimRight(heap: Heap, address: number, words: number): void {
  const { structure } = heap;
  sweepPageOf(heap, address);
  const size = heap.sizeWordsAt(address);
  const kept = size - words;
  const { oldToNew, toMoved, pages } = structure;
  oldToNew.deleteRange(address + kept, address + size);
  toMoved.deleteRange(address + kept, address + size);
  writeHeader(heap, address, kept);
  if (pages.hasFlag(pageOf(address), LARGE)) {
    heap.structure.words.fill(0, address + kept, address + size);
  } else {
    writeFiller(structure.words, address + kept, words);
    noteTrimmed(heap, address, words);
  }
  if (structure.marks.has(address)) pages.liveWords[pages.runStart[pageOf(address)]!]! -= words;
}

/** Whether a left trim is possible: not of large objects, not while marking runs. */
export function canTrimLeft(heap: Heap, address: number): boolean {
  return !heap.collection.isMarking && !heap.structure.pages.hasFlag(pageOf(address), LARGE);
}

/** Cuts `words` off the beginning; the address of what is left. */
export function trimLeft(heap: Heap, address: number, words: number): number {
  const { structure } = heap;
  sweepPageOf(heap, address);
  const size = heap.sizeWordsAt(address);
  const moved = address + words;
  const header = structure.words[address]!;
  structure.oldToNew.deleteRange(address, moved + 1);
  structure.words.fill(0, address, moved + 2); // the new length, too: what is recorded there shows nothing young
  if (structure.oldToNew.has(moved + 1)) structure.leftSlots.add(moved + 1);
  writeFiller(structure.words, address, words);
  structure.words[moved] = withAge(makeHeader(headerKind(header), size - words), headerAge(header));
  noteTrimmed(heap, address, words);
  redirect(heap, address, moved);
  return moved;
}

function writeHeader({ structure }: Heap, address: number, sizeWords: number): void {
  const header = structure.words[address]!;
  structure.words[address] = withAge(makeHeader(headerKind(header), sizeWords), headerAge(header));
}

function noteTrimmed({ structure }: Heap, address: number, words: number): void {
  const page = pageOf(address);
  // A semispace counts pages, not objects, but for those on quarantined pages.
  if (structure.semispaces === null || !structure.pages.hasFlag(page, YOUNG) || structure.pages.hasFlag(page, QUARANTINED)) structure.pages.trimmedWords[page]! += words;
}

function sweepPageOf(heap: Heap, address: number): void {
  const { pages } = heap.structure;
  const page = pageOf(address);
  if (!pages.hasFlag(page, UNSWEPT)) return;
  const space = heap.structure.pagedSpaceOfPage(page);
  while (pages.hasFlag(page, UNSWEPT) && heap.collection.sweeper.sweepOnePage(space));
}

/** Everything that points to `from` points to `to` afterwards. */
function redirect({ structure }: Heap, from: number, to: number): void {
  const { roots, words } = structure;
  for (const { slots, length } of [...roots.strongTables, roots.weak, roots.globals]) {
    for (let slot = 0; slot < length; slot++) if (slots[slot] === from) slots[slot] = to;
  }
  for (const space of structure.spaces) {
    forEachObject(structure, space, (address) => {
      const kind = headerKind(words[address]!);
      const size = objectWords(structure.pages.objectWords, words, address);
      for (let slot = address + taggedFrom(kind); slot < address + taggedEnd(kind, size); slot++) if (words[slot] === from) words[slot] = to;
    });
  }
}

function objectWords(objectWordsOfPage: Int32Array, words: Int32Array, address: number): number {
  return headerSize(words[address]!) || objectWordsOfPage[pageOf(address)]!;
}
