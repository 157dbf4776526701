/** The command line as pipelines use it, in processes of its own, with the real engine. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunReport } from '../../src/report/run-report.ts';
import { directoryWith, heapstress } from './spawn-heapstress.ts';

/** Small, and different for every seed. */
function scenario(seed: number, expected = '">= 1"'): string {
  return `seed: ${String(seed)}
tags: [${seed % 2 === 0 ? 'even' : 'odd'}]
steps:
  - workload: { allocate: 256KiB, objects: [{ type: FixedArray, length: 4..64, lifetime: { ring: 50 } }] }
  - gc: major
  - sample: middle
expect: { gc.count: ${expected} }
`;
}

function folder(count: number, failing = -1): string {
  return directoryWith(Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`s${String(index)}.yaml`, scenario(index + 1, index === failing ? '99' : undefined)]),
  ));
}

const files = (stdout: string): string[] => (JSON.parse(stdout) as RunReport).results.map((result) => result.scenario.file);

describe('jobs', () => {
  test.each(['json', 'ndjson', 'table', 'tap'])('%s is byte-identical, however many run at once', async (reporter) => {
    const cwd = folder(5, 3);
    writeFileSync(join(cwd, 's1x.yaml'), 'nonsense: 1\n');
    const one = await heapstress(['run', '.', '--reporter', reporter, '--jobs', '1'], { cwd });
    const two = await heapstress(['run', '.', '--reporter', reporter, '--jobs', '2'], { cwd });
    expect(one.exitCode).toBe(2);
    expect(two).toEqual(one);
  });

  test('--bail gives the same, too: what is behind the first failure is not told', async () => {
    const cwd = folder(5, 1);
    const one = await heapstress(['run', '.', '--json', '--bail'], { cwd });
    expect(files(one.stdout)).toEqual(['s0.yaml', 's1.yaml']);
    expect(one.stderr).toContain('3 scenarios not run');
    expect(one.exitCode).toBe(1);
    expect(await heapstress(['run', '.', '--json', '--bail', '--jobs', '3'], { cwd })).toEqual(one);
  });

  test('stdin is one of them', async () => {
    const cwd = folder(1);
    const { stdout } = await heapstress(['run', '-', 's0.yaml', '--json', '--jobs', '2'], { cwd, stdin: scenario(9) });
    expect(files(stdout)).toEqual(['-', 's0.yaml']);
  });
});

describe('shards', () => {
  test('run apart and merged they are the report of the whole', async () => {
    const cwd = folder(6, 2);
    const whole = await heapstress(['run', '.', '--json'], { cwd });
    const shards: string[] = [];
    for (const index of [1, 2, 3]) {
      const name = `shard-${String(index)}.json`;
      await heapstress(['run', '.', '--shard', `${String(index)}/3`, '--output-file.json', name], { cwd });
      shards.push(name);
    }
    expect(await heapstress(['merge', ...shards.toReversed(), '--json'], { cwd })).toEqual(whole);
    const { exitCode } = await heapstress(['merge', ...shards, '--output-file.junit', 'all.xml', '--quiet'], { cwd });
    expect(exitCode).toBe(1);
    expect(readFileSync(join(cwd, 'all.xml'), 'utf8')).toContain('<testsuites name="heapstress" tests="12" failures="1" errors="0">');
  });

  test('an empty one is no failure', async () => {
    const cwd = folder(1);
    const results = await Promise.all(['1/2', '2/2'].map((shard) => heapstress(['run', '.', '--shard', shard, '--json'], { cwd })));
    expect(results.map((result) => result.exitCode)).toEqual([0, 0]);
    expect(results.map((result) => result.stderr).join('')).toBe('No scenario is in this shard.\n');
  });

  test('what is no report is not merged', async () => {
    const cwd = directoryWith({ 'a.json': '{}' });
    const { exitCode, stderr } = await heapstress(['merge', 'a.json'], { cwd });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Cannot merge a.json. It is no JSON report of heapstress');
  });
});

describe('timeout', () => {
  const ENDLESS = 'steps:\n  - workload: { allocate: 1TiB, objects: [{ type: JSObject, fields: 4, lifetime: dies }] }\n';

  test.each(['1', '2'])('a scenario that takes too long fails, the others run (jobs %s)', async (jobs) => {
    const cwd = directoryWith({ 'a.yaml': ENDLESS, 'b.yaml': scenario(1) });
    const { exitCode, stdout, stderr } = await heapstress(['run', '.', '--json', '--timeout', '500ms', '--jobs', jobs], { cwd });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('a.yaml TIMEOUT It was stopped after 500.0 ms');
    const { results } = JSON.parse(stdout) as RunReport;
    expect(results.map((result) => result.status)).toEqual(['timed-out', 'completed']);
  });

  test.each(['0', 'soon', '5'])('%s is none', async (timeout) => {
    expect((await heapstress(['run', 'x.yaml', '--timeout', timeout])).stderr).toContain('Write a time such as 30s');
  });
});
