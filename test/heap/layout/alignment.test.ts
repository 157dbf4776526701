import { describe, expect, test } from 'vitest';
import { fillToAlign, maximumFill } from '../../../src/heap/layout/alignment.ts';

describe('TestAlignmentCalculations (test-heap.cc)', () => {
  test.each([{ tagged: 8, most: 0 }, { tagged: 4, most: 4 }])('with tagged values of $tagged bytes', ({ tagged, most }) => {
    expect([maximumFill('tagged', tagged), maximumFill('double', tagged), maximumFill('double-unaligned', tagged)]).toEqual([0, most, most]);
    expect([fillToAlign(0, 'tagged', tagged), fillToAlign(tagged, 'tagged', tagged)]).toEqual([0, 0]);
    expect([fillToAlign(0, 'double', tagged), fillToAlign(tagged, 'double', tagged)]).toEqual([0, most]);
    expect([fillToAlign(0, 'double-unaligned', tagged), fillToAlign(tagged, 'double-unaligned', tagged)]).toEqual([most, 0]);
  });
});
