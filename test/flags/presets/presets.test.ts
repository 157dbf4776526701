import { describe, expect, it } from 'vitest';
import type { Preset } from '../../../src/flags/presets/index.ts';
import { DEFAULT_PRESET_NAME, PRESETS, PRESET_NAMES, findPreset, nodeMajorOf } from '../../../src/flags/presets/index.ts';

const PAGE_BYTES = 262_144;

describe('the list of presets', () => {
  it('finds every preset by its canonical name and by each alias', () => {
    for (const preset of PRESETS) {
      for (const name of [preset.name, ...preset.aliases]) expect(findPreset(name)).toBe(preset);
    }
  });

  it('lists every name once', () => {
    expect(new Set(PRESET_NAMES).size).toBe(PRESET_NAMES.length);
    expect(PRESET_NAMES).toEqual(expect.arrayContaining(['14.6', 'node26', 'classic']));
  });

  it('has no preset for an unknown name', () => {
    expect(findPreset('14')).toBeNull();
    expect(findPreset('')).toBeNull();
  });

  it('has the default among its presets', () => {
    expect(findPreset(DEFAULT_PRESET_NAME)?.name).toBe(DEFAULT_PRESET_NAME);
  });
});

describe.each(PRESETS)('preset $name', (preset) => {
  const dataArea = PAGE_BYTES - preset.layout.dataPageHeaderBytes;
  const codeArea = PAGE_BYTES - preset.layout.codePageHeaderBytes - preset.layout.codePageTrailerBytes;

  it('has areas of whole words that hold the largest regular object', () => {
    expect(dataArea % 8).toBe(0);
    expect(codeArea % 8).toBe(0);
    expect(preset.layout.maxRegularObjectBytes).toBeLessThanOrEqual(dataArea);
  });

  it('makes code large beyond half a code page', () => {
    expect(preset.layout.maxRegularCodeObjectBytes).toBe(Math.floor(codeArea / 16) * 8);
  });

  it('declares each space once and reports every space it has', () => {
    const names = preset.spaces.map((space) => space.name);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(preset.reportedSpaces).size).toBe(preset.reportedSpaces.length);
    expect(preset.reportedSpaces).toEqual(expect.arrayContaining(names));
  });

  it('has exactly one new space, and young large objects exactly where it says so', () => {
    const kinds = preset.spaces.map((space) => space.kind);
    expect(kinds.filter((kind) => kind === 'semispaces')).toHaveLength(1);
    expect(kinds.includes('new-large')).toBe(preset.newSpace.youngLargeObjects);
  });

  it('starts with semispaces of whole pages', () => {
    expect(preset.newSpace.initialSemispaceBytes % PAGE_BYTES).toBe(0);
    expect(preset.newSpace.minimumSemispaceBytes).toBeLessThanOrEqual(preset.newSpace.initialSemispaceBytes);
  });

  it('marks in steps, or collects at the limit', () => {
    expect(preset.marking.limitReached).toBe(preset.marking.incremental ? 'marking' : 'full-collection');
  });

  it('never takes more light retries than there are steps before the last resort', () => {
    for (const retries of [preset.allocation.youngRetries, preset.allocation.oldRetries]) {
      expect(retries.at(-1)).toBe('last-resort');
      expect(preset.allocation.lightRetries).toBeLessThan(retries.length);
    }
  });

  it('costs nothing negative', () => {
    for (const cost of Object.values(preset.costs)) expect(cost).toBeGreaterThanOrEqual(0);
  });
});

describe('page areas', () => {
  const areas = (preset: Preset | null): number[] => {
    if (preset === null) return [];
    const { layout } = preset;
    return [
      PAGE_BYTES - layout.dataPageHeaderBytes,
      PAGE_BYTES - layout.codePageHeaderBytes - layout.codePageTrailerBytes,
    ];
  };

  it.each([
    ['11.3', 257_720, 245_712],
    ['12.4', 257_728, 245_728],
    ['13.6', 262_128, 262_112],
    ['14.6', 262_128, 262_112],
    ['classic', 257_720, 245_712],
  ])('of %s are those measured: %i for data and %i for code', (name, data, code) => {
    expect(areas(findPreset(name))).toEqual([data, code]);
  });

  it.each([
    ['11.3', 1_030_880],
    ['12.4', 1_030_912],
    ['13.6', 1_048_512],
    ['14.6', 1_048_512],
  ])('of four pages make a semispace of %s hold %i bytes', (name, bytes) => {
    expect(4 * (areas(findPreset(name))[0] ?? 0)).toBe(bytes);
  });
});

describe('reported spaces', () => {
  it.each([
    ['11.3', 'read_only,new,old,code,shared,new_large_object,large_object,code_large_object,shared_large_object'],
    ['12.4', 'read_only,new,old,code,shared,trusted,new_large_object,large_object,code_large_object,shared_large_object,trusted_large_object'],
    ['13.6', 'read_only,new,old,code,shared,trusted,shared_trusted,new_large_object,large_object,code_large_object,shared_large_object,shared_trusted_large_object,trusted_large_object'],
    ['14.6', 'read_only,new,old,code,shared,trusted,shared_trusted,new_large_object,large_object,code_large_object,shared_large_object,shared_trusted_large_object,trusted_large_object'],
  ])('of %s are those that its Node lists, in the same order', (name, spaces) => {
    expect(findPreset(name)?.reportedSpaces).toEqual(spaces.split(',').map((space) => `${space}_space`));
  });
});

describe('presets by their Node', () => {
  it('are those that carry its major version as an alias; the textbook heap has none', () => {
    expect(PRESETS.map((preset) => [preset.name, nodeMajorOf(preset)])).toEqual([
      ['14.6', 26], ['13.6', 24], ['12.4', 22], ['11.3', 20], ['classic', null],
    ]);
  });
});
