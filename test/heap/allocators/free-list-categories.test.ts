import { describe, expect, test } from 'vitest';
import { CATEGORY_BOUNDS_BYTES, CATEGORY_COUNT, LAST_CATEGORY, categoryOf, fastCategoryOf } from '../../../src/heap/allocators/free-list-categories.ts';

const bounds = CATEGORY_BOUNDS_BYTES;
/** Around each bound and half way to the next, as V8's unit tests probe them. */
function probes(category: number): number[] {
  const bound = bounds[category]!;
  const next = bounds[category + 1];
  return [bound - 8, bound, bound + 8, ...(next === undefined ? [] : [(bound + next) / 2])];
}

describe('FreeListManySelectFreeListCategoryType (spaces-unittest.cc): the category of a size', () => {
  test('is the one whose bounds contain it, for every small size', () => {
    for (let size = 24; size <= 256; size += 8) {
      const category = categoryOf(size);
      if (size < bounds[1]!) expect(category).toBe(0);
      else expect(bounds[category]! <= size && size < bounds[category + 1]!).toBe(true);
    }
  });

  test('is the one whose bounds contain it, around every bound', () => {
    for (let c = 1; c < CATEGORY_COUNT; c++) {
      for (const size of probes(c)) {
        const category = categoryOf(size);
        expect(bounds[category]! <= size).toBe(true);
        if (category < LAST_CATEGORY) expect(size < bounds[category + 1]!).toBe(true);
      }
    }
  });

  test.each([[24, 0], [31, 0], [32, 1], [255, 14], [256, 15], [511, 15], [512, 16], [65_535, 22], [65_536, 23], [262_128, 23]])('%i bytes are of category %i', (size, category) => {
    expect(categoryOf(size)).toBe(category);
  });
});

describe('FreeListManyCachedFastPathSelectFastAllocationFreeListCategoryType (spaces-unittest.cc): the category that the fast path looks in first', () => {
  test('is the 2,048 class for tiny objects', () => {
    for (let size = 16; size <= 128; size += 8) expect(bounds[fastCategoryOf(size)]).toBe(2048);
  });

  test('is the 4,096 class just above', () => {
    expect(bounds[fastCategoryOf(136)]).toBe(4096);
  });

  test('is the first whose bound leaves 1,920 bytes to spare, or the last', () => {
    for (let c = 0; c < CATEGORY_COUNT; c++) {
      for (const size of probes(c)) {
        const category = fastCategoryOf(size);
        if (size <= 128) expect(bounds[category]).toBe(2048);
        else if (size >= 65_536 - 1920) expect(category).toBe(LAST_CATEGORY);
        else expect(bounds[category]! >= size + 1920 && bounds[category - 1]! < size + 1920).toBe(true);
      }
    }
  });
});
