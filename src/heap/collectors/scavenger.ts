/**
 * The young-generation collector: copies or promotes what is reachable, forgets the rest.
 *
 * Models:    V8's scavenger with one task. Roots are strong slots and the remembered set; survivors below the
 *            age mark are promoted, others copied to to-space, or promoted when it has no room; large survivors
 *            change their space; copies are scanned in the order they were made (Cheney), promoted objects from a
 *            worklist.
 * Simplifies: no parallel tasks; strings are not short-cut. What is done with weak words: scavenged-weakness.ts.
 * Invariant: at the end no live pointer leads to from-space, every old slot with a young pointer is in the
 *            remembered set and no other slot that was in it remains. While marking runs, marks and the marker's
 *            worklist follow the objects, and promoted objects have their slots to evacuation candidates recorded.
 *
 * The order of work:
 *   1. flip: to-space becomes from-space, young large objects are from-space too; pin what is not to move
 *   2. strong root slots, then remembered slots page by page
 *   3. until nothing is left: scan copies, promoted objects, promoted large objects
 *   4. weak slots, pages with pinned objects, dead large objects, age mark
 */
import { WORD_BYTES } from '../../base/units.ts';
import { lowestBit } from '../../base/bit-table.ts';
import { WordStack } from '../../base/word-stack.ts';
import type { UnmadeObjects } from '../deferred-writes.ts';
import { HeapFatalError } from '../fatal.ts';
import { forwardingAddress, forwardingHeader, headerAge, headerKind, headerSize, olderHeader } from '../layout/header.ts';
import { NOT_WEAK, hasTaggedWords, strongEnd, taggedFrom, weaknessOf } from '../layout/object-layout.ts';
import { PAGE_SHIFT, pageOf } from '../layout/page-geometry.ts';
import { BELOW_AGE_MARK, EVACUATION_CANDIDATE, FROM, HOLDS_AGE_MARK, LARGE, PROMOTED_WHOLE, QUARANTINED, TO } from '../pages/page-flags.ts';
import { BUCKET_CELLS, firstCell } from '../pages/slot-set.ts';
import type { LargeObjectSpace } from '../spaces/large-object-space.ts';
import type { NewSpace } from '../spaces/new-space.ts';
import type { PagedSpaceSupply } from '../spaces/paged-space.ts';
import type { HeapStructure } from '../structure.ts';
import { CopyBuffer } from './copy-buffer.ts';
import type { Marker } from './marker.ts';
import type { ObjectPinning } from './object-pinning.ts';
import type { PromotionChaos } from './promotion-chaos.ts';
import { allocateForCollector, copyWords } from './promotion.ts';
import type { YoungCollector } from './scavenged-weakness.ts';
import { ScavengedWeakness } from './scavenged-weakness.ts';
import type { SurvivalCounts } from './survival-counts.ts';

export interface ScavengeResult {
  readonly copiedBytes: number;
  readonly copiedObjects: number;
  readonly promotedBytes: number;
  readonly promotedObjects: number;
  /** Pages with pinned objects that moved to the old generation whole. */
  readonly promotedPages: number;
}

/** Young when the scavenge is over. */
const STAYS = TO | QUARANTINED;

/** More words than to-space has, and an integer that hosts compare fast. */
const NEVER = 0x3fffffff;

export class Scavenger implements YoungCollector {
  private readonly structure: HeapStructure;
  private readonly newSpace: NewSpace;
  private readonly survival: SurvivalCounts;
  private readonly buffer: CopyBuffer;
  private readonly promoted = new WordStack();
  private readonly weakness: ScavengedWeakness;
  private readonly words: Int32Array;
  private readonly flags: Uint16Array;
  private supply!: PagedSpaceSupply;
  /** The marker, while it runs: marks move with their objects. */
  private marker: Marker | null = null;
  private copiedWords = 0;
  private copiedObjects = 0;
  private promotedWords = 0;
  private promotedObjects = 0;
  /** Of the copied ones, those of the fast path: survivors of age 1, counted by age at the end. */
  private freshWords = 0;
  private freshObjects = 0;
  /** Largest object of the fast path; 0 = marking runs, and there is none. */
  private freshLimitWords = 0;
  /** Words of to-space from which on survivors are promoted whatever their age. */
  private promoteBeyondWords = NEVER;
  /** By page: where objects lie that are not made (see deferred-writes.ts); elsewhere end is 0. */
  private readonly unmadeFrom: Int32Array;
  private readonly unmadeEnd: Int32Array;
  private readonly unmadePages = new WordStack();
  private unmade: UnmadeObjects | null = null;
  /** The one object there that is made. */
  private made = 0;
  /** Survivors of an earlier scavenge are promoted by this one. */
  private readonly promotesBelowAgeMark: boolean;
  private readonly chaos: PromotionChaos | null;
  private readonly pinning: ObjectPinning | null;

  /**
   * @param chaos decides what is promoted, for stress; null = the preset does
   * @param pinning decides what does not move; null = everything moves
   */
  constructor(structure: HeapStructure, newSpace: NewSpace, survival: SurvivalCounts, chaos: PromotionChaos | null = null, pinning: ObjectPinning | null = null) {
    this.structure = structure;
    this.newSpace = newSpace;
    this.survival = survival;
    this.chaos = chaos;
    this.pinning = pinning;
    this.words = structure.words;
    this.flags = structure.pages.flags;
    this.promotesBelowAgeMark = structure.preset.newSpace.promotion.belowAgeMark;
    this.unmadeFrom = new Int32Array(structure.pages.capacity);
    this.unmadeEnd = new Int32Array(structure.pages.capacity);
    this.buffer = new CopyBuffer(newSpace, structure.preset.newSpace, structure.words);
    this.weakness = new ScavengedWeakness(structure, this);
  }

  /** Open areas of the old generation must be closed before and after. `marker`: marking is under way. */
  collect(supply: PagedSpaceSupply, marker: Marker | null): ScavengeResult {
    this.marker = marker;
    this.begin(supply);
    this.pinObjects();
    this.visitRoots();
    this.buffer.rootsAreDone();
    this.visitRememberedSet();
    this.scanSurvivors();
    this.finish();
    return {
      copiedBytes: this.copiedWords * WORD_BYTES,
      copiedObjects: this.copiedObjects,
      promotedBytes: this.promotedWords * WORD_BYTES,
      promotedObjects: this.promotedObjects,
      promotedPages: this.pinning?.promotedPages ?? 0,
    };
  }

  private begin(supply: PagedSpaceSupply): void {
    const { marker } = this;
    const { newSpace } = this;
    const { newLargeSpace, pages, preset, deferred } = this.structure;
    this.supply = supply;
    this.copiedWords = this.copiedObjects = this.promotedWords = this.promotedObjects = 0;
    this.freshWords = this.freshObjects = 0;
    this.chaos?.begin();
    this.freshLimitWords = this.marker === null && this.chaos === null ? this.buffer.objectLimitWords : 0;
    const share = preset.newSpace.promotion.toSpaceShare;
    this.promoteBeyondWords = share === null ? NEVER : Math.ceil((newSpace.capacityBytes / WORD_BYTES) * share);
    if (marker !== null || this.pinning !== null) deferred.settle(); // marks are of objects, and so are pins
    newSpace.flip();
    this.findUnmade();
    deferred.forget();
    for (const page of newLargeSpace?.pageList() ?? []) {
      pages.clearFlags(page, TO);
      pages.setFlags(page, FROM);
    }
    this.buffer.begin();
    this.promoted.clear();
    this.weakness.begin();
  }

  /** One stretch a page, all of the same objects; what else is unmade is made now, as is what an age mark divides. */
  private findUnmade(): void {
    const { unmade, made } = this.structure.deferred;
    const { unmadeFrom, unmadeEnd, unmadePages } = this;
    for (let i = 0; i < unmadePages.length; i++) unmadeEnd[unmadePages.items[i]!] = 0;
    unmadePages.clear();
    this.unmade = unmade.strides[0] ?? null;
    this.made = made;
    for (let i = 0; i < unmade.count; i++) {
      const from = unmade.bounds[2 * i]!;
      const end = unmade.bounds[2 * i + 1]!;
      const page = pageOf(from);
      if (unmade.strides[i] !== this.unmade || unmadeEnd[page] !== 0 || (this.flags[page]! & BELOW_AGE_MARK) !== 0) {
        unmade.strides[i]!.makeStretch(from, end);
      } else {
        unmadeFrom[page] = from;
        unmadeEnd[page] = end;
        unmadePages.push(page);
      }
    }
  }

  /** They survive where they are, and are looked through like the others. */
  private pinObjects(): void {
    const { words, flags, pinning } = this;
    for (const address of pinning?.choose() ?? []) {
      const header = words[address]!;
      const kind = headerKind(header);
      const size = headerSize(header);
      words[address] = this.survival.survive(header, size);
      if (weaknessOf(kind) !== NOT_WEAK) this.weakness.add(address);
      if ((flags[address >>> PAGE_SHIFT]! & QUARANTINED) !== 0) {
        this.copiedWords += size;
        this.copiedObjects++;
        this.buffer.queue.push(address, address + size);
      } else {
        this.promotedWords += size;
        this.promotedObjects++;
        if (hasTaggedWords(kind)) this.promoted.push(address);
      }
    }
  }

  private visitRoots(): void {
    for (const { slots, length } of this.structure.roots.strongTables) {
      for (let i = 0; i < length; i++) {
        const value = slots[i]!;
        if (value > 0 && (this.flags[value >>> PAGE_SHIFT]! & FROM) !== 0) slots[i] = this.forward(value);
      }
    }
    this.weakness.visitYoungGlobals();
  }

  /** Slots whose target is young afterwards stay in the set; the others leave it. */
  private visitRememberedSet(): void {
    const { oldToNew } = this.structure;
    const { summary } = oldToNew;
    const cells = oldToNew.bits.cells;
    const words = this.words;
    const flags = this.flags;
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
            const slot = (cell << 5) + lowestBit(bit);
            const value = words[slot]!;
            if (value > 0) {
              const targetFlags = flags[value >>> PAGE_SHIFT]!;
              if ((targetFlags & FROM) !== 0) {
                const address = this.forward(value);
                words[slot] = address;
                if ((flags[address >>> PAGE_SHIFT]! & STAYS) !== 0) continue;
              } else if ((targetFlags & TO) !== 0) continue;
            }
            remaining ^= bit;
          }
          cells[cell] = remaining;
          any |= remaining;
        }
        if (any !== 0) kept |= 1 << bucket;
      }
      summary[page] = kept;
    }
  }

  private scanSurvivors(): void {
    const { buffer, promoted } = this;
    for (;;) {
      if (buffer.scan < buffer.top) {
        const scanned = buffer.scan;
        const next = this.scanCopy(scanned);
        // Scanning may have closed this buffer; the rest of it is then in the queue.
        if (buffer.scan === scanned) buffer.scan = next;
      } else if (buffer.nextPiece()) {
        this.scanPiece(buffer.pieceStart, buffer.pieceEnd);
      } else if (promoted.length > 0) {
        this.scanPromoted(promoted.pop());
      } else if (this.weakness.hasUnscanned) {
        this.weakness.scanNext();
      } else {
        return;
      }
    }
  }

  private scanPiece(start: number, end: number): void {
    for (let address = start; address < end; ) address = this.scanCopy(address);
  }

  /** Forwards the pointers of one copy in to-space; the address behind it. */
  private scanCopy(address: number): number {
    const words = this.words;
    const flags = this.flags;
    const header = words[address]!;
    const kind = headerKind(header);
    const size = headerSize(header);
    const end = address + strongEnd(kind, size);
    for (let slot = address + taggedFrom(kind); slot < end; slot++) {
      const value = words[slot]!;
      if (value > 0 && (flags[value >>> PAGE_SHIFT]! & FROM) !== 0) words[slot] = this.forward(value);
    }
    return address + size;
  }

  /** The same for an object that is old now: slots that keep young pointers are remembered. */
  private scanPromoted(address: number): void {
    const words = this.words;
    const flags = this.flags;
    const { oldToNew } = this.structure;
    const header = words[address]!;
    const kind = headerKind(header);
    const size = headerSize(header) || this.structure.pages.objectWords[pageOf(address)]!;
    const end = address + strongEnd(kind, size);
    for (let slot = address + taggedFrom(kind); slot < end; slot++) {
      const value = words[slot]!;
      if (value <= 0) continue;
      const targetFlags = flags[value >>> PAGE_SHIFT]!;
      if ((targetFlags & EVACUATION_CANDIDATE) !== 0) this.structure.toMoved.insert(slot);
      if ((targetFlags & FROM) !== 0) {
        const moved = this.forward(value);
        words[slot] = moved;
        if ((flags[moved >>> PAGE_SHIFT]! & STAYS) !== 0) oldToNew.insert(slot);
      } else if ((targetFlags & TO) !== 0) {
        oldToNew.insert(slot);
      }
    }
  }

  /** Where the from-space object at `address` is now; moves it if it has not moved yet. */
  forward(address: number): number {
    const page = address >>> PAGE_SHIFT;
    if (address < this.unmadeEnd[page]! && address >= this.unmadeFrom[page]! && address !== this.made) return this.makeCopy(address);
    const header = this.words[address]!;
    if (header < 0) return forwardingAddress(header);
    return this.copyFresh(address, header) || this.evacuate(address, header);
  }

  /** Makes an object that has not been made yet at once where it goes. Nothing else leads to it, so it is not forwarded. */
  private makeCopy(address: number): number {
    const { words, buffer } = this;
    const { header, stride } = this.unmade!;
    const target = buffer.top;
    const end = target + stride;
    if (end > buffer.limit || stride > this.freshLimitWords || this.copiedWords + stride >= this.promoteBeyondWords) {
      this.unmade!.makeAt(address);
      return this.evacuate(address, header);
    }
    words[target] = olderHeader(header);
    for (let word = target + 1; word < end; word++) words[word] = 0;
    buffer.top = end;
    if (buffer.scan === target) buffer.scan = end;
    this.copiedWords += stride;
    this.copiedObjects++;
    this.freshWords += stride;
    this.freshObjects++;
    return target;
  }

  /**
   * The fast path, which most survivors take: an object allocated since the last collection goes into the open
   * buffer. 0 when it is no such object, when there is no room, or when the marker must know: then `evacuate`.
   */
  private copyFresh(address: number, header: number): number {
    const { words, buffer } = this;
    const size = headerSize(header);
    const target = buffer.top;
    if (
      headerAge(header) !== 0 ||
      (this.flags[address >>> PAGE_SHIFT]! & (LARGE | BELOW_AGE_MARK | QUARANTINED)) !== 0 ||
      target + size > buffer.limit ||
      size > this.freshLimitWords ||
      this.copiedWords + size >= this.promoteBeyondWords ||
      weaknessOf(headerKind(header)) !== NOT_WEAK
    ) {
      return 0;
    }
    const end = target + size;
    const hasPointers = copyWords(words, address, target, size);
    buffer.top = end;
    if (!hasPointers && buffer.scan === target) buffer.scan = end;
    words[target] = olderHeader(header);
    words[address] = forwardingHeader(target);
    this.copiedWords += size;
    this.copiedObjects++;
    this.freshWords += size;
    this.freshObjects++;
    return target;
  }

  private evacuate(address: number, header: number): number {
    const pageFlags = this.flags[address >>> PAGE_SHIFT]!;
    if ((pageFlags & LARGE) !== 0) return this.promoteLarge(address, header);
    if ((pageFlags & (QUARANTINED | PROMOTED_WHOLE)) !== 0 && this.pinning!.isPinned(address)) return address;
    const size = headerSize(header);
    if (this.isPromotable(address, pageFlags, size)) {
      return this.promote(address, header, size) || this.copy(address, header, size) || this.fail();
    }
    return this.copy(address, header, size) || this.promote(address, header, size) || this.fail();
  }

  private isPromotable(address: number, pageFlags: number, size: number): boolean {
    if (this.chaos !== null) return this.chaos.promotes();
    if ((pageFlags & BELOW_AGE_MARK) !== 0 && this.promotesBelowAgeMark) {
      if ((pageFlags & HOLDS_AGE_MARK) === 0 || address < this.newSpace.ageMark) return true;
    }
    return this.copiedWords + size >= this.promoteBeyondWords;
  }

  /** The new address in to-space, or 0. */
  private copy(address: number, header: number, size: number): number {
    const target = this.buffer.allocate(size);
    if (target === 0) return 0;
    if (!this.move(address, header, size, target)) this.buffer.skip(target, size);
    this.copiedWords += size;
    this.copiedObjects++;
    return target;
  }

  /** The new address in the old generation, or 0. */
  private promote(address: number, header: number, size: number): number {
    const kind = headerKind(header);
    const target = allocateForCollector(this.structure.oldSpaceOf(kind), size, this.supply);
    if (target === 0) return 0;
    const hasPointers = this.move(address, header, size, target);
    this.promotedWords += size;
    this.promotedObjects++;
    if (hasPointers && hasTaggedWords(kind)) this.promoted.push(target);
    return target;
  }

  /** Whether the copy may hold pointers. */
  private move(address: number, header: number, size: number, target: number): boolean {
    const words = this.words;
    const hasPointers = copyWords(words, address, target, size);
    words[target] = this.survival.survive(header, size);
    words[address] = forwardingHeader(target);
    this.marker?.moveMark(address, target, size);
    if (weaknessOf(headerKind(header)) !== NOT_WEAK) this.weakness.add(target);
    return hasPointers;
  }

  private promoteLarge(address: number, header: number): number {
    const { pages } = this.structure;
    const page = pages.runStart[pageOf(address)]!;
    const kind = headerKind(header);
    const size = pages.objectWords[page]!;
    pages.clearFlags(page, FROM);
    this.structure.largeSpaceOf(kind).relink(page, this.structure.newLargeSpace!);
    this.words[address] = this.survival.survive(header, size);
    this.promotedWords += size;
    this.promotedObjects++;
    if (hasTaggedWords(kind)) this.promoted.push(address);
    if (weaknessOf(kind) !== NOT_WEAK) this.weakness.add(address);
    return address;
  }

  private fail(): never {
    throw new HeapFatalError('Scavenger: semi-space copy');
  }

  private finish(): void {
    const { newSpace } = this;
    const { newLargeSpace, roots } = this.structure;
    this.buffer.finish();
    this.survival.add(1, this.freshObjects, this.freshWords);
    this.weakness.finish();
    const weak = roots.weak.slots;
    for (let i = 0; i < roots.weak.length; i++) {
      const value = weak[i]!;
      if (value > 0 && (this.flags[value >>> PAGE_SHIFT]! & FROM) !== 0) {
        weak[i] = this.survivorOf(value);
      }
    }
    for (const table of roots.payloads) table.followScavenge((owner) => this.survivorOf(owner), (owner) => this.staysYoung(owner));
    this.marker?.followMovedObjects((address) => this.survivorOf(address));
    this.pinning?.finish(this.marker !== null);
    if (newLargeSpace !== null) this.releaseDeadLargeObjects(newLargeSpace);
    newSpace.setAgeMark();
  }

  survivorOf(address: number): number {
    if ((this.flags[address >>> PAGE_SHIFT]! & FROM) === 0) return address;
    const header = this.words[address]!;
    if (header < 0) return forwardingAddress(header);
    return this.pinning?.isPinned(address) === true ? address : 0;
  }

  staysYoung(address: number): boolean {
    return (this.flags[address >>> PAGE_SHIFT]! & STAYS) !== 0;
  }

  private releaseDeadLargeObjects(space: LargeObjectSpace): void {
    for (const page of space.pageList()) {
      this.structure.oldToNew.clearPages(page, this.structure.pages.runLength(page));
      space.release(page);
    }
  }
}
