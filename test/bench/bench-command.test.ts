import { describe, expect, test } from 'vitest';
import { bench } from '../../src/bench/bench.ts';
import { measured, benchReport } from './benchmarks.ts';

const scenario = (file: string) => ({ source: { file, text: '', scripts: {} }, overrides: {}, verifyHeap: false, fingerprint: 1 });
const STEADY = [900, 100, 101, 99, 100, 100];

describe('the runs', () => {
  test('of several scenarios alternate, and those to warm up do not count', async () => {
    const order: string[] = [];
    const { benchmarks } = await bench({ scenarios: [scenario('a'), scenario('b')], runs: 2, warmup: 1 }, ({ source }) => {
      order.push(source.file);
      return Promise.resolve(measured(order.length));
    }, () => undefined);
    expect(order.join('')).toBe('ababab');
    expect(benchmarks.map(({ timings }) => timings.wallMs.values)).toEqual([[3, 5], [4, 6]]);
  });

  test('one that fails does not keep the others from it', async () => {
    const results = await bench({ scenarios: [scenario('a'), scenario('b')], runs: 2, warmup: 0 }, ({ source }) => Promise.resolve(source.file === 'a' ? { ok: false, problem: 'no', isOurBug: false } : measured(5)), () => undefined);
    expect(results.problems).toEqual([{ file: 'a', problem: 'no', isOurBug: false }]);
    expect(results.benchmarks.map(({ file }) => file)).toEqual(['b']);
  });

  test('that do different work are our bug', async () => {
    let run = 0;
    await expect(bench({ scenarios: [scenario('a')], runs: 2, warmup: 0 }, () => Promise.resolve(measured(5, 50 + run++)), () => undefined)).rejects.toThrow('every run of a scenario does the same work');
  });

  test('that are stopped yield nothing', async () => {
    expect(await bench({ scenarios: [scenario('a')], runs: 2, warmup: 0 }, () => Promise.resolve(null), () => undefined)).toMatchObject({ complete: false, benchmarks: [] });
  });
});

describe('the gate', () => {
  test('a timing fails when it is certainly above, and by more than the share', async () => {
    const baseline = await benchReport({ a: STEADY });
    const slower = { a: [900, 120, 121, 119, 120, 120] };
    expect((await benchReport(slower, { baseline, failAbove: 0.1 })).gate?.failures.map(({ figure }) => figure)).toEqual(['wallMs', 'cpuMs']);
    expect((await benchReport(slower, { baseline, failAbove: 0.25 })).gate?.failures).toEqual([]);
    expect((await benchReport(slower, { baseline, failAbove: 0.1, of: 'deterministic' })).gate?.failures).toEqual([]);
    expect((await benchReport({ a: [900, 60, 300, 50, 140, 110] }, { baseline, failAbove: 0.1, of: 'timings' })).gate?.failures).toEqual([]);
  });

  test('a deterministic figure fails by the share alone', async () => {
    const baseline = await benchReport({ a: STEADY });
    const report = await benchReport({ a: STEADY }, { baseline, failAbove: 0.02, collections: 52 });
    expect(report.comparisons[0]?.changes).toEqual([{ metric: 'gc.count', before: 50, now: 52 }, { metric: 'gc.scavenge.count', before: 49, now: 51 }]);
    expect(report.gate?.failures.map(({ figure }) => figure)).toEqual(['gc.count', 'gc.scavenge.count']);
    expect((await benchReport({ a: STEADY }, { baseline, failAbove: 0, collections: 50, of: 'deterministic' })).gate?.failures).toEqual([]);
  });

  test('what makes a baseline another one is said', async () => {
    const baseline = await benchReport({ a: STEADY });
    const other = { ...baseline, host: { ...baseline.host, node: '24.0.0', cpu: 'Another' }, heapstressVersion: '0.0.9', benchmarks: baseline.benchmarks.map((benchmark) => ({ ...benchmark, fingerprint: 2, facts: { ...benchmark.facts, preset: '12.4', seed: 9 } })) };
    expect((await benchReport({ a: STEADY }, { baseline: other })).comparisons[0]?.notes).toHaveLength(6);
  });
});
