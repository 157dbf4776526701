import { describe, expect, it } from 'vitest';
import { KiB, MiB } from '../../../src/base/units.ts';
import { decideSemispaceSize, grownSemispaceBytes, shrunkSemispaceBytes } from '../../../src/heap/pacing/semispace-resizing.ts';

const state = {
  capacityBytes: 1 * MiB, minimumBytes: 1 * MiB, maximumBytes: 16 * MiB, usedBytes: 0,
  survivedSinceGrowthBytes: 0, growthFactor: 2, reduceMemory: false, predictable: false, allocationThroughput: 0,
};

describe('a semispace grows', () => {
  it.each([
    [1_048_576, 1 * MiB, false],
    [1_048_577, 2 * MiB, true],
  ])('when more than its page bytes survived: %i bytes lead to %i', (survivedSinceGrowthBytes, capacityBytes, resetSurvived) => {
    expect(decideSemispaceSize({ ...state, survivedSinceGrowthBytes })).toEqual({ capacityBytes, resetSurvived });
  });

  it('by the growth factor, but not beyond the maximum, as measured on Node 26 from 6 MB to 8 MB', () => {
    const large = { ...state, capacityBytes: 6 * MiB, maximumBytes: 8 * MiB, survivedSinceGrowthBytes: 7 * MiB };
    expect(decideSemispaceSize(large).capacityBytes).toBe(8 * MiB);
    expect(decideSemispaceSize({ ...state, growthFactor: 3, survivedSinceGrowthBytes: 2 * MiB }).capacityBytes).toBe(3 * MiB);
  });

  it('not at its maximum, whose count goes on', () => {
    const full = { ...state, capacityBytes: 16 * MiB, survivedSinceGrowthBytes: 100 * MiB };
    expect(decideSemispaceSize(full)).toEqual({ capacityBytes: 16 * MiB, resetSurvived: false });
  });
});

describe('a semispace shrinks', () => {
  const grown = { ...state, capacityBytes: 16 * MiB };

  it('to twice its contents in whole pages after a memory-reducing collection', () => {
    expect(decideSemispaceSize({ ...grown, reduceMemory: true })).toEqual({ capacityBytes: 1 * MiB, resetSurvived: false });
    expect(decideSemispaceSize({ ...grown, reduceMemory: true, usedBytes: 1 * MiB + 1 }).capacityBytes).toBe(2 * MiB + 256 * KiB);
  });

  it.each([
    [0, 16 * MiB],
    [1, 1 * MiB],
    [999, 1 * MiB],
    [1000, 16 * MiB],
  ])('when the program allocates %i bytes a millisecond, to %i', (allocationThroughput, capacityBytes) => {
    expect(decideSemispaceSize({ ...grown, allocationThroughput }).capacityBytes).toBe(capacityBytes);
  });

  it('never when predictable', () => {
    expect(decideSemispaceSize({ ...grown, reduceMemory: true, predictable: true }).capacityBytes).toBe(16 * MiB);
    expect(decideSemispaceSize({ ...grown, allocationThroughput: 1, predictable: true }).capacityBytes).toBe(16 * MiB);
  });
});

describe('growing and shrinking at once', () => {
  it('leaves the size, and the count starts again', () => {
    const both = { ...state, survivedSinceGrowthBytes: 2 * MiB, allocationThroughput: 1 };
    expect(decideSemispaceSize(both)).toEqual({ capacityBytes: 1 * MiB, resetSurvived: true });
  });
});

describe('GrowAndShrinkNewSpace (heap-unittest.cc)', () => {
  it('doubles, ignores shrinking while full, halves when empty, and stays', () => {
    const grown = grownSemispaceBytes(state, 2);
    expect(grown).toBe(2_097_152);
    const full = { ...state, capacityBytes: grown, usedBytes: 8 * 262_128 };
    expect(shrunkSemispaceBytes(full)).toBe(grown);
    const empty = { ...full, usedBytes: 0 };
    expect(shrunkSemispaceBytes(empty)).toBe(1_048_576);
    expect(shrunkSemispaceBytes({ ...empty, capacityBytes: 1_048_576 })).toBe(1_048_576);
  });
});
