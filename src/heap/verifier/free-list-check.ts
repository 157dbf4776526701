/**
 * The free lists, followed link by link before any page is walked.
 *
 * Models:    V8's verification of free-list lengths and sums.
 * Simplifies: nothing.
 * Invariant: afterwards `blocks` holds every block once; the page walk must meet each of them exactly there.
 */
import { WORD_BYTES } from '../../base/units.ts';
import { CATEGORY_COUNT, categoryOf } from '../allocators/free-list-categories.ts';
import { MINIMUM_FREE_BLOCK_WORDS } from '../allocators/fillers.ts';
import { NEXT_BLOCK_WORD, NO_CATEGORY } from '../allocators/free-list.ts';
import { headerKind, headerSize } from '../layout/header.ts';
import { FREE_SPACE } from '../layout/object-layout.ts';
import { pageOf } from '../layout/page-geometry.ts';
import { EVACUATION_CANDIDATE, NEVER_ALLOCATE, UNSWEPT } from '../pages/page-flags.ts';
import type { PagedSpace } from '../spaces/paged-space.ts';
import type { Verification } from './verification.ts';
import { placeOf, violation } from './violation.ts';

/** No block may be on the list of such a page. */
const NO_BLOCKS = UNSWEPT | EVACUATION_CANDIDATE | NEVER_ALLOCATE;

export function verifyFreeList(verification: Verification, space: PagedSpace): void {
  const { freeList } = space;
  let words = 0;
  for (let category = 0; category < CATEGORY_COUNT; category++) {
    const head = freeList.heads[category]!;
    if (((freeList.nonEmpty >>> category) & 1) !== (head === NO_CATEGORY ? 0 : 1)) {
      violation('the bit of a free-list category does not tell whether it has blocks', { space: space.name, category });
    }
    words += verifyCategory(verification, space, category, head);
  }
  if (words !== freeList.availableWords) {
    violation('the free list miscounts its words', { space: space.name, counted: words, stored: freeList.availableWords });
  }
}

function verifyCategory(verification: Verification, space: PagedSpace, category: number, head: number): number {
  const { chains } = space.freeList;
  let words = 0;
  let previous = NO_CATEGORY;
  for (let pageCategory = head; pageCategory !== NO_CATEGORY; pageCategory = chains.nextPageCategory[pageCategory]!) {
    const page = Math.floor(pageCategory / CATEGORY_COUNT);
    if (pageCategory % CATEGORY_COUNT !== category || page > verification.lastPage) {
      violation('a free-list category links to one that is not its own', { space: space.name, category, pageCategory });
    }
    if (chains.previousPageCategory[pageCategory] !== previous) {
      violation('the links of a free-list category are not each other’s reverse', { space: space.name, page, category });
    }
    if (chains.firstBlock[pageCategory] === 0) violation('an empty chain is linked', { space: space.name, page, category });
    // A chain that is linked twice has its blocks met twice, so this ends.
    words += verifyChain(verification, space, page, category, chains.firstBlock[pageCategory]!);
    previous = pageCategory;
  }
  return words;
}

function verifyChain(verification: Verification, space: PagedSpace, page: number, category: number, first: number): number {
  const { structure, blocks } = verification;
  const { pages, words } = structure;
  if (pages.owner[page] !== space.id) violation('a free list has blocks of another space’s page', { space: space.name, page, category });
  if ((pages.flags[page]! & NO_BLOCKS) !== 0) {
    violation('a page that may not be allocated on has blocks on the free list', { space: space.name, page, category, flags: pages.flags[page] });
  }
  let total = 0;
  for (let block = first; block !== 0; block = words[block + NEXT_BLOCK_WORD]!) {
    if (pageOf(block) !== page) violation('a free block is on another page than its chain', { ...placeOf(structure, block), chainOfPage: page, category });
    if (blocks.has(block)) violation('a free block is on the list twice', { ...placeOf(structure, block), category });
    blocks.add(block);
    verification.freeBlocks++;
    const header = words[block]!;
    const size = headerSize(header);
    if (header < 0 || headerKind(header) !== FREE_SPACE || size < MINIMUM_FREE_BLOCK_WORDS) {
      violation('a block on the free list is no free space', { ...placeOf(structure, block), category, header });
    }
    if (words[block + 1] !== size) {
      violation('a free block has two sizes', { ...placeOf(structure, block), header: size, secondWord: words[block + 1] });
    }
    if (block < pages.areaStart[page]! || block + size > pages.areaEnd[page]!) {
      violation('a free block crosses the area of its page', { ...placeOf(structure, block), sizeWords: size });
    }
    if (categoryOf(size * WORD_BYTES) !== category) {
      violation('a free block is in the wrong category', { ...placeOf(structure, block), sizeWords: size, category, right: categoryOf(size * WORD_BYTES) });
    }
    total += size;
  }
  return total;
}
