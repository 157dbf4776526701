import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GiB, KiB, MiB } from '../../../src/base/units.ts';
import { resolveFlags } from '../../../src/flags/flag-definitions.ts';
import { CLASSIC } from '../../../src/flags/presets/classic.ts';
import type { NewSpacePolicy, Preset } from '../../../src/flags/presets/preset.ts';
import { V8_14_6 } from '../../../src/flags/presets/v8-14.6.ts';
import type { HeapSizes } from '../../../src/heap/pacing/heap-sizes.ts';
import { maximumOldFromMachine, resolveHeapSizes, splitHeap, youngFromOld } from '../../../src/heap/pacing/heap-sizes.ts';

const sizes = (given: Record<string, number | boolean>, memoryBytes = 24 * GiB, preset: Preset = V8_14_6): HeapSizes =>
  resolveHeapSizes(preset, resolveFlags(preset, given), { memoryBytes });

describe('heap_size_limit by physical memory, measured on Node 26', () => {
  it.each([
    [256, 262],
    [512, 268],
    [1024, 536],
    [2048, 1072],
    [4096, 2144],
    [8192, 2144],
    [12_288, 2144],
    [15_360, 4192],
    [16_384, 4192],
    [24_576, 4192],
  ])('a machine of %i MB has a limit of %i MB', (memory, limit) => {
    expect(sizes({}, memory * MiB).heapSizeLimitBytes).toBe(limit * MiB);
  });
});

describe('maximum semispace by physical memory, measured on Node 26', () => {
  it.each([
    [128, 2],
    [256, 2],
    [512, 4],
    [768, 8],
    [1024, 8],
    [2048, 16],
    [3072, 32],
    [4096, 32],
    [65_536, 32],
  ])('a machine of %i MB has semispaces of at most %i MB', (memory, semispace) => {
    expect(sizes({}, memory * MiB).maximumSemispaceBytes).toBe(semispace * MiB);
  });
});

describe('heap_size_limit by flags, measured on Node 26 with 24 GiB', () => {
  it.each([
    [{}, 4192],
    [{ 'max-old-space-size': 64 }, 160],
    [{ 'max-old-space-size': 50 }, 146],
    [{ 'max-old-space-size': 64, 'max-semi-space-size': 1 }, 67],
    [{ 'max-semi-space-size': 3 }, 4108],
    [{ 'max-semi-space-size': 12 }, 4144],
    [{ 'max-heap-size': 20 }, 20],
    [{ 'max-heap-size': 300 }, 300],
    [{ 'max-heap-size': 524 }, 524],
    [{ 'max-heap-size': 2144 }, 2144],
    [{ 'max-heap-size': 100, 'max-semi-space-size': 3 }, 100],
    [{ 'max-heap-size': 1120, 'max-old-space-size': 1000 }, 1192],
    [{ 'max-heap-size': 40, 'max-old-space-size': 39 }, 40.5],
    [{ 'max-heap-size': 40, 'max-old-space-size': 40 }, 41.5],
    [{ 'max-heap-size': 41, 'max-old-space-size': 39 }, 42],
    [{ 'max-heap-size': 43, 'max-old-space-size': 39 }, 45],
    [{ 'max-old-space-size': 40, 'min-semi-space-size': 8, 'max-semi-space-size': 2 }, 46],
    [{ 'optimize-for-size': true }, 4099],
    [{ 'optimize-for-size': true, 'max-semi-space-size': 4 }, 4099],
    [{ 'optimize-for-size': true, 'max-heap-size': 2000 }, 2000],
  ])('%j gives %d MB', (given, limit) => {
    expect(sizes(given).heapSizeLimitBytes).toBe(limit * MiB);
  });
});

describe('the semispace of a heap of given size, measured on Node 26', () => {
  it.each([
    [20, 2],
    [64, 2],
    [65, 4],
    [128, 4],
    [129, 8],
    [256, 8],
    [257, 16],
    [512, 16],
    [513, 32],
    [2144, 32],
  ])('--max-heap-size=%i has semispaces of at most %i MB', (heap, semispace) => {
    expect(sizes({ 'max-heap-size': heap }).maximumSemispaceBytes).toBe(semispace * MiB);
  });
});

describe('the first semispace and the first limit, measured on Node 26', () => {
  it.each([
    [{}, 1, 512, false],
    [{ 'max-old-space-size': 64 }, 1, 32, false],
    [{ 'max-old-space-size': 96 }, 1, 48, false],
    [{ 'max-old-space-size': 160 }, 1, 80, false],
    [{ 'min-semi-space-size': 3 }, 3, 512, false],
    [{ 'min-semi-space-size': 3, 'max-semi-space-size': 2 }, 2, 512, false],
    [{ 'initial-old-space-size': 600 }, 1, 600, true],
    [{ 'initial-old-space-size': 100, 'max-old-space-size': 128 }, 1, 64, true],
    [{ 'initial-heap-size': 200 }, 6.25, 181.25, true],
    [{ 'initial-heap-size': 1000 }, 31.25, 906.25, true],
    [{ 'initial-heap-size': 16 }, 2, 10, true],
    [{ 'initial-heap-size': 40 }, 2, 34, true],
    [{ 'initial-heap-size': 7 }, 2, 1, true],
    [{ 'initial-heap-size': 6 }, 1, 3, true],
    [{ 'initial-heap-size': 5 }, 1, 2, true],
    [{ 'initial-heap-size': 4, 'max-heap-size': 5 }, 0.5, 1.75, true],
    [{ 'initial-heap-size': 200, 'initial-old-space-size': 100 }, 6.25, 100, true],
    [{ 'initial-heap-size': 200, 'min-semi-space-size': 2 }, 6.25, 181.25, true],
    [{ 'initial-heap-size': 200, 'max-semi-space-size': 2 }, 2, 194, true],
  ])('%j starts with %d MB and a limit of %d MB', (given, semispace, limit, isGiven) => {
    expect(sizes(given)).toMatchObject({
      initialSemispaceBytes: semispace * MiB,
      initialOldGenerationLimitBytes: limit * MiB,
      initialLimitIsGiven: isGiven,
      limitFloorBytes: isGiven ? limit * MiB : 0,
    });
  });
});

describe('whatever the flags and the machine', () => {
  it('sizes are whole pages in their order, and the limit is their sum', () => {
    const megabytes = fc.option(fc.integer({ min: 0, max: 5000 }), { nil: 0 });
    const given = fc.record({
      'min-semi-space-size': megabytes,
      'max-semi-space-size': megabytes,
      'max-old-space-size': megabytes,
      'max-heap-size': megabytes,
      'initial-heap-size': megabytes,
      'initial-old-space-size': megabytes,
    });
    fc.assert(fc.property(given, fc.integer({ min: 0, max: 64 * GiB }), fc.constantFrom(V8_14_6, CLASSIC), (flags, memory, preset) => {
      const heap = sizes(flags, memory, preset);
      for (const bytes of [
        heap.initialSemispaceBytes, heap.minimumSemispaceBytes, heap.maximumSemispaceBytes,
        heap.maximumOldGenerationBytes, heap.initialOldGenerationLimitBytes, heap.heapSizeLimitBytes, heap.limitFloorBytes,
      ]) expect(bytes % (256 * KiB)).toBe(0);
      expect(heap.minimumSemispaceBytes).toBeGreaterThan(0);
      expect(heap.minimumSemispaceBytes).toBeLessThanOrEqual(heap.initialSemispaceBytes);
      expect(heap.initialSemispaceBytes).toBeLessThanOrEqual(heap.maximumSemispaceBytes);
      expect(heap.initialOldGenerationLimitBytes).toBeLessThanOrEqual(heap.maximumOldGenerationBytes / 2);
      expect(heap.heapSizeLimitBytes).toBe(heap.maximumOldGenerationBytes + 3 * heap.maximumSemispaceBytes);
    }));
  });
});

describe('HeapLimit and HugeHeapLimit (test-heap.cc)', () => {
  it('a machine of 8 GB has an old generation of 2 GB, one of 16 GB has 4 GB', () => {
    expect(maximumOldFromMachine(V8_14_6.oldGeneration, 8 * GiB)).toBe(2_147_483_648);
    expect(maximumOldFromMachine(V8_14_6.oldGeneration, 16 * GiB)).toBe(4_294_967_296);
  });
});

describe('the textbook heap', () => {
  it('has the same sizes on every machine', () => {
    for (const memory of [256 * MiB, 4 * GiB, 64 * GiB]) {
      expect(sizes({}, memory, CLASSIC)).toMatchObject({
        initialSemispaceBytes: 1 * MiB,
        maximumSemispaceBytes: 16 * MiB,
        maximumOldGenerationBytes: 1400 * MiB,
        initialOldGenerationLimitBytes: 8 * MiB,
      });
    }
  });
});

/** The rules of 11.3 and 13.6: one divisor above 256 MB of old generation. */
const fromOld = (largeDivisor: number, maxMegabytes: number): Extract<NewSpacePolicy['maximumSemispace'], { rule: 'old-generation' }> => ({
  rule: 'old-generation',
  smallOldBytes: 256 * MiB,
  smallDivisor: 256,
  largeDivisor,
  minBytes: 1 * MiB,
  maxBytes: maxMegabytes * MiB,
});

describe('YoungGenerationSizeFromOldGenerationSize (heap-unittest.cc)', () => {
  it.each([
    [256, 3, 3],
    [512, 12, 48],
    [1024, 24, 96],
    [2048, 48, 192],
  ])('%i MB of old generation go with %i MB of young in 11.3 and %i MB in 13.6', (old, young11, young13) => {
    expect(youngFromOld(fromOld(128, 16), old * MiB)).toBe(young11 * MiB);
    expect(youngFromOld(fromOld(32, 64), old * MiB)).toBe(young13 * MiB);
  });
});

describe('GenerationSizesFromHeapSize (heap-unittest.cc)', () => {
  const split = (rule: NewSpacePolicy['maximumSemispace'], heapBytes: number): { oldBytes: number; youngBytes: number } =>
    splitHeap({ ...V8_14_6.newSpace, maximumSemispace: rule }, heapBytes);

  it.each([
    [1 * KiB, 0, 0],
    [3 * MiB + 1 * KiB, 1 * KiB, 3 * MiB],
    [259 * MiB, 256 * MiB, 3 * MiB],
    [524 * MiB, 512 * MiB, 12 * MiB],
    [1048 * MiB, 1024 * MiB, 24 * MiB],
    [2096 * MiB, 2048 * MiB, 48 * MiB],
  ])('a heap of %i bytes is %i and %i in 11.3', (heapBytes, oldBytes, youngBytes) => {
    expect(split(fromOld(128, 16), heapBytes)).toEqual({ oldBytes, youngBytes });
  });

  it.each([
    [560, 512, 48],
    [1120, 1024, 96],
    [2240, 2048, 192],
  ])('a heap of %i MB is %i and %i in 13.6', (heap, old, young) => {
    expect(split(fromOld(32, 64), heap * MiB)).toEqual({ oldBytes: old * MiB, youngBytes: young * MiB });
  });
});
