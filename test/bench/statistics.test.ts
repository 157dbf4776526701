import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { directionOf, ratioOf } from '../../src/bench/ratio.ts';
import { distributionOf, tQuantile } from '../../src/bench/statistics.ts';

describe('a distribution', () => {
  test('by hand', () => {
    const of = distributionOf([2, 4, 4, 4, 5, 5, 7, 9]);
    expect(of).toMatchObject({ mean: 5, median: 4.5, min: 2, max: 9, values: [2, 4, 4, 4, 5, 5, 7, 9] });
    expect(of.deviation).toBeCloseTo(Math.sqrt(32 / 7), 12);
    // 2.36462 × 2.13809 / √8
    expect(of.interval!.high - 5).toBeCloseTo(1.78749, 4);
  });

  test('of one value has no spread', () => {
    expect(distributionOf([3])).toEqual({ values: [3], mean: 3, median: 3, deviation: null, min: 3, max: 3, interval: null, outliers: [] });
  });

  test('outliers are far from the middle half, on either side', () => {
    expect(distributionOf([10, 11, 10, 11, 10, 30, 11, 1]).outliers).toEqual([5, 7]);
    // A clock that is finer than what it measures.
    expect(distributionOf([1000, 1000, 1000, 1000, 1001]).outliers).toEqual([]);
  });

  // Tables of Student's t, 97.5 %.
  test.each([[1, 12.706], [4, 2.776], [9, 2.262], [30, 2.042], [40, 2.021], [60, 2.0], [120, 1.98], [1e9, 1.96]])('t with %d degrees of freedom is %d', (freedom, t) => {
    expect(tQuantile(freedom)).toBeCloseTo(t, 3);
  });
});

describe('a ratio', () => {
  const sample = fc.array(fc.double({ min: 1, max: 100, noNaN: true }), { minLength: 2, maxLength: 20 });

  test('the other way round is the reciprocal, with its interval', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const [there, back] = [ratioOf(distributionOf(a), distributionOf(b)), ratioOf(distributionOf(b), distributionOf(a))];
        expect(there.ratio * back.ratio).toBeCloseTo(1, 9);
        expect(there.interval!.low * back.interval!.high).toBeCloseTo(1, 9);
        expect(there.interval!.low).toBeLessThanOrEqual(there.ratio);
      }),
    );
  });

  test('says more or less only when it is certain', () => {
    const base = distributionOf([100, 101, 99, 100, 100]);
    expect(directionOf(ratioOf(distributionOf([110, 111, 109, 110, 110]), base))).toBe('more');
    expect(directionOf(ratioOf(distributionOf([90, 91, 89, 90, 90]), base))).toBe('less');
    expect(directionOf(ratioOf(distributionOf([60, 160, 90, 140, 105]), base))).toBe('unclear');
    expect(directionOf(ratioOf(distributionOf([500]), base))).toBe('unclear');
  });
});
