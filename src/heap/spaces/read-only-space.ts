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
  private readonly page: number;
  readonly usedBytes: number;
  readonly committedBytes: number;
  private readonly oddballs = new Map<OddballName, number>();

  constructor(id: number, area: AreaOffsets, layout: PageLayout, words: Int32Array, pageTable: PageTable) {
    this.id = id;
    this.page = pageTable.allocatePage(id, READ_ONLY, area);
    invariant(this.page !== NO_PAGE, 'there is room for the read-only page');
    const kind = kindOf('Oddball');
    const sizeWords = objectSizeBytes(objectType('Oddball'), 0) / WORD_BYTES;
    let top = pageTable.areaStart[this.page]!;
    for (const oddball of ODDBALLS) {
      words[top] = makeHeader(kind, sizeWords);
      this.oddballs.set(oddball, top);
      top += sizeWords;
    }
    pageTable.areaEnd[this.page] = top; // sealed: shrunk to what is used
    this.usedBytes = (top - pageTable.areaStart[this.page]!) * WORD_BYTES;
    this.committedBytes = roundUp((top - pageStart(this.page)) * WORD_BYTES, layout.osPageBytes);
  }

  oddball(name: OddballName): number {
    return this.oddballs.get(name)!;
  }

  pageList(): readonly number[] {
    return [this.page];
  }

  figures(): SpaceFigures {
    return {
      pages: 1,
      committedBytes: this.committedBytes,
      usedBytes: this.usedBytes,
      availableBytes: 0,
      wasteBytes: 0,
    };
  }
}
