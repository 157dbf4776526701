import { describe, expect, it } from 'vitest';
import { decideYoungPage, shouldPromotePage } from '../../../src/heap/pacing/page-promotion.ts';

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

/** Lines of --trace-page-promotions of Node 24 (a ring of 20,000 objects, --minor-ms --max-semi-space-size=4). */
describe('a minor mark-sweep promotes as Node 24 does', () => {
  const rule = { thresholdPercent: 50, maxLabPercent: 30, maxAge: 4 };
  it.each([
    // live, wasted, allocated lately, last page, promoted
    [155_544, 24, 262_104, true, false],
    [203_544, 40, 262_088, false, false],
    [188_256, 64_752, 41_832, true, false],
    [203_544, 58_584, 0, false, true],
    [205_584, 56_544, 0, false, true],
    [102_912, 73_872, 0, false, true],
    [8_960, 57_168, 0, false, true],
    [204_960, 48, 262_080, false, false],
  ])('%i bytes live, %i wasted, %i allocated lately (last page: %s): %s', (liveBytes, wastedBytes, labBytes, isLast, promoted) => {
    const decision = decideYoungPage({ liveBytes, wastedBytes, labBytes, isLast, age: 1 }, 262_128, 262_144, rule);
    expect(decision === 'promote').toBe(promoted);
  });

  it('seals a page of the greatest age, whose turn it then is', () => {
    const page = { liveBytes: 1000, wastedBytes: 0, labBytes: 5000, isLast: false };
    expect([3, 4, 5].map((age) => decideYoungPage({ ...page, age }, 262_128, 262_144, rule))).toEqual(['keep', 'seal', 'keep']);
    expect(decideYoungPage({ ...page, labBytes: 0, age: 5 }, 262_128, 262_144, rule)).toBe('promote');
  });
});
