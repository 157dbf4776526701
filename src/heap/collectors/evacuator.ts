/**
 * Moves live objects out of new space and out of the evacuation candidates.
 *
 * Models:    V8's evacuation in a full collection: every young survivor goes to the old generation, by copying or,
 *            on a page that is mostly live, with its page; candidates are emptied into their own space; a candidate
 *            that finds no memory keeps the rest of its objects (aborted).
 * Simplifies: no parallel tasks: pages in list order, objects in address order.
 * Invariant: a moved object's old header is its forwarding address and its mark bit is clear; its new place is on a
 *            swept page; every slot of a moved or handed-over object that points to something that moves is in
 *            toMoved.
 */
import { lowestBit } from '../../base/bit-table.ts';
import { WORD_BYTES } from '../../base/units.ts';
import { HeapFatalError } from '../fatal.ts';
import { forwardingHeader, headerKind, headerSize } from '../layout/header.ts';
import { taggedEnd, taggedFrom } from '../layout/object-layout.ts';
import { PAGE_SHIFT, pageStart } from '../layout/page-geometry.ts';
import { promotionThresholdBytes, shouldPromotePage } from '../pacing/page-promotion.ts';
import { ABORTED, EVACUATION_CANDIDATE, HOLDS_AGE_MARK, PROMOTED_WHOLE, YOUNG } from '../pages/page-flags.ts';
import type { PagedSpace, PagedSpaceSupply } from '../spaces/paged-space.ts';
import type { HeapStructure } from '../structure.ts';
import { allocateForCollector, copyWords } from './promotion.ts';
import type { SurvivalCounts } from './survival-counts.ts';
import type { Sweeper } from './sweeper.ts';

/** Pointers to these must be updated at the end. */
const TARGET_MOVES = EVACUATION_CANDIDATE | YOUNG;

export interface EvacuationRule {
  readonly pagePromotion: boolean;
  readonly reduceMemory: boolean;
  readonly promotionThresholdPercent: number;
  /** `stressed`: a few of them stay where they are; `kept`: all do. */
  readonly candidates: 'evacuated' | 'stressed' | 'kept';
}

export class Evacuator {
  promotedWords = 0;
  promotedObjects = 0;
  movedWords = 0;
  /** Candidates that still hold objects, and forwarding addresses among them: not to be swept yet. */
  private readonly aborted: { readonly page: number; readonly movedWords: number }[] = [];
  private readonly promotedWhole: number[] = [];
  /** What was evacuated, counted for who traces it. */
  readonly traced = { pages: 0, liveBytes: 0 };
  private readonly oldSpace: PagedSpace;
  private readonly structure: HeapStructure;
  private readonly supply: PagedSpaceSupply;
  private readonly sweeper: Sweeper;
  private readonly survival: SurvivalCounts;
  private readonly words: Int32Array;
  private readonly flags: Uint16Array;

  constructor(structure: HeapStructure, sweeper: Sweeper, survival: SurvivalCounts, supply: PagedSpaceSupply) {
    this.structure = structure;
    this.oldSpace = structure.oldSpace;
    this.sweeper = sweeper;
    this.survival = survival;
    this.supply = supply;
    this.words = structure.words;
    this.flags = structure.pages.flags;
  }

  get promotedPages(): number {
    return this.promotedWhole.length;
  }

  evacuateNewSpace(rule: EvacuationRule): void {
    const { newSpace, pages } = this.structure;
    for (const page of newSpace.usedPages()) {
      const live = pages.liveWords[page]! * WORD_BYTES;
      if (live === 0) continue;
      const area = pages.areaWords(page) * WORD_BYTES;
      const whole = rule.pagePromotion && shouldPromotePage(live, area, rule.promotionThresholdPercent, rule.reduceMemory) && this.supply.mayExpand('collector');
      if (this.structure.trace !== null) this.tellYoungPage(page, whole, live, promotionThresholdBytes(area, rule.promotionThresholdPercent));
      if (whole) {
        this.promotePage(page);
      } else if (!this.emptyPage(page, null)) {
        throw new HeapFatalError('MarkCompactCollector: young object promotion failed');
      }
    }
  }

  /** Live young large objects change their space; their slots are looked through like those of moved objects. */
  promoteYoungLargeObjects(): void {
    const { newLargeSpace, pages, marks } = this.structure;
    for (const page of newLargeSpace?.pageList() ?? []) {
      const address = pages.areaStart[page]!;
      if (!marks.has(address)) {
        this.structure.oldToNew.clearPages(page, pages.runLength(page));
        newLargeSpace!.release(page);
        continue;
      }
      const header = this.words[address]!;
      pages.clearFlags(page, YOUNG);
      this.structure.largeSpaceOf(headerKind(header)).relink(page, newLargeSpace!);
      this.words[address] = this.survival.survive(header, pages.objectWords[page]!);
      this.promotedWords += pages.objectWords[page]!;
      this.promotedObjects++;
      this.recordSlots(address, headerKind(header), pages.objectWords[page]!);
    }
  }

  get abortedPages(): number {
    return this.aborted.length;
  }

  /** Empties the candidates but for `kept`. Those that were not emptied stay candidates until `releaseAborted`. */
  evacuateCandidates(candidates: readonly number[], kept: ReadonlySet<number>): void {
    for (const page of candidates) {
      const space = this.structure.pagedSpaceOfPage(page);
      const before = this.movedWords;
      const emptied = !kept.has(page) && this.emptyPage(page, space);
      if (this.structure.trace !== null) this.tellCandidate(page, space.executable, emptied);
      if (!emptied) {
        this.aborted.push({ page, movedWords: this.movedWords - before });
        this.recordRemaining(page, false);
      }
    }
  }

  /** After pointers were updated: nothing leads to what has moved any more, so its memory can be freed. */
  releaseAborted(): void {
    const { pages } = this.structure;
    for (const { page, movedWords } of this.aborted) {
      pages.clearFlags(page, EVACUATION_CANDIDATE);
      pages.setFlags(page, ABORTED);
      pages.liveWords[page]! -= movedWords;
      this.sweeper.add(this.structure.pagedSpaceOfPage(page), page);
    }
  }

  private tellYoungPage(page: number, whole: boolean, liveBytes: number, thresholdBytes: number): void {
    const { trace, pages } = this.structure;
    const address = pageStart(page) * WORD_BYTES;
    if (trace?.wants('page-promotion') === true) trace.tell({ kind: 'page-promotion', address, moves: whole, liveBytes, thresholdBytes });
    this.traced.pages++;
    this.traced.liveBytes += liveBytes;
    if (trace?.wants('page-evacuated') !== true) return;
    const ms = whole ? 0 : this.copyingMs(liveBytes);
    trace.tell({ kind: 'page-evacuated', address, young: !whole, whole, executable: false, holdsAgeMark: pages.hasFlag(page, HOLDS_AGE_MARK), liveBytes, ms, success: true });
  }

  private tellCandidate(page: number, executable: boolean, success: boolean): void {
    const { trace, pages } = this.structure;
    const liveBytes = pages.liveWords[page]! * WORD_BYTES;
    this.traced.pages++;
    this.traced.liveBytes += liveBytes;
    if (trace?.wants('page-evacuated') !== true) return;
    const address = pageStart(page) * WORD_BYTES;
    trace.tell({ kind: 'page-evacuated', address, young: false, whole: false, executable, holdsAgeMark: false, liveBytes, ms: this.copyingMs(liveBytes), success });
  }

  private copyingMs(bytes: number): number {
    return (bytes * this.structure.preset.costs.evacuateNsPerByte) / 1e6;
  }

  /**
   * Copies the live objects of a page, to `target` or to the old space of each object's kind; false when memory
   * ran out half-way: the objects that remain keep their mark bits.
   */
  private emptyPage(page: number, target: PagedSpace | null): boolean {
    const { pages, marks } = this.structure;
    const cells = marks.cells;
    const first = pages.areaStart[page]! >>> 5;
    const last = (pages.areaEnd[page]! - 1) >>> 5;
    for (let cell = first; cell <= last; cell++) {
      let bits = cells[cell]!;
      while (bits !== 0) {
        const bit = bits & -bits;
        if (!this.move((cell << 5) + lowestBit(bit), target)) return false;
        bits ^= bit;
        cells[cell] = bits;
      }
    }
    return true;
  }

  private move(address: number, target: PagedSpace | null): boolean {
    const words = this.words;
    const header = words[address]!;
    const kind = headerKind(header);
    const size = headerSize(header);
    const space = target ?? this.structure.oldSpaceOf(kind);
    const moved = allocateForCollector(space, size, this.supply);
    if (moved === 0) return false;
    copyWords(words, address, moved, size);
    words[address] = forwardingHeader(moved);
    this.recordSlots(moved, kind, size);
    if (target === null) {
      words[moved] = this.survival.survive(header, size);
      this.promotedWords += size;
      this.promotedObjects++;
    } else {
      this.movedWords += size;
    }
    return true;
  }

  /** The page itself becomes a page of the old generation; nothing on it moves. */
  private promotePage(page: number): void {
    const { newSpace, pages } = this.structure;
    newSpace.surrenderPage(page);
    pages.flags[page] = PROMOTED_WHOLE;
    pages.allocatedWords[page] = 0;
    this.oldSpace.adoptPage(page);
    this.promotedWords += pages.liveWords[page]!;
    this.promotedObjects += this.recordRemaining(page, true);
    this.promotedWhole.push(page);
  }

  /** Only now may their dead objects be swept for memory: V8 source; an evacuation in between would find scraps there. */
  sweepPromotedPages(): void {
    for (const page of this.promotedWhole) this.sweeper.add(this.oldSpace, page);
  }

  /** Looks through the slots of all marked objects of a page; their number. `young`: they survive here and now. */
  private recordRemaining(page: number, young: boolean): number {
    const { pages, marks } = this.structure;
    const end = pages.areaEnd[page]!;
    let objects = 0;
    let address = marks.next(pages.areaStart[page]!, end);
    while (address >= 0) {
      const header = this.words[address]!;
      if (young) this.words[address] = this.survival.survive(header, headerSize(header));
      this.recordSlots(address, headerKind(header), headerSize(header));
      objects++;
      address = marks.next(address + 1, end);
    }
    return objects;
  }

  private recordSlots(address: number, kind: number, size: number): void {
    const words = this.words;
    const flags = this.flags;
    const end = address + taggedEnd(kind, size);
    for (let slot = address + taggedFrom(kind); slot < end; slot++) {
      const value = words[slot]!;
      if (value > 0 && (flags[value >>> PAGE_SHIFT]! & TARGET_MOVES) !== 0) this.structure.toMoved.insert(slot);
    }
  }
}
