import { expect, test } from 'vitest';
import { GiB, MiB } from '../../../src/base/units.ts';
import { firstGlobalLimit, globalLimitAfterFullCollection } from '../../../src/heap/pacing/global-limit.ts';

test('the first limit is twice that of the old generation', () => {
  expect(firstGlobalLimit(512 * MiB)).toBe(1073741824);
});

const state = {
  consumedBytes: 4 * MiB,
  externalBytes: 100 * MiB,
  factor: 1.5,
  maximumExternalFactor: 1.3,
  stepBytes: 8 * MiB,
  newSpaceBytes: MiB,
  maximumOldBytes: 2 * GiB,
  physicalBytes: 16 * GiB,
  oldLimitBytes: 13 * MiB,
};

test.each([
  ['grows with both', {}, 137 * MiB],
  ['grows with external memory without a bound where there is none', { maximumExternalFactor: 1000 }, 157 * MiB],
  ['is a step away at least', { factor: 1.01 }, 113 * MiB],
  ['is no more than half-way to the memory of the machine', { physicalBytes: 124 * MiB }, 114 * MiB],
  ['is never below that of the old generation', { oldLimitBytes: 500 * MiB }, 500 * MiB],
])('after a full collection it %s', (_, change, limit) => {
  expect(globalLimitAfterFullCollection({ ...state, ...change })).toBe(limit);
});
