import { describe, expect, it } from 'vitest';
import { GiB, MiB } from '../../../src/base/units.ts';
import { CLASSIC } from '../../../src/flags/presets/classic.ts';
import { V8_14_6 } from '../../../src/flags/presets/v8-14.6.ts';
import { growingFactor, limitGrowingFactor, maxGrowingFactor } from '../../../src/heap/pacing/growing-factor.ts';

const policy = V8_14_6.oldGeneration.growing;

describe('HeapGrowingFactor (heap-controller-unittest.cc)', () => {
  it.each([
    [34, 1, 4],
    [45, 1, 3.553],
    [50, 1, 2.83],
    [100, 1, 1.478],
    [200, 1, 1.193],
    [300, 1, 1.121],
    [600, 2, 1.121],
    [400, 1, 1.1],
  ])('collecting at %i and allocating at %i gives %d', (gcSpeed, mutatorSpeed, factor) => {
    expect(growingFactor({ gcSpeed, mutatorSpeed, maxFactor: 4 }, policy)).toBeCloseTo(factor, 3);
  });

  it('is the greatest factor while a speed is unknown', () => {
    expect(growingFactor({ gcSpeed: 0, mutatorSpeed: 1, maxFactor: 4 }, policy)).toBe(4);
    expect(growingFactor({ gcSpeed: 100, mutatorSpeed: 0, maxFactor: 4 }, policy)).toBe(4);
  });

  it('is the greatest factor when the program allocates faster than any factor could pay for', () => {
    expect(growingFactor({ gcSpeed: 1, mutatorSpeed: 1, maxFactor: 4 }, policy)).toBe(4);
    expect(growingFactor({ gcSpeed: 97, mutatorSpeed: 3, maxFactor: 4 }, policy)).toBe(4); // b = 0
  });
});

describe('MaxHeapGrowingFactor (heap-controller-unittest.cc)', () => {
  it.each([
    [0, 1.3],
    [256 * MiB, 1.3],
    [512 * MiB, 1.4],
    [1 * GiB, 1.6],
    [2 * GiB - 2, 2],
    [2 * GiB, 4],
    [4 * GiB, 4],
  ])('a maximum of %i bytes allows %d', (bytes, factor) => {
    expect(maxGrowingFactor(bytes, policy)).toBeCloseTo(factor, 6);
  });
});

describe('the factor of the limit', () => {
  const base = { gcSpeed: 0, mutatorSpeed: 0, maximumOldBytes: 4 * GiB, mode: 'default', growingPercent: 0 } as const;

  it('is fixed by --heap-growing-percent in every mode', () => {
    expect(limitGrowingFactor({ ...base, growingPercent: 50 }, policy)).toBe(1.5);
    expect(limitGrowingFactor({ ...base, mode: 'minimal', growingPercent: 50 }, policy)).toBe(1.5);
  });

  it('is 1.1 after a memory-reducing collection and at most 1.3 when memory is spared', () => {
    expect(limitGrowingFactor({ ...base, mode: 'minimal' }, policy)).toBe(1.1);
    expect(limitGrowingFactor({ ...base, mode: 'conservative' }, policy)).toBe(1.3);
    expect(limitGrowingFactor({ ...base, gcSpeed: 400, mutatorSpeed: 1, mode: 'conservative' }, policy)).toBe(1.1);
    expect(limitGrowingFactor(base, policy)).toBe(4);
  });

  it('is 2 in the textbook heap, whatever the speeds', () => {
    for (const gcSpeed of [0, 1, 45, 400, 10_000]) {
      for (const maximumOldBytes of [64 * MiB, 1400 * MiB, 4 * GiB]) {
        expect(limitGrowingFactor({ ...base, gcSpeed, mutatorSpeed: 1, maximumOldBytes }, CLASSIC.oldGeneration.growing)).toBe(2);
      }
    }
  });
});
