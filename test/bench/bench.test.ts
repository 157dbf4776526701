/** That the benchmark measures what it says; how fast anything is, is no test's business. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Check } from '../../bench/checks.ts';
import { benchTable } from '../../bench/bench-report.ts';
import { measureProgram } from '../../bench/child.ts';
import type { Comparison } from '../../bench/compare-engines.ts';
import { compareEngines, requireSameWork } from '../../bench/compare-engines.ts';
import { median } from '../../bench/median.ts';
import { WORKLOADS, bytesPerObject } from '../../bench/workloads.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Compiled sources of its own, inside the project so that packages are found. */
let directory = '';

beforeAll(() => {
  directory = mkdtempSync(join(ROOT, 'node_modules', '.bench-test-'));
  const built = spawnSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json', '--outDir', directory, '--declaration', 'false', '--noCheck'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(built.stdout);
}, 120_000);

afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('both engines do the same work', () => {
  test.each(WORKLOADS)('$name: as many objects, and draws that end alike', async (workload) => {
    const comparison = await compareEngines(workload, { runs: 1, scale: 5000 / workload.objects, directory });
    expect(comparison.objects).toBe(5000);
    expect(comparison.simulated.wallNsPerObject).toBeGreaterThan(0);
    expect(comparison.real.wallNsPerObject).toBeGreaterThan(0);
  });

  test('different work is not compared', () => {
    const measured = { objects: 5000, state: 7, wallNs: 1, cpuNs: 1, residentBytes: 1 };
    expect(() => requireSameWork(WORKLOADS[0]!, measured, measured)).not.toThrow();
    expect(() => requireSameWork(WORKLOADS[0]!, measured, { ...measured, objects: 4999 })).toThrow('dies: the engines did different work');
    expect(() => requireSameWork(WORKLOADS[0]!, measured, { ...measured, state: 8 })).toThrow('draws end with 8');
  });

  test('a child that fails says why', async () => {
    await expect(measureProgram('throw new Error("no such engine")', 'commonjs')).rejects.toThrow('no such engine');
  });
});

describe('the report', () => {
  const figures = { wallNsPerObject: 3, cpuNsPerObject: 4, residentBytes: 64 * 2 ** 20 };
  const comparison: Comparison = { workload: WORKLOADS[0]!, objects: 20e6, simulated: figures, real: { ...figures, wallNsPerObject: 1 }, faster: 0.33, ok: false };
  const check: Check = { name: 'start-up', measured: 1.25, unit: 'times', bound: '≤', target: 1.6, ok: true };
  const table = benchTable({ node: '20.19.0', v8: '11.3', machine: 'test', runs: 5, comparisons: [comparison], checks: [check] });

  test('shows figures, target and verdict of each workload', () => {
    expect(table).toMatch(/4-field objects that die +20 M +3\.0 +1\.0 +0\.33 +≥ 10 +NO/);
  });

  test('shows checks with their targets', () => {
    expect(table).toMatch(/start-up +1\.25 times +≤ 1\.60 times +yes/);
  });
});

test('the median of an even number of runs is the mean of the middle two', () => {
  expect(median([9, 1, 4])).toBe(4);
  expect(median([9, 1, 4, 2])).toBe(3);
});

test('objects have the sizes of 8-byte words', () => {
  expect(bytesPerObject({ kind: 'object', fields: 4 })).toBe(56);
  expect(bytesPerObject({ kind: 'array', length: 16 })).toBe(176);
});
