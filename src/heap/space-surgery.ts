/**
 * Brings spaces into awkward states without the millions of allocations that would lead there.
 *
 * Models:    V8's heap test utilities: simulate a full space, fill the current page, seal what is there, abandon
 *            free memory, force a page to be evacuated.
 * Simplifies: nothing.
 * Invariant: afterwards the heap is sound; memory taken away is counted as waste until its page is swept.
 */
import { WORD_BYTES } from '../base/units.ts';
import { writeFiller } from './allocators/fillers.ts';
import type { Heap } from './heap.ts';
import { makeHeader } from './layout/header.ts';
import { FIXED_ARRAY, FIXED_ARRAY_ELEMENTS } from './layout/object-layout.ts';
import { pageOf } from './layout/page-geometry.ts';
import { FORCED_CANDIDATE } from './pages/page-flags.ts';
import { PagedSpace } from './spaces/paged-space.ts';

/** The next allocation in the space must add a page. */
export function fillPagedSpace(heap: Heap, space: PagedSpace): void {
  while (heap.collection.sweeper.sweepOnePage(space));
  space.closeArea();
  space.dropFreeList();
}

/** Dead arrays up to the last `leaveBytes` bytes of the last page; they count as allocated. */
export function fillNewSpace(heap: Heap, leaveBytes: number): void {
  const { newSpace } = heap.structure;
  const leaveWords = Math.floor(leaveBytes / WORD_BYTES);
  while (newSpace.hasRoomFor(FIXED_ARRAY_ELEMENTS)) {
    if (newSpace.lab.freeWords < FIXED_ARRAY_ELEMENTS && !newSpace.openPageForFilling()) return;
    const isLastPage = !newSpace.hasFurtherPage();
    padNewSpacePage(heap, isLastPage ? leaveWords : 0);
    if (isLastPage) return;
  }
}

/** The same for the rest of the current page only. */
export function fillNewSpacePage(heap: Heap, leaveBytes: number): void {
  const { newSpace } = heap.structure;
  if (!newSpace.lab.isOpen) newSpace.openPageForFilling();
  padNewSpacePage(heap, Math.floor(leaveBytes / WORD_BYTES));
}

function padNewSpacePage(heap: Heap, leaveWords: number): void {
  const { lab } = heap.structure.newSpace;
  const maxWords = heap.configuration.preset.layout.maxRegularObjectBytes / WORD_BYTES;
  while (lab.freeWords > leaveWords) {
    const sizeWords = Math.min(maxWords, lab.freeWords - leaveWords);
    if (sizeWords < FIXED_ARRAY_ELEMENTS) {
      writeFiller(heap.structure.words, lab.top, sizeWords); // too small for an array
      lab.top += sizeWords;
      return;
    }
    heap.structure.words[lab.top] = makeHeader(FIXED_ARRAY, sizeWords);
    heap.structure.words.fill(0, lab.top + FIXED_ARRAY_ELEMENTS, lab.top + sizeWords);
    lab.top += sizeWords;
    heap.allocatedObjects++;
  }
}

/** Two full collections, then nothing is allocated on the old pages that are left. */
export function sealOldSpace(heap: Heap): void {
  heap.collection.collect({ generation: 'old', reason: 'testing' });
  heap.collection.collect({ generation: 'old', reason: 'testing' });
  heap.collection.sweeper.finish();
  for (const space of heap.structure.pagedSpaces) space.abandonFreeMemory();
}

/** As sealing, for one space and without collections. */
export function abandonFreeMemory(heap: Heap, space: PagedSpace): void {
  while (heap.collection.sweeper.sweepOnePage(space));
  space.abandonFreeMemory();
}

/** The page of the object is emptied by the next full collection; false when its objects never move that way. */
export function forceEvacuation(heap: Heap, address: number): boolean {
  const page = pageOf(address);
  const space = heap.structure.spaceOfPage(page);
  if (!(space instanceof PagedSpace)) return false;
  if (space.lab.isOpen && pageOf(space.lab.top) === page) space.closeArea();
  heap.structure.pages.setFlags(page, FORCED_CANDIDATE);
  return true;
}
