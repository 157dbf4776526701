/**
 * A space of regular pages with a free list and one open linear allocation area.
 *
 * Models:    V8's paged spaces: old, code, map, trusted and the textbook heap's typed spaces.
 * Simplifies: one linear allocation area, used by mutator and collectors in turn.
 * Invariant: for every page, objects + free blocks + waste + open area = area; sizeWords is the sum of
 *            allocatedWords of its pages and counts the open area as allocated.
 */
import { WORD_BYTES } from '../../base/units.ts';
import { invariant } from '../../base/invariant.ts';
import type { SpaceName } from '../../vocabulary/spaces.ts';
import type { AllocationOrigin, FreeListChains } from '../allocators/free-list.ts';
import { FreeList } from '../allocators/free-list.ts';
import { writeFiller } from '../allocators/fillers.ts';
import { LinearAllocationArea } from '../allocators/linear-allocation-area.ts';
import { headerKind, headerSize } from '../layout/header.ts';
import { isFillerKind } from '../layout/object-layout.ts';
import type { AreaOffsets } from '../layout/page-geometry.ts';
import { PAGE_BYTES, pageOf } from '../layout/page-geometry.ts';
import { EVACUATION_CANDIDATE, NEVER_ALLOCATE } from '../pages/page-flags.ts';
import type { PageTable } from '../pages/page-table.ts';
import { NO_PAGE } from '../pages/page-table.ts';
import type { Space, SpaceFigures } from './space.ts';

/** What a paged space must ask the heap for when its free list has no room. */
export interface PagedSpaceSupply {
  /** Sweeps pages of this space until one has given memory back; false when none is left to sweep. */
  sweepOnePage(space: PagedSpace): boolean;
  /** Whether the space may take one more page now. */
  mayExpand(origin: AllocationOrigin): boolean;
  /** The collectors' last way out: a page even where the mutator would not get one. */
  mayForceExpand(): boolean;
}

export class PagedSpace implements Space {
  readonly name: SpaceName;
  readonly id: number;
  readonly executable: boolean;
  readonly area: AreaOffsets;
  readonly lab = new LinearAllocationArea();
  readonly freeList: FreeList;
  /** Words in objects and in the open area. */
  sizeWords = 0;
  /** Words at the ends of pages that were given back. */
  private releasedWords = 0;
  /** Words that the mutator allocated from areas closed by now (never falls). */
  private allocatedInClosedAreas = 0;
  private areaOrigin: AllocationOrigin = 'mutator';
  private readonly words: Int32Array;
  private readonly pageTable: PageTable;
  private readonly pages: number[] = [];

  constructor(
    declaration: { readonly name: SpaceName; readonly id: number; readonly executable: boolean },
    area: AreaOffsets,
    words: Int32Array,
    pageTable: PageTable,
    chains: FreeListChains,
    leastBlockWords?: number,
  ) {
    this.name = declaration.name;
    this.id = declaration.id;
    this.executable = declaration.executable;
    this.area = area;
    this.words = words;
    this.pageTable = pageTable;
    this.freeList = new FreeList(words, pageTable, chains, leastBlockWords);
  }

  /** An address, or 0 when the open area has no room: then `allocateSlow`. */
  allocateFast(sizeWords: number): number {
    const address = this.lab.top;
    const top = address + sizeWords;
    if (top > this.lab.limit) return 0;
    this.lab.top = top;
    return address;
  }

  /**
   * Opens another area with room for `sizeWords` and allocates from it; 0 when there is none.
   * Order: free list, sweeping a page, a new page, sweeping everything, and for collectors a forced page.
   */
  allocateSlow(sizeWords: number, origin: AllocationOrigin, supply: PagedSpaceSupply): number {
    this.closeArea();
    this.areaOrigin = origin;
    if (
      this.openFromFreeList(sizeWords, origin) ||
      (supply.sweepOnePage(this) && this.openFromFreeList(sizeWords, origin)) ||
      (supply.mayExpand(origin) && this.openNewPage()) ||
      this.openAfterFullSweep(sizeWords, origin, supply) ||
      (origin === 'collector' && supply.mayForceExpand() && this.openNewPage())
    ) {
      return this.allocateFast(sizeWords);
    }
    return 0;
  }

  /** Covers so many words at the top of the open area; they are waste. */
  wasteAtTop(words: number): void {
    const { top } = this.lab;
    const page = pageOf(top);
    writeFiller(this.words, top, words);
    if (this.areaOrigin === 'mutator') this.allocatedInClosedAreas += this.lab.usedWords;
    const { limit } = this.lab;
    this.lab.open(top + words, limit);
    this.pageTable.allocatedWords[page]! -= words;
    this.sizeWords -= words;
    this.pageTable.wastedWords[page]! += words;
    this.freeList.wastedWords += words;
  }

  /** Gives what is left of the open area back. */
  closeArea(): void {
    const { top, end } = this.lab;
    if (!this.lab.isOpen) return;
    if (this.areaOrigin === 'mutator') this.allocatedInClosedAreas += this.lab.usedWords;
    this.lab.close();
    if (end > top) {
      this.pageTable.allocatedWords[pageOf(top)]! -= end - top;
      this.sizeWords -= end - top;
      this.giveBack(top, end - top);
    }
  }

  /** Words that the mutator allocated in this space since the heap began. */
  get totalAllocatedWords(): number {
    return this.allocatedInClosedAreas + (this.areaOrigin === 'mutator' ? this.lab.usedWords : 0);
  }

  /** Free memory that is not counted as allocated: onto the free list, or waste where nothing may be allocated. */
  giveBack(start: number, sizeWords: number): void {
    const page = pageOf(start);
    if (this.pageTable.hasFlag(page, NEVER_ALLOCATE | EVACUATION_CANDIDATE)) {
      writeFiller(this.words, start, sizeWords);
      this.pageTable.wastedWords[page]! += sizeWords;
      this.freeList.wastedWords += sizeWords;
      return;
    }
    this.freeList.free(start, sizeWords);
  }

  /** Takes the whole free list away: its blocks are waste until their pages are swept. */
  dropFreeList(): void {
    for (const page of this.pages) this.dropFreeBlocks(page);
  }

  /** Takes the page's blocks off the free list; they are waste until the page is swept. */
  dropFreeBlocks(page: number): void {
    const free = this.freeList.pageAvailableWords(page);
    const waste = this.pageTable.wastedWords[page]! + free;
    this.freeList.evictPage(page);
    this.pageTable.wastedWords[page] = waste;
    this.freeList.wastedWords += waste;
  }

  /** Makes every page never-allocate, without a collection. */
  abandonFreeMemory(): void {
    this.closeArea();
    for (const page of this.pages) {
      this.dropFreeBlocks(page);
      this.pageTable.setFlags(page, NEVER_ALLOCATE);
    }
  }

  /** Adds a page with an empty, unlisted area, or NO_PAGE when the address space is used up. */
  addPage(): number {
    const page = this.pageTable.allocatePage(this.id, 0, this.area);
    if (page !== NO_PAGE) this.pages.push(page);
    return page;
  }

  /** One more page, all of it on the free list; false when the address space is used up. */
  expand(): boolean {
    const page = this.addPage();
    if (page === NO_PAGE) return false;
    this.giveBack(this.pageTable.areaStart[page]!, this.pageTable.areaWords(page));
    return true;
  }

  /** Takes over all pages of another space, with what is free on them. Its area must be closed. */
  merge(other: PagedSpace): void {
    invariant(!other.lab.isOpen, 'a space is merged when its area is closed');
    const blocks: (readonly [number, number])[] = [];
    other.freeList.forEachBlock((block, sizeWords) => blocks.push([block, sizeWords]));
    for (const page of other.pages) {
      const waste = this.pageTable.wastedWords[page]!;
      other.freeList.evictPage(page);
      this.pageTable.wastedWords[page] = waste;
      this.freeList.wastedWords += waste;
      this.pageTable.setOwner(page, this.id);
      this.pages.push(page);
    }
    for (const [block, sizeWords] of blocks) this.freeList.free(block, sizeWords);
    this.sizeWords += other.sizeWords;
    this.allocatedInClosedAreas += other.allocatedInClosedAreas;
  }

  /**
   * Gives the operating system back what lies behind the last object of a page, in whole pages of its own. The bytes
   * given back: 0 when an object is at the end, or less than a page is free there.
   */
  shrinkPage(page: number, osPageBytes: number): number {
    const end = this.pageTable.areaEnd[page]!;
    this.closeAreaOn(page);
    const top = this.highWaterMark(page);
    const unused = Math.floor(((end - top) * WORD_BYTES) / osPageBytes) * (osPageBytes / WORD_BYTES);
    if (unused === 0) return 0;
    this.dropFreeBlocks(page);
    this.pageTable.wastedWords[page]! -= unused;
    this.freeList.wastedWords -= unused;
    this.pageTable.areaEnd[page] = end - unused;
    this.pageTable.releasedWords[page]! += unused;
    this.releasedWords += unused;
    writeFiller(this.words, top, end - unused - top);
    return unused * WORD_BYTES;
  }

  /** Where the last object of a page ends. */
  private highWaterMark(page: number): number {
    const end = this.pageTable.areaEnd[page]!;
    let mark = this.pageTable.areaStart[page]!;
    for (let address = mark; address < end; address += headerSize(this.words[address]!)) {
      if (!isFillerKind(headerKind(this.words[address]!))) mark = address + headerSize(this.words[address]!);
    }
    return mark;
  }

  private closeAreaOn(page: number): void {
    if (this.lab.isOpen && pageOf(this.lab.start) === page) this.closeArea();
  }

  /** Takes over a page of another space whole, its contents accounted for by the caller. */
  adoptPage(page: number): void {
    this.pageTable.setOwner(page, this.id);
    this.pages.push(page);
  }

  /** Gives a page up to another space; its blocks must be off the free list. */
  surrenderPage(page: number): void {
    this.setAllocatedWords(page, 0);
    this.pages.splice(this.pages.indexOf(page), 1);
  }

  /** Releases pages that are in the set; their blocks must be off the free list. */
  releasePages(released: ReadonlySet<number>): void {
    if (released.size === 0) return;
    let kept = 0;
    for (const page of this.pages) {
      if (released.has(page)) this.releasePage(page);
      else this.pages[kept++] = page;
    }
    this.pages.length = kept;
  }

  private releasePage(page: number): void {
    this.releasedWords -= this.pageTable.releasedWords[page]!;
    this.pageTable.release(page);
  }

  /** Sets the words counted as allocated on a page (after marking: live words). */
  setAllocatedWords(page: number, words: number): void {
    this.sizeWords += words - this.pageTable.allocatedWords[page]!;
    this.pageTable.allocatedWords[page] = words;
  }

  pageList(): readonly number[] {
    return this.pages;
  }

  get usedBytes(): number {
    return (this.sizeWords - this.lab.freeWords) * WORD_BYTES;
  }

  get committedBytes(): number {
    return this.pages.length * PAGE_BYTES - this.releasedWords * WORD_BYTES;
  }

  get wasteBytes(): number {
    return this.freeList.wastedWords * WORD_BYTES;
  }

  /** Area bytes of all pages: what the old generation's capacity counts. */
  get capacityBytes(): number {
    return (this.pages.length * (this.area.endWords - this.area.startWords) - this.releasedWords) * WORD_BYTES;
  }

  figures(): SpaceFigures {
    return {
      pages: this.pages.length,
      committedBytes: this.committedBytes,
      usedBytes: this.usedBytes,
      availableBytes: (this.freeList.availableWords + this.lab.freeWords) * WORD_BYTES,
      wasteBytes: this.wasteBytes,
    };
  }

  private openFromFreeList(sizeWords: number, origin: AllocationOrigin): boolean {
    const block = this.freeList.take(sizeWords, origin);
    if (block === 0) return false;
    this.openArea(block, this.freeList.takenWords);
    return true;
  }

  private openAfterFullSweep(sizeWords: number, origin: AllocationOrigin, supply: PagedSpaceSupply): boolean {
    let swept = false;
    while (supply.sweepOnePage(this)) swept = true;
    return swept && this.openFromFreeList(sizeWords, origin);
  }

  private openNewPage(): boolean {
    const page = this.addPage();
    if (page === NO_PAGE) return false;
    this.openArea(this.pageTable.areaStart[page]!, this.pageTable.areaWords(page));
    return true;
  }

  private openArea(start: number, sizeWords: number): void {
    this.pageTable.allocatedWords[pageOf(start)]! += sizeWords;
    this.sizeWords += sizeWords;
    this.lab.open(start, start + sizeWords);
  }
}
