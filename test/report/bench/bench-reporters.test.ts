import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { Chalk } from 'chalk';
import { describe, expect, test } from 'vitest';
import { escapeText } from '../../../src/base/escape-text.ts';
import type { BenchReport } from '../../../src/bench/bench-report.ts';
import { DETERMINISTIC_METRICS, DETERMINISTIC_UNITS } from '../../../src/bench/measurement.ts';
import { benchAsJson, readBench } from '../../../src/report/bench/bench-json.ts';
import { BENCH_REPORTERS } from '../../../src/report/bench/bench-reporters.ts';
import { benchAsHyperfine } from '../../../src/report/bench/hyperfine.ts';
import { benchReport } from '../../bench/benchmarks.ts';
import { expectGolden } from '../golden.ts';
import { HOSTILE_TEXTS } from '../hostile-report.ts';

const STEADY = [900, 100, 101, 99, 100, 140];
const full = (): Promise<BenchReport> => benchReport({ server: STEADY, cache: [900, 211, 209, 210, 212, 208] });
const gated = async (): Promise<BenchReport> => benchReport({ server: [1, 130, 131, 129, 130, 131] }, { baseline: await benchReport({ server: STEADY }), failAbove: 0.1, collections: 60 });
const hostile = (): Promise<BenchReport> => benchReport(Object.fromEntries(HOSTILE_TEXTS.map((text) => [text, [1, 2, 3]])));

const words = { deterministic: DETERMINISTIC_METRICS.map((metric) => ({ metric, unit: DETERMINISTIC_UNITS[metric] })) };
async function told(name: keyof typeof BENCH_REPORTERS, report: BenchReport, width = 80): Promise<string> {
  return (await BENCH_REPORTERS[name].load())({ report, words, exitCode: 0 }, { width, chalk: new Chalk({ level: 0 }) });
}
const hyperfine = (report: BenchReport): string => benchAsHyperfine(report, ({ file }) => `heapstress run ${file}`, () => 0);

const schemaAt = (path: string): object => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as object;
const SCHEMAS = {
  json: schemaAt('../../../schema/bench.schema.json'),
  bencher: schemaAt('../readers/bmf.schema.json'),
  customSmallerIsBetter: schemaAt('../readers/custom-smaller-is-better.schema.json'),
  hyperfine: schemaAt('../readers/hyperfine.schema.json'),
};

describe('goldens', () => {
  test.each([80, 120])('the table of %i columns; no line is longer', async (width) => {
    const text = `${await told('table', await full(), width)}────\n${await told('table', await gated(), width)}`;
    expectGolden(`bench-${String(width)}.txt`, text);
    expect(text.split('\n').filter((line) => line.length > width)).toEqual([]);
  });

  test('the others', async () => {
    expectGolden('bench.json', await told('json', await gated()));
    expectGolden('bench.md', await told('markdown', await gated()));
    expectGolden('bench.bencher.json', await told('bencher', await full()));
    expectGolden('bench.custom.json', await told('customSmallerIsBetter', await full()));
    expectGolden('bench.hyperfine.json', hyperfine(await full()));
  });
});

describe('schemas', () => {
  test.each(['json', 'bencher', 'customSmallerIsBetter', 'hyperfine'] as const)('%s follows its own, whatever the texts', async (name) => {
    const validate = new Ajv({ strict: false, allErrors: true }).compile(SCHEMAS[name]);
    for (const report of [await full(), await gated(), await hostile()]) {
      validate(JSON.parse(name === 'hyperfine' ? hyperfine(report) : await told(name, report)));
      expect(validate.errors).toBeNull();
    }
    expect(validate({ results: [{ command: '' }], x: { Y: {} } })).toBe(false);
  });
});

test('a baseline is read as it was saved', async () => {
  const report = await gated();
  expect(readBench(benchAsJson(report, 1))).toMatchObject({ ok: true, report });
  for (const text of ['', '{}', '[1]']) expect(readBench(text).ok).toBe(false);
});

test('hostile names stay on their lines, and in their cells', async () => {
  const report = await hostile();
  expect((await told('table', report)).split('\n').filter((line) => escapeText(line) !== line)).toEqual([]);
  const rows = (await told('markdown', report)).split('\n').filter((line) => line.startsWith('| `'));
  expect(rows.length).toBeGreaterThan(HOSTILE_TEXTS.length);
});
