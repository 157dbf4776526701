import { describe, expect, it } from 'vitest';
import { empiricalQuantiles, exponentialQuantiles, lognormalQuantiles, normalQuantile, QUANTILES } from '../../src/scenario/compile/distributions.ts';
import type { Lifetime } from '../../src/scenario/program.ts';
import { problemsOf, stepOf } from './scenario-text.ts';

function lifetimeOf(yaml: string): Lifetime | undefined {
  return stepOf(`workload: { count: 1, objects: [ { type: JSObject, fields: 2, lifetime: ${yaml} } ] }`, 'workload').phases[0]?.classes[0]?.lifetime;
}

describe('lifetimes', () => {
  it.each<[string, Lifetime]>([
    ['dies', { model: 'dies' }],
    ['forever', { model: 'forever', share: 1, slots: 0, name: null }],
    ['{ forever: 1% }', { model: 'forever', share: 0.01, slots: 0, name: null }],
    ['{ forever: { slots: 500 } }', { model: 'forever', share: 1, slots: 500, name: null }],
    ['{ forever: { share: 1%, slots: 500, as: table } }', { model: 'forever', share: 0.01, slots: 500, name: 0 }],
    ['{ for: [ { share: 5%, bytes: 1KiB, slots: 9 }, { share: 1%, bytes: 2KiB, slots: 3 } ] }', { model: 'queues', queues: [{ share: 0.05, bytes: 1024, slots: 9 }, { share: 0.01, bytes: 2048, slots: 3 }] }],
    ['{ ring: 10000 }', { model: 'ring', size: 10000, every: 1 }],
    ['{ ring: { size: 10, every: 3 } }', { model: 'ring', size: 10, every: 3 }],
    ['{ stack: { depth: 10 } }', { model: 'stack', depth: 10, base: 0 }],
    ['{ stack: { depth: 10, base: 2 } }', { model: 'stack', depth: 10, base: 2 }],
    ['{ for: 32MiB }', { model: 'for', bytes: 32 * 2 ** 20, share: 1 }],
    ['{ for: { bytes: 1KiB, share: 5% } }', { model: 'for', bytes: 1024, share: 0.05 }],
    ['{ request: { concurrent: 20, objects: 500 } }', { model: 'request', concurrent: 20, objects: 500 }],
    ['{ cache: 20000 }', { model: 'cache', slots: 20000, share: 1 }],
    ['{ cache: { slots: 5, share: 50% } }', { model: 'cache', slots: 5, share: 0.5 }],
    ['{ list: 5000 }', { model: 'list', length: 5000, order: 'fifo', base: 0 }],
    ['{ list: { length: 5, order: lifo, base: 2 } }', { model: 'list', length: 5, order: 'lifo', base: 2 }],
    ['{ tree: { depth: 5 } }', { model: 'tree', depth: 5, keep: 1 }],
    ['{ tree: { depth: 5, keep: 3 } }', { model: 'tree', depth: 5, keep: 3 }],
  ])('%s', (yaml, expected) => {
    expect(lifetimeOf(yaml)).toEqual(expected);
  });

  it.each([
    ['{ exponential: { mean: 4MiB } }', 'exponential, mean 4MiB'],
    ['{ lognormal: { median: 1MiB, sigma: 2 } }', 'lognormal, median 1MiB, sigma 2'],
    ['{ empirical: [ { share: 60%, until: 64KiB }, { share: 40%, until: never } ] }', 'empirical: 60% until 64KiB, 40% for ever'],
  ])('%s is a table of quantiles', (yaml, distribution) => {
    const lifetime = lifetimeOf(yaml);
    expect(lifetime).toMatchObject({ model: 'sampled', distribution });
    expect(lifetime?.model === 'sampled' && lifetime.quantiles).toHaveLength(4096);
  });

  it.each<[string, string]>([
    ['{ forever: { as: table } }', 'BAD_VALUE'],
    ['{ forever: { slots: 0 } }', 'OUT_OF_RANGE'],
    ['{ for: [ { share: 60%, bytes: 1KiB, slots: 9 }, { share: 60%, bytes: 2KiB, slots: 3 } ] }', 'BAD_VALUE'],
    ['{ for: [ { share: 60%, bytes: 1KiB } ] }', 'MISSING_KEY'],
    ['{ ring: 1e9 }', 'OUT_OF_RANGE'],
    ['{ ring: 0 }', 'OUT_OF_RANGE'],
    ['{ stack: { depth: 5, base: 5 } }', 'BAD_VALUE'],
    ['{ request: { concurrent: 1e6, objects: 1e6 } }', 'BAD_VALUE'],
    ['{ tree: { depth: 25, keep: 2 } }', 'BAD_VALUE'],
    ['{ list: { length: 5, base: 2 } }', 'BAD_VALUE'],
    ['{ list: { length: 5, order: lifo, base: 5 } }', 'BAD_VALUE'],
    ['{ empirical: [ { share: 60%, until: 64KiB } ] }', 'BAD_VALUE'],
    ['{ empirical: [ { share: 60%, until: 64KiB }, { share: 40%, until: 1KiB } ] }', 'BAD_VALUE'],
    ['{ empirical: [ { share: 60%, until: never }, { share: 40%, until: never } ] }', 'BAD_VALUE'],
    ['{ empirical: [] }', 'OUT_OF_RANGE'],
    ['{ ring: 5, cache: 5 }', 'ONE_KEY_EXPECTED'],
    ['{}', 'ONE_KEY_EXPECTED'],
    ['{ rnig: 5 }', 'UNKNOWN_KEY'],
    ['forevr', 'BAD_VALUE'],
    ['5', 'WRONG_TYPE'],
  ])('%s is %s', (yaml, code) => {
    const problems = problemsOf(`steps: [ { workload: { count: 1, objects: [ { type: JSObject, fields: 2, lifetime: ${yaml} } ] } } ]`);
    expect(problems.map((problem) => problem.code)).toEqual([code]);
  });

  it.each(['type: JSObject, fields: 1', 'type: JSObject, fields: 1..5', 'type: HeapNumber', 'type: JSArray, length: 5', 'type: FixedArray, length: 1'])(
    'a list of { %s } has nothing to be linked through', (object) => {
      const problems = problemsOf(`steps: [ { workload: { count: 1, objects: [ { ${object}, lifetime: { list: 5 } } ] } } ]`);
      expect(problems.map(({ code }) => code)).toEqual(['NO_SUCH_SLOT']);
    },
  );

  it('share their tables when they are alike, and are bounded when they are not', () => {
    const of = (mean: number): string => `{ size: 64, lifetime: { exponential: { mean: ${String(mean)} } } }`;
    const text = (means: readonly number[]): string => `steps:\n${Array.from({ length: 11 }, (_, i) => `  - workload: { count: 1, objects: [ ${means.slice(i * 100, i * 100 + 100).map(of).join(', ')} ] }`).join('\n')}`;
    expect(problemsOf(text(Array.from({ length: 1100 }, () => 5)))).toEqual([]);
    expect(problemsOf(text(Array.from({ length: 1100 }, (_, i) => i + 1))).map(({ code }) => code)).toContain('OUT_OF_RANGE');
  });
});

describe('distributions', () => {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

  it.each([
    [0.5, 0], [0.975, 1.959963984540054], [0.025, -1.959963984540054], [0.8413447460685429, 1], [0.001, -3.090232306167813], [1 / 8192, -3.6683292851],
  ])('the normal quantile of %d is %d', (probability, quantile) => {
    expect(normalQuantile(probability)).toBeCloseTo(quantile, 5);
  });

  it('are ascending whole numbers of bytes', () => {
    for (const quantiles of [exponentialQuantiles(4096), lognormalQuantiles(4096, 2), empiricalQuantiles([{ share: 0.5, until: 10 }, { share: 0.5, until: 1e6 }])]) {
      expect(quantiles).toHaveLength(QUANTILES);
      expect(quantiles.every((value, index) => Number.isSafeInteger(value) && value >= (quantiles[index - 1] ?? 0))).toBe(true);
    }
  });

  it('have the mean and the median that were asked for', () => {
    expect(mean(exponentialQuantiles(2 ** 22)) / 2 ** 22).toBeCloseTo(1, 3);
    expect((lognormalQuantiles(2 ** 20, 2)[2047] ?? 0) / 2 ** 20).toBeCloseTo(1, 2);
    expect(mean(lognormalQuantiles(2 ** 20, 1)) / 2 ** 20).toBeCloseTo(Math.exp(0.5), 1);
  });

  it('spread an empirical share evenly between its ages, and keep what never dies', () => {
    const quantiles = empiricalQuantiles([{ share: 0.5, until: 1e6 }, { share: 0.25, until: 2e6 }, { share: 0.25, until: Infinity }]);
    expect(quantiles.filter((value) => value < 5e5).length / QUANTILES).toBeCloseTo(0.25, 3);
    expect(quantiles.filter((value) => value > 1e6 && value <= 2e6)).toHaveLength(QUANTILES / 4);
    expect(quantiles.filter((value) => value === Infinity)).toHaveLength(QUANTILES / 4);
  });

  it('stay exact numbers however wide they are', () => {
    expect(lognormalQuantiles(2 ** 34, 10).at(-1)).toBe(Number.MAX_SAFE_INTEGER);
  });
});
