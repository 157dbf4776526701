import { expect, test } from 'vitest';
import { Xorshift128 } from '../../../src/base/xorshift128.ts';
import { nextMarkingLimitPercent, nextScavengeLimitPercent, percentToLimit } from '../../../src/heap/pacing/stress-limits.ts';

test('the next scavenge comes at a share between what is full and what the flag says', () => {
  const random = new Xorshift128(3);
  const limits = Array.from({ length: 500 }, () => nextScavengeLimitPercent(40, 29.9, random));
  expect(Math.min(...limits)).toBe(29);
  expect(Math.max(...limits)).toBe(40);
});

test('a new space that is fuller than the flag says is collected at what the flag says', () => {
  expect(nextScavengeLimitPercent(40, 40, new Xorshift128(3))).toBe(40);
  expect(nextScavengeLimitPercent(40, 77, new Xorshift128(3))).toBe(40);
});

test('marking starts at any share up to the flag’s', () => {
  const random = new Xorshift128(3);
  const limits = new Set(Array.from({ length: 500 }, () => nextMarkingLimitPercent(9, random)));
  expect([...limits].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test.each([
  [{ oldBytesAtLastFull: 0, oldBytes: 50, limitBytes: 100 }, 50],
  [{ oldBytesAtLastFull: 50, oldBytes: 75, limitBytes: 100 }, 50],
  [{ oldBytesAtLastFull: 50, oldBytes: 50, limitBytes: 100 }, 0],
  [{ oldBytesAtLastFull: 50, oldBytes: 40, limitBytes: 100 }, 0],
  [{ oldBytesAtLastFull: 0, oldBytes: 669, limitBytes: 1000 }, 66],
  [{ oldBytesAtLastFull: 100, oldBytes: 110, limitBytes: 90 }, 100],
])('%j is %i percent of the way', (way, percent) => {
  expect(percentToLimit(way)).toBe(percent);
});
