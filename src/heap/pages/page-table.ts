/**
 * All pages of a heap: which are in use, by what space, with which area, flags and live words.
 *
 * Models:    V8's memory allocator and page headers; the lowest free address is reused first.
 * Simplifies: page metadata lives beside the memory, not in it; nothing is returned to the host.
 * Invariant: flags and owner are the same on all pages of a large object's run; a free page has owner NO_SPACE
 *            and flags 0. Areas are word addresses, counts are words.
 */
import { invariant } from '../../base/invariant.ts';
import type { AreaOffsets } from '../layout/page-geometry.ts';
import { PAGE_WORDS, largePageRun, pageStart } from '../layout/page-geometry.ts';
import { LARGE } from './page-flags.ts';
import type { PagePool } from './page-pool.ts';

export const NO_SPACE = 255;
/** Returned instead of a page when the simulated address space is used up. */
export const NO_PAGE = -1;

export class PageTable {
  readonly flags: Uint16Array;
  /** Number of the owning space. */
  /** Where regular pages go that are given back; null: nowhere. */
  pool: PagePool | null = null;
  readonly owner: Uint8Array;
  readonly areaStart: Int32Array;
  /** Exclusive. */
  readonly areaEnd: Int32Array;
  /** Words marked live by the last marking (until the page is swept: words in use). */
  readonly liveWords: Int32Array;
  /** Words in objects and open areas as far as known: live words plus what was allocated since. */
  readonly allocatedWords: Int32Array;
  /** Words too small for the free list. */
  readonly wastedWords: Int32Array;
  /** Words cut off arrays: they count as allocated until the page is swept. */
  readonly trimmedWords: Int32Array;
  /** Words at the end given back to the operating system: the area ends before them. */
  readonly releasedWords: Int32Array;
  /** For a large page: size of its object in words. */
  readonly objectWords: Int32Array;
  /** First page of the run that this page belongs to (itself, for regular pages). */
  readonly runStart: Int32Array;
  private readonly runPages: Int32Array;
  private lowestFree = 1;
  /** One past the highest page ever used: loops over all pages end here. */
  end = 1;
  /** Pages in use, runs counted page by page. */
  used = 0;

  readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.flags = new Uint16Array(capacity);
    this.owner = new Uint8Array(capacity).fill(NO_SPACE);
    this.areaStart = new Int32Array(capacity);
    this.areaEnd = new Int32Array(capacity);
    this.liveWords = new Int32Array(capacity);
    this.allocatedWords = new Int32Array(capacity);
    this.wastedWords = new Int32Array(capacity);
    this.trimmedWords = new Int32Array(capacity);
    this.releasedWords = new Int32Array(capacity);
    this.objectWords = new Int32Array(capacity);
    this.runStart = new Int32Array(capacity);
    this.runPages = new Int32Array(capacity);
  }

  /** A regular page, or NO_PAGE. */
  allocatePage(space: number, flags: number, area: AreaOffsets): number {
    const page = this.takeRun(1, space, flags);
    if (page === NO_PAGE) return NO_PAGE;
    this.pool?.take();
    this.areaStart[page] = pageStart(page) + area.startWords;
    this.areaEnd[page] = pageStart(page) + area.endWords;
    return page;
  }

  /** The first page of a run for one object of `objectWords`, or NO_PAGE. */
  allocateLargePage(space: number, flags: number, headerBytes: number, objectWords: number): number {
    const page = this.takeRun(largePageRun(headerBytes, objectWords), space, flags);
    if (page === NO_PAGE) return NO_PAGE;
    this.areaStart[page] = pageStart(page) + headerBytes / 8;
    this.areaEnd[page] = pageStart(page) + headerBytes / 8 + objectWords;
    this.objectWords[page] = objectWords;
    return page;
  }

  release(page: number): void {
    invariant(this.owner[page] !== NO_SPACE, 'a page is released once', { page });
    invariant(this.runStart[page] === page, 'a run is released by its first page', { page });
    const count = this.runPages[page]!;
    if ((this.flags[page]! & LARGE) === 0) this.pool?.add();
    for (let p = page; p < page + count; p++) {
      this.owner[p] = NO_SPACE;
      this.flags[p] = 0;
    }
    this.used -= count;
    if (page < this.lowestFree) this.lowestFree = page;
  }

  isUsed(page: number): boolean {
    return this.owner[page] !== NO_SPACE;
  }

  runLength(page: number): number {
    return this.runPages[page]!;
  }

  areaWords(page: number): number {
    return this.areaEnd[page]! - this.areaStart[page]!;
  }

  hasFlag(page: number, flag: number): boolean {
    return (this.flags[page]! & flag) !== 0;
  }

  setFlags(page: number, flags: number): void {
    const end = page + this.runPages[page]!;
    for (let p = page; p < end; p++) this.flags[p]! |= flags;
  }

  clearFlags(page: number, flags: number): void {
    const end = page + this.runPages[page]!;
    for (let p = page; p < end; p++) this.flags[p]! &= ~flags;
  }

  /** The large page keeps only the beginning of its run: its object has become smaller. */
  shortenRun(page: number, objectWords: number, count: number): void {
    for (let p = page + count; p < page + this.runPages[page]!; p++) {
      this.owner[p] = NO_SPACE;
      this.flags[p] = 0;
      if (p < this.lowestFree) this.lowestFree = p;
    }
    this.used -= this.runPages[page]! - count;
    this.runPages[page] = count;
    this.objectWords[page] = objectWords;
    this.areaEnd[page] = this.areaStart[page]! + objectWords;
  }

  setOwner(page: number, space: number): void {
    this.owner.fill(space, page, page + this.runPages[page]!);
  }

  private takeRun(count: number, space: number, flags: number): number {
    let page = this.lowestFree;
    for (;;) {
      while (page < this.capacity && this.owner[page] !== NO_SPACE) page++;
      if (page + count > this.capacity) return NO_PAGE;
      let end = page + 1;
      while (end < page + count && this.owner[end] === NO_SPACE) end++;
      if (end === page + count) break;
      page = end;
    }
    if (count === 1 || page === this.lowestFree) this.lowestFree = page + count;
    if (page + count > this.end) this.end = page + count;
    this.runPages[page] = count;
    for (let p = page; p < page + count; p++) {
      this.owner[p] = space;
      this.flags[p] = flags;
      this.runStart[p] = page;
      this.liveWords[p] = 0;
      this.allocatedWords[p] = 0;
      this.wastedWords[p] = 0;
      this.trimmedWords[p] = 0;
      this.releasedWords[p] = 0;
      this.objectWords[p] = 0;
    }
    this.used += count;
    return page;
  }
}

invariant(PAGE_WORDS % 32 === 0, 'a page covers whole bitmap cells');
