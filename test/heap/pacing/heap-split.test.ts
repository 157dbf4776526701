import { describe, expect, it } from 'vitest';
import { GiB, KiB, MiB } from '../../../src/base/units.ts';
import type { Preset } from '../../../src/flags/presets/preset.ts';
import { V8_11_3 } from '../../../src/flags/presets/v8-11.3.ts';
import { V8_12_4 } from '../../../src/flags/presets/v8-12.4.ts';
import { V8_13_6 } from '../../../src/flags/presets/v8-13.6.ts';
import { V8_14_6 } from '../../../src/flags/presets/v8-14.6.ts';
import { maximumOldFromMachine, splitHeap, youngFromOld } from '../../../src/heap/pacing/heap-split.ts';

const VERSIONS = [V8_11_3, V8_12_4, V8_13_6, V8_14_6];

/** Megabytes of young generation that go with so much old. */
function youngMegabytes({ newSpace: { maximumSemispace: rule } }: Preset, oldMegabytes: number): number | null {
  return rule.rule === 'old-generation' ? youngFromOld(rule, oldMegabytes * MiB) / MiB : null;
}

describe('HeapLimit and HugeHeapLimit (test-heap.cc)', () => {
  it('a machine of 8 GB has an old generation of 2 GB, one of 16 GB has 4 GB, in every version', () => {
    for (const { oldGeneration } of VERSIONS) {
      expect(maximumOldFromMachine(oldGeneration, 8 * GiB)).toBe(2_147_483_648);
      expect(maximumOldFromMachine(oldGeneration, 16 * GiB)).toBe(4_294_967_296);
    }
  });
});

describe('HeapSizeFromPhysicalMemory (heap-unittest.cc)', () => {
  it.each([
    [0, 256],
    [512, 256],
    [1024, 512],
    [2048, 1024],
    [4096, 2048],
    [8192, 2048],
  ])('%i MB of memory make an old generation of %i MB, in every version', (memory, old) => {
    for (const { oldGeneration } of VERSIONS) expect(maximumOldFromMachine(oldGeneration, memory * MiB)).toBe(old * MiB);
  });
});

describe('YoungGenerationSizeFromOldGenerationSize (heap-unittest.cc)', () => {
  it.each([
    [256, 3, 3, 3, null],
    [512, 12, 12, 48, null],
    [1024, 24, 24, 96, null],
    [2048, 48, 48, 192, null],
  ])('%i MB of old generation go with %i, %i and %i MB of young; 14.6 has another rule', (old, ...young) => {
    expect(VERSIONS.map((preset) => youngMegabytes(preset, old))).toEqual(young);
  });
});

describe('GenerationSizesFromHeapSize (heap-unittest.cc)', () => {
  it.each([
    [1 * KiB, 0, 0],
    [3 * MiB + 1 * KiB, 1 * KiB, 3 * MiB],
    [259 * MiB, 256 * MiB, 3 * MiB],
    [524 * MiB, 512 * MiB, 12 * MiB],
    [1048 * MiB, 1024 * MiB, 24 * MiB],
    [2096 * MiB, 2048 * MiB, 48 * MiB],
  ])('a heap of %i bytes is %i and %i in 11.3 and 12.4', (heapBytes, oldBytes, youngBytes) => {
    for (const preset of [V8_11_3, V8_12_4]) expect(splitHeap(preset.newSpace, heapBytes)).toEqual({ oldBytes, youngBytes });
  });

  it.each([
    [560, 512, 48],
    [1120, 1024, 96],
    [2240, 2048, 192],
  ])('a heap of %i MB is %i and %i in 13.6', (heap, old, young) => {
    expect(splitHeap(V8_13_6.newSpace, heap * MiB)).toEqual({ oldBytes: old * MiB, youngBytes: young * MiB });
  });
});
