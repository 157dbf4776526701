import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GiB, MiB } from '../../src/base/units.ts';
import type { GivenFlags } from '../../src/flags/flag-definitions.ts';
import { resolveFlags } from '../../src/flags/flag-definitions.ts';
import { findPreset, PRESETS } from '../../src/flags/presets/index.ts';
import { resolveHeapSizes } from '../../src/heap/pacing/heap-sizes.ts';
import type { Fit } from '../../src/limits/fit.ts';
import { fitHeap } from '../../src/limits/fit.ts';

function fit(name: string, megabytes: number, given: GivenFlags = {}): Fit {
  const preset = findPreset(name);
  if (preset === null) throw new Error(name);
  return fitHeap(preset, given, 8 * GiB, megabytes * MiB);
}

describe('flags for a size', () => {
  it.each([
    ['11.3', 512, { 'max-semi-space-size': 4, 'max-old-space-size': 500 }],
    ['12.4', 2096, { 'max-semi-space-size': 16, 'max-old-space-size': 2048 }],
    ['13.6', 512, { 'max-semi-space-size': 16, 'max-old-space-size': 464 }],
    ['14.6', 512, { 'max-semi-space-size': 16, 'max-old-space-size': 464 }],
    ['14.6', 4, { 'max-semi-space-size': 1, 'max-old-space-size': 1 }],
  ])('of %s and %i MB divide the heap as V8 does: %j', (name, megabytes, flags) => {
    expect(fit(name, megabytes)).toMatchObject({ ok: true, flags, unusedBytes: 0 });
  });

  it('have a short form with the same sizes', () => {
    expect(fit('14.6', 512)).toMatchObject({ short: { 'max-heap-size': 512 } });
  });

  it('keep what is given and find the rest', () => {
    expect(fit('14.6', 512, { 'max-semi-space-size': 3 })).toMatchObject({ flags: { 'max-semi-space-size': 3, 'max-old-space-size': 500 }, short: null });
    expect(fit('14.6', 512, { 'max-old-space-size': 500 })).toMatchObject({ flags: { 'max-semi-space-size': 4, 'max-old-space-size': 500 }, unusedBytes: 0 });
    expect(fit('14.6', 512, { 'optimize-for-size': true })).toMatchObject({ flags: { 'optimize-for-size': true, 'max-old-space-size': 509 } });
    expect(fit('14.6', 512, { 'max-heap-size': 100 })).toMatchObject({ flags: { 'max-semi-space-size': 16, 'max-old-space-size': 464 } });
  });

  it('do not exist when even the smallest heap is larger, and the answer says how large that is', () => {
    expect(fit('14.6', 3)).toEqual({ ok: false, preset: '14.6', message: 'No heap fits into 3 MiB: the smallest here is 4 MiB.' });
    expect(fit('14.6', 100, { 'max-semi-space-size': 64 })).toMatchObject({ message: 'No heap fits into 100 MiB: the smallest here is 193 MiB.' });
    expect(fit('14.6', 100, { 'max-old-space-size': 200 })).toMatchObject({ message: 'No heap fits into 100 MiB: the smallest here is 203 MiB.' });
  });

  it('keep every heap within the size and waste less than a megabyte of it, whatever is asked', () => {
    const given = fc.record({ 'max-semi-space-size': fc.integer({ min: 0, max: 100 }), 'optimize-for-size': fc.boolean() }, { requiredKeys: [] });
    const asked = fc.tuple(fc.constantFrom(...PRESETS), given, fc.integer({ min: 1, max: 64 * GiB }), fc.integer({ min: 1 * MiB, max: 20 * GiB }));
    fc.assert(fc.property(asked, ([preset, flags, memoryBytes, sizeBytes]) => {
      const found = fitHeap(preset, flags, memoryBytes, sizeBytes);
      if (!found.ok) return;
      const { heapSizeLimitBytes } = resolveHeapSizes(preset, resolveFlags(preset, found.flags), { memoryBytes });
      expect(heapSizeLimitBytes).toBeLessThanOrEqual(sizeBytes);
      expect(sizeBytes - heapSizeLimitBytes).toBeLessThan(1 * MiB);
      expect(found.unusedBytes).toBe(sizeBytes - heapSizeLimitBytes);
    }));
  });
});
