import { describe, expect, it } from 'vitest';
import { GiB, MiB } from '../../../src/base/units.ts';
import { V8_14_6 } from '../../../src/flags/presets/v8-14.6.ts';
import type { MarkingStartState } from '../../../src/heap/pacing/marking-start.ts';
import { markingStart, overshootMarginBytes, overshotByLargeMargin } from '../../../src/heap/pacing/marking-start.ts';

const policy = V8_14_6.marking;
const state: MarkingStartState = {
  enabled: true, busy: false, alwaysAllocate: false, oldObjectBytes: 20 * MiB, consumedBytes: 20 * MiB,
  limitBytes: 30 * MiB, newSpaceCapacityBytes: 1 * MiB, optimizeForMemory: false, softTriggerPercent: 0, hardTriggerPercent: 0, oldBytesAtLastFull: 0,
  globalAvailableBytes: Infinity, externalBytes: 0, stressed: false, stressPercent: null,
};

describe('marking', () => {
  it.each<[string, Partial<MarkingStartState>, 'none' | 'soft' | 'hard', string | null]>([
    ['while more than a semispace is left', { consumedBytes: 29 * MiB - 1 }, 'none', null],
    ['when a semispace is left', { consumedBytes: 29 * MiB }, 'soft', 'task'],
    ['just below the limit', { consumedBytes: 30 * MiB - 1 }, 'soft', 'task'],
    ['at the limit', { consumedBytes: 30 * MiB }, 'hard', 'allocation limit'],
    ['beyond the limit', { consumedBytes: 40 * MiB }, 'hard', 'allocation limit'],
    ['near the limit when memory is spared', { consumedBytes: 29 * MiB, optimizeForMemory: true }, 'hard', 'allocation limit'],
    ['far from the limit when memory is spared', { optimizeForMemory: true }, 'none', null],
    ['with 8 MB of old objects', { consumedBytes: 40 * MiB, oldObjectBytes: 8 * MiB }, 'none', null],
    ['with just more than 8 MB of old objects', { consumedBytes: 40 * MiB, oldObjectBytes: 8 * MiB + 8 }, 'hard', 'allocation limit'],
    ['when it runs already', { consumedBytes: 40 * MiB, busy: true }, 'none', null],
    ['when it is switched off', { consumedBytes: 40 * MiB, enabled: false }, 'none', null],
    ['at the limit, with a trigger that is not reached', { consumedBytes: 30 * MiB, hardTriggerPercent: 67 }, 'none', null],
    ['at two thirds of the way, with a soft trigger', { softTriggerPercent: 65, hardTriggerPercent: 80 }, 'soft', 'task'],
    ['at two thirds of the way, with a hard trigger', { softTriggerPercent: 50, hardTriggerPercent: 65 }, 'hard', 'allocation limit'],
    ['at no more than a trigger, in whole percent', { softTriggerPercent: 66 }, 'none', null],
    ['at half of the way since the last full collection', { oldBytesAtLastFull: 10 * MiB, hardTriggerPercent: 50 }, 'none', null],
    ['just behind it', { oldBytesAtLastFull: 10 * MiB, hardTriggerPercent: 49 }, 'hard', 'allocation limit'],
    ['with external memory on the way', { externalBytes: 1 * MiB, hardTriggerPercent: 69 }, 'hard', 'allocation limit'],
    ['at a share that stress has drawn', { stressPercent: 66 }, 'hard', 'allocation limit'],
    ['below a share that stress has drawn', { stressPercent: 67 }, 'none', null],
    ['at a drawn share of 0, before anything has grown', { stressPercent: 0, oldBytesAtLastFull: 20 * MiB }, 'none', null],
    ['under stress, with few old objects', { stressed: true, oldObjectBytes: 1 }, 'hard', 'allocation limit'],
    ['under stress, when it runs already', { stressed: true, busy: true }, 'none', null],
    ['at the limit with external memory', { globalAvailableBytes: 0 }, 'hard', 'global allocation limit'],
    ['near the limit with external memory', { globalAvailableBytes: 1 * MiB }, 'soft', 'task'],
    ['with triggers and less than 8 MB of old objects', { oldObjectBytes: 8 * MiB, hardTriggerPercent: 1 }, 'none', null],
    ['inside an always-allocate block', { consumedBytes: 40 * MiB, alwaysAllocate: true }, 'none', null],
  ])('%s: %j starts %s', (_, change, start, reason) => {
    expect(markingStart({ ...state, ...change }, policy)).toEqual({ start, reason });
  });
});

describe('the overshoot margin', () => {
  it.each([
    [20 * MiB, 4 * GiB, 32 * MiB],
    [100 * MiB, 4 * GiB, 50 * MiB],
    [40 * MiB, 64 * MiB, 12 * MiB],
    [64 * MiB, 64 * MiB, 0],
    [80 * MiB, 64 * MiB, 0],
  ])('of a limit of %i under a maximum of %i is %i', (limit, maximum, margin) => {
    expect(overshootMarginBytes(limit, maximum, policy.overshoot)).toBe(margin);
  });

  it('is reached by old and, while marking runs, young bytes, as measured on Node 26', () => {
    const at = { limitBytes: 20 * MiB, maximumOldBytes: 4 * GiB, consumedBytes: 21 * MiB, youngBytes: 31 * MiB, markingRunning: true };
    expect(overshotByLargeMargin(at, policy.overshoot)).toBe(true);
    expect(overshotByLargeMargin({ ...at, youngBytes: 31 * MiB - 1 }, policy.overshoot)).toBe(false);
    expect(overshotByLargeMargin({ ...at, markingRunning: false }, policy.overshoot)).toBe(false);
    expect(overshotByLargeMargin(at, { ...policy.overshoot, countsYoung: false })).toBe(false);
  });

  it('is not reached at the limit, even where the margin is nothing', () => {
    const full = { limitBytes: 64 * MiB, maximumOldBytes: 64 * MiB, consumedBytes: 64 * MiB, youngBytes: 0, markingRunning: true };
    expect(overshotByLargeMargin(full, policy.overshoot)).toBe(false);
    expect(overshotByLargeMargin({ ...full, consumedBytes: 64 * MiB + 8 }, policy.overshoot)).toBe(true);
  });
});
