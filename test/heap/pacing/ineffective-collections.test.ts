import { describe, expect, it } from 'vitest';
import { MiB } from '../../../src/base/units.ts';
import { V8_14_6 } from '../../../src/flags/presets/v8-14.6.ts';
import { NO_UTILIZATION, ineffectiveCollections, recordMutatorUtilization } from '../../../src/heap/pacing/ineffective-collections.ts';

/** Current and average after each (end, duration). */
function utilizations(samples: readonly (readonly [number, number])[], countsFirst: boolean): number[][] {
  let state = NO_UTILIZATION;
  return samples.map(([endMs, durationMs]) => {
    state = recordMutatorUtilization(state, endMs, durationMs, countsFirst);
    return [state.current, state.average];
  });
}

describe('MutatorUtilization (gc-tracer-unittest.cc)', () => {
  const samples = [[200, 100], [400, 100], [600, 200], [800, 0]] as const;

  it('ignores the first collection in 11.3', () => {
    expect(utilizations(samples, false)).toEqual([[1, 1], [0.5, 0.5], [0, 0.25], [1, 0.625]]);
  });

  it('counts the first collection from 12.4 on', () => {
    expect(utilizations(samples, true)).toEqual([[0.5, 0.5], [0.5, 0.5], [0, 0.25], [1, 0.625]]);
  });

  it('is never below nothing, though times that are sums do not quite add up', () => {
    expect(utilizations([[0.3, 0.1 + 0.2]], true)).toEqual([[0, 0]]);
  });

  it('is a number even when no time passes', () => {
    expect(utilizations([[0, 0], [0, 0]], true)).toEqual([[0, 1], [0, 1]]);
  });
});

describe('ineffective collections', () => {
  const policy = V8_14_6.oldGeneration.ineffective;
  const state = { enabled: true, consumedBytes: 96 * MiB, maximumOldBytes: 100 * MiB, averageUtilization: 0.3 };

  it('are counted while the heap stays full and the program gets little time', () => {
    let count = 0;
    for (let i = 0; i < policy.count; i++) count = ineffectiveCollections(count, state, policy);
    expect(count).toBe(policy.count);
  });

  it.each([
    ['the heap has room', { consumedBytes: 94 * MiB }],
    ['the program gets its time', { averageUtilization: 0.4 }],
  ])('start from 0 again when %s', (_, change) => {
    expect(ineffectiveCollections(3, { ...state, ...change }, policy)).toBe(0);
  });

  it('are not counted when detection is off', () => {
    expect(ineffectiveCollections(0, { ...state, enabled: false }, policy)).toBe(0);
  });
});
