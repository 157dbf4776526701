/**
 * The free memory of one paged space: blocks of at least three words (new space: of more), threaded through the free
 * memory itself.
 *
 * Models:    V8's FreeListManyCachedOrigin: per page and size category a last-in-first-out chain of blocks; per
 *            category a chain of pages that have blocks of it, the latest first; a search looks only at the first
 *            block of the first page, except in the last category, where it looks at every block. The mutator
 *            takes the fast path (large blocks first), collectors the best fit by category. New space does not keep
 *            small blocks (FreeListManyCachedFastPathForNewSpace): they are waste until their page is swept again.
 * Simplifies: no per-thread caches.
 * Invariant: a block's first word is a FreeSpace header with its size, its third word the next block (0 = end);
 *            availableWords is the sum of all block sizes; bit c of nonEmpty is set iff category c has a block.
 */
import type { ArraySource } from '../../base/array-source.ts';
import { NEW_ARRAYS } from '../../base/array-source.ts';
import { invariant } from '../../base/invariant.ts';
import { WORD_BYTES } from '../../base/units.ts';
import { lowestBit } from '../../base/bit-table.ts';
import { headerSize } from '../layout/header.ts';
import { pageOf } from '../layout/page-geometry.ts';
import type { PageTable } from '../pages/page-table.ts';
import { MINIMUM_FREE_BLOCK_WORDS, writeFiller } from './fillers.ts';
import {
  CATEGORY_COUNT,
  FAST_PATH_FIRST_CATEGORY,
  FAST_PATH_TINY_FALLBACK_CATEGORY,
  LAST_CATEGORY,
  TINY_OBJECT_MAX_BYTES,
  categoryOf,
  fastCategoryOf,
} from './free-list-categories.ts';

export const NEXT_BLOCK_WORD = 2;
export const NO_CATEGORY = -1;

/** Who asks: the search order depends on it. */
export type AllocationOrigin = 'mutator' | 'collector';

/**
 * The chains of all pages of a heap, shared by its free lists. A page category is the number
 * `page × 24 + category`.
 */
export class FreeListChains {
  readonly firstBlock: Int32Array;
  readonly nextPageCategory: Int32Array;
  readonly previousPageCategory: Int32Array;

  constructor(pageCount: number, arrays: ArraySource = NEW_ARRAYS) {
    this.firstBlock = arrays.int32(pageCount * CATEGORY_COUNT);
    this.nextPageCategory = arrays.int32(pageCount * CATEGORY_COUNT);
    this.previousPageCategory = arrays.int32(pageCount * CATEGORY_COUNT);
  }
}

export class FreeList {
  /** Words on the list. */
  availableWords = 0;
  /** Words given to the list that are too few for a block. */
  wastedWords = 0;
  /** Size in words of the block that the last successful `take` returned. */
  takenWords = 0;
  /** Smaller pieces are waste. */
  readonly leastBlockWords: number;
  private readonly words: Int32Array;
  private readonly pages: PageTable;
  /** This and the two below are open to the verifier, which follows every link itself. */
  readonly chains: FreeListChains;
  /** Per category: the page category searched first, or NO_CATEGORY. */
  readonly heads = new Int32Array(CATEGORY_COUNT).fill(NO_CATEGORY);
  nonEmpty = 0;

  constructor(words: Int32Array, pages: PageTable, chains: FreeListChains, leastBlockWords = MINIMUM_FREE_BLOCK_WORDS) {
    this.leastBlockWords = leastBlockWords;
    this.words = words;
    this.pages = pages;
    this.chains = chains;
  }

  /** Gives [start, start + sizeWords) to the list; too small a piece becomes a filler and waste. */
  free(start: number, sizeWords: number): void {
    if (sizeWords === 0) return;
    writeFiller(this.words, start, sizeWords);
    const page = pageOf(start);
    if (sizeWords < this.leastBlockWords) {
      this.wastedWords += sizeWords;
      this.pages.wastedWords[page]! += sizeWords;
      return;
    }
    const category = categoryOf(sizeWords * WORD_BYTES);
    const pageCategory = page * CATEGORY_COUNT + category;
    const first = this.chains.firstBlock[pageCategory]!;
    this.words[start + 1] = sizeWords;
    this.words[start + NEXT_BLOCK_WORD] = first;
    this.chains.firstBlock[pageCategory] = start;
    if (first === 0) this.linkPageCategory(pageCategory, category);
    this.availableWords += sizeWords;
  }

  /** A block of at least `sizeWords` words, taken off the list whole; 0 if there is none (or none is found). */
  take(sizeWords: number, origin: AllocationOrigin): number {
    return origin === 'mutator' ? this.takeFast(sizeWords) : this.takeBestFit(sizeWords);
  }

  /** Whether the mutator would get a block for `sizeWords`. */
  has(sizeWords: number): boolean {
    let c = this.nextNonEmpty(categoryOf(sizeWords * WORD_BYTES));
    for (; c < LAST_CATEGORY; c = this.nextNonEmpty(c + 1)) {
      if (headerSize(this.words[this.chains.firstBlock[this.heads[c]!]!]!) >= sizeWords) return true;
    }
    for (let pageCategory = this.heads[LAST_CATEGORY]!; pageCategory !== NO_CATEGORY; pageCategory = this.chains.nextPageCategory[pageCategory]!) {
      let block = this.chains.firstBlock[pageCategory]!;
      for (; block !== 0; block = this.words[block + NEXT_BLOCK_WORD]!) if (headerSize(this.words[block]!) >= sizeWords) return true;
    }
    return false;
  }

  /** Takes every block of the page off the list (the page is to be emptied or sealed); its waste no longer counts. */
  evictPage(page: number): void {
    for (let category = 0; category < CATEGORY_COUNT; category++) {
      const pageCategory = page * CATEGORY_COUNT + category;
      let block = this.chains.firstBlock[pageCategory]!;
      if (block === 0) continue;
      while (block !== 0) {
        this.availableWords -= headerSize(this.words[block]!);
        block = this.words[block + NEXT_BLOCK_WORD]!;
      }
      this.chains.firstBlock[pageCategory] = 0;
      this.unlinkPageCategory(pageCategory, category);
    }
    this.wastedWords -= this.pages.wastedWords[page]!;
    this.pages.wastedWords[page] = 0;
  }

  /** Words of the page that are on the list. */
  pageAvailableWords(page: number): number {
    let available = 0;
    for (let category = 0; category < CATEGORY_COUNT; category++) {
      let block = this.chains.firstBlock[page * CATEGORY_COUNT + category]!;
      for (; block !== 0; block = this.words[block + NEXT_BLOCK_WORD]!) available += headerSize(this.words[block]!);
    }
    return available;
  }

  /** Blocks of the page that are on the list. */
  pageBlocks(page: number): number {
    let blocks = 0;
    for (let category = 0; category < CATEGORY_COUNT; category++) {
      let block = this.chains.firstBlock[page * CATEGORY_COUNT + category]!;
      for (; block !== 0; block = this.words[block + NEXT_BLOCK_WORD]!) blocks++;
    }
    return blocks;
  }

  /** Calls back for each block; for reports and the verifier. */
  forEachBlock(visit: (block: number, sizeWords: number, category: number) => void): void {
    for (let category = 0; category < CATEGORY_COUNT; category++) {
      let pageCategory = this.heads[category]!;
      for (; pageCategory !== NO_CATEGORY; pageCategory = this.chains.nextPageCategory[pageCategory]!) {
        let block = this.chains.firstBlock[pageCategory]!;
        for (; block !== 0; block = this.words[block + NEXT_BLOCK_WORD]!) {
          visit(block, headerSize(this.words[block]!), category);
        }
      }
    }
  }

  private takeFast(sizeWords: number): number {
    const sizeBytes = sizeWords * WORD_BYTES;
    const firstCategory = fastCategoryOf(sizeBytes);
    for (let c = this.nextNonEmpty(firstCategory); c <= LAST_CATEGORY; c = this.nextNonEmpty(c + 1)) {
      const block = this.takeFirstOf(c, sizeWords);
      if (block !== 0) return block;
    }
    if (sizeBytes <= TINY_OBJECT_MAX_BYTES && this.leastBlockWords === MINIMUM_FREE_BLOCK_WORDS) {
      let c = this.nextNonEmpty(FAST_PATH_TINY_FALLBACK_CATEGORY);
      for (; c < FAST_PATH_FIRST_CATEGORY; c = this.nextNonEmpty(c + 1)) {
        const block = this.takeFirstOf(c, sizeWords);
        if (block !== 0) return block;
      }
    }
    const large = this.searchLastCategory(sizeWords);
    if (large !== 0) return large;
    let c = this.nextNonEmpty(categoryOf(sizeBytes));
    for (; c < firstCategory; c = this.nextNonEmpty(c + 1)) {
      const block = this.takeFirstOf(c, sizeWords);
      if (block !== 0) return block;
    }
    return 0;
  }

  private takeBestFit(sizeWords: number): number {
    let c = this.nextNonEmpty(categoryOf(sizeWords * WORD_BYTES));
    for (; c < LAST_CATEGORY; c = this.nextNonEmpty(c + 1)) {
      const block = this.takeFirstOf(c, sizeWords);
      if (block !== 0) return block;
    }
    return this.searchLastCategory(sizeWords);
  }

  /** The first category ≥ `from` that has a block; CATEGORY_COUNT if none. */
  private nextNonEmpty(from: number): number {
    const rest = this.nonEmpty & (-1 << from);
    return rest === 0 || from > LAST_CATEGORY ? CATEGORY_COUNT : lowestBit(rest);
  }

  private takeFirstOf(category: number, sizeWords: number): number {
    const pageCategory = this.heads[category]!;
    if (pageCategory === NO_CATEGORY) return 0;
    const block = this.chains.firstBlock[pageCategory]!;
    const blockWords = headerSize(this.words[block]!);
    if (blockWords < sizeWords) return 0;
    this.takeBlock(pageCategory, category, 0, block, blockWords);
    return block;
  }

  private searchLastCategory(sizeWords: number): number {
    let pageCategory = this.heads[LAST_CATEGORY]!;
    for (; pageCategory !== NO_CATEGORY; pageCategory = this.chains.nextPageCategory[pageCategory]!) {
      let previous = 0;
      let block = this.chains.firstBlock[pageCategory]!;
      while (block !== 0) {
        const blockWords = headerSize(this.words[block]!);
        if (blockWords >= sizeWords) {
          this.takeBlock(pageCategory, LAST_CATEGORY, previous, block, blockWords);
          return block;
        }
        previous = block;
        block = this.words[block + NEXT_BLOCK_WORD]!;
      }
    }
    return 0;
  }

  private takeBlock(pageCategory: number, category: number, previous: number, block: number, blockWords: number): void {
    const next = this.words[block + NEXT_BLOCK_WORD]!;
    if (previous !== 0) {
      this.words[previous + NEXT_BLOCK_WORD] = next;
    } else {
      this.chains.firstBlock[pageCategory] = next;
      if (next === 0) this.unlinkPageCategory(pageCategory, category);
    }
    this.availableWords -= blockWords;
    this.takenWords = blockWords;
  }

  private linkPageCategory(pageCategory: number, category: number): void {
    const head = this.heads[category]!;
    this.chains.nextPageCategory[pageCategory] = head;
    this.chains.previousPageCategory[pageCategory] = NO_CATEGORY;
    if (head !== NO_CATEGORY) this.chains.previousPageCategory[head] = pageCategory;
    this.heads[category] = pageCategory;
    this.nonEmpty |= 1 << category;
  }

  private unlinkPageCategory(pageCategory: number, category: number): void {
    const next = this.chains.nextPageCategory[pageCategory]!;
    const previous = this.chains.previousPageCategory[pageCategory]!;
    if (next !== NO_CATEGORY) this.chains.previousPageCategory[next] = previous;
    if (previous !== NO_CATEGORY) {
      this.chains.nextPageCategory[previous] = next;
      return;
    }
    invariant(this.heads[category] === pageCategory, 'a chain without a predecessor is the head', { pageCategory });
    this.heads[category] = next;
    if (next === NO_CATEGORY) this.nonEmpty &= ~(1 << category);
  }
}
