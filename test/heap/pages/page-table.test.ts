import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PAGE_WORDS, dataArea } from '../../../src/heap/layout/page-geometry.ts';
import { V8_14_6 } from '../../../src/flags/presets/v8-14.6.ts';
import { LARGE, TO } from '../../../src/heap/pages/page-flags.ts';
import { NO_PAGE, NO_SPACE, PageTable } from '../../../src/heap/pages/page-table.ts';

const area = dataArea(V8_14_6.layout);
const HEADER = V8_14_6.layout.largePageHeaderBytes;

describe('the page table', () => {
  test('page 0 is never given out, so that address 0 is no object', () => {
    const table = new PageTable(3);
    expect([1, 2, 3].map(() => table.allocatePage(0, 0, area))).toEqual([1, 2, NO_PAGE]);
  });

  test('the lowest free page is reused first', () => {
    const table = new PageTable(10);
    for (let i = 0; i < 6; i++) table.allocatePage(0, 0, area);
    table.release(5);
    table.release(2);
    expect([table.allocatePage(0, 0, area), table.allocatePage(0, 0, area), table.allocatePage(0, 0, area)]).toEqual([2, 5, 7]);
  });

  test('a large object takes consecutive pages, with the same flags and owner on all of them', () => {
    const table = new PageTable(10);
    const page = table.allocateLargePage(7, LARGE | TO, HEADER, 2 * PAGE_WORDS);
    expect(table.runLength(page)).toBe(3); // the header makes it three
    for (let p = page; p < page + 3; p++) {
      expect([table.owner[p], table.flags[p], table.runStart[p]]).toEqual([7, LARGE | TO, page]);
    }
    table.clearFlags(page, TO);
    table.setOwner(page, 8);
    for (let p = page; p < page + 3; p++) expect([table.owner[p], table.flags[p]]).toEqual([8, LARGE]);
    expect(table.areaEnd[page]! - table.areaStart[page]!).toBe(2 * PAGE_WORDS);
  });

  test('a run does not squeeze into a gap that is too small', () => {
    const table = new PageTable(12);
    for (let i = 0; i < 5; i++) table.allocatePage(0, 0, area);
    table.release(2);
    expect(table.allocateLargePage(1, LARGE, HEADER, PAGE_WORDS + 1)).toBe(6);
    expect(table.allocatePage(0, 0, area)).toBe(2);
  });

  test('a page is released once, and a run by its first page', () => {
    const table = new PageTable(10);
    const page = table.allocateLargePage(1, LARGE, HEADER, 2 * PAGE_WORDS);
    expect(() => table.release(page + 1)).toThrow('first page');
    table.release(page);
    expect(() => table.release(page)).toThrow('once');
    expect(table.used).toBe(0);
  });

  test('pages in use never overlap, and free pages have neither owner nor flags', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.record({ pages: fc.integer({ min: 1, max: 4 }) }), fc.record({ release: fc.nat(20) })), { maxLength: 60 }), (steps) => {
        const table = new PageTable(24);
        const runs: { page: number; count: number }[] = [];
        for (const step of steps) {
          if ('release' in step) {
            const [run] = runs.splice(step.release % Math.max(1, runs.length), 1);
            if (run !== undefined) table.release(run.page);
            continue;
          }
          const page = table.allocateLargePage(3, LARGE, HEADER, step.pages * PAGE_WORDS - HEADER / 8);
          if (page !== NO_PAGE) runs.push({ page, count: step.pages });
        }
        const used = new Set(runs.flatMap(({ page, count }) => [...Array(count).keys()].map((i) => page + i)));
        expect(used.size).toBe(runs.reduce((sum, { count }) => sum + count, 0));
        expect(table.used).toBe(used.size);
        for (let page = 1; page < 24; page++) {
          expect([table.owner[page], table.flags[page]]).toEqual(used.has(page) ? [3, LARGE] : [NO_SPACE, 0]);
        }
      }),
    );
  });
});
