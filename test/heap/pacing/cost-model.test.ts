import { describe, expect, it } from 'vitest';
import { MiB } from '../../../src/base/units.ts';
import { V8_14_6 } from '../../../src/flags/presets/v8-14.6.ts';
import { allocationMs, majorPauseMs, markingStepMs, scavengePauseMs } from '../../../src/heap/pacing/cost-model.ts';

const { costs } = V8_14_6;

describe('the cost of a scavenge, fitted on Node 26', () => {
  it.each([
    [0, 0, 0.04],
    [1, 0, 0.81],
    [0, 1, 0.74],
    [2, 3, 3.68],
  ])('that copies %i MB and promotes %i MB is %d ms', (copied, promoted, ms) => {
    expect(scavengePauseMs({ copiedBytes: copied * MiB, promotedBytes: promoted * MiB }, costs)).toBeCloseTo(ms, 9);
  });
});

describe('the cost of a full collection', () => {
  it('is 0.49 ms for each megabyte alive, and copying on top', () => {
    expect(majorPauseMs({ markedBytes: 100 * MiB, evacuatedBytes: 0, sweptPages: 50 }, costs)).toBeCloseTo(49.75, 9);
    expect(majorPauseMs({ markedBytes: 0, evacuatedBytes: 10 * MiB, sweptPages: 0 }, costs)).toBeCloseTo(7.75, 9);
  });

  it('is less by what steps have marked before it', () => {
    const whole = majorPauseMs({ markedBytes: 10 * MiB, evacuatedBytes: 0, sweptPages: 0 }, costs);
    const rest = majorPauseMs({ markedBytes: 4 * MiB, evacuatedBytes: 0, sweptPages: 0 }, costs);
    expect(whole - rest).toBeCloseTo(markingStepMs(6 * MiB, costs), 9);
  });
});

describe('the cost of allocation', () => {
  it('with the empty scavenges in between comes near what 56- and 176-byte objects cost on Node 26', () => {
    const perByte = allocationMs(MiB, costs) / MiB + scavengePauseMs({ copiedBytes: 0, promotedBytes: 0 }, costs) / MiB;
    expect(perByte * 56e6).toBeGreaterThan(6.2 * 0.7);
    expect(perByte * 176e6).toBeLessThan(13.8 * 1.3);
  });

  it('of nothing is nothing', () => {
    expect(allocationMs(0, costs)).toBe(0);
  });
});
