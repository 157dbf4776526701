import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { V8_14_6 } from '../../../src/flags/presets/v8-14.6.ts';
import { LAST_CATEGORY, categoryOf } from '../../../src/heap/allocators/free-list-categories.ts';
import type { AllocationOrigin } from '../../../src/heap/allocators/free-list.ts';
import { FreeList, FreeListChains } from '../../../src/heap/allocators/free-list.ts';
import { PAGE_WORDS, dataArea, pageOf } from '../../../src/heap/layout/page-geometry.ts';
import { PageTable } from '../../../src/heap/pages/page-table.ts';

const PAGES = 4;

/** Memory of which pieces are given to the list one behind the other, a word apart. */
function newFreeList(): { list: FreeList; pages: PageTable; carve: (page: number, sizeWords: number) => number } {
  const pages = new PageTable(PAGES + 1);
  for (let i = 0; i < PAGES; i++) pages.allocatePage(0, 0, dataArea(V8_14_6.layout));
  const list = new FreeList(new Int32Array((PAGES + 1) * PAGE_WORDS), pages, new FreeListChains(PAGES + 1));
  const tops = Array.from({ length: PAGES + 1 }, (_, page) => pages.areaStart[page]!);
  const carve = (page: number, sizeWords: number): number => {
    const start = tops[page]!;
    if (start + sizeWords + 1 > pages.areaEnd[page]!) return 0;
    tops[page] = start + sizeWords + 1;
    return start;
  };
  return { list, pages, carve };
}

interface Hole {
  readonly start: number;
  readonly size: number;
}

const size = fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 40 }) }, { weight: 2, arbitrary: fc.integer({ min: 1, max: 2000 }) }, { weight: 1, arbitrary: fc.integer({ min: 8000, max: 16_000 }) });
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ free: size, page: fc.integer({ min: 1, max: PAGES }) }) },
  { weight: 5, arbitrary: fc.record({ take: size, origin: fc.constantFrom<AllocationOrigin>('mutator', 'collector') }) },
  { weight: 1, arbitrary: fc.record({ evict: fc.integer({ min: 1, max: PAGES }) }) },
);

describe('the free list', () => {
  test('behaves like a bag of holes', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150, size: 'max' }), (steps) => {
        const { list, pages, carve } = newFreeList();
        let holes: Hole[] = [];
        const wasted = Array<number>(PAGES + 1).fill(0);
        for (const one of steps) {
          if ('free' in one) {
            const start = carve(one.page, one.free);
            if (start === 0) continue;
            list.free(start, one.free);
            if (one.free < 3) wasted[one.page]! += one.free;
            else holes.push({ start, size: one.free });
          } else if ('evict' in one) {
            list.evictPage(one.evict);
            holes = holes.filter((hole) => pageOf(hole.start) !== one.evict);
            wasted[one.evict] = 0;
          } else {
            holes = take(list, holes, one.take, one.origin);
          }
        }
        const listed: Hole[] = [];
        list.forEachBlock((start, blockSize, category) => {
          listed.push({ start, size: blockSize });
          expect(category).toBe(categoryOf(blockSize * 8));
        });
        const byStart = (a: Hole, b: Hole): number => a.start - b.start;
        expect(listed.sort(byStart)).toEqual(holes.sort(byStart));
        expect(list.availableWords).toBe(holes.reduce((sum, hole) => sum + hole.size, 0));
        expect([...pages.wastedWords]).toEqual(wasted);
        expect(list.wastedWords).toBe(wasted.reduce((sum, words) => sum + words, 0));
      }),
      { numRuns: 300 },
    );
  });

  test('gives the block that was freed last first', () => {
    const { list, carve } = newFreeList();
    const blocks = [carve(1, 10), carve(1, 10), carve(2, 10)];
    for (const block of blocks) list.free(block, 10);
    expect(blocks.map(() => list.take(10, 'collector'))).toEqual([...blocks].reverse());
  });

  test('the mutator gets a block with room to spare, a collector the closest category', () => {
    for (const [origin, expected] of [['mutator', 500], ['collector', 12]] as const) {
      const { list, carve } = newFreeList();
      for (const words of [500, 12]) list.free(carve(1, words), words);
      list.take(10, origin);
      expect(list.takenWords).toBe(expected);
    }
  });

  test('only the first block of a category is looked at, except in the last', () => {
    const { list, carve } = newFreeList();
    const [fits, tooSmall] = [carve(1, 60), carve(1, 33)]; // both in the 256 class
    list.free(fits, 60);
    list.free(tooSmall, 33);
    expect(list.take(50, 'collector')).toBe(0);
    const [large, lessLarge] = [carve(2, 12_000), carve(2, 9000)]; // both in the last class
    list.free(large, 12_000);
    list.free(lessLarge, 9000);
    expect(list.take(10_000, 'collector')).toBe(large);
  });
});

/** The holes that are left; what was taken is one of them and large enough. */
function take(list: FreeList, holes: readonly Hole[], wanted: number, origin: AllocationOrigin): Hole[] {
  const block = list.take(wanted, origin);
  if (block === 0) {
    // Every block of a higher category would do, and all blocks of the last one are tried.
    const category = categoryOf(wanted * 8);
    const missed = holes.filter((hole) => {
      const own = categoryOf(hole.size * 8);
      return own > category || (own === LAST_CATEGORY && hole.size >= wanted);
    });
    expect(missed).toEqual([]);
    return [...holes];
  }
  const taken = holes.find((hole) => hole.start === block);
  expect(taken?.size).toBe(list.takenWords);
  expect(taken!.size).toBeGreaterThanOrEqual(wanted);
  return holes.filter((hole) => hole !== taken);
}
