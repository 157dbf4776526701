/**
 * A set of slots (word addresses that hold a pointer), with a summary so that a collector finds the few pages
 * and buckets that have any.
 *
 * Models:    V8's slot sets: per page, buckets of 1,024 slots.
 * Simplifies: the buckets are parts of one flat bitmap instead of being allocated when first used.
 * Invariant: bit b of summary[page] is set if bucket b of the page may have slots; clear means it has none.
 */
import type { ArraySource } from '../../base/array-source.ts';
import { NEW_ARRAYS } from '../../base/array-source.ts';
import { BitTable, bitOf, cellOf, lowestBit } from '../../base/bit-table.ts';
import { PAGE_SHIFT, PAGE_WORDS } from '../layout/page-geometry.ts';

const BUCKET_SHIFT = 10;
export const BUCKET_WORDS = 1 << BUCKET_SHIFT; // 1,024 slots, 8 KiB
const BUCKET_MASK = PAGE_WORDS / BUCKET_WORDS - 1; // 31
export const BUCKET_CELLS = BUCKET_WORDS / 32;

export class SlotSet {
  readonly bits: BitTable;
  /** One word per page: which of its 32 buckets may have slots. */
  readonly summary: Int32Array;

  constructor(pageCount: number, arrays: ArraySource = NEW_ARRAYS) {
    this.bits = new BitTable(pageCount * PAGE_WORDS, arrays);
    this.summary = new Int32Array(pageCount);
  }

  insert(slot: number): void {
    this.bits.cells[cellOf(slot)]! |= bitOf(slot);
    this.summary[slot >>> PAGE_SHIFT]! |= 1 << ((slot >>> BUCKET_SHIFT) & BUCKET_MASK);
  }

  /** Inserts every slot in [from, to), all on the pages of one object. */
  insertRange(from: number, to: number): void {
    const { cells } = this.bits;
    for (let slot = from; slot < to; ) {
      const end = Math.min(to, (slot | 31) + 1);
      cells[cellOf(slot)]! |= (-1 << (slot & 31)) & (-1 >>> (31 - ((end - 1) & 31)));
      this.summary[slot >>> PAGE_SHIFT]! |= 1 << ((slot >>> BUCKET_SHIFT) & BUCKET_MASK);
      slot = end;
    }
  }

  has(slot: number): boolean {
    return this.bits.has(slot);
  }

  delete(slot: number): void {
    this.bits.delete(slot);
  }

  /** Removes the slots in [from, to). */
  deleteRange(from: number, to: number): void {
    this.bits.deleteRange(from, to);
  }

  /** Removes every slot on these pages. */
  clearPages(firstPage: number, count: number): void {
    for (let page = firstPage; page < firstPage + count; page++) {
      let buckets = this.summary[page]!;
      while (buckets !== 0) {
        const bucket = lowestBit(buckets);
        buckets &= buckets - 1;
        const cell = firstCell(page, bucket);
        this.bits.cells.fill(0, cell, cell + BUCKET_CELLS);
      }
      this.summary[page] = 0;
    }
  }

  countPage(page: number): number {
    let count = 0;
    let buckets = this.summary[page]!;
    while (buckets !== 0) {
      const bucket = lowestBit(buckets);
      buckets &= buckets - 1;
      const first = page * PAGE_WORDS + bucket * BUCKET_WORDS;
      count += this.bits.countRange(first, first + BUCKET_WORDS);
    }
    return count;
  }

  /** Slots on all pages; walks the summary. */
  count(): number {
    let count = 0;
    for (let page = 0; page < this.summary.length; page++) {
      if (this.summary[page] !== 0) count += this.countPage(page);
    }
    return count;
  }
}

/** First bitmap cell of a bucket: where a collector's loop over the slots of a bucket begins. */
export function firstCell(page: number, bucket: number): number {
  return (page * PAGE_WORDS + bucket * BUCKET_WORDS) >>> 5;
}
