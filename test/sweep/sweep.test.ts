import { describe, expect, test } from 'vitest';
import { parseCondition } from '../../src/sweep/condition.ts';
import { findTarget } from '../../src/sweep/axis.ts';
import { overridesOf, settingsOf } from '../../src/sweep/grid.ts';
import type { Minimisation } from '../../src/sweep/sweep.ts';
import { sweep } from '../../src/sweep/sweep.ts';
import { axis, fakeCell, sweepReport } from './sweeps.ts';

describe('the grid', () => {
  test('has every value of each axis with each of the others, the last changing first', () => {
    expect(settingsOf([axis('max-semi-space-size=1,2'), axis('v8=12.4,13.6')])).toEqual([['1', '12.4'], ['1', '13.6'], ['2', '12.4'], ['2', '13.6']]);
    expect(settingsOf([])).toEqual([[]]);
  });

  test('a cell sets what is its own and keeps what is set for all', () => {
    const assignments = [
      { kind: 'v8', name: 'v8', target: 'v8', value: '12.4' },
      { kind: 'flag', name: 'max-semi-space-size', target: 'max-semi-space-size', value: '4' },
      { kind: 'param', name: 'param:rate', target: 'rate', value: '7' },
    ] as const;
    expect(overridesOf({ assignments, seed: 3 }, { preset: 'classic', seed: 9, flags: { compact: false }, params: { length: '1' } })).toEqual({
      preset: '12.4', seed: 3, flags: { compact: false, 'max-semi-space-size': '4' }, params: { length: '1', rate: '7' },
    });
  });
});

describe('the report', () => {
  test('means, ranges and the best are those of the cells', async () => {
    const report = await sweepReport(['max-semi-space-size=1,4,16', 'v8=11.3,14.6'], [1, 2, 3]);
    expect(report.settings[2]?.summary['gc.time']).toEqual({ mean: 256, min: 253, max: 259 });
    // 11.3 has a lower peak at the same time; where it ran out of memory, it is out of the question.
    expect(report.settings.map(({ best }) => best)).toEqual([false, true, true, false, true, false]);
    expect(report.complete).toBe(true);
  });

  test('of a sweep that was stopped tells what is done', async () => {
    const report = await sweepReport(['max-semi-space-size=1,4'], [1, 2], { stopAfter: 3 });
    expect(report.complete).toBe(false);
    expect(report.settings.map(({ cells }) => cells.length)).toEqual([2, 1]);
    expect(report.settings[1]).toMatchObject({ summary: {}, best: false });
  });
});

function minimise(to: number): Minimisation {
  const knob = findTarget('max-old-space-size');
  const condition = parseCondition('oom=false');
  if (!knob.ok || !condition.ok) throw new Error('not parsed');
  return { name: 'heap.limit', knob, from: 1, to, until: [condition.condition] };
}

describe('the smallest that works', () => {
  test('is found for each setting, with every seed', async () => {
    const report = await sweepReport(['v8=12.4,14.6'], [1, 2], { minimise: minimise(4096) });
    expect(report.settings.map(({ minimum }) => minimum)).toEqual([100, 100]);
    expect(report.settings[0]?.cells).toMatchObject([{ seed: 1, metrics: { 'heap.limit': 148 * 1024 * 1024 } }, { seed: 2 }]);
  });

  test('is none when the largest does not work', async () => {
    const report = await sweepReport(['v8=12.4'], [1], { minimise: minimise(50) });
    expect(report.settings).toMatchObject([{ minimum: null, best: false, cells: [{ status: 'out-of-memory' }] }]);
  });

  test('one seed that fails is enough', async () => {
    const results = await sweep({ axes: [], seeds: [1, 2], minimise: minimise(4096) }, (cell) => {
      const result = fakeCell(cell);
      const value = Number(cell.assignments.at(-1)?.value);
      return Promise.resolve(cell.seed === 2 && value < 777 ? { ...result, metrics: { ...result.metrics, oom: true } } : result);
    });
    expect(results[0]?.minimum).toBe(777);
  });

  test.each([['oom', 'is no condition'], ['gc.tme<1ms', 'There is no metric "gc.tme"'], ['gc.time<1KiB', 'gc.time']])('%s is no condition', (text, message) => {
    const parsed = parseCondition(text);
    expect(parsed.ok ? '' : parsed.message).toContain(message);
  });
});
