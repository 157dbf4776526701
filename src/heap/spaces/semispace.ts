/**
 * Half of new space: an ordered list of pages.
 *
 * Models:    V8's semispace; pages are kept when the halves swap roles.
 * Simplifies: nothing.
 * Invariant: all pages carry the role's flag (TO or FROM); pages are used in list order.
 */
import type { AreaOffsets } from '../layout/page-geometry.ts';
import { TO } from '../pages/page-flags.ts';
import type { PageTable } from '../pages/page-table.ts';
import { NO_PAGE } from '../pages/page-table.ts';

export class Semispace {
  readonly pages: number[] = [];
  private readonly pageTable: PageTable;
  private readonly owner: number;
  private readonly area: AreaOffsets;

  constructor(pageTable: PageTable, owner: number, area: AreaOffsets) {
    this.pageTable = pageTable;
    this.owner = owner;
    this.area = area;
  }

  /** Adds a page; false when the address space is used up. */
  commitPage(flags: number): boolean {
    const page = this.pageTable.allocatePage(this.owner, flags, this.area);
    if (page === NO_PAGE) return false;
    this.pages.push(page);
    return true;
  }

  commitUpTo(pageCount: number, flags: number): boolean {
    while (this.pages.length < pageCount) {
      if (!this.commitPage(flags)) return false;
    }
    return true;
  }

  /** Releases pages from the end of the list. */
  releaseDownTo(pageCount: number): void {
    while (this.pages.length > pageCount) this.pageTable.release(this.pages.pop()!);
  }

  /** Every page gets exactly these flags. */
  resetFlags(flags: number): void {
    for (const page of this.pages) this.pageTable.flags[page] = flags;
  }

  /** Pages that were beside it. */
  takeOver(pages: readonly number[]): void {
    this.pages.push(...pages);
  }

  /** Takes a page out without releasing it (it moves to another space whole). */
  surrenderPage(page: number): void {
    this.pages.splice(this.pages.indexOf(page), 1);
  }

  moveToEnd(index: number): void {
    const [page] = this.pages.splice(index, 1);
    this.pages.push(page!);
  }
}

/** Flags of a page of the semispace that is allocated in, with nothing old on it. */
export const FRESH_TO_PAGE = TO;
