/**
 * What every space can say of itself, in bytes; V8's names for the figures are in engine/result.ts.
 *
 * Models:    the figures of v8.getHeapSpaceStatistics(), and pages and waste beside them.
 * Simplifies: committed memory counts as physical.
 * Invariant: used + available + waste ≤ committed; what is missing is page headers and memory not yet swept.
 */
import type { SpaceName } from '../../vocabulary/spaces.ts';

export interface SpaceFigures {
  readonly pages: number;
  readonly committedBytes: number;
  /** Bytes of objects, dead ones not yet swept included. */
  readonly usedBytes: number;
  /** Bytes that can be allocated without a new page. */
  readonly availableBytes: number;
  /** Bytes that no allocation can use until the page is swept or emptied. */
  readonly wasteBytes: number;
}

export interface Space {
  readonly name: SpaceName;
  /** Number of the space: its owner number in the page table. */
  readonly id: number;
  /** These two figures alone: they are asked for around every collection. */
  readonly usedBytes: number;
  readonly committedBytes: number;
  figures(): SpaceFigures;
  /** First page of every run, in the space's own order. */
  pageList(): readonly number[];
}
