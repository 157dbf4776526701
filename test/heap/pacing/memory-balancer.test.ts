import { expect, test } from 'vitest';
import { MiB } from '../../../src/base/units.ts';
import { balancedLimit, smoothed } from '../../../src/heap/pacing/memory-balancer.ts';

const KB = 1024;
const state = { liveBytes: 0, allocation: { bytes: 0, ms: 1 }, collection: { bytes: 1, ms: 1 }, c: 3e-10, maximumOldBytes: 4096 * MiB, floorBytes: 0 };

// node22 and node26 --memory-balancer --trace-memory-balancer, lists of small arrays that are cut now and then:
// “allocation-rate=357.0KB/ms gc-speed=2438.5KB/ms minium-limit=36.5M computed-limit=161.2M”.
test.each([
  [34.5, 357.0, 2438.5, 161.2],
  [33.6, 750.7, 7931.9, 134.2],
  [25.1, 932.1, 7738.7, 123.0],
  [27.0, 433.5, 2743.7, 143.4],
  [26.7, 1116.1, 6494.3, 147.3],
])('%d MB alive, %d KB/ms allocated, %d KB/ms collected: the engine says %d MB', (liveMegabytes, allocation, collection, limit) => {
  const computed = balancedLimit({
    ...state,
    liveBytes: liveMegabytes * MiB,
    allocation: { bytes: allocation * KB, ms: 1 },
    collection: { bytes: collection * KB, ms: 1 },
  });
  expect(Math.abs(computed / MiB - limit)).toBeLessThan(0.8); // the trace rounds, and counts new space among what is alive
});

test('there is always room for 2 MB', () => {
  expect(balancedLimit({ ...state, liveBytes: 10 * MiB })).toBe(12 * MiB);
});

test('the old generation’s bounds hold', () => {
  const fast = { ...state, liveBytes: 10 * MiB, allocation: { bytes: 1e9, ms: 1 } };
  expect(balancedLimit({ ...fast, maximumOldBytes: 64 * MiB })).toBe(64 * MiB);
  expect(balancedLimit({ ...state, liveBytes: 10 * MiB, floorBytes: 50 * MiB })).toBe(50 * MiB);
});

test('a speed that was never measured leaves all room there is', () => {
  expect(balancedLimit({ ...state, liveBytes: MiB, allocation: { bytes: 1, ms: 0 } })).toBe(state.maximumOldBytes);
});

test('samples are smoothed, the first one counts whole', () => {
  expect(smoothed(null, { bytes: 8, ms: 4 }, 0.5)).toEqual({ bytes: 8, ms: 4 });
  expect(smoothed({ bytes: 8, ms: 4 }, { bytes: 0, ms: 8 }, 0.5)).toEqual({ bytes: 4, ms: 6 });
});
