import { describe, expect, it } from 'vitest';
import { MiB } from '../../../src/base/units.ts';
import { V8_11_3 } from '../../../src/flags/presets/v8-11.3.ts';
import { V8_12_4 } from '../../../src/flags/presets/v8-12.4.ts';
import { V8_13_6 } from '../../../src/flags/presets/v8-13.6.ts';
import type { SiteFeedback } from '../../../src/heap/pacing/pretenuring.ts';
import { shouldTenure } from '../../../src/heap/pacing/pretenuring.ts';

const feedback: SiteFeedback = { created: 1000, survivedShare: 1, semispaceBytes: 16 * MiB, maximumSemispaceBytes: 64 * MiB };

describe('a site', () => {
  it.each<[string, Partial<SiteFeedback>, boolean]>([
    ['all of whose objects survive', {}, true],
    ['85 % of whose objects survive', { survivedShare: 0.85 }, true],
    ['84 % of whose objects survive', { survivedShare: 0.84 }, false],
    ['with 100 objects', { created: 100 }, true],
    ['with 99 objects', { created: 99 }, false],
    ['while new space is small', { semispaceBytes: 8 * MiB }, false],
    ['while new space is small and can be no larger', { semispaceBytes: 8 * MiB, maximumSemispaceBytes: 8 * MiB }, true],
  ])('%s: %j is tenured: %s', (_, change, tenured) => {
    expect(shouldTenure({ ...feedback, ...change }, V8_13_6.pretenuring)).toBe(tenured);
  });

  it('is tenured in 11.3, not in 12.4', () => {
    expect([shouldTenure(feedback, V8_11_3.pretenuring), shouldTenure(feedback, V8_12_4.pretenuring)]).toEqual([true, false]);
  });
});
