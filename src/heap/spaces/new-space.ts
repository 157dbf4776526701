/**
 * New space: allocation goes through the pages of to-space; from-space waits for the next scavenge.
 *
 * Models:    V8's semispace new space: page tails lost or parked, capacity in pages, age mark, pages committed
 *            at once or on demand, growth past the capacity while marking (versions that do not scavenge then),
 *            pages with objects that a scavenge pinned.
 * Simplifies: one observer of allocation, which is asked before the object that it waits for.
 * Invariant: [area start, top) of the current page and the whole area of the pages before it are covered by
 *            objects and fillers; pages behind the current one hold nothing.
 */
import { WORD_BYTES } from '../../base/units.ts';
import type { NewSpacePolicy } from '../../flags/presets/preset.ts';
import type { SpaceName } from '../../vocabulary/spaces.ts';
import { writeFiller } from '../allocators/fillers.ts';
import { LinearAllocationArea } from '../allocators/linear-allocation-area.ts';
import type { AreaOffsets } from '../layout/page-geometry.ts';
import { PAGE_BYTES, pageOf } from '../layout/page-geometry.ts';
import { BELOW_AGE_MARK, FROM, HOLDS_AGE_MARK, QUARANTINED, TO } from '../pages/page-flags.ts';
import type { PageTable } from '../pages/page-table.ts';
import { FRESH_TO_PAGE, Semispace } from './semispace.ts';
import type { SpaceFigures } from './space.ts';
import type { YoungSpace } from './young-space.ts';

interface ParkedTail {
  readonly start: number;
  readonly end: number;
}

export class NewSpace implements YoungSpace {
  readonly name: SpaceName = 'new_space';
  readonly id: number;
  readonly lab = new LinearAllocationArea();
  /** Objects below it (in allocation order) have survived a collection. 0 when new space was emptied. */
  ageMark = 0;
  /** Page tails that are worth it are kept for objects that fit (--allocation-buffer-parking). */
  parksTails = true;
  /** Pages that each half may use. */
  capacityPages: number;
  readonly areaWords: number;
  private to: Semispace;
  private from: Semispace;
  /** Index of the current page in to-space; -1 when none is open. */
  private current = -1;
  private parked: ParkedTail[] = [];
  /** Pages beside to-space, on top of the capacity, with the words of objects that a scavenge left on them where they were. */
  private readonly quarantined = new Map<number, number>();
  private allocatedInClosedAreas = 0;
  /** Where the mutator's share of the open area begins: above survivors that were copied into it. */
  private accountedFrom = 0;
  /** Allocation is observed when `totalAllocatedWords` would reach this. */
  private observedAt = Infinity;
  /** Allocation stops when so many words of to-space are used. */
  private stopAtWords = Infinity;
  private readonly words: Int32Array;
  private readonly pageTable: PageTable;
  private readonly policy: NewSpacePolicy;

  constructor(id: number, capacityPages: number, area: AreaOffsets, policy: NewSpacePolicy, words: Int32Array, pageTable: PageTable) {
    this.id = id;
    this.capacityPages = capacityPages;
    this.areaWords = area.endWords - area.startWords;
    this.policy = policy;
    this.words = words;
    this.pageTable = pageTable;
    this.to = new Semispace(pageTable, id, area);
    this.from = new Semispace(pageTable, id, area);
    if (policy.commit === 'eager') this.to.commitUpTo(capacityPages, FRESH_TO_PAGE);
  }

  /** An address, or 0: then `allocateSlow`. */
  allocateFast(sizeWords: number): number {
    const address = this.lab.top;
    const top = address + sizeWords;
    if (top > this.lab.limit) return 0;
    this.lab.top = top;
    return address;
  }

  /**
   * Goes on to the next page, or back to a parked tail; 0 when the capacity is used up: then the area stays open.
   * `beyondCapacity`: pages may be added past it (marking is running in a version that does not scavenge then).
   */
  allocateSlow(sizeWords: number, beyondCapacity: boolean): number {
    if (this.commitNextPage(beyondCapacity)) {
      this.leaveTail(this.parksTails ? this.policy.parkedTailMinimumBytes : null);
      this.openCommittedPage();
      this.placeLimit();
      return this.allocateBeyondLimit(sizeWords);
    }
    const tail = this.parked.findIndex((candidate) => candidate.end - candidate.start >= sizeWords);
    if (tail < 0) return 0;
    this.leaveTail(this.parksTails ? this.policy.parkedTailMinimumBytes : null);
    this.reopenTail(tail);
    this.placeLimit();
    return this.allocateBeyondLimit(sizeWords);
  }

  /** The first object of an area that was just opened: nobody waits for it, though what was left behind may bring the stop. */
  private allocateBeyondLimit(sizeWords: number): number {
    const { lab } = this;
    if (sizeWords > lab.freeWords) return 0;
    lab.limit = Math.max(lab.limit, lab.top + sizeWords);
    return this.allocateFast(sizeWords);
  }

  /** From here on: allocation stops at the object with which the mutator has allocated so many words more. */
  observeAfter(words: number): void {
    this.observedAt = this.totalAllocatedWords + words;
    this.placeLimit();
  }

  stopObserving(): void {
    this.observedAt = Infinity;
    this.placeLimit();
  }

  /** Allocation stops, for stress, at the object with which so many words of to-space are used. */
  stopAt(usedWords: number): void {
    this.stopAtWords = usedWords;
    this.placeLimit();
  }

  /** Whether an object of this size is the one that stress waits for. */
  isStopped(sizeWords: number): boolean {
    return this.usedBytes / WORD_BYTES + sizeWords >= this.stopAtWords;
  }

  /** Whether an object of this size is the one that the observer waits for. */
  isObserved(sizeWords: number): boolean {
    return this.totalAllocatedWords + sizeWords >= this.observedAt;
  }

  /** Room for one more object of this size without a collection. */
  hasRoomFor(sizeWords: number): boolean {
    return (
      this.lab.freeWords >= sizeWords ||
      (this.current + 1 < this.capacityPages && sizeWords <= this.areaWords) ||
      this.parked.some((tail) => tail.end - tail.start >= sizeWords)
    );
  }

  /** Leaves the current page for the next one; false when the capacity is used up. */
  openPageForFilling(): boolean {
    this.leaveTail(this.parksTails ? this.policy.parkedTailMinimumBytes : null);
    return this.openNextPage(false);
  }

  hasFurtherPage(): boolean {
    return this.current + 1 < this.capacityPages;
  }

  /** Fillers count as used, like page tails. */
  skipAtTop(words: number): void {
    writeFiller(this.words, this.lab.top, words);
    this.lab.top += words;
  }

  /** Opens the next page for copying survivors: the rest of the current page is lost, never parked. */
  advanceForCopying(): boolean {
    if (!this.commitNextPage(false)) return false;
    this.accountedFrom = this.lab.top; // survivors are not allocations
    this.leaveTail(null);
    this.openCommittedPage();
    return true;
  }

  /** The halves swap roles; to-space is then empty and closed. */
  flip(): void {
    this.recordClosedArea();
    this.parked = [];
    const emptied = this.to;
    this.to = this.from;
    this.from = emptied;
    this.releaseQuarantined();
    for (const page of this.from.pages) this.pageTable.flags[page] = (this.pageTable.flags[page]! & (BELOW_AGE_MARK | HOLDS_AGE_MARK)) | FROM;
    if (this.policy.commit === 'eager') this.to.commitUpTo(this.capacityPages, FRESH_TO_PAGE);
    this.to.resetFlags(FRESH_TO_PAGE);
    this.current = -1;
    this.lab.close();
    this.openNextPage(false);
    this.accountedFrom = this.lab.top;
  }

  /** After a scavenge: the mark goes to the top of the survivors; from-space holds nothing any more. */
  setAgeMark(): void {
    this.ageMark = this.lab.top;
    this.accountedFrom = this.lab.top;
    for (let i = 0; i <= this.current; i++) this.pageTable.setFlags(this.to.pages[i]!, BELOW_AGE_MARK);
    if (this.current >= 0) this.pageTable.setFlags(this.to.pages[this.current]!, HOLDS_AGE_MARK);
    this.from.resetFlags(FROM);
    this.from.releaseDownTo(this.capacityPages);
    this.placeLimit();
  }

  /** A scavenge leaves objects of so many words on a page of from-space, and nothing else. */
  quarantine(page: number, words: number): void {
    this.from.surrenderPage(page);
    this.quarantined.set(page, words);
    this.pageTable.flags[page] = TO | BELOW_AGE_MARK | QUARANTINED;
  }

  /** They are pages of from-space. */
  private releaseQuarantined(): void {
    this.from.takeOver([...this.quarantined.keys()]);
    this.quarantined.clear();
  }

  /** After a full collection: nothing is left in new space. */
  reset(): void {
    this.recordClosedArea();
    this.parked = [];
    this.releaseQuarantined();
    this.to.releaseDownTo(this.capacityPages);
    this.from.releaseDownTo(this.capacityPages);
    if (this.policy.commit === 'eager') this.to.commitUpTo(this.capacityPages, FRESH_TO_PAGE);
    this.to.resetFlags(FRESH_TO_PAGE);
    this.from.resetFlags(FROM);
    this.ageMark = 0;
    this.current = -1;
    this.lab.close();
    this.accountedFrom = 0;
    if (this.policy.commit === 'eager') this.openNextPage(false);
    this.placeLimit();
  }

  /** Only between collections, when allocation is within the new capacity. */
  resize(capacityPages: number): void {
    this.capacityPages = capacityPages;
    this.to.releaseDownTo(Math.max(capacityPages, this.current + 1));
    this.from.releaseDownTo(capacityPages);
    if (this.policy.commit === 'eager') {
      this.to.commitUpTo(capacityPages, FRESH_TO_PAGE);
      if (this.from.pages.length > 0) this.from.commitUpTo(capacityPages, FROM);
    }
  }

  /** A page whose live objects move to the old generation as they are. */
  surrenderPage(page: number): void {
    if (this.quarantined.delete(page)) return;
    (this.pageTable.hasFlag(page, FROM) ? this.from : this.to).surrenderPage(page);
  }

  /** Covers the open area, so that every used page can be walked to its end. */
  closeArea(): void {
    this.leaveTail(null);
  }

  /** Pages with objects, in allocation order: the quarantined ones are older than the others. */
  usedPages(): readonly number[] {
    return [...this.quarantined.keys(), ...this.to.pages.slice(0, this.current + 1)];
  }

  fromPages(): readonly number[] {
    return this.from.pages;
  }

  /** Where the objects of a used page end. */
  usedEnd(page: number): number {
    const open = this.current >= 0 && this.to.pages[this.current] === page;
    return open && this.lab.isOpen ? this.lab.top : this.pageTable.areaEnd[page]!;
  }

  pageList(): readonly number[] {
    return [...this.to.pages, ...this.from.pages, ...this.quarantined.keys()];
  }

  /** Words allocated by the mutator since the heap began: survivors and fillers are not counted. */
  get totalAllocatedWords(): number {
    return this.allocatedInClosedAreas + Math.max(0, this.lab.top - this.accountedFrom);
  }

  /** Every page before the current one counts as fully used, a quarantined one by what was left there. */
  get usedBytes(): number {
    return this.usedOfCapacityBytes + this.quarantinedBytes;
  }

  get quarantinedBytes(): number {
    if (this.quarantined.size === 0) return 0;
    return [...this.quarantined.values()].reduce((sum, words) => sum + words, 0) * WORD_BYTES;
  }

  get quarantinedPages(): number {
    return this.quarantined.size;
  }

  private get usedOfCapacityBytes(): number {
    if (this.current < 0) return 0;
    const page = this.to.pages[this.current]!;
    const inCurrent = this.usedEnd(page) - this.pageTable.areaStart[page]!;
    return (this.current * this.areaWords + inCurrent) * WORD_BYTES;
  }

  /** Allocatable bytes of one half. */
  get capacityBytes(): number {
    return this.capacityPages * this.areaWords * WORD_BYTES;
  }

  /** Page bytes of one half: V8's total capacity. */
  get totalCapacityBytes(): number {
    return this.capacityPages * PAGE_BYTES;
  }

  get committedBytes(): number {
    return (this.to.pages.length + this.from.pages.length + this.quarantined.size) * PAGE_BYTES;
  }

  figures(): SpaceFigures {
    return {
      pages: this.to.pages.length + this.from.pages.length + this.quarantined.size,
      committedBytes: this.committedBytes,
      usedBytes: this.usedBytes,
      availableBytes: Math.max(0, this.capacityBytes - this.usedOfCapacityBytes),
      wasteBytes: 0,
    };
  }

  private recordClosedArea(): void {
    if (!this.lab.isOpen) return;
    this.allocatedInClosedAreas += Math.max(0, this.lab.top - this.accountedFrom);
    this.accountedFrom = this.lab.top;
  }

  /** Outside collections: where the observer has to be asked, or the end. */
  private placeLimit(): void {
    const { lab } = this;
    if (!lab.isOpen) return;
    const free = Math.min(this.observedAt - this.totalAllocatedWords, this.stopAtWords - this.usedBytes / WORD_BYTES) - 1;
    lab.limit = Math.min(lab.end, lab.top + Math.max(0, free));
  }

  private leaveTail(parkFromBytes: number | null): void {
    const { top, end } = this.lab;
    if (!this.lab.isOpen) return;
    this.recordClosedArea();
    writeFiller(this.words, top, end - top);
    if (parkFromBytes !== null && (end - top) * WORD_BYTES >= parkFromBytes) this.parked.push({ start: top, end });
    this.lab.close();
    this.accountedFrom = 0;
  }

  private openNextPage(beyondCapacity: boolean): boolean {
    if (!this.commitNextPage(beyondCapacity)) return false;
    this.openCommittedPage();
    return true;
  }

  /** Makes sure that there is a page behind the current one; changes nothing else. */
  private commitNextPage(beyondCapacity: boolean): boolean {
    const next = this.current + 1;
    if (next >= this.capacityPages && !beyondCapacity) return false;
    return next < this.to.pages.length || this.to.commitPage(FRESH_TO_PAGE);
  }

  private openCommittedPage(): void {
    const page = this.to.pages[++this.current]!;
    this.lab.open(this.pageTable.areaStart[page]!, this.pageTable.areaEnd[page]!);
    this.accountedFrom = this.lab.top;
  }

  private reopenTail(index: number): void {
    const [tail] = this.parked.splice(index, 1);
    const { start, end } = tail!;
    this.to.moveToEnd(this.to.pages.indexOf(pageOf(start)));
    this.lab.open(start, end);
    this.accountedFrom = start;
  }
}
