import { describe, expect, it } from 'vitest';
import { GiB } from '../../../src/base/units.ts';
import type { SpeedSample } from '../../../src/heap/pacing/speeds.ts';
import { averageSpeed, combinedSpeed, decayedSpeed, isLowAllocationRate, mutatorUtilization, withSample } from '../../../src/heap/pacing/speeds.ts';

const sample = (bytes: number, ms: number): SpeedSample => ({ bytes, ms });

describe('an average speed', () => {
  // gc-tracer-unittest, AverageSpeed.
  it('is that of all samples together', () => {
    let samples: readonly SpeedSample[] = [];
    expect(averageSpeed(samples)).toBe(0);
    samples = withSample(samples, sample(100, 8));
    expect(averageSpeed(samples)).toBe(100 / 8);
    samples = withSample(samples, sample(100, 4));
    expect(averageSpeed(samples)).toBe(200 / 12);
  });

  it('is at least a byte, at most a gigabyte a millisecond', () => {
    expect(averageSpeed([sample(1, 100_000)])).toBe(1);
    expect(averageSpeed([sample(2 * GiB, 1)])).toBe(GiB);
  });

  it('looks at the last ten samples', () => {
    let samples: readonly SpeedSample[] = [sample(1000, 1)];
    for (let i = 0; i < 10; i++) samples = withSample(samples, sample(10, 1));
    expect(averageSpeed(samples)).toBe(10);
  });

  it('looks no further back than it is told to, and begins with what is not a sample yet', () => {
    const samples = [sample(10, 4), sample(10, 4), sample(1000, 4)];
    expect(averageSpeed(samples, sample(0, 0), 5)).toBe(20 / 8);
    expect(averageSpeed(samples, sample(30, 5), 5)).toBe(30 / 5);
    expect(averageSpeed(samples, sample(0, 0), 100)).toBe(1020 / 12);
  });

  it('of two stages is lower than that of either', () => {
    expect(combinedSpeed(100, 100)).toBe(50);
    expect(combinedSpeed(0, 100)).toBe(0);
  });
});

describe('a speed that forgets', () => {
  // gc-tracer-unittest, PerGenerationAllocationThroughput: half of the past is gone in 100 ms.
  it('comes nearer to that of now, by half in 100 ms', () => {
    const first = decayedSpeed(decayedSpeed(0, sample(1000, 100)), sample(1000, 100));
    expect(first).toBe(10 * (1 - 2 ** -2));
    expect(decayedSpeed(first, sample(28_000, 800))).toBeCloseTo(35 * (1 - 2 ** -8) + first * 2 ** -8);
  });

  it('stays where it is as long as no time passes, and is exactly nothing where nothing ever was', () => {
    expect(decayedSpeed(7, sample(1000, 0))).toBe(7);
    expect(decayedSpeed(0, sample(0, 60_000))).toBe(0);
  });
});

describe('the share of time left to the program', () => {
  it.each([
    [1, 999, 0.999],
    [500, 500, 0.5],
    [0, 500, 0],
    [200_000, 0, 0.5],
  ])('at %d against %d is %d', (allocation, gc, utilization) => {
    expect(mutatorUtilization(allocation, gc)).toBe(utilization);
  });

  it('is high when it allocates less than 0.7 % of what is collected', () => {
    expect(isLowAllocationRate(7, 1000)).toBe(true);
    expect(isLowAllocationRate(7.1, 1000)).toBe(false);
    expect(isLowAllocationRate(0, 1000)).toBe(false);
  });
});
