/**
 * New space of the minor mark-sweep collector: one paged space with a free list instead of two semispaces.
 *
 * Models:    V8's PagedNewSpace: pages are added one by one up to a target (wasted memory does not count against it);
 *            allocation takes free blocks of 2 KB and more, sweeps when there are none, then adds a page. A page
 *            remembers how much of it was allocated since the last collection and how many it has outlived.
 * Simplifies: no thread sweeps beside the program.
 * Invariant: all pages carry TO; labWords[page] is what areas opened there since the last collection have given out,
 *            the open one wholly; the accounting is that of the paged space inside.
 */
import { WORD_BYTES } from '../../base/units.ts';
import type { SpaceName } from '../../vocabulary/spaces.ts';
import type { FreeListChains } from '../allocators/free-list.ts';
import type { LinearAllocationArea } from '../allocators/linear-allocation-area.ts';
import type { AreaOffsets } from '../layout/page-geometry.ts';
import { PAGE_BYTES, pageOf } from '../layout/page-geometry.ts';
import { NEVER_ALLOCATE, TO } from '../pages/page-flags.ts';
import type { PageTable } from '../pages/page-table.ts';
import { NO_PAGE } from '../pages/page-table.ts';
import type { PagedSpaceSupply } from './paged-space.ts';
import { PagedSpace } from './paged-space.ts';
import type { SpaceFigures } from './space.ts';
import type { YoungSpace } from './young-space.ts';

/** Smaller pieces are not worth an area. V8 source: where the fast path of its free lists begins. */
export const LEAST_AREA_BYTES = 2048;

export class PagedNewSpace implements YoungSpace {
  readonly name: SpaceName = 'new_space';
  readonly id: number;
  readonly lab: LinearAllocationArea;
  /** Its pages, free list and accounting. */
  readonly paged: PagedSpace;
  /** Sweeps a page that waits; false when none does. Whoever sweeps makes itself known here. */
  sweepOnePage: () => boolean = () => false;
  /** By page: words of areas opened since the last collection, less what was given back. */
  readonly labWords: Int32Array;
  /** By page: minor collections that it has stayed young in. */
  readonly age: Uint8Array;
  private targetBytes: number;
  private lastLabPage = NO_PAGE;
  private observedAt = Infinity;
  private stopAtWords = Infinity;
  private readonly pageTable: PageTable;
  /** Pages are added here, by the rules of this space; the paged space may only sweep. */
  private readonly supply: PagedSpaceSupply = {
    sweepOnePage: () => this.sweepOnePage(),
    mayExpand: () => false,
    mayForceExpand: () => false,
  };

  constructor(id: number, capacityPages: number, area: AreaOffsets, leastAreaBytes: number, words: Int32Array, pageTable: PageTable, chains: FreeListChains) {
    this.id = id;
    this.targetBytes = capacityPages * PAGE_BYTES;
    this.pageTable = pageTable;
    this.paged = new PagedSpace({ name: this.name, id, executable: false }, area, words, pageTable, chains, leastAreaBytes / WORD_BYTES);
    this.lab = this.paged.lab;
    this.labWords = new Int32Array(pageTable.capacity);
    this.age = new Uint8Array(pageTable.capacity);
  }

  allocateFast(sizeWords: number): number {
    const address = this.lab.top;
    const top = address + sizeWords;
    if (top > this.lab.limit) return 0;
    this.lab.top = top;
    return address;
  }

  allocateSlow(sizeWords: number, beyondCapacity: boolean): number {
    if (!this.openAreaFor(sizeWords, beyondCapacity)) return 0;
    const { lab } = this;
    lab.limit = Math.max(lab.limit, lab.top + sizeWords); // nobody waits for the first object of an area
    return this.allocateFast(sizeWords);
  }

  stopAt(usedWords: number): void {
    this.stopAtWords = usedWords;
    this.placeLimit();
  }

  isStopped(sizeWords: number): boolean {
    return this.usedBytes / WORD_BYTES + sizeWords >= this.stopAtWords;
  }

  /** To know it, everything that waits is swept. */
  hasRoomFor(sizeWords: number): boolean {
    if (this.lab.freeWords >= sizeWords) return true;
    while (this.sweepOnePage());
    return this.paged.freeList.has(sizeWords) || (this.mayAddPage() && sizeWords <= this.areaWords);
  }

  observeAfter(words: number): void {
    this.observedAt = this.totalAllocatedWords + words;
    this.placeLimit();
  }

  stopObserving(): void {
    this.observedAt = Infinity;
    this.placeLimit();
  }

  isObserved(sizeWords: number): boolean {
    return this.totalAllocatedWords + sizeWords >= this.observedAt;
  }

  openPageForFilling(): boolean {
    return this.openAreaFor(1, false);
  }

  hasFurtherPage(): boolean {
    while (this.sweepOnePage());
    return this.paged.freeList.availableWords > 0 || this.mayAddPage();
  }

  skipAtTop(words: number): void {
    this.lab.limit = this.lab.end;
    this.labWords[pageOf(this.lab.start)]! -= words;
    this.paged.wasteAtTop(words);
    this.placeLimit();
  }

  closeArea(): void {
    if (!this.lab.isOpen) return;
    this.labWords[pageOf(this.lab.start)]! -= this.lab.freeWords;
    this.paged.closeArea();
  }

  usedPages(): readonly number[] {
    return [...this.paged.pageList()];
  }

  pageList(): readonly number[] {
    return this.paged.pageList();
  }

  // ── For collectors ────────────────────────────────────────────────────────────────────────────────────────

  /** It was allocated in last: V8 does not promote it, as the youngest objects are there. */
  isLastAllocatedIn(page: number): boolean {
    return page === this.lastLabPage;
  }

  /** Empty pages may go. */
  get isAboveTarget(): boolean {
    return this.paged.pageList().length * PAGE_BYTES > this.targetBytes;
  }

  surrenderPage(page: number): void {
    this.paged.freeList.evictPage(page);
    this.forgetHistory(page);
    this.paged.surrenderPage(page);
  }

  /** Nothing on the page is alive: it goes, or all of it is free. */
  emptyPage(page: number): void {
    this.paged.freeList.evictPage(page);
    this.paged.setAllocatedWords(page, 0);
    this.forgetHistory(page);
    this.pageTable.trimmedWords[page] = this.pageTable.liveWords[page] = 0;
    if (this.isAboveTarget) {
      this.paged.releasePages(new Set([page]));
      return;
    }
    this.pageTable.flags[page] = TO;
    this.paged.giveBack(this.pageTable.areaStart[page]!, this.pageTable.areaWords(page));
  }

  /** The page keeps its survivors; the sweeper gets it. */
  growOlder(page: number, neverAllocate: boolean): void {
    this.pageTable.flags[page] = neverAllocate ? TO | NEVER_ALLOCATE : TO;
    this.labWords[page] = 0;
    this.age[page] = Math.min(255, this.age[page]! + 1);
  }

  /** The end of a collection: no page is the one allocated in last. */
  beginAnew(): void {
    this.lastLabPage = NO_PAGE;
  }

  reset(): void {
    for (const page of this.usedPages()) this.emptyPage(page);
    this.beginAnew();
  }

  /** Pages above a lower target go when a collection finds them empty. */
  resize(capacityPages: number): void {
    this.targetBytes = capacityPages * PAGE_BYTES;
  }

  /** After a collection: pages that could not go count as capacity. */
  finishShrinking(maximumBytes: number): void {
    if (this.isAboveTarget) this.targetBytes = Math.min(this.paged.pageList().length * PAGE_BYTES, maximumBytes);
  }

  // ── Figures ───────────────────────────────────────────────────────────────────────────────────────────────

  get totalAllocatedWords(): number {
    return this.paged.totalAllocatedWords;
  }

  get usedBytes(): number {
    return this.paged.usedBytes;
  }

  get capacityBytes(): number {
    return (this.targetBytes / PAGE_BYTES) * this.areaWords * WORD_BYTES;
  }

  /** The target; pages may be fewer, and more while marking runs. */
  get totalCapacityBytes(): number {
    return this.targetBytes;
  }

  get committedBytes(): number {
    return this.paged.committedBytes;
  }

  figures(): SpaceFigures {
    return this.paged.figures();
  }

  private get areaWords(): number {
    return this.paged.area.endWords - this.paged.area.startWords;
  }

  private openAreaFor(sizeWords: number, beyondCapacity: boolean): boolean {
    this.closeArea();
    let address = this.paged.allocateSlow(sizeWords, 'mutator', this.supply);
    if (address === 0 && (beyondCapacity || this.mayAddPage()) && sizeWords <= this.areaWords && this.addPage()) {
      address = this.paged.allocateSlow(sizeWords, 'mutator', this.supply);
    }
    if (address === 0) return false;
    const { lab } = this;
    lab.top = address; // the caller allocates
    this.lastLabPage = pageOf(address);
    this.labWords[this.lastLabPage]! += lab.end - lab.start;
    this.placeLimit();
    return true;
  }

  /** Memory that is wasted until the next collection may be made up for by more pages. */
  private mayAddPage(): boolean {
    const usable = this.paged.pageList().length * PAGE_BYTES - this.paged.wasteBytes;
    return this.targetBytes - usable >= PAGE_BYTES;
  }

  private addPage(): boolean {
    const page = this.paged.addPage();
    if (page === NO_PAGE) return false;
    this.forgetHistory(page);
    this.pageTable.flags[page] = TO;
    this.paged.giveBack(this.pageTable.areaStart[page]!, this.pageTable.areaWords(page));
    return true;
  }

  private forgetHistory(page: number): void {
    this.labWords[page] = 0;
    this.age[page] = 0;
  }

  /** Where the observer has to be asked, or the end. */
  private placeLimit(): void {
    const { lab } = this;
    if (!lab.isOpen) return;
    const free = Math.min(this.observedAt - this.totalAllocatedWords, this.stopAtWords - this.usedBytes / WORD_BYTES) - 1;
    lab.limit = Math.min(lab.end, lab.top + Math.max(0, free));
  }
}
