import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Xorshift128 } from '../../src/base/xorshift128.ts';

describe('V8’s random numbers', () => {
  // node20 --no-opt --fuzzer-random-seed=<seed> --stress-scavenge=97 --trace-stress-scavenge prints these limits: full
  // collections empty new space there, so that each limit is a draw below 98.
  it.each([
    [1, [19, 29, 29, 44, 18, 45, 43, 85]],
    [5, [37, 8, 0, 49, 65, 76, 42, 50]],
    [12_347, [61, 51, 79, 75, 94, 88, 71, 42]],
  ])('from the seed %i are those of the real engine', (seed, limits) => {
    const random = new Xorshift128(seed);
    expect(limits.map(() => random.nextInt(98))).toEqual(limits);
  });

  it('stay below any bound, powers of two included', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 2 ** 31 - 1 }), (seed, bound) => {
        const random = new Xorshift128(seed);
        const value = random.nextInt(bound);
        const share = random.nextDouble();
        return Number.isInteger(value) && value >= 0 && value < bound && share >= 0 && share < 1;
      }),
    );
  });

  it('sample without repetition', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 200 }), (seed, a, b) => {
        const [count, bound] = a < b ? [a, b] : [b, a];
        const sample = new Xorshift128(seed).sample(bound, count);
        return sample.length === count && new Set(sample).size === count && sample.every((value) => value >= 0 && value < bound);
      }),
    );
  });

  it('seed another generator', () => {
    const seeds = new Xorshift128(7);
    const [first, second] = [new Xorshift128(seeds.nextInt64()), new Xorshift128(seeds.nextInt64())];
    expect(first.nextInt(1e6)).not.toBe(second.nextInt(1e6));
  });
});
