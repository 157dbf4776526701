/**
 * One mark bit per word of the simulated memory; the bit of an object is that of its first word.
 *
 * Models:    V8's marking bitmap.
 * Simplifies: one bit, set or not: grey objects are those still on the worklist; black areas set the bit of
 *            each object in them, not of every word.
 * Invariant: between full collections only unswept pages (and, while marking, marked objects) have bits set.
 */
import { BitTable } from '../../base/bit-table.ts';
import { PAGE_WORDS } from '../layout/page-geometry.ts';
import type { PageTable } from './page-table.ts';

export class MarkBits extends BitTable {
  clearPage(pages: PageTable, page: number): void {
    this.cells.fill(0, (page * PAGE_WORDS) >>> 5, ((page + pages.runLength(page)) * PAGE_WORDS) >>> 5);
  }
}
