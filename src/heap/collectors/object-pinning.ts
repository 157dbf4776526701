/**
 * Objects that a scavenge leaves where they are (--scavenger-precise-object-pinning, --scavenger-conservative-object-pinning).
 *
 * Models:    V8's pinned objects: what frames lead to, and precisely what local handles lead to, is pinned before anything
 *            moves. Its page is quarantined: all else leaves it, and it stays young, beside to-space and on top of its
 *            capacity; or it becomes a page of the old generation, when all on it had survived before.
 * Simplifies: frames are those of scripts and workloads, and hold nothing that looks like a pointer and is none.
 * Invariant: after a scavenge a page with pinned objects holds these, and fillers or free memory between them. While the
 *            scavenge runs, it carries QUARANTINED or PROMOTED_WHOLE beside FROM.
 */
import type { V8Flags } from '../../flags/flag-definitions.ts';
import { writeFiller } from '../allocators/fillers.ts';
import { headerSize } from '../layout/header.ts';
import { PAGE_SHIFT, pageOf } from '../layout/page-geometry.ts';
import { BELOW_AGE_MARK, FROM, HOLDS_AGE_MARK, LARGE, PROMOTED_WHOLE, QUARANTINED } from '../pages/page-flags.ts';
import type { NewSpace } from '../spaces/new-space.ts';
import type { PagedSpace } from '../spaces/paged-space.ts';
import type { HeapStructure } from '../structure.ts';

export interface PinningRule {
  /** What local handles lead to is pinned as well. */
  readonly localHandles: boolean;
  /** Pages whose objects have all survived before are promoted whole. */
  readonly promotesPages: boolean;
}

/** Null: nothing is pinned. */
export function pinningRule(flags: V8Flags): PinningRule | null {
  const localHandles = flags['scavenger-precise-object-pinning'];
  if (!localHandles && !flags['scavenger-conservative-object-pinning']) return null;
  return { localHandles, promotesPages: flags['scavenger-promote-quarantined-pages'] };
}

export class ObjectPinning {
  /** Pages that the last scavenge promoted whole. */
  promotedPages = 0;
  private readonly structure: HeapStructure;
  private readonly newSpace: NewSpace;
  private readonly oldSpace: PagedSpace;
  private readonly rule: PinningRule;
  /** Ascending once all are chosen. */
  private pinned: number[] = [];
  private readonly set = new Set<number>();

  constructor(structure: HeapStructure, newSpace: NewSpace, rule: PinningRule) {
    this.structure = structure;
    this.newSpace = newSpace;
    this.oldSpace = structure.oldSpace;
    this.rule = rule;
  }

  /** After the halves have swapped, before anything moves: what stays in this scavenge, in the order of addresses. */
  choose(): readonly number[] {
    const { roots, pages } = this.structure;
    this.set.clear();
    for (const { slots, length } of roots.frameTables) this.pin(slots, length);
    if (this.rule.localHandles) this.pin(roots.locals.slots, roots.locals.length);
    this.pinned = [...this.set].sort((a, b) => a - b);
    for (const address of this.pinned) pages.flags[pageOf(address)]! |= this.fateOf(pages.flags[pageOf(address)]!);
    return this.pinned;
  }

  isPinned(address: number): boolean {
    return this.set.has(address);
  }

  /** When all else has left their pages. `marking`: marks of the pinned objects are kept. */
  finish(marking: boolean): void {
    this.promotedPages = 0;
    for (let from = 0; from < this.pinned.length; ) {
      const page = pageOf(this.pinned[from]!);
      let end = from + 1;
      while (end < this.pinned.length && pageOf(this.pinned[end]!) === page) end++;
      this.settlePage(page, this.pinned.slice(from, end), marking);
      from = end;
    }
  }

  private pin(slots: Int32Array, length: number): void {
    const { flags } = this.structure.pages;
    for (let i = 0; i < length; i++) {
      const value = slots[i]!;
      if (value > 0 && (flags[value >>> PAGE_SHIFT]! & (FROM | LARGE)) === FROM) this.set.add(value);
    }
  }

  private fateOf(pageFlags: number): number {
    const survivedBefore = (pageFlags & (BELOW_AGE_MARK | HOLDS_AGE_MARK)) === BELOW_AGE_MARK && this.structure.preset.newSpace.promotion.belowAgeMark;
    return survivedBefore && this.rule.promotesPages ? PROMOTED_WHOLE : QUARANTINED;
  }

  private settlePage(page: number, pinned: readonly number[], marking: boolean): void {
    const { pages, marks, words } = this.structure;
    const promoted = pages.hasFlag(page, PROMOTED_WHOLE);
    const sizes = pinned.map((address) => headerSize(words[address]!));
    const pinnedWords = sizes.reduce((sum, size) => sum + size, 0);
    pages.liveWords[page] = marking ? pinned.reduce((sum, address, i) => sum + (marks.has(address) ? sizes[i]! : 0), 0) : 0;
    pages.trimmedWords[page] = 0; // the cut words are free now
    if (promoted) {
      this.newSpace.surrenderPage(page);
      pages.flags[page] = 0;
      this.oldSpace.adoptPage(page);
      this.oldSpace.setAllocatedWords(page, pinnedWords);
      this.promotedPages++;
    } else {
      this.newSpace.quarantine(page, pinnedWords);
    }
    let freeFrom = pages.areaStart[page]!;
    pinned.forEach((address, i) => {
      this.free(freeFrom, address, promoted);
      freeFrom = address + sizes[i]!;
    });
    this.free(freeFrom, pages.areaEnd[page]!, promoted);
  }

  private free(from: number, end: number, promoted: boolean): void {
    if (end === from) return;
    this.structure.marks.deleteRange(from, end);
    if (promoted) this.oldSpace.giveBack(from, end - from);
    else writeFiller(this.structure.words, from, end - from);
  }
}
