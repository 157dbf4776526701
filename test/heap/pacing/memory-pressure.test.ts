import { expect, test } from 'vitest';
import { MiB } from '../../../src/base/units.ts';
import { V8_12_4 } from '../../../src/flags/presets/v8-12.4.ts';
import { V8_13_6 } from '../../../src/flags/presets/v8-13.6.ts';
import { externalPressure, externalSoftLimit, scavengesForBuffers } from '../../../src/heap/pacing/external-memory.ts';
import { afterCriticalPressure } from '../../../src/heap/pacing/memory-pressure.ts';

test.each([
  [20 * MiB, 8 * MiB, 10, 'collect'],
  [20 * MiB, 8 * MiB - 1, 10, 'nothing'],
  [100 * MiB, 10 * MiB - 1, 10, 'nothing'],
  [100 * MiB, 10 * MiB, 49, 'collect'],
  [100 * MiB, 10 * MiB, 50, 'mark'],
] as const)('after critical pressure, with %d held, %d to be freed and a pause of %d ms: %s', (committedBytes, unusedBytes, pauseMs, next) => {
  expect(afterCriticalPressure({ committedBytes, unusedBytes, pauseMs })).toBe(next);
});

const state = { totalBytes: 0, lowBytes: 10 * MiB, maximumOldBytes: 400 * MiB, marking: false, canStartMarking: true, accountedGlobally: false };

test.each([
  [{ totalBytes: 74 * MiB }, 'none'],
  [{ totalBytes: 74 * MiB + 1 }, 'start-marking'],
  [{ totalBytes: 74 * MiB + 1, marking: true, canStartMarking: false }, 'advance-marking'],
  [{ totalBytes: 74 * MiB + 1, canStartMarking: false }, 'full-collection'],
  [{ totalBytes: 210 * MiB }, 'start-marking'],
  [{ totalBytes: 210 * MiB + 1 }, 'reduce-memory'],
  [{ totalBytes: 210 * MiB + 1, marking: true }, 'reduce-memory'],
  [{ totalBytes: 74 * MiB + 1, accountedGlobally: true }, 'check-limit'],
  [{ totalBytes: 210 * MiB + 1, accountedGlobally: true }, 'reduce-memory'],
] as const)('external memory, %j: %s', (change, pressure) => {
  expect(externalPressure({ ...state, ...change })).toBe(pressure);
});

test('the soft limit of a fresh heap is 64 MB', () => {
  expect(externalSoftLimit(0)).toBe(67_108_864);
});

test('a scavenge comes first where the version has it, once young buffers hold as much as that and as the new one', () => {
  const { external } = V8_12_4;
  expect(scavengesForBuffers(32 * MiB - 1, 100, external)).toBe(false);
  expect(scavengesForBuffers(32 * MiB, 100, external)).toBe(true);
  expect(scavengesForBuffers(32 * MiB, 32 * MiB + 1, external)).toBe(false);
  expect(scavengesForBuffers(1000 * MiB, 100, V8_13_6.external)).toBe(false);
});
