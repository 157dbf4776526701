import { describe, expect, it } from 'vitest';
import type { Preset } from '../../../src/flags/presets/index.ts';
import { DEFAULT_PRESET_NAME, PRESETS, PRESET_NAMES, findPreset } from '../../../src/flags/presets/index.ts';

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

  it('are those measured on Node 26 for 14.6', () => {
    expect(areas(findPreset('14.6'))).toEqual([262_128, 262_112]);
  });

  it('are those measured on Node 20 for the textbook heap', () => {
    expect(areas(findPreset('classic'))).toEqual([257_720, 245_712]);
  });
});
