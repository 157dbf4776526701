/** `heapstress bench` as its user runs it: real processes, of which no time is judged. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { BenchReport } from '../../src/bench/bench-report.ts';
import { directoryWith, heapstress } from './spawn-heapstress.ts';

const scenario = (allocate: string): string => `steps:\n  - workload: { allocate: ${allocate}, objects: [{ type: FixedArray, length: 8, lifetime: dies }] }\n  - gc: major\n`;

test('measures, saves, compares, and gates on what is exact', async () => {
  const cwd = directoryWith({ 'a.yaml': scenario('1MiB'), 'b.yaml': scenario('2MiB') });
  const first = await heapstress(['bench', 'a.yaml', 'b.yaml', '--runs', '2', '--warmup', '0', '--json', '--save', 'base.json', '--export-json', 'h.json', '--output-file.bencher', 'bmf.json'], { cwd });
  expect([first.exitCode, first.stderr]).toEqual([0, '']);
  const report = JSON.parse(first.stdout) as BenchReport;
  expect(report.benchmarks.map(({ file, timings }) => [file, timings.wallMs.values.length])).toEqual([['a.yaml', 2], ['b.yaml', 2]]);
  for (const { timings } of report.benchmarks) expect(Math.min(timings.wallMs.min, timings.cpuMs.min, timings.peakResidentBytes.min)).toBeGreaterThan(0);
  expect(report.comparisons).toMatchObject([{ file: 'b.yaml', against: 'first' }]);
  expect(readFileSync(join(cwd, 'base.json'), 'utf8')).toBe(first.stdout);
  expect((JSON.parse(readFileSync(join(cwd, 'h.json'), 'utf8')) as { results: { command: string }[] }).results[0]?.command).toBe('heapstress run a.yaml --v8 14.6 --seed 1');
  expect(existsSync(join(cwd, 'bmf.json'))).toBe(true);

  const gate = ['bench', 'a.yaml', '--runs', '1', '--warmup', '0', '--baseline', 'base.json', '--fail-above', '0%', '--gate', 'deterministic'];
  expect(await heapstress(gate, { cwd })).toMatchObject({ exitCode: 0, stderr: '' });
  const more = await heapstress([...gate, '--', '--max-semi-space-size=1', '--min-semi-space-size=1', '--gc-global'], { cwd });
  expect(more.exitCode).toBe(1);
  expect(more.stdout).toContain('gc.major.count');
  expect(more.stdout).toContain('other flags');
});

test('what cannot run is told, and the rest is measured', async () => {
  const cwd = directoryWith({ 'a.yaml': scenario('1MiB'), 'bad.yaml': 'stepz: []\n' });
  const { exitCode, stdout, stderr } = await heapstress(['bench', 'bad.yaml', 'a.yaml', '--runs', '1', '--warmup', '0', '--json'], { cwd });
  expect(exitCode).toBe(2);
  expect(stderr).toContain('bad.yaml:1:1 UNKNOWN_KEY');
  expect((JSON.parse(stdout) as BenchReport).benchmarks.map(({ file }) => file)).toEqual(['a.yaml']);
});

test.each([
  [['a.yaml', '--fail-above', '10%'], '--fail-above needs a --baseline.'],
  [['a.yaml', '--baseline', 'a.yaml'], 'It is not JSON'],
  [['a.yaml', '--baseline', 'none.json'], 'Cannot read none.json'],
  [['a.yaml', '--runs', '0'], 'Write a number from 1 to 1000.'],
  [['a.yaml', '--save', 'no/such/base.json'], 'no such directory'],
])('%j is told what is wrong', async (args, message) => {
  const cwd = directoryWith({ 'a.yaml': scenario('1MiB') });
  const { exitCode, stdout, stderr } = await heapstress(['bench', ...args], { cwd });
  expect(stderr).toContain(message);
  expect([exitCode, stdout]).toEqual([2, '']);
});
