import { describe, expect, it } from 'vitest';
import { shouldPromotePage } from '../../../src/heap/pacing/page-promotion.ts';

describe('PagePromotion_NewToOld (page-promotion-unittest.cc)', () => {
  it.each([
    [257_720, 180_404],
    [257_728, 180_409],
    [262_128, 183_489],
  ])('a page of %i bytes is promoted with more than %i live', (area, threshold) => {
    expect(shouldPromotePage(threshold, area, 70, false)).toBe(false);
    expect(shouldPromotePage(threshold + 1, area, 70, false)).toBe(true);
  });

  it('with threshold 0 any live byte is enough, but one it needs', () => {
    expect(shouldPromotePage(0, 262_128, 0, false)).toBe(false);
    expect(shouldPromotePage(8, 262_128, 0, false)).toBe(true);
  });

  it('with threshold 100 no page is promoted', () => {
    expect(shouldPromotePage(262_128, 262_128, 100, false)).toBe(false);
  });

  it('no page is promoted when memory is to be reduced', () => {
    expect(shouldPromotePage(262_128, 262_128, 70, true)).toBe(false);
  });
});
