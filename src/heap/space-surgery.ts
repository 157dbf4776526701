/**
 * Brings spaces into awkward states without the millions of allocations that would lead there.
 *
 * Models:    V8's heap test utilities: simulate a full space, fill the current page, seal what is there, abandon
 *            free memory, force a page to be evacuated.
 * Simplifies: nothing.
 * Invariant: afterwards the heap is sound; memory taken away is counted as waste until its page is swept.
 */
import { WORD_BYTES, roundUp } from '../base/units.ts';
import type { Heap } from './heap.ts';
import { makeHeader } from './layout/header.ts';
import { FIXED_ARRAY, FIXED_ARRAY_ELEMENTS } from './layout/object-layout.ts';
import { PAGE_BYTES, pageOf } from './layout/page-geometry.ts';
import { FORCED_CANDIDATE } from './pages/page-flags.ts';
import { PagedSpace } from './spaces/paged-space.ts';

/** The next allocation in the space must add a page. */
export function fillPagedSpace(heap: Heap, space: PagedSpace): void {
  while (heap.collection.sweeper.sweepOnePage(space));
  space.closeArea();
  space.dropFreeList();
}

/** Told of every array that fills a space. */
export type OnArray = ((address: number) => void) | null;

/** Dead arrays up to the last `leaveBytes` bytes of the last page; they count as allocated. */
export function fillNewSpace(heap: Heap, leaveBytes: number, onArray: OnArray = null): void {
  const { newSpace } = heap.structure;
  const leaveWords = Math.floor(leaveBytes / WORD_BYTES);
  while (newSpace.hasRoomFor(FIXED_ARRAY_ELEMENTS)) {
    if (newSpace.lab.freeWords < FIXED_ARRAY_ELEMENTS && !newSpace.openPageForFilling()) return;
    const isLastPage = !newSpace.hasFurtherPage();
    padNewSpacePage(heap, isLastPage ? leaveWords : 0, onArray);
    if (isLastPage) return;
  }
}

/** The same for the rest of the current page only. */
export function fillNewSpacePage(heap: Heap, leaveBytes: number, onArray: OnArray = null): void {
  const { newSpace } = heap.structure;
  if (!newSpace.lab.isOpen) newSpace.openPageForFilling();
  padNewSpacePage(heap, Math.floor(leaveBytes / WORD_BYTES), onArray);
}

function padNewSpacePage(heap: Heap, leaveWords: number, onArray: OnArray): void {
  const { newSpace } = heap.structure;
  const { lab } = newSpace;
  const maxWords = heap.configuration.preset.layout.maxRegularObjectBytes / WORD_BYTES;
  while (lab.freeWords > leaveWords) {
    const sizeWords = Math.min(maxWords, lab.freeWords - leaveWords);
    if (sizeWords < FIXED_ARRAY_ELEMENTS) {
      newSpace.skipAtTop(sizeWords); // too small for an array
      return;
    }
    heap.structure.words[lab.top] = makeHeader(FIXED_ARRAY, sizeWords);
    const address = lab.top;
    heap.structure.words.fill(0, address + 1, address + sizeWords);
    lab.top += sizeWords;
    heap.allocatedObjects++;
    onArray?.(address);
  }
}

/**
 * Arrays of `objectBytes` each, the last one as large as what is left of `bytes`; a rest too small for an array becomes
 * a filler. No collection happens. False when there was no room.
 */
export function pad(heap: Heap, young: boolean, bytes: number, objectBytes: number, onArray: (address: number) => void): boolean {
  let leftWords = Math.floor(bytes / WORD_BYTES);
  const arrayWords = Math.floor(objectBytes / WORD_BYTES);
  while (leftWords > 0) {
    const sizeWords = Math.min(leftWords, arrayWords);
    if (sizeWords <= FIXED_ARRAY_ELEMENTS) return fillRest(heap, young, sizeWords);
    const address = heap.allocate(FIXED_ARRAY, sizeWords, young, 'none');
    if (address === 0) return false;
    onArray(address);
    leftWords -= sizeWords;
  }
  return true;
}

/** Two words at most, where the next object would go. */
function fillRest({ structure }: Heap, young: boolean, words: number): boolean {
  const space = structure.oldSpaceOf(FIXED_ARRAY);
  if ((young ? structure.newSpace : space).lab.freeWords < words) return false;
  if (young) structure.newSpace.skipAtTop(words);
  else space.wasteAtTop(words);
  return true;
}

export function resizeNewSpace(heap: Heap, how: 'grow' | 'grow-to-max' | 'shrink'): void {
  const { newSpace, newLargeSpace } = heap.structure;
  const { minimumSemispaceBytes, initialSemispaceBytes, maximumSemispaceBytes } = heap.configuration.sizes;
  const now = newSpace.totalCapacityBytes;
  const least = Math.max(Math.min(minimumSemispaceBytes, initialSemispaceBytes), roundUp(2 * newSpace.usedBytes, PAGE_BYTES));
  const wanted = how === 'shrink' ? Math.min(now, least) : how === 'grow' ? Math.min(2 * now, maximumSemispaceBytes) : maximumSemispaceBytes;
  if (wanted === now) return;
  newSpace.resize(wanted / PAGE_BYTES);
  if (newLargeSpace !== null) newLargeSpace.capacityBytes = newSpace.totalCapacityBytes;
}

/** Allocates arrays as a compaction would, in pages of their own, which then come to the space. The number of pages. */
export function allocateByCompactionSpace(heap: Heap, target: PagedSpace, objectBytes: number, count: number, onArray: (address: number) => void): number {
  const { structure } = heap;
  const space = new PagedSpace({ name: target.name, id: target.id, executable: target.executable }, target.area, structure.words, structure.pages, structure.chains);
  const sizeWords = Math.floor(objectBytes / WORD_BYTES);
  // What is swept meanwhile would come to the target's own list.
  const supply = { sweepOnePage: () => false, mayExpand: () => heap.allocator.mayExpand('collector'), mayForceExpand: () => heap.allocator.mayForceExpand() };
  const addresses: number[] = [];
  for (let i = 0; i < count; i++) {
    const address = space.allocateFast(sizeWords) || space.allocateSlow(sizeWords, 'collector', supply);
    if (address === 0) break;
    structure.words[address] = makeHeader(FIXED_ARRAY, sizeWords);
    structure.words.fill(0, address + 1, address + sizeWords);
    addresses.push(address);
  }
  space.closeArea();
  const pages = space.pageList().length;
  target.merge(space);
  addresses.forEach(onArray);
  return pages;
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
