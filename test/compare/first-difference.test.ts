import { expect, test } from 'vitest';
import { firstDifference } from '../../src/compare/first-difference.ts';
import { markCompact, scavenge } from './figures.ts';

const KiB = 1024;
const MiB = 2 ** 20;

test('equal runs do not part', () => {
  expect(firstDifference([], [])).toBeNull();
  expect(firstDifference([scavenge(1), markCompact(2)], [scavenge(1), markCompact(2)])).toBeNull();
});

test.each([
  ['the kinds differ', scavenge(2), markCompact(2)],
  ['the heap before it differs', scavenge(2, { usedBeforeBytes: 50 * MiB }), scavenge(2, { usedBeforeBytes: 51 * MiB })],
  ['the promoted bytes differ', scavenge(2, { promotedBytes: 100 * KiB }), scavenge(2, { promotedBytes: 133 * KiB })],
  ['the copied bytes differ', scavenge(2, { copiedBytes: 10 * MiB }), scavenge(2, { copiedBytes: 10 * MiB + 120 * KiB })],
  ['the semispaces differ', scavenge(2, { semispaceBytes: MiB }), scavenge(2, { semispaceBytes: 2 * MiB })],
])('%s', (reason, ours, theirs) => {
  expect(firstDifference([scavenge(1), ours, scavenge(3, { copiedBytes: 0 })], [scavenge(1), theirs, scavenge(3)])).toEqual({ index: 2, reason, simulated: ours, real: theirs });
});

test('less than a copy buffer or a hundredth is no other decision, and a semispace that was not printed is not compared', () => {
  const ours = [scavenge(1, { copiedBytes: 100 * KiB, promotedBytes: 10 * MiB, usedBeforeBytes: 5 * MiB, semispaceBytes: MiB })];
  const theirs = [scavenge(1, { copiedBytes: 131 * KiB, promotedBytes: 10 * MiB + 100 * KiB, usedBeforeBytes: 5 * MiB + 255 * KiB, semispaceBytes: null })];
  expect(firstDifference(ours, theirs)).toBeNull();
});

test('the run that goes on is the one that collects once more', () => {
  expect(firstDifference([scavenge(1)], [scavenge(1), scavenge(2)])).toMatchObject({ index: 2, reason: 'the real engine collects once more', simulated: null, real: { index: 2 } });
  expect(firstDifference([scavenge(1), scavenge(2)], [scavenge(1)])).toMatchObject({ index: 2, reason: 'the simulator collects once more', simulated: { index: 2 }, real: null });
});
