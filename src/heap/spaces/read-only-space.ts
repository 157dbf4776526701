/**
 * Immortal, immovable objects, made once when the heap is set up.
 *
 * Models:    V8's read-only space: written while the heap is made, then sealed and shrunk to what is used.
 * Simplifies: it holds the oddballs only; real engines keep maps, strings and empty tables there too.
 * Invariant: after sealing nothing is allocated, marked, swept or moved here.
 */
import { invariant } from '../../base/invariant.ts';
import { WORD_BYTES, roundUp } from '../../base/units.ts';
import type { PageLayout } from '../../flags/presets/preset.ts';
import type { SpaceName } from '../../vocabulary/spaces.ts';
import { objectSizeBytes, objectType } from '../../vocabulary/object-types.ts';
import { makeHeader } from '../layout/header.ts';
import { writeFiller } from '../allocators/fillers.ts';
import { kindOf } from '../layout/object-layout.ts';
import type { AreaOffsets } from '../layout/page-geometry.ts';
import { pageStart } from '../layout/page-geometry.ts';
import { READ_ONLY } from '../pages/page-flags.ts';
import type { PageTable } from '../pages/page-table.ts';
import { NO_PAGE } from '../pages/page-table.ts';
import type { Space, SpaceFigures } from './space.ts';

const ODDBALLS = ['undefined', 'null', 'true', 'false', 'the_hole'] as const;
export type OddballName = (typeof ODDBALLS)[number];

export class ReadOnlySpace implements Space {
  readonly name: SpaceName = 'read_only_space';
  readonly id: number;
  private readonly area: AreaOffsets;
  private readonly osPageBytes: number;
  private readonly words: Int32Array;
  private readonly pageTable: PageTable;
  private readonly pages: number[] = [];
  /** Where the next object goes, on the last page. */
  private top = 0;
  private usedWords = 0;
  private sealed = false;
  private readonly oddballs = new Map<OddballName, number>();

  /** Empty: see `create`. */
  constructor(id: number, area: AreaOffsets, layout: PageLayout, words: Int32Array, pageTable: PageTable) {
    this.id = id;
    this.area = area;
    this.osPageBytes = layout.osPageBytes;
    this.words = words;
    this.pageTable = pageTable;
  }

  /** A heap's own: with the oddballs, shrunk to them and sealed. */
  static create(id: number, area: AreaOffsets, layout: PageLayout, words: Int32Array, pageTable: PageTable): ReadOnlySpace {
    const space = new ReadOnlySpace(id, area, layout, words, pageTable);
    const sizeWords = objectSizeBytes(objectType('Oddball'), 0) / WORD_BYTES;
    for (const oddball of ODDBALLS) {
      const address = space.allocate(kindOf('Oddball'), sizeWords);
      invariant(address !== 0, 'there is room for the read-only page');
      space.oddballs.set(oddball, address);
    }
    space.shrinkPages();
    space.seal();
    return space;
  }

  get isSealed(): boolean {
    return this.sealed;
  }

  /** The object's address, or 0 when there is no memory for it. Only before the space is sealed. */
  allocate(kind: number, sizeWords: number): number {
    invariant(!this.sealed, 'nothing is allocated in a sealed space');
    const last = this.pages.at(-1);
    if (last === undefined || this.top + sizeWords > this.pageTable.areaEnd[last]!) {
      const page = this.pageTable.allocatePage(this.id, READ_ONLY, this.area);
      if (page === NO_PAGE || sizeWords > this.pageTable.areaWords(page)) return 0;
      if (last !== undefined) writeFiller(this.words, this.top, this.pageTable.areaEnd[last]! - this.top);
      this.pages.push(page);
      this.top = this.pageTable.areaStart[page]!;
    }
    const address = this.top;
    this.words[address] = makeHeader(kind, sizeWords);
    this.top += sizeWords;
    this.usedWords += sizeWords;
    return address;
  }

  /** Each page keeps the memory of its objects, in whole pages of the operating system. */
  shrinkPages(): void {
    for (const [index, page] of this.pages.entries()) {
      const used = index === this.pages.length - 1 ? this.top : this.pageTable.areaEnd[page]!;
      const committed = roundUp((used - pageStart(page)) * WORD_BYTES, this.osPageBytes) / WORD_BYTES;
      this.pageTable.areaEnd[page] = Math.min(this.pageTable.areaEnd[page]!, pageStart(page) + committed);
      if (index === this.pages.length - 1) writeFiller(this.words, used, this.pageTable.areaEnd[page] - used);
    }
  }

  seal(): void {
    this.sealed = true;
  }

  oddball(name: OddballName): number {
    return this.oddballs.get(name)!;
  }

  pageList(): readonly number[] {
    return this.pages;
  }

  get usedBytes(): number {
    return this.usedWords * WORD_BYTES;
  }

  get committedBytes(): number {
    return this.pages.reduce((sum, page) => sum + this.pageTable.areaEnd[page]! - pageStart(page), 0) * WORD_BYTES;
  }

  /** Area bytes of its pages. */
  get capacityBytes(): number {
    return this.pages.reduce((sum, page) => sum + this.pageTable.areaWords(page), 0) * WORD_BYTES;
  }

  figures(): SpaceFigures {
    return {
      pages: this.pages.length,
      committedBytes: this.committedBytes,
      usedBytes: this.usedBytes,
      availableBytes: 0,
      wasteBytes: 0,
    };
  }
}
