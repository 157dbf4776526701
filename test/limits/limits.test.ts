import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GiB, MiB } from '../../src/base/units.ts';
import type { GivenFlags } from '../../src/flags/flag-definitions.ts';
import { findPreset, PRESETS } from '../../src/flags/presets/index.ts';
import type { Preset } from '../../src/flags/presets/index.ts';
import type { Limits } from '../../src/limits/limits.ts';
import { computeLimits, LIMIT_SIZE_NAMES } from '../../src/limits/limits.ts';

function preset(name: string): Preset {
  const found = findPreset(name);
  if (found === null) throw new Error(name);
  return found;
}

const limitsOf = (name: string, flags: GivenFlags = {}, memoryBytes = 8 * GiB): Limits => computeLimits(preset(name), flags, memoryBytes);
const messages = (limits: Limits): string[] => limits.warnings.map(({ message }) => message);

describe('the sizes', () => {
  it('are those of the heap that would be made', () => {
    const { sizes } = limitsOf('13.6');
    expect(LIMIT_SIZE_NAMES.map((name) => sizes[name].bytes / MiB)).toEqual([2240, 2048, 192, 64, 1, 1, 512]);
  });

  it.each([
    ['14.6', {}, 'maximumSemispace', '1/128 of the memory, at most 32 MiB.'],
    ['13.6', {}, 'maximumSemispace', '1/32 of the old generation that goes with the memory (a given maximum does not count).'],
    ['11.3', {}, 'oldGeneration', 'Half of the memory; with less than 15872 MiB of it, at most 2048 MiB.'],
    ['classic', {}, 'oldGeneration', 'Fixed in this version, whatever the memory, at most 1400 MiB.'],
    ['14.6', { 'max-semi-space-size': 12 }, 'maximumSemispace', 'Given by --max-semi-space-size=12, rounded up to 16 MiB, a power of two.'],
    ['14.6', { 'max-heap-size': 100 }, 'oldGeneration', 'What --max-heap-size=100 leaves beside 3 semispaces of 4 MiB.'],
    ['14.6', { 'max-heap-size': 100 }, 'maximumSemispace', '1/32 of --max-heap-size=100, rounded up to 4 MiB, a power of two.'],
    ['14.6', { 'max-heap-size': 100, 'max-old-space-size': 90 }, 'maximumSemispace',
      'A third of what --max-heap-size=100 leaves beside --max-old-space-size=90, rounded up to 4 MiB, a power of two.'],
    ['14.6', { 'max-old-space-size': 64 }, 'firstLimit',
      '512 MiB in this version, at most half of the old generation’s maximum: 32 MiB. Every scavenge lowers it by the share that survived, until the first full collection sets another.'],
    ['12.4', { 'initial-old-space-size': 100 }, 'firstLimit', 'Given by --initial-old-space-size=100. No later limit is lower.'],
    ['14.6', { 'optimize-for-size': true }, 'minimumSemispace', 'Given by --optimize-for-size.'],
  ] as const)('of %s with %j: %s tells how it came about', (name, flags, size, reason) => {
    expect(limitsOf(name, flags).sizes[size].reason).toBe(reason);
  });

  it('are explained in whole sentences whatever the flags', () => {
    const megabytes = fc.option(fc.integer({ min: 1, max: 5000 }), { nil: 0 });
    const flags = fc.record({
      'min-semi-space-size': megabytes, 'max-semi-space-size': megabytes, 'max-old-space-size': megabytes,
      'initial-heap-size': megabytes, 'initial-old-space-size': megabytes, 'optimize-for-size': fc.boolean(),
    });
    fc.assert(fc.property(flags, fc.integer({ min: 1, max: 64 * GiB }), fc.constantFrom(...PRESETS), (given, memoryBytes, version) => {
      const { sizes } = computeLimits(version, given, memoryBytes);
      for (const name of LIMIT_SIZE_NAMES) expect(sizes[name].reason).toMatch(/^[^a-z].*\.$/);
      expect(sizes.heapLimit.bytes).toBe(sizes.oldGeneration.bytes + sizes.youngGeneration.bytes);
    }));
  });
});

describe('a warning', () => {
  it('says when a flag is rounded, and not when it is not', () => {
    expect(messages(limitsOf('14.6', { 'max-semi-space-size': 12 }))).toEqual(['--max-semi-space-size=12 is rounded up to 16 MiB, a power of two.']);
    expect(messages(limitsOf('14.6', { 'max-semi-space-size': 16 }))).toEqual([]);
  });

  it('says when a flag meets a bound', () => {
    expect(messages(limitsOf('13.6', { 'min-semi-space-size': 100 }))).toEqual([
      '--min-semi-space-size=100 asks for more than the largest semispace, 64 MiB.',
    ]);
    expect(messages(limitsOf('13.6', { 'initial-old-space-size': 3000 }))).toEqual([
      '--initial-old-space-size=3000 asks for a first limit above half of the old generation’s maximum, 1024 MiB.',
    ]);
  });

  it.each([
    [{ compact: true }, '--compact has no effect on these sizes.'],
    [{ compact: false }, '--no-compact has no effect on these sizes.'],
    [{ 'max-old-space-size': 0 }, '--max-old-space-size=0 has no effect on these sizes: 0 means that it is not given.'],
    [{ 'optimize-for-size': false }, '--no-optimize-for-size has no effect on these sizes: so it is by default.'],
    [{ 'max-old-space-size': 2048 }, '--max-old-space-size=2048 has no effect on these sizes: they are the same without it.'],
    [{ 'optimize-for-size': true, 'max-semi-space-size': 4 }, '--max-semi-space-size=4 has no effect on these sizes beside --optimize-for-size.'],
    [{ 'initial-heap-size': 100, 'initial-old-space-size': 0 }, '--initial-old-space-size=0 has no effect on these sizes: 0 means that it is not given.'],
  ])('says when a flag changes nothing, and why: %j', (flags, message) => {
    expect(messages(limitsOf('14.6', flags))).toEqual([message]);
  });

  it('says when the heap may outgrow the memory', () => {
    expect(limitsOf('12.4', { 'max-old-space-size': 4096 }, 4 * GiB).warnings).toEqual([
      { code: 'ABOVE_MEMORY', flag: null, message: expect.stringContaining('grow to 4144 MiB, the memory is 4096 MiB') as string },
    ]);
    expect(limitsOf('12.4', { 'max-old-space-size': 3072 }, 4 * GiB).warnings).toEqual([]);
  });
});
