import { describe, expect, test } from 'vitest';
import type { AllocationMeasure } from '../../src/flags/presets/preset.ts';
import { Speeds } from '../../src/heap/speeds.ts';

/** Two collections; then the program is idle for a minute. */
function idled(measure: AllocationMeasure): Speeds {
  const speeds = new Speeds(measure);
  speeds.sampleAllocation(100, 1_000_000, 500_000);
  speeds.collectionEnded(150); // the pause is nobody's
  speeds.sampleAllocation(250, 3_000_000, 1_500_000);
  speeds.collectedFully(5_000_000, 20, null);
  speeds.collectionEnded(300);
  speeds.sampleAllocation(60_300, 3_000_600, 1_500_000);
  return speeds;
}

describe('measured over the last collections', () => {
  const speeds = idled('collections');

  test('overall, all of them count; of the last seconds, what was allocated since', () => {
    expect(speeds.youngAllocation.overall).toBeCloseTo(3_000_600 / 60_200);
    expect(speeds.youngAllocation.recent).toBe(1); // 600 bytes in a minute, and a speed that was measured is at least 1
    expect(speeds.recentAllocation).toBe(2);
  });

  test('an embedder that allocates nothing is quiet', () => {
    expect(speeds.embedderAllocation.overall).toBe(1);
    expect([speeds.youngAllocationIsLow, speeds.oldAllocationIsLow, speeds.embedderAllocationIsLow]).toEqual([true, true, true]);
  });
});

describe('measured by a speed that forgets', () => {
  const speeds = idled('decay');

  test('only the last moments count', () => {
    expect(speeds.youngAllocation.overall).toBeCloseTo(0.01);
    expect(speeds.youngAllocation.recent).toBe(speeds.youngAllocation.overall);
    expect(speeds.oldAllocation.overall).toBeGreaterThan(0);
    expect(speeds.oldAllocation.overall).toBeLessThan(1e-100);
  });

  // Node 24 and 26 with --trace-mutator-utilization: Embedder mutator utilization = 0.000 (mutator_speed=0, gc_speed=1).
  test('an embedder that allocates nothing is not quiet', () => {
    expect([speeds.embedderAllocation.overall, speeds.embedderMarkingSpeed]).toEqual([0, 1]);
    expect([speeds.youngAllocationIsLow, speeds.oldAllocationIsLow, speeds.embedderAllocationIsLow]).toEqual([true, true, false]);
  });

  test('it starts at nothing and rises by half of the way in 100 ms', () => {
    const starting = new Speeds('decay');
    starting.sampleAllocation(100, 1_000_000, 0);
    expect(starting.youngAllocation.overall).toBe(5_000);
  });
});
