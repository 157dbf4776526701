/**
 * Large objects, one page (or run of pages) each. They never move; young ones change their space instead.
 *
 * Models:    V8's large-object spaces: old, code, trusted, and young (new_large_object_space).
 * Simplifies: nothing.
 * Invariant: sizeWords is the sum of the objects' sizes; a page of the space holds exactly one object at its
 *            area start.
 */
import { WORD_BYTES } from '../../base/units.ts';
import type { PageLayout } from '../../flags/presets/preset.ts';
import type { SpaceName } from '../../vocabulary/spaces.ts';
import { largePageCommittedBytes, largePageRun } from '../layout/page-geometry.ts';
import { LARGE, TO } from '../pages/page-flags.ts';
import type { PageTable } from '../pages/page-table.ts';
import { NO_PAGE } from '../pages/page-table.ts';
import type { Space, SpaceFigures } from './space.ts';

export class LargeObjectSpace implements Space {
  readonly name: SpaceName;
  readonly id: number;
  readonly young: boolean;
  sizeWords = 0;
  /** Words allocated here since the heap began; relinked objects are not counted again. */
  totalAllocatedWords = 0;
  /**
   * Young space only: bytes of objects beyond which an allocation asks for a collection first. What is allocated beyond it
   * all the same (a single object, or while marking runs) raises it until new space is resized. V8 source; seen in 14.6.
   */
  capacityBytes = 0;
  committedBytes = 0;
  private readonly pages = new Set<number>();
  private readonly pageTable: PageTable;
  private readonly layout: PageLayout;

  constructor(declaration: { readonly name: SpaceName; readonly id: number; readonly young: boolean }, layout: PageLayout, pageTable: PageTable) {
    this.name = declaration.name;
    this.id = declaration.id;
    this.young = declaration.young;
    this.layout = layout;
    this.pageTable = pageTable;
  }

  /** The address of the object, or 0 when the address space is used up. */
  allocate(sizeWords: number): number {
    const flags = this.young ? LARGE | TO : LARGE;
    const page = this.pageTable.allocateLargePage(this.id, flags, this.layout.largePageHeaderBytes, sizeWords);
    if (page === NO_PAGE) return 0;
    this.add(page);
    this.totalAllocatedWords += sizeWords;
    if (this.young) this.capacityBytes = Math.max(this.capacityBytes, this.usedBytes);
    return this.pageTable.areaStart[page]!;
  }

  /** Young space only: whether an object of this size stays within the capacity. The first one always does. */
  hasRoomFor(sizeWords: number): boolean {
    return this.isEmpty || this.usedBytes + sizeWords * WORD_BYTES <= this.capacityBytes;
  }

  /** Moves a page here from another large-object space; flags are the caller's business. */
  relink(page: number, from: LargeObjectSpace): void {
    from.remove(page);
    this.pageTable.setOwner(page, this.id);
    this.add(page);
  }

  release(page: number): void {
    this.remove(page);
    this.pageTable.release(page);
  }

  /** After a right trim: the memory behind the object goes. The bytes given back. */
  shrinkToObject(page: number, objectWords: number): number {
    const before = this.committedBytes;
    this.account(page, -1);
    this.pageTable.shortenRun(page, objectWords, largePageRun(this.layout.largePageHeaderBytes, objectWords));
    this.account(page, 1);
    return before - this.committedBytes;
  }

  pageList(): readonly number[] {
    return [...this.pages];
  }

  get isEmpty(): boolean {
    return this.pages.size === 0;
  }

  get usedBytes(): number {
    return this.sizeWords * WORD_BYTES;
  }

  figures(): SpaceFigures {
    return {
      pages: this.pages.size,
      committedBytes: this.committedBytes,
      usedBytes: this.usedBytes,
      availableBytes: Math.max(0, this.capacityBytes - this.usedBytes),
      wasteBytes: 0,
    };
  }

  private add(page: number): void {
    this.pages.add(page);
    this.account(page, 1);
  }

  private remove(page: number): void {
    this.pages.delete(page);
    this.account(page, -1);
  }

  private account(page: number, sign: 1 | -1): void {
    this.sizeWords += sign * this.pageTable.objectWords[page]!;
    this.committedBytes += sign * largePageCommittedBytes(this.layout, this.pageTable.objectWords[page]!);
  }
}
