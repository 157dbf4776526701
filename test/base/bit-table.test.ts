import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BITS_PER_CELL, BitTable, bitCount, lowestBit } from '../../src/base/bit-table.ts';

/** Cells 0, 1 and 2 full. */
function fullTable(): BitTable {
  const table = new BitTable(3 * BITS_PER_CELL);
  table.cells.fill(-1);
  return table;
}

const hex = (table: BitTable): string[] => [...table.cells].map((cell) => (cell >>> 0).toString(16).padStart(8, '0'));

describe('SetAndClearRange (bitmap-unittest.cc)', () => {
  test.each([0, 1, 2])('of [%d, 32 + the same)', (i) => {
    const table = new BitTable(2 * BITS_PER_CELL);
    for (let index = i; index < BITS_PER_CELL + i; index++) table.add(index);
    expect([...table.cells]).toEqual([-1 << i, (1 << i) - 1]);
    table.deleteRange(i, BITS_PER_CELL + i);
    expect([...table.cells]).toEqual([0, 0]);
  });
});

describe('TransitionMarkBit (marking-unittest.cc)', () => {
  test.each([BITS_PER_CELL - 2, BITS_PER_CELL - 1, BITS_PER_CELL])('at position %d: unset, set, unset; its neighbours stay', (position) => {
    const table = new BitTable(3 * BITS_PER_CELL);
    const around = (): boolean[] => [-1, 0, 1].map((offset) => table.has(position + offset));
    expect(around()).toEqual([false, false, false]);
    table.add(position);
    expect(around()).toEqual([false, true, false]);
    table.delete(position);
    expect(around()).toEqual([false, false, false]);
  });
});

describe('ClearRange1 and ClearRange2 (bitmap-unittest.cc), and other ranges', () => {
  // For cells of 32 bits.
  test.each([
    { from: 0, to: 48, cells: ['00000000', 'ffff0000', 'ffffffff'] },
    { from: 32, to: 48, cells: ['ffffffff', 'ffff0000', 'ffffffff'] },
    { from: 0, to: 32, cells: ['00000000', 'ffffffff', 'ffffffff'] },
    { from: 2, to: 34, cells: ['00000003', 'fffffffc', 'ffffffff'] },
    { from: 5, to: 9, cells: ['fffffe1f', 'ffffffff', 'ffffffff'] },
    { from: 31, to: 65, cells: ['7fffffff', '00000000', 'fffffffe'] },
    { from: 40, to: 40, cells: ['ffffffff', 'ffffffff', 'ffffffff'] },
    { from: 0, to: 96, cells: ['00000000', '00000000', '00000000'] },
  ])('[$from, $to)', ({ from, to, cells }) => {
    const table = fullTable();
    table.deleteRange(from, to);
    expect(hex(table)).toEqual(cells);
  });

  test('leaves what a loop over single bits leaves', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(199)), fc.nat(200), fc.nat(200), (members, a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const table = new BitTable(200);
        for (const member of members) table.add(member);
        table.deleteRange(from, to);
        for (let i = 0; i < 200; i++) expect(table.has(i)).toBe(members.includes(i) && (i < from || i >= to));
      }),
    );
  });
});

test('the next member of a range is the smallest one in it', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(199)), fc.nat(200), fc.nat(200), (members, from, to) => {
      const table = new BitTable(200);
      for (const member of members) table.add(member);
      const inside = members.filter((member) => member >= from && member < to);
      expect(table.next(from, to)).toBe(inside.length === 0 ? -1 : Math.min(...inside));
    }),
  );
});

test('bits of a cell are counted and found from the lowest', () => {
  fc.assert(
    fc.property(fc.integer().filter((cell) => cell !== 0), (cell) => {
      const bits = [...Array(32).keys()].filter((bit) => ((cell >>> bit) & 1) === 1);
      expect(bitCount(cell)).toBe(bits.length);
      expect(lowestBit(cell)).toBe(bits[0]);
    }),
  );
});
