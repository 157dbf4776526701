import { describe, expect, it } from 'vitest';
import { MiB } from '../../../src/base/units.ts';
import { CLASSIC } from '../../../src/flags/presets/classic.ts';
import { V8_14_6 } from '../../../src/flags/presets/v8-14.6.ts';
import type { OldGenerationRoom, SlowAllocationState } from '../../../src/heap/pacing/expansion.ts';
import {
  canExpandOldGeneration, canPromoteYoungAndExpand, shouldExpandOnSlowAllocation, sparesMemory,
} from '../../../src/heap/pacing/expansion.ts';

const room: OldGenerationRoom = {
  capacityBytes: 40 * MiB, maximumOldBytes: 64 * MiB, reservedBytes: 50 * MiB, maximumReservedBytes: 160 * MiB, forceOutOfMemory: false,
};

describe('the hard bound', () => {
  it('is the maximum of the old generation, inclusive', () => {
    expect(canExpandOldGeneration(room, 24 * MiB)).toBe(true);
    expect(canExpandOldGeneration(room, 24 * MiB + 1)).toBe(false);
  });

  it('is the memory that the heap may hold, inclusive', () => {
    expect(canExpandOldGeneration({ ...room, reservedBytes: 150 * MiB }, 10 * MiB)).toBe(true);
    expect(canExpandOldGeneration({ ...room, reservedBytes: 150 * MiB }, 10 * MiB + 1)).toBe(false);
  });

  it('is kept at the maximum and broken beyond it, for size 0', () => {
    expect(canExpandOldGeneration({ ...room, capacityBytes: 64 * MiB }, 0)).toBe(true);
    expect(canExpandOldGeneration({ ...room, capacityBytes: 64 * MiB + 8 }, 0)).toBe(false);
  });

  it('refuses everything when a scenario forces failure', () => {
    expect(canExpandOldGeneration({ ...room, forceOutOfMemory: true }, 0)).toBe(false);
  });

  it('counts the whole young capacity before a scavenge: 16 MB of semispace do not fit 145 MB into 160 MB', () => {
    const near = { ...room, capacityBytes: 145 * MiB, maximumOldBytes: 160 * MiB };
    expect(canPromoteYoungAndExpand(near, { newSpaceCapacityBytes: 16 * MiB, newLargeBytes: 0 }, 0)).toBe(false);
    expect(canPromoteYoungAndExpand(near, { newSpaceCapacityBytes: 8 * MiB, newLargeBytes: 7 * MiB }, 0)).toBe(true);
    expect(canPromoteYoungAndExpand(near, { newSpaceCapacityBytes: 8 * MiB, newLargeBytes: 7 * MiB }, 8)).toBe(false);
  });
});

describe('memory is spared', () => {
  it('when less than an eighth of the maximum is left, or a flag says so', () => {
    expect(sparesMemory({ ...room, capacityBytes: 56 * MiB }, false)).toBe(false);
    expect(sparesMemory({ ...room, capacityBytes: 56 * MiB + 8 }, false)).toBe(true);
    expect(sparesMemory(room, true)).toBe(true);
  });
});

describe('on a slow allocation a page is added', () => {
  const atLimit: SlowAllocationState = {
    origin: 'mutator', alwaysAllocate: false, availableBytes: 0, retryAfterCollection: false, optimizeForMemory: false,
    markingRunning: false, markingComplete: false, overshotByLargeMargin: false, markingCanStart: false,
  };

  it.each<[string, Partial<SlowAllocationState>, boolean]>([
    ['below the limit', { availableBytes: 1 }, true],
    ['below the limit though memory is spared', { availableBytes: 1, optimizeForMemory: true }, true],
    ['in an always-allocate block', { alwaysAllocate: true, optimizeForMemory: true }, true],
    ['for a collector', { origin: 'collector', optimizeForMemory: true }, true],
    ['on a retry', { retryAfterCollection: true, optimizeForMemory: true }, true],
    ['at the limit, marking cannot start', {}, false],
    ['at the limit, marking will start', { markingCanStart: true }, true],
    ['at the limit, memory is spared', { markingCanStart: true, optimizeForMemory: true }, false],
    ['while marking', { markingRunning: true }, true],
    ['while marking, far beyond the limit', { markingRunning: true, overshotByLargeMargin: true }, false],
  ])('%s in 14.6: %j → %j', (_, change, grows) => {
    expect(shouldExpandOnSlowAllocation({ ...atLimit, ...change }, V8_14_6.marking)).toBe(grows);
  });

  it('only refused, in older versions, when marking is complete too', () => {
    const far = { ...atLimit, markingRunning: true, overshotByLargeMargin: true };
    const older = { refusesPages: 'complete-and-overshot', limitReached: 'marking' } as const;
    expect(shouldExpandOnSlowAllocation(far, older)).toBe(true);
    expect(shouldExpandOnSlowAllocation({ ...far, markingComplete: true }, older)).toBe(false);
    expect(shouldExpandOnSlowAllocation({ ...far, markingComplete: true, overshotByLargeMargin: false }, older)).toBe(true);
  });

  it('never at the limit of the textbook heap', () => {
    expect(shouldExpandOnSlowAllocation({ ...atLimit, markingCanStart: true }, CLASSIC.marking)).toBe(false);
    expect(shouldExpandOnSlowAllocation({ ...atLimit, availableBytes: 8 }, CLASSIC.marking)).toBe(true);
  });
});
