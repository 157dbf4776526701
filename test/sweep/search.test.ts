/** What a sweep looks for: the smallest that works, and what no other beats; checked the slow way. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mostQuestions, smallestThatHolds } from '../../src/sweep/bisection.ts';
import { paretoBest } from '../../src/sweep/pareto.ts';

describe('bisection', () => {
  test('finds the smallest that holds, with no more questions than it says, none twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 300 }), fc.integer({ min: -5, max: 400 }), async (from, length, threshold) => {
        const asked: number[] = [];
        const found = await smallestThatHolds(from, from + length, (value) => {
          asked.push(value);
          return Promise.resolve(value >= threshold);
        });
        expect(found).toBe(threshold > from + length ? null : Math.max(from, threshold));
        expect(asked.length).toBeLessThanOrEqual(mostQuestions(from, from + length));
        expect(new Set(asked).size).toBe(asked.length);
      }),
    );
  });

  test('where it is no threshold, the answer holds and the one before it does not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 60 }), async (holds) => {
        const found = await smallestThatHolds(0, holds.length - 1, (value) => Promise.resolve(holds[value]!));
        if (found === null) expect(holds.at(-1)).toBe(false);
        else expect([holds[found], found === 0 || !holds[found - 1]!]).toEqual([true, true]);
      }),
    );
  });
});

test('a point is best when no other is at least as good in all and better in one', () => {
  const coordinate = fc.integer({ min: 0, max: 5 });
  fc.assert(
    fc.property(fc.array(fc.option(fc.tuple(coordinate, coordinate)), { maxLength: 20 }), (points) => {
      const slow = points.map((point) => {
        if (point === null) return false;
        for (const other of points) {
          if (other !== null && other[0] <= point[0] && other[1] <= point[1] && (other[0] < point[0] || other[1] < point[1])) return false;
        }
        return true;
      });
      expect(paretoBest(points)).toEqual(slow);
    }),
  );
});
