import { describe, expect, test } from 'vitest';
import { bandOf, compareFigures, judge } from '../../src/compare/comparison.ts';
import type { ComparedRow } from '../../src/compare/comparison.ts';
import type { EngineFigures } from '../../src/compare/engine-figures.ts';
import { METRIC_NAMES } from '../../src/compare/metrics.ts';
import { allowance, defaultTolerances } from '../../src/compare/tolerance.ts';
import type { Tolerances } from '../../src/compare/tolerance.ts';
import { figures, markCompact, sample, scavenge } from './figures.ts';

const MiB = 2 ** 20;
const STRICT = defaultTolerances('deterministic', 20);
const FAILURE = { kind: 'signal', message: 'It was ended by SIGKILL.', output: '' } as const;

function rowsOf(simulated: EngineFigures, real: readonly EngineFigures[], tolerances: Tolerances = STRICT): ReadonlyMap<string, ComparedRow> {
  return new Map(compareFigures(simulated, real, tolerances).map((row) => [row.metric, row]));
}

describe('a band', () => {
  test.each([
    [[7], { min: 7, median: 7, max: 7 }],
    [[9, 1, 5], { min: 1, median: 5, max: 9 }],
    [[4, 1, 3, 10], { min: 1, median: 3.5, max: 10 }],
    [[100, 20, 3], { min: 3, median: 20, max: 100 }],
  ])('of %j', (numbers, band) => {
    expect(bandOf(numbers)).toEqual(band);
  });
});

describe('what may differ', () => {
  test('of both allowances the larger one', () => {
    expect(allowance({ share: 0.01, absolute: 100 }, 5_000)).toBe(100);
    expect(allowance({ share: 0.01, absolute: 100 }, 50_000)).toBe(500);
    expect(allowance({ share: 0.01, absolute: 0 }, -500)).toBe(5);
  });

  test('is more with Node 26 and in default mode, and nothing for full collections unless they vary', () => {
    for (const major of [20, 22, 24]) expect(defaultTolerances('deterministic', major)).toEqual(STRICT);
    expect(STRICT.scavenges).toEqual({ share: 0, absolute: 0 });
    expect(STRICT.promoted?.share).toBe(0.01);
    const wandering = defaultTolerances('deterministic', 26);
    expect(wandering.scavenges?.absolute).toBe(1);
    expect(wandering['mark-compacts']?.absolute).toBe(0);
    expect(wandering.promoted?.share).toBe(0.02);
    expect(defaultTolerances('default', 20)['mark-compacts']?.absolute).toBe(1);
  });

  test('a figure is within up to its allowance and no further', () => {
    const real = figures({ collections: [scavenge(1, { promotedBytes: 100 * MiB })] });
    const verdict = (promotedBytes: number) => rowsOf(figures({ collections: [scavenge(1, { promotedBytes })] }), [real]).get('promoted')!.verdict;
    expect(verdict(101 * MiB)).toBe('within');
    expect(verdict(101 * MiB + 1)).toBe('outside');
    expect(verdict(99 * MiB)).toBe('within');
    expect(verdict(99 * MiB - 1)).toBe('outside');
  });

  test('a count outside the band of several runs is judged by the nearer end', () => {
    const runs = [3, 5, 9].map((count) => figures({ collections: Array.from({ length: count }, (_, index) => scavenge(index + 1)) }));
    const verdict = (count: number) => rowsOf(figures({ collections: Array.from({ length: count }, (_, index) => scavenge(index + 1)) }), runs, defaultTolerances('default', 20)).get('scavenges')!;
    expect(verdict(2).verdict).toBe('within');
    expect(verdict(1).verdict).toBe('outside');
    expect(verdict(10).verdict).toBe('within');
    expect(verdict(11).verdict).toBe('outside');
    expect(verdict(7)).toMatchObject({ real: { min: 3, median: 5, max: 9 }, difference: 2, allowed: 1, verdict: 'within' });
  });

  test('off: shown and not judged', () => {
    const row = rowsOf(figures({ collections: [scavenge(1)] }), [figures()], { ...STRICT, scavenges: null }).get('scavenges')!;
    expect(row).toMatchObject({ simulated: 1, real: { median: 2 }, difference: -1, allowed: null, verdict: 'not-judged' });
  });
});

describe('figures', () => {
  test('are read off collections and samples', () => {
    const run = figures({
      collections: [
        scavenge(1, { usedBeforeBytes: 6 * MiB, usedAfterBytes: 5 * MiB, pauseMs: 2 }),
        markCompact(2, { usedBeforeBytes: 8 * MiB, usedAfterBytes: 3 * MiB, pauseMs: 7, semispaceBytes: 2 * MiB }),
      ],
      samples: [sample('end', { old_space: [4 * MiB, 6 * MiB] })],
      usedAtStartBytes: 4 * MiB,
    });
    const rows = rowsOf(run, [run]);
    const simulated = Object.fromEntries([...rows].map(([metric, row]) => [metric, row.simulated]));
    expect(simulated).toMatchObject({
      scavenges: 1,
      'mark-compacts': 1,
      'out-of-memory': 0,
      allocated: (2 + 3 + 1) * MiB, // to the first collection, to the second, to the end
      copied: MiB / 2,
      promoted: MiB / 2,
      survival: 1 / 6,
      semispace: 2 * MiB,
      peak: 8 * MiB,
      'first-full.before': 8 * MiB,
      'first-full.after': 3 * MiB,
      'first-full.limit': 32 * MiB,
      'pause.total': 9,
      'pause.longest': 7,
      'old_space used at end': 4 * MiB,
      'old_space committed at end': 6 * MiB,
    });
    expect([...rows.values()].filter(({ verdict }) => verdict === 'outside' || verdict === 'missing')).toEqual([]);
  });

  test('that one of the two lacks are missing, and those that both lack are not there', () => {
    const young = figures({ collections: [scavenge(1)] });
    expect(rowsOf(young, [figures()]).get('first-full.before')).toMatchObject({ simulated: null, difference: null, verdict: 'missing' });
    expect(rowsOf(figures(), [young]).get('first-full.before')).toMatchObject({ real: null, verdict: 'missing' });
    expect([...rowsOf(young, [young]).keys()]).not.toContain('first-full.before');
    expect(rowsOf(figures({ usedAtStartBytes: null }), [figures()]).get('allocated')?.verdict).toBe('missing');
  });

  test('of a space that only one engine has count as none in the other; of a sample that only one took they are missing', () => {
    const real = figures({ samples: [sample('end', { old_space: [5 * MiB, 6 * MiB], shared_space: [3 * MiB, 4 * MiB], unused_space: [0, 0] }), sample('later', { old_space: [1, 1] })] });
    const rows = rowsOf(figures(), [real]);
    expect(rows.get('shared_space used at end')).toMatchObject({ simulated: 0, verdict: 'outside' });
    expect(rows.get('old_space used at later')?.verdict).toBe('missing');
    expect([...rows.keys()].some((metric) => metric.startsWith('unused_space'))).toBe(false);
  });

  test('have a row for each metric at most, in the order of the declarations', () => {
    const metrics = [...rowsOf(figures(), [figures()]).keys()];
    expect(metrics.slice(0, METRIC_NAMES.length)).toEqual(METRIC_NAMES);
  });
});

describe('the verdict', () => {
  const judged = (real: readonly EngineFigures[], failures: readonly (typeof FAILURE)[] = [], simulated = figures()) => judge({ simulated, real, failures, tolerances: STRICT });

  test('is within, outside, or failed when a real run failed: its figures are those of the others', () => {
    expect(judged([figures()])).toMatchObject({ verdict: 'within', runs: 1, firstDifference: null });
    expect(judged([figures()], [], figures({ collections: [scavenge(1)] })).verdict).toBe('outside');
    const failed = judged([figures()], [FAILURE]);
    expect(failed).toMatchObject({ verdict: 'failed', runs: 1, failures: [FAILURE] });
    expect(failed.rows.length).toBeGreaterThan(METRIC_NAMES.length);
    expect(judged([], [FAILURE])).toMatchObject({ verdict: 'failed', runs: 0, rows: [], firstDifference: null });
  });

  test('names the first difference from the run with the median number of collections', () => {
    const runs = [1, 4, 2].map((count) => figures({ collections: Array.from({ length: count }, (_, index) => scavenge(index + 1)) }));
    expect(judged(runs).firstDifference).toMatchObject({ index: 3, reason: 'the simulator collects once more' });
  });
});
