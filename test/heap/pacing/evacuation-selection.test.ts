import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MiB } from '../../../src/base/units.ts';
import { V8_14_6 } from '../../../src/flags/presets/v8-14.6.ts';
import type { Selection } from '../../../src/heap/pacing/evacuation-selection.ts';
import { leastFreeBytes, selectEvacuationCandidates } from '../../../src/heap/pacing/evacuation-selection.ts';

const AREA = 262_128;
const { normal, reduceMemory } = V8_14_6.compaction;
const pages = (...allocated: number[]): { allocatedBytes: number; areaBytes: number }[] =>
  allocated.map((allocatedBytes) => ({ allocatedBytes, areaBytes: AREA }));

describe('pages to evacuate', () => {
  it('have at least 70 % of floor(area / 100) × 100 free', () => {
    const most = AREA - 70 * 2621; // 183,470 free
    expect(selectEvacuationCandidates(pages(most, most, most), normal)).toEqual([0, 1, 2]);
    expect(selectEvacuationCandidates(pages(most + 1, most + 1, most + 1), normal)).toEqual([]);
  });

  it('come least allocated first, equals in their order', () => {
    expect(selectEvacuationCandidates(pages(300, 100, 200, 100), normal)).toEqual([1, 3, 2, 0]);
  });

  it('end before the budget is passed of bytes to move', () => {
    const policy = { freePercent: 20, budgetBytes: 100_000 };
    expect(selectEvacuationCandidates(pages(40_000, 40_000, 30_000, 30_001), policy)).toEqual([2, 3]);
    expect(selectEvacuationCandidates(pages(40_000, 30_000, 30_000), policy)).toEqual([1, 2, 0]);
  });

  it('are none when their objects would fill as many pages', () => {
    expect(selectEvacuationCandidates(pages(24), normal)).toEqual([]);
    expect(selectEvacuationCandidates(pages(24, 24), normal)).toEqual([0, 1]);
    expect(selectEvacuationCandidates(pages(0), normal)).toEqual([0]);
  });

  it('are all pages when every page is asked for', () => {
    expect(selectEvacuationCandidates(pages(AREA, 24), normal, true)).toEqual([1, 0]);
  });

  it('are none of no pages', () => {
    expect(selectEvacuationCandidates([], normal)).toEqual([]);
    expect(selectEvacuationCandidates([], normal, true)).toEqual([]);
  });

  it('ReleaseOverReservedPages (test-heap.cc): twenty pages with one object of 24 bytes each are emptied', () => {
    expect(selectEvacuationCandidates(pages(...Array<number>(20).fill(24)), normal)).toHaveLength(20);
  });

  it('a memory-reducing collection takes fuller pages and moves more', () => {
    const threeQuarters = pages(...Array<number>(80).fill(196_000));
    expect(selectEvacuationCandidates(threeQuarters, normal)).toEqual([]);
    expect(selectEvacuationCandidates(threeQuarters, reduceMemory)).toHaveLength(Math.floor((12 * MiB) / 196_000));
  });

  it('are told with every page that is free enough, and with what fits the budget even where that saves nothing', () => {
    const told: Selection[] = [];
    expect(selectEvacuationCandidates(pages(AREA, 24), normal, false, (selection) => told.push(selection))).toEqual([]);
    expect(told).toMatchObject([{ weighed: [{ allocatedBytes: 24, takenBytes: 24 }], pages: [], movedBytes: 24 }]);
    const small = { ...normal, budgetBytes: 40_000 };
    expect(selectEvacuationCandidates(pages(30_000, 10_000, 20_000), small, false, (selection) => told.push(selection))).toEqual([1, 2]);
    expect(told[1]).toMatchObject({ weighed: [{ takenBytes: 10_000 }, { takenBytes: 30_000 }, { takenBytes: 30_000 }], pages: [1, 2], movedBytes: 30_000 });
    expect(leastFreeBytes(AREA, normal)).toBe(183_470);
  });

  it('never move more than the budget, and always release a page', () => {
    const list = fc.array(fc.nat(AREA), { maxLength: 60 });
    fc.assert(fc.property(list, (allocated) => {
      const chosen = selectEvacuationCandidates(pages(...allocated), normal);
      const moved = chosen.reduce((sum, index) => sum + allocated[index]!, 0);
      expect(moved).toBeLessThanOrEqual(normal.budgetBytes);
      if (chosen.length > 0) expect(Math.ceil(moved / AREA)).toBeLessThan(chosen.length);
      expect(new Set(chosen).size).toBe(chosen.length);
    }));
  });
});
