import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GiB, KiB, MiB } from '../../../src/base/units.ts';
import { CLASSIC } from '../../../src/flags/presets/classic.ts';
import { V8_14_6 } from '../../../src/flags/presets/v8-14.6.ts';
import {
  availableBelowLimit, limitAfterFullCollection, limitAfterScavenge, limitAtMarkingStart, limitStepBytes,
} from '../../../src/heap/pacing/old-generation-limit.ts';

const STEP = 8 * MiB;

describe('the limit after a scavenge', () => {
  it('falls by the mean survival ratio down to what is consumed and 8 MB, as measured on Node 24', () => {
    const afterFirst = limitAfterScavenge({
      limitBytes: 536_870_912, consumedBytes: 3_900_000, survivalRatio: 100_882_445 / 536_870_912, stepBytes: STEP, minimumLimitBytes: 0,
    });
    expect(Math.abs(afterFirst - 100_882_445)).toBeLessThanOrEqual(1);
    const floor = limitAfterScavenge({
      limitBytes: 18_956_638, consumedBytes: 12_344_240 - STEP, survivalRatio: 0.188, stepBytes: STEP, minimumLimitBytes: 0,
    });
    expect(floor).toBe(12_344_240);
  });

  it('never rises', () => {
    fc.assert(fc.property(fc.nat(4 * GiB), fc.nat(4 * GiB), fc.double({ min: 0, max: 1.5, noNaN: true }), (limitBytes, consumedBytes, survivalRatio) => {
      const after = limitAfterScavenge({ limitBytes, consumedBytes, survivalRatio, stepBytes: STEP, minimumLimitBytes: 0 });
      expect(after).toBeLessThanOrEqual(limitBytes);
      expect(after).toBeGreaterThanOrEqual(Math.min(limitBytes, consumedBytes + STEP));
    }));
  });

  it('stays at 8 MB in the textbook heap', () => {
    const { initialLimitBytes, limitStepBytes: stepBytes, minimumLimitBytes } = CLASSIC.oldGeneration;
    expect(limitAfterScavenge({ limitBytes: initialLimitBytes, consumedBytes: 0, survivalRatio: 0, stepBytes, minimumLimitBytes })).toBe(8 * MiB);
  });
});

describe('the limit when marking starts', () => {
  // Node 26, 3M arrays in a ring of 300,000: old 158,257,024, array buffers 1,185,792, limit before 142,538,376.
  it('follows what is there, as measured on Node 26', () => {
    expect(Math.abs(limitAtMarkingStart(142_538_376, 158_257_024 + 1_185_792, 4 * GiB) - 159_418_396)).toBeLessThan(32 * KiB);
  });

  it('never falls, and passes the maximum only where it was beyond', () => {
    expect(limitAtMarkingStart(100, 50, 1000)).toBe(100);
    expect(limitAtMarkingStart(100, 2000, 1000)).toBe(1000);
    expect(limitAtMarkingStart(1200, 2000, 1000)).toBe(1200);
  });
});

describe('the limit after a full collection', () => {
  const base = {
    consumedBytes: 0, factor: 4, stepBytes: STEP, newSpaceBytes: 1 * MiB, maximumOldBytes: 4 * GiB,
    floorBytes: 0, limitFloor: 'above-halfway', minimumLimitBytes: 0,
  } as const;

  it('of an empty heap is 8 MB and the new space', () => {
    expect(limitAfterFullCollection(base)).toBe(9_437_184);
    expect(limitAfterFullCollection({ ...base, newSpaceBytes: 1_030_880 })).toBe(9_419_488);
  });

  it('is the factor times what is left, and the new space, as measured on Node 20 and 22', () => {
    expect(limitAfterFullCollection({ ...base, consumedBytes: 24_759 * KiB, newSpaceBytes: 16_384 * KiB })).toBe(115_420 * KiB);
    expect(limitAfterFullCollection({ ...base, consumedBytes: 23_886 * KiB, newSpaceBytes: 16_107 * KiB })).toBe(111_651 * KiB);
  });

  it('goes at most half the way to the maximum', () => {
    expect(limitAfterFullCollection({ ...base, consumedBytes: 40 * MiB, maximumOldBytes: 64 * MiB })).toBe(52 * MiB);
  });

  it('keeps the given floor beyond half the way only where the preset says so', () => {
    const near = { ...base, consumedBytes: 40 * MiB, maximumOldBytes: 64 * MiB, floorBytes: 60 * MiB };
    expect(limitAfterFullCollection(near)).toBe(60 * MiB);
    expect(limitAfterFullCollection({ ...near, limitFloor: 'below-halfway' })).toBe(52 * MiB);
  });

  it('in the textbook heap is twice what is left, at least 8 MB, and the new space', () => {
    const classic = { ...base, factor: 2, stepBytes: 0, minimumLimitBytes: 8 * MiB };
    expect(limitAfterFullCollection({ ...classic, consumedBytes: 3 * MiB })).toBe(9 * MiB);
    expect(limitAfterFullCollection({ ...classic, consumedBytes: 10 * MiB })).toBe(21 * MiB);
  });
});

/** The parameters of the unit test: 128 MB old, at most 512 MB, 16 MB new space. Its limit excludes any floor. */
describe('OldGenerationAllocationLimit (heap-controller-unittest.cc)', () => {
  const base = {
    consumedBytes: 128 * MiB, newSpaceBytes: 16 * MiB, maximumOldBytes: 512 * MiB, floorBytes: 0,
    limitFloor: 'above-halfway', minimumLimitBytes: 0,
  } as const;

  it.each([
    [1.1, 140.8],
    [1.3, 166.4],
    [2, 256],
  ])('with factor %d is %d MB and the new space', (factor, grown) => {
    const limit = limitAfterFullCollection({ ...base, factor, stepBytes: STEP });
    expect(limit).toBe(Math.floor(grown * MiB) + 16 * MiB);
  });

  it('with factor 4 is half the way to the maximum', () => {
    expect(limitAfterFullCollection({ ...base, factor: 4, stepBytes: STEP })).toBe(320 * MiB);
  });

  it('takes the floor when it is higher', () => {
    expect(limitAfterFullCollection({ ...base, factor: 1.1, stepBytes: STEP, floorBytes: 256 * MiB })).toBe(256 * MiB);
  });
});

describe('small questions about the limit', () => {
  it('the step is 2 MB when memory is spared, else 8 MB', () => {
    expect(limitStepBytes('conservative', V8_14_6.oldGeneration)).toBe(2 * MiB);
    expect(limitStepBytes('default', V8_14_6.oldGeneration)).toBe(8 * MiB);
    expect(limitStepBytes('minimal', V8_14_6.oldGeneration)).toBe(8 * MiB);
  });

  it('nothing is available at and beyond the limit', () => {
    expect(availableBelowLimit(100, 99)).toBe(1);
    expect(availableBelowLimit(100, 100)).toBe(0);
    expect(availableBelowLimit(100, 200)).toBe(0);
  });
});
