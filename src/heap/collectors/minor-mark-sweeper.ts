/**
 * The young-generation collector that copies nothing: marks what is reachable, sweeps the rest, promotes pages whole.
 *
 * Models:    V8's minor mark-sweep (--minor-ms) without concurrent marking. Roots are strong slots and the remembered set;
 *            a page that is mostly alive and was hardly allocated in lately, or has stayed young long enough, becomes a
 *            page of old space with its objects where they are; large survivors change their space; other pages wait for
 *            the sweeper, which allocation calls when it needs memory.
 * Simplifies: one thread, and marking is in the pause: with concurrent marking V8 keeps what died meanwhile. Strings are not
 *            short-cut. Promoted pages are swept, and their slots remembered, in the pause, not beside the program. What is
 *            done with weak words: scavenged-weakness.ts.
 * Invariant: never runs while a full collection marks. At the end every old slot with a young pointer is in the remembered
 *            set; no young page has slots there; every page of new space is empty and free, or unswept with its marks.
 *
 * The order of work:
 *   1. finish sweeping new space; all young pages carry FROM
 *   2. strong root slots, remembered slots, then everything they lead to
 *   3. decide what each page becomes; weak slots and weak words
 *   4. pages in list order: released, freed, promoted, left to the sweeper; large objects
 *   5. slots of promoted objects that lead to young ones are remembered, promoted pages swept
 */
import { WORD_BYTES } from '../../base/units.ts';
import { lowestBit } from '../../base/bit-table.ts';
import { WordStack } from '../../base/word-stack.ts';
import { headerKind, headerSize } from '../layout/header.ts';
import { EPHEMERONS, NOT_WEAK, hasTaggedWords, strongEnd, taggedEnd, taggedFrom, weaknessOf } from '../layout/object-layout.ts';
import { PAGE_BYTES, PAGE_SHIFT, pageOf } from '../layout/page-geometry.ts';
import type { MinorPromotionRule } from '../pacing/page-promotion.ts';
import { decideYoungPage } from '../pacing/page-promotion.ts';
import { FROM, NEVER_ALLOCATE, PROMOTED_WHOLE, TO, YOUNG } from '../pages/page-flags.ts';
import { BUCKET_CELLS, firstCell } from '../pages/slot-set.ts';
import type { PagedNewSpace } from '../spaces/paged-new-space.ts';
import type { PagedSpace } from '../spaces/paged-space.ts';
import type { HeapStructure } from '../structure.ts';
import type { YoungCollector } from './scavenged-weakness.ts';
import { ScavengedWeakness } from './scavenged-weakness.ts';
import type { SurvivalCounts } from './survival-counts.ts';
import type { Sweeper } from './sweeper.ts';

export interface MinorMarkSweepResult {
  /** Survivors that stay young, where they are. */
  readonly copiedBytes: number;
  readonly copiedObjects: number;
  readonly promotedBytes: number;
  readonly promotedObjects: number;
  readonly promotedPages: number;
  readonly releasedPages: number;
}

export class MinorMarkSweeper implements YoungCollector {
  private readonly structure: HeapStructure;
  private readonly newSpace: PagedNewSpace;
  private readonly oldSpace: PagedSpace;
  private readonly sweeper: Sweeper;
  private readonly survival: SurvivalCounts;
  private readonly weakness: ScavengedWeakness;
  private readonly worklist = new WordStack();
  private readonly words: Int32Array;
  private readonly flags: Uint16Array;
  private readonly markCells: Int32Array;
  private markedWords = 0;
  private markedObjects = 0;
  private promotedWords = 0;
  private promotedObjects = 0;

  constructor(structure: HeapStructure, newSpace: PagedNewSpace, sweeper: Sweeper, survival: SurvivalCounts) {
    this.structure = structure;
    this.newSpace = newSpace;
    this.oldSpace = structure.oldSpace;
    this.sweeper = sweeper;
    this.survival = survival;
    this.words = structure.words;
    this.flags = structure.pages.flags;
    this.markCells = structure.marks.cells;
    this.weakness = new ScavengedWeakness(structure, this);
  }

  /** Open areas must be closed. `canExpand`: whether the old generation could take so many bytes more. */
  collect(rule: MinorPromotionRule, canExpand: (bytes: number) => boolean): MinorMarkSweepResult {
    const pagesBefore = this.newSpace.pageList().length;
    this.begin();
    this.visitRoots();
    this.visitRememberedSet();
    this.drain();
    const promoted = this.choosePages(rule, canExpand);
    this.clearWeakSlots();
    this.sweepPages();
    const promotedLarge = this.promoteLargeObjects();
    for (const page of promoted) this.rememberPage(page);
    for (const page of promotedLarge) this.rememberLargeObject(page);
    for (const page of promoted) this.sweepPromotedPage(page);
    this.newSpace.beginAnew();
    this.structure.deferred.forget();
    return {
      copiedBytes: (this.markedWords - this.promotedWords) * WORD_BYTES,
      copiedObjects: this.markedObjects - this.promotedObjects,
      promotedBytes: this.promotedWords * WORD_BYTES,
      promotedObjects: this.promotedObjects,
      promotedPages: promoted.length,
      releasedPages: pagesBefore - promoted.length - this.newSpace.pageList().length,
    };
  }

  private begin(): void {
    const { structure, newSpace } = this;
    const { pages, newLargeSpace } = structure;
    structure.deferred.settle();
    while (this.sweeper.sweepOnePage(newSpace.paged));
    for (const page of [...newSpace.pageList(), ...(newLargeSpace?.pageList() ?? [])]) {
      pages.clearFlags(page, TO);
      pages.setFlags(page, FROM);
      pages.liveWords[page] = 0;
    }
    this.markedWords = this.markedObjects = this.promotedWords = this.promotedObjects = 0;
    this.worklist.clear();
    this.weakness.begin();
  }

  // ── Marking ───────────────────────────────────────────────────────────────────────────────────────────────

  private visitRoots(): void {
    for (const { slots, length } of this.structure.roots.strongTables) {
      for (let i = 0; i < length; i++) {
        const value = slots[i]!;
        if (value > 0 && (this.flags[value >>> PAGE_SHIFT]! & FROM) !== 0) this.forward(value);
      }
    }
    this.weakness.visitYoungGlobals();
  }

  /** Slots that lead to old objects leave the set. */
  private visitRememberedSet(): void {
    const { words, flags } = this;
    const { oldToNew } = this.structure;
    const { summary } = oldToNew;
    const cells = oldToNew.bits.cells;
    for (let page = 0; page < this.structure.pages.end; page++) {
      let buckets = summary[page]!;
      if (buckets === 0) continue;
      let kept = 0;
      while (buckets !== 0) {
        const bucket = lowestBit(buckets);
        buckets &= buckets - 1;
        const first = firstCell(page, bucket);
        let any = 0;
        for (let cell = first; cell < first + BUCKET_CELLS; cell++) {
          let bits = cells[cell]!;
          let remaining = bits;
          while (bits !== 0) {
            const bit = bits & -bits;
            bits ^= bit;
            const value = words[(cell << 5) + lowestBit(bit)]!;
            if (value > 0 && (flags[value >>> PAGE_SHIFT]! & FROM) !== 0) this.forward(value);
            else remaining ^= bit;
          }
          cells[cell] = remaining;
          any |= remaining;
        }
        if (any !== 0) kept |= 1 << bucket;
      }
      summary[page] = kept;
    }
  }

  private drain(): void {
    for (;;) {
      while (this.worklist.length > 0) this.visit(this.worklist.pop());
      if (!this.weakness.hasUnscanned) return;
      this.weakness.scanNext();
    }
  }

  private visit(address: number): void {
    const { words, flags } = this;
    const kind = headerKind(words[address]!);
    const end = address + strongEnd(kind, this.sizeOf(address));
    for (let slot = address + taggedFrom(kind); slot < end; slot++) {
      const value = words[slot]!;
      if (value > 0 && (flags[value >>> PAGE_SHIFT]! & FROM) !== 0) this.forward(value);
    }
  }

  /** Marks the young object; it stays where it is. */
  forward(address: number): number {
    const cell = address >>> 5;
    const bit = 1 << (address & 31);
    if ((this.markCells[cell]! & bit) !== 0) return address;
    this.markCells[cell]! |= bit;
    const { pages } = this.structure;
    const header = this.words[address]!;
    const kind = headerKind(header);
    const size = this.sizeOf(address);
    this.words[address] = this.survival.survive(header, size);
    pages.liveWords[pages.runStart[address >>> PAGE_SHIFT]!]! += size;
    this.markedWords += size;
    this.markedObjects++;
    if (weaknessOf(kind) !== NOT_WEAK) this.weakness.add(address);
    if (hasTaggedWords(kind)) this.worklist.push(address);
    return address;
  }

  survivorOf(address: number): number {
    if ((this.flags[address >>> PAGE_SHIFT]! & FROM) === 0) return address;
    return (this.markCells[address >>> 5]! & (1 << (address & 31))) !== 0 ? address : 0;
  }

  staysYoung(address: number): boolean {
    return (this.flags[address >>> PAGE_SHIFT]! & (YOUNG | PROMOTED_WHOLE)) === FROM;
  }

  // ── What becomes of the pages ─────────────────────────────────────────────────────────────────────────────

  /** The pages that are promoted get a flag, and those that may not be allocated on; the first ones. */
  private choosePages(rule: MinorPromotionRule, canExpand: (bytes: number) => boolean): readonly number[] {
    const { newSpace, structure } = this;
    const { pages, newLargeSpace, marks } = structure;
    const promoted: number[] = [];
    for (const page of newSpace.pageList()) {
      const liveBytes = pages.liveWords[page]! * WORD_BYTES;
      if (liveBytes === 0) continue;
      const areaBytes = pages.areaWords(page) * WORD_BYTES;
      const young = {
        liveBytes,
        wastedBytes: pages.wastedWords[page]! * WORD_BYTES,
        labBytes: newSpace.labWords[page]! * WORD_BYTES,
        isLast: newSpace.isLastAllocatedIn(page),
        age: newSpace.age[page]!,
      };
      const decision = decideYoungPage(young, areaBytes, PAGE_BYTES, rule);
      if (decision === 'promote' && canExpand(promoted.length * areaBytes + liveBytes)) {
        pages.setFlags(page, PROMOTED_WHOLE);
        promoted.push(page);
      } else if (decision === 'seal' || young.age === rule.maxAge) {
        pages.setFlags(page, NEVER_ALLOCATE);
      }
    }
    for (const page of newLargeSpace?.pageList() ?? []) {
      if (marks.has(pages.areaStart[page]!)) pages.setFlags(page, PROMOTED_WHOLE);
    }
    return promoted;
  }

  /** The marks are complete, and no page has changed yet. */
  private clearWeakSlots(): void {
    const { roots } = this.structure;
    this.weakness.finish();
    const weak = roots.weak.slots;
    for (let i = 0; i < roots.weak.length; i++) {
      const value = weak[i]!;
      if (value > 0) weak[i] = this.survivorOf(value);
    }
    for (const table of roots.payloads) table.followScavenge((owner) => this.survivorOf(owner), (owner) => this.staysYoung(owner));
  }

  private sweepPages(): void {
    const { newSpace, sweeper } = this;
    const { pages } = this.structure;
    const kept: number[] = [];
    for (const page of newSpace.usedPages()) {
      if (pages.hasFlag(page, PROMOTED_WHOLE)) this.promotePage(page);
      else if (pages.liveWords[page] === 0) newSpace.emptyPage(page);
      else {
        newSpace.growOlder(page, pages.hasFlag(page, NEVER_ALLOCATE));
        kept.push(page);
      }
    }
    sweeper.begin(newSpace.paged, kept);
  }

  private promotePage(page: number): void {
    const { pages } = this.structure;
    this.newSpace.surrenderPage(page);
    pages.flags[page] = 0;
    this.oldSpace.adoptPage(page);
    this.promotedWords += pages.liveWords[page]!;
  }

  /** What is free there can be allocated in, or is waste until the next full collection has swept the page. */
  private sweepPromotedPage(page: number): void {
    this.sweeper.sweepAtOnce(this.oldSpace, page);
    if (!this.structure.preset.newSpace.minorMarkSweep!.promotedPagesAreAllocatedIn) this.oldSpace.dropFreeBlocks(page);
  }

  /** Large objects that are alive; the others go. */
  private promoteLargeObjects(): readonly number[] {
    const { newLargeSpace, pages, marks, oldToNew } = this.structure;
    const promoted: number[] = [];
    for (const page of newLargeSpace?.pageList() ?? []) {
      const address = pages.areaStart[page]!;
      if (!marks.has(address)) {
        oldToNew.clearPages(page, pages.runLength(page));
        newLargeSpace!.release(page);
        continue;
      }
      marks.delete(address);
      pages.clearFlags(page, YOUNG | PROMOTED_WHOLE);
      this.structure.largeSpaceOf(headerKind(this.words[address]!)).relink(page, newLargeSpace!);
      this.promotedWords += pages.objectWords[page]!;
      promoted.push(page);
    }
    return promoted;
  }

  // ── The remembered set ────────────────────────────────────────────────────────────────────────────────────

  /** The marks of its objects are there still. */
  private rememberPage(page: number): void {
    const { pages, marks } = this.structure;
    const end = pages.areaEnd[page]!;
    for (let address = marks.next(pages.areaStart[page]!, end); address >= 0; address = marks.next(address + 1, end)) {
      this.promotedObjects++;
      this.rememberSlots(address);
    }
  }

  private rememberLargeObject(page: number): void {
    this.promotedObjects++;
    this.rememberSlots(this.structure.pages.areaStart[page]!);
  }

  /** Keys of ephemerons have a set of their own, which has them already. */
  private rememberSlots(address: number): void {
    const { words, flags } = this;
    const { oldToNew } = this.structure;
    const kind = headerKind(words[address]!);
    const size = this.sizeOf(address);
    const firstWeak = address + strongEnd(kind, size);
    const end = address + taggedEnd(kind, size);
    const step = weaknessOf(kind) === EPHEMERONS ? 2 : 1;
    for (let slot = address + taggedFrom(kind); slot < firstWeak; slot++) {
      const value = words[slot]!;
      if (value > 0 && (flags[value >>> PAGE_SHIFT]! & YOUNG) !== 0) oldToNew.insert(slot);
    }
    for (let slot = firstWeak + step - 1; slot < end; slot += step) {
      const value = words[slot]!;
      if (value > 0 && (flags[value >>> PAGE_SHIFT]! & YOUNG) !== 0) oldToNew.insert(slot);
    }
  }

  private sizeOf(address: number): number {
    return headerSize(this.words[address]!) || this.structure.pages.objectWords[pageOf(address)]!;
  }
}
