/**
 * Lazy sweeping: dead objects of marked pages become free-list blocks when their memory is needed.
 *
 * Models:    V8's sweeper on the main thread: pages wait after a full collection, emptiest first; allocation
 *            sweeps one at a time; everything is swept before the next marking.
 * Simplifies: no concurrent sweeping, so nothing is swept before it is needed.
 * Invariant: an unswept page has its mark bits, none of its words on the free list, and counts its live words as
 *            allocated; a swept page has no mark bits, every word of it is in an object, a block or waste, and no
 *            remembered slot lies in free memory.
 */
import { cellOf, lowestBit } from '../../base/bit-table.ts';
import { headerSize } from '../layout/header.ts';
import { ABORTED, UNSWEPT } from '../pages/page-flags.ts';
import type { PagedSpace } from '../spaces/paged-space.ts';
import type { HeapStructure } from '../structure.ts';

export class Sweeper {
  private readonly structure: HeapStructure;
  /** Per space number: pages still to be swept, the next one last. */
  private readonly waiting: number[][];
  /** Pages swept since the heap began, for the cost of a pause. */
  sweptPages = 0;

  constructor(structure: HeapStructure) {
    this.structure = structure;
    this.waiting = structure.spaces.map(() => []);
  }

  /** Hands a space's marked pages over; they count their live words as allocated from now on. */
  begin(space: PagedSpace, pages: readonly number[]): void {
    const table = this.structure.pages;
    for (const page of pages) this.prepare(space, page);
    const emptiestLast = [...pages].sort((a, b) => table.liveWords[b]! - table.liveWords[a]! || b - a);
    this.waiting[space.id] = emptiestLast;
  }

  /** One page more, to be swept next (its evacuation was given up, or it came over from new space). */
  add(space: PagedSpace, page: number): void {
    this.prepare(space, page);
    this.waiting[space.id]!.push(page);
  }

  /** A page that came over from new space and does not wait. */
  sweepAtOnce(space: PagedSpace, page: number): void {
    this.prepare(space, page);
    this.sweep(space, page);
  }

  /** Sweeps the next page of the space; false when none is left. */
  sweepOnePage(space: PagedSpace): boolean {
    const page = this.waiting[space.id]!.pop();
    if (page === undefined) return false;
    this.sweep(space, page);
    return true;
  }

  finish(): void {
    for (const space of this.structure.sweptSpaces) {
      while (this.sweepOnePage(space));
    }
  }

  /** Pages of the space still to be swept. */
  waitingPages(space: PagedSpace): readonly number[] {
    return this.waiting[space.id]!;
  }

  get isFinished(): boolean {
    return this.waiting.every((pages) => pages.length === 0);
  }

  private prepare(space: PagedSpace, page: number): void {
    space.freeList.evictPage(page);
    space.setAllocatedWords(page, this.structure.pages.liveWords[page]!);
    this.structure.pages.trimmedWords[page] = 0;
    this.structure.pages.setFlags(page, UNSWEPT);
  }

  /** Rebuilds the page's free memory from its mark bits. */
  private sweep(space: PagedSpace, page: number): void {
    const { words, pages, marks, oldToNew, toMoved } = this.structure;
    const hasSlots = (oldToNew.summary[page]! | toMoved.summary[page]!) !== 0;
    const areaEnd = pages.areaEnd[page]!;
    const cells = marks.cells;
    let freeStart = pages.areaStart[page]!;
    const lastCell = cellOf(areaEnd - 1);
    for (let cell = cellOf(freeStart); cell <= lastCell; cell++) {
      let bits = cells[cell]!;
      while (bits !== 0) {
        const address = (cell << 5) + lowestBit(bits);
        bits &= bits - 1;
        if (address > freeStart) {
          if (hasSlots) this.forgetSlots(freeStart, address);
          space.giveBack(freeStart, address - freeStart);
        }
        freeStart = address + headerSize(words[address]!);
      }
    }
    if (areaEnd > freeStart) {
      if (hasSlots) this.forgetSlots(freeStart, areaEnd);
      space.giveBack(freeStart, areaEnd - freeStart);
    }
    marks.clearPage(pages, page);
    pages.clearFlags(page, UNSWEPT | ABORTED);
    this.sweptPages++;
  }

  /** The barrier records slots of objects that die before marking ends: what is freed is nobody's slot. */
  private forgetSlots(from: number, to: number): void {
    this.structure.oldToNew.deleteRange(from, to);
    this.structure.toMoved.deleteRange(from, to);
  }
}
