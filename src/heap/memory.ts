/**
 * The simulated memory: one Int32Array, one element per 8-byte word.
 *
 * Models:    the address space of one V8 heap.
 * Simplifies: a word has 32 bits here; raw payload beyond that is not stored. Reserving costs nothing until
 *            a page is touched, because the host maps it lazily.
 * Invariant: page 0 is never used, so address 0 is no object. The array never moves or grows.
 */
import type { ArraySource } from '../base/array-source.ts';
import { NEW_ARRAYS } from '../base/array-source.ts';
import { InvariantError, invariant } from '../base/invariant.ts';
import { PAGE_SHIFT, PAGE_WORDS } from './layout/page-geometry.ts';

/** Pointers are positive int32 word indexes, so at most 2^31 words (16 GiB of simulated memory). */
export const MAX_PAGES = 2 ** (31 - PAGE_SHIFT); // 65,536

export class SimulatedMemory {
  readonly words: Int32Array;
  readonly pageCount: number;

  constructor(pageCount: number, arrays: ArraySource = NEW_ARRAYS) {
    invariant(pageCount >= 2 && pageCount <= MAX_PAGES, 'simulated memory must have 2 to 65,536 pages', { pageCount });
    this.pageCount = pageCount;
    try {
      this.words = arrays.int32(pageCount * PAGE_WORDS);
    } catch (error) {
      throw new InvariantError('the host cannot reserve the simulated memory', { pageCount, cause: String(error) });
    }
  }
}
