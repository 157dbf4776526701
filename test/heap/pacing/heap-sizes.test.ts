import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GiB, KiB, MiB } from '../../../src/base/units.ts';
import { resolveFlags } from '../../../src/flags/flag-definitions.ts';
import { CLASSIC } from '../../../src/flags/presets/classic.ts';
import { PRESETS } from '../../../src/flags/presets/index.ts';
import type { Preset } from '../../../src/flags/presets/preset.ts';
import { V8_11_3 } from '../../../src/flags/presets/v8-11.3.ts';
import { V8_12_4 } from '../../../src/flags/presets/v8-12.4.ts';
import { V8_13_6 } from '../../../src/flags/presets/v8-13.6.ts';
import { V8_14_6 } from '../../../src/flags/presets/v8-14.6.ts';
import type { HeapSizes } from '../../../src/heap/pacing/heap-sizes.ts';
import { deriveHeapSizes, resolveHeapSizes } from '../../../src/heap/pacing/heap-sizes.ts';

const sizes = (given: Record<string, number | boolean>, memoryBytes = 24 * GiB, preset: Preset = V8_14_6): HeapSizes =>
  resolveHeapSizes(preset, resolveFlags(preset, given), { memoryBytes });

/** Presets of the four V8s, in the order of the columns below. */
const VERSIONS = [V8_11_3, V8_12_4, V8_13_6, V8_14_6];

describe('semispaces by flags, measured on Node 20, 22, 24 and 26', () => {
  it.each([
    [4, [16, 8, 8, 32]],
    [5, [16, 16, 16, 32]],
    [16, [16, 32, 32, 32]],
  ])('--scavenger-max-new-space-capacity-mb=%i: at most %j MB; no flag of the first and the last', (megabytes, expected) => {
    expect(VERSIONS.map((preset) => sizes({ 'scavenger-max-new-space-capacity-mb': megabytes }, 24 * GiB, preset).maximumSemispaceBytes / MiB)).toEqual(expected);
  });

  it('--lazy-new-space-shrinking: they begin at their largest', () => {
    const derived = VERSIONS.map((preset) => sizes({ 'lazy-new-space-shrinking': true }, 24 * GiB, preset));
    expect(derived.map(({ initialSemispaceBytes }) => initialSemispaceBytes / MiB)).toEqual([16, 16, 64, 32]);
    expect(derived.map(({ minimumSemispaceBytes }) => minimumSemispaceBytes / MiB)).toEqual([1, 1, 1, 1]);
  });
});

describe('sizes with --minor-ms, measured on Node 22, 24 and 26', () => {
  const MINOR = [V8_12_4, V8_13_6, V8_14_6];

  it.each([
    [{}, 4384, 4384, 4240],
    [{ 'max-semi-space-size': 3 }, 4102, 4102, 4102],
    [{ 'max-semi-space-size': 16 }, 4128, 4128, 4128],
    [{ 'max-semi-space-size': 4, 'max-old-space-size': 100 }, 108, 108, 108],
    [{ 'max-semi-space-size': 6, 'min-semi-space-size': 2, 'max-old-space-size': 100 }, 112, 112, 112],
    [{ 'max-old-space-size': 100 }, 388, 388, 244],
    [{ 'max-heap-size': 500 }, 500, 500, 500],
  ])('%j: heap limits of %i, %i and %i MB', (given, ...limits) => {
    expect(MINOR.map((preset) => sizes({ 'minor-ms': true, ...given }, 24 * GiB, preset).heapSizeLimitBytes / MiB)).toEqual(limits);
  });

  it.each([
    [64, 1, 1, 16],
    [200, 1.75, 1.75, 50],
    [256, 2, 2, 64],
    [300, 2, 2, 72],
    [500, 2, 2, 72],
    [1000, 144, 144, 72],
  ])('--max-heap-size=%i: new space up to %d, %d and %d MB', (megabytes, ...expected) => {
    expect(MINOR.map((preset) => sizes({ 'minor-ms': true, 'max-heap-size': megabytes }, 24 * GiB, preset).maximumSemispaceBytes / MiB)).toEqual(expected);
  });

  it('--minor-ms-max-new-space-capacity-mb counts halves', () => {
    expect(MINOR.map((preset) => sizes({ 'minor-ms': true, 'minor-ms-max-new-space-capacity-mb': 10 }, 24 * GiB, preset).maximumSemispaceBytes / MiB)).toEqual([20, 20, 72]);
  });
});

describe('heap_size_limit by physical memory, measured on Node 20, 22, 24 and 26', () => {
  it.each([
    [64, 259, 259, 259, 262],
    [256, 259, 259, 259, 262],
    [512, 259, 259, 259, 268],
    [600, 312, 312, 348, 324],
    [1024, 524, 524, 560, 536],
    [2048, 1048, 1048, 1120, 1072],
    [4096, 2096, 2096, 2240, 2144],
    [8192, 2096, 2096, 2240, 2144],
    [12_288, 2096, 2096, 2240, 2144],
    [15_359, 2096, 2096, 2240, 2144],
    [15_360, 2096, 4144, 4288, 4192],
    [15_871, 2096, 4144, 4288, 4192],
    [15_872, 4144, 4144, 4288, 4192],
    [16_384, 4144, 4144, 4288, 4192],
    [65_536, 4144, 4144, 4288, 4192],
  ])('a machine of %i MB has limits of %i, %i, %i and %i MB', (memory, ...limits) => {
    expect(VERSIONS.map((preset) => sizes({}, memory * MiB, preset).heapSizeLimitBytes / MiB)).toEqual(limits);
  });
});

describe('maximum semispace by physical memory, measured on Node 20, 22, 24 and 26', () => {
  it.each([
    [128, 1, 1, 1, 2],
    [256, 1, 1, 1, 2],
    [512, 1, 1, 1, 4],
    [768, 4, 4, 16, 8],
    [1024, 4, 4, 16, 8],
    [1536, 8, 8, 32, 16],
    [2048, 8, 8, 32, 16],
    [3072, 16, 16, 64, 32],
    [4096, 16, 16, 64, 32],
    [65_536, 16, 16, 64, 32],
  ])('a machine of %i MB has semispaces of at most %i, %i, %i and %i MB', (memory, ...semispaces) => {
    expect(VERSIONS.map((preset) => sizes({}, memory * MiB, preset).maximumSemispaceBytes / MiB)).toEqual(semispaces);
  });
});

describe('heap_size_limit by flags, measured on Node 20, 22, 24 and 26 with 24 GiB', () => {
  it.each([
    [{}, 4144, 4144, 4288, 4192],
    [{ 'max-old-space-size': 64 }, 112, 112, 256, 160],
    [{ 'max-old-space-size': 50 }, 98, 98, 242, 146],
    [{ 'max-old-space-size': 10_000 }, 10_048, 10_048, 10_192, 10_096],
    [{ 'max-old-space-size': 64, 'max-semi-space-size': 1 }, 67, 67, 67, 67],
    [{ 'max-semi-space-size': 3 }, 4108, 4108, 4108, 4108],
    [{ 'max-semi-space-size': 12 }, 4144, 4144, 4144, 4144],
    [{ 'max-semi-space-size': 300 }, 5632, 5632, 5632, 5632],
    [{ 'max-heap-size': 20 }, 20, 20, 20, 20],
    [{ 'max-heap-size': 300 }, 300, 300, 300, 300],
    [{ 'max-heap-size': 560 }, 560, 560, 560, 560],
    [{ 'max-heap-size': 6000 }, 6000, 6000, 6000, 6000],
    [{ 'max-heap-size': 10, 'max-semi-space-size': 8 }, 24.75, 25, 25, 25],
    [{ 'max-heap-size': 100, 'max-semi-space-size': 3 }, 100, 100, 100, 100],
    [{ 'max-heap-size': 1120, 'max-old-space-size': 1000 }, 1192, 1192, 1192, 1192],
    [{ 'max-heap-size': 40, 'max-old-space-size': 39 }, 42, 42, 42, 40.5],
    [{ 'max-heap-size': 40, 'max-old-space-size': 40 }, 43, 43, 43, 41.5],
    [{ 'max-heap-size': 41, 'max-old-space-size': 39 }, 42, 42, 42, 42],
    [{ 'max-heap-size': 43, 'max-old-space-size': 39 }, 45, 45, 45, 45],
    [{ 'max-old-space-size': 40, 'min-semi-space-size': 8, 'max-semi-space-size': 2 }, 46, 46, 46, 46],
    [{ 'optimize-for-size': true }, 4099, 4099, 4099, 4099],
    [{ 'optimize-for-size': true, 'max-semi-space-size': 4 }, 4099, 4099, 4099, 4099],
    [{ 'optimize-for-size': true, 'max-heap-size': 2000 }, 2000, 2000, 2000, 2000],
    [{ 'semi-space-growth-factor': 4, 'initial-heap-size': 600, compact: false }, 4144, 4144, 4288, 4192],
  ])('%j gives %d, %d, %d and %d MB', (given, ...limits) => {
    expect(VERSIONS.map((preset) => sizes(given, 24 * GiB, preset).heapSizeLimitBytes / MiB)).toEqual(limits);
  });
});

describe('the first semispace, measured on Node 20, 22, 24 and 26 with 24 GiB', () => {
  it.each([
    [{}, 1, 1, 1, 1],
    [{ 'min-semi-space-size': 3 }, 3, 3, 3, 3],
    [{ 'min-semi-space-size': 100 }, 16, 16, 64, 32],
    [{ 'optimize-for-size': true }, 1, 1, 1, 0.5],
    [{ 'optimize-for-size': true, 'initial-heap-size': 100 }, 1, 1, 1, 1],
    [{ 'optimize-for-size': true, 'min-semi-space-size': 4, 'max-semi-space-size': 8 }, 1, 1, 1, 1],
    [{ 'max-heap-size': 40, 'max-old-space-size': 39 }, 1, 1, 1, 0.5],
    [{ 'initial-heap-size': 16 }, 1, 1, 1, 2],
  ])('%j starts with %d, %d, %d and %d MB', (given, ...semispaces) => {
    expect(VERSIONS.map((preset) => sizes(given, 24 * GiB, preset).initialSemispaceBytes / MiB)).toEqual(semispaces);
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
    fc.assert(fc.property(given, fc.integer({ min: 0, max: 64 * GiB }), fc.constantFrom(...PRESETS), (flags, memory, preset) => {
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

describe('the reasons for a size', () => {
  const reasons = (given: Record<string, number | boolean>, memoryBytes = 24 * GiB, preset: Preset = V8_14_6): ReturnType<typeof deriveHeapSizes> =>
    deriveHeapSizes(preset, resolveFlags(preset, given), { memoryBytes });

  it('are the rule that gave it and what was done to it, nothing when nothing was', () => {
    expect(reasons({ 'max-semi-space-size': 12 }).maximumSemispace).toEqual({
      bytes: 16 * MiB, rule: 'max-semi-space-size', askedBytes: 12 * MiB, adjustments: [{ kind: 'power-of-two', bytes: 16 * MiB }],
    });
    expect(reasons({ 'max-semi-space-size': 16 }).maximumSemispace.adjustments).toEqual([]);
    expect(reasons({}, 8 * GiB).maximumOldGeneration).toEqual({
      bytes: 2 * GiB, rule: 'machine', askedBytes: 4 * GiB, adjustments: [{ kind: 'rule-maximum', bytes: 2 * GiB }],
    });
  });

  it.each([
    [{ 'max-heap-size': 100 }, 'max-heap-size', 'max-heap-size-remainder'],
    [{ 'max-heap-size': 100, 'max-old-space-size': 50 }, 'max-heap-size-remainder', 'max-old-space-size'],
    [{ 'optimize-for-size': true, 'max-semi-space-size': 8 }, 'optimize-for-size', 'machine'],
    [{}, 'machine', 'machine'],
  ])('with %j are %s for the semispace and %s for the old generation', (given, semispace, old) => {
    const { maximumSemispace, maximumOldGeneration } = reasons(given);
    expect([maximumSemispace.rule, maximumOldGeneration.rule]).toEqual([semispace, old]);
  });
});
