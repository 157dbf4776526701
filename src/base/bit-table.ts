/**
 * A flat set of small integers: one bit each, in one Int32Array.
 *
 * Hot loops read `cells` directly through the named functions below; the class is for everybody else.
 * Invariant: a bit index is 0 ≤ index < capacity.
 */
import type { ArraySource } from './array-source.ts';
import { NEW_ARRAYS } from './array-source.ts';

export const BITS_PER_CELL = 32;
const CELL_SHIFT = 5;
const BIT_MASK = 31;

export function cellOf(index: number): number {
  return index >>> CELL_SHIFT;
}

export function bitOf(index: number): number {
  return 1 << (index & BIT_MASK);
}

/** Position of the lowest set bit of a non-zero cell, 0..31. */
export function lowestBit(cell: number): number {
  return BIT_MASK - Math.clz32(cell & -cell);
}

export function bitCount(cell: number): number {
  let n = cell - ((cell >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return (((n + (n >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

export class BitTable {
  readonly cells: Int32Array;

  constructor(capacity: number, arrays: ArraySource = NEW_ARRAYS) {
    this.cells = arrays.int32(Math.ceil(capacity / BITS_PER_CELL));
  }

  has(index: number): boolean {
    return (this.cells[cellOf(index)]! & bitOf(index)) !== 0;
  }

  add(index: number): void {
    this.cells[cellOf(index)]! |= bitOf(index);
  }

  delete(index: number): void {
    this.cells[cellOf(index)]! &= ~bitOf(index);
  }

  /** Removes every index in [from, to). */
  deleteRange(from: number, to: number): void {
    if (from >= to) return;
    const first = cellOf(from);
    const last = cellOf(to - 1);
    const keepBelow = bitOf(from) - 1;
    const upToEnd = -1 >>> (BIT_MASK - ((to - 1) & BIT_MASK));
    if (first === last) {
      this.cells[first]! &= keepBelow | ~upToEnd;
      return;
    }
    this.cells[first]! &= keepBelow;
    this.cells.fill(0, first + 1, last);
    this.cells[last]! &= ~upToEnd;
  }

  /** Number of indexes in [from, to); both multiples of 32. */
  countRange(from: number, to: number): number {
    let count = 0;
    for (let cell = cellOf(from); cell < cellOf(to); cell++) count += bitCount(this.cells[cell]!);
    return count;
  }

  /** The smallest index in [from, to), or -1. */
  next(from: number, to: number): number {
    if (from >= to) return -1;
    let cell = cellOf(from);
    const last = cellOf(to - 1);
    let bits = this.cells[cell]! & ~(bitOf(from) - 1);
    while (bits === 0) {
      if (++cell > last) return -1;
      bits = this.cells[cell]!;
    }
    const index = cell * BITS_PER_CELL + lowestBit(bits);
    return index < to ? index : -1;
  }
}
