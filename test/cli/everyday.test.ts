import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BAD, GOOD } from './scenarios.ts';
import { directoryWith, heapstress } from './spawn-heapstress.ts';

describe('init', () => {
  test('writes a scenario that passes as it stands', async () => {
    const cwd = directoryWith({});
    const { exitCode, stdout } = await heapstress(['init'], { cwd });
    expect(exitCode).toBe(0);
    expect(stdout).toBe('Wrote scenario.yaml.\nNext: heapstress run scenario.yaml\n');
    const run = await heapstress(['run', 'scenario.yaml'], { cwd });
    expect(run.stdout).toContain('✓ 4 expectations passed');
    expect(run.exitCode).toBe(0);
  });

  test('points editors to the schema, from wherever the file is', async () => {
    const cwd = directoryWith({});
    mkdirSync(join(cwd, 'deep'));
    await heapstress(['init', 'deep/a.yaml'], { cwd });
    const [, schema = ''] = /\$schema=(\S+)/.exec(readFileSync(join(cwd, 'deep/a.yaml'), 'utf8')) ?? [];
    expect(existsSync(join(cwd, 'deep', schema))).toBe(true);
  });

  test('overwrites nothing unless it is told to', async () => {
    const cwd = directoryWith({ 'a.yaml': 'mine' });
    const { exitCode, stderr } = await heapstress(['init', 'a.yaml'], { cwd });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('a.yaml is there already.');
    expect(readFileSync(join(cwd, 'a.yaml'), 'utf8')).toBe('mine');
    expect((await heapstress(['init', 'a.yaml', '--force'], { cwd })).exitCode).toBe(0);
    expect((await heapstress(['init', 'no/such/a.yaml'], { cwd })).stderr).toContain('no such directory');
  });
});

test.each(['scenario', 'report', 'event'])('schema prints the published schema of %s', async (name) => {
  const { stdout } = await heapstress(['schema', name]);
  expect(stdout).toBe(readFileSync(new URL(`../../schema/${name}.schema.json`, import.meta.url), 'utf8'));
});

describe('validate', () => {
  test('as SARIF, into a file', async () => {
    const cwd = directoryWith({ 'good.yaml': GOOD, 'bad.yaml': BAD });
    const { exitCode, stdout } = await heapstress(['validate', '.', '--reporter', 'sarif', '--output-file', 'out.sarif'], { cwd });
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    const log = JSON.parse(readFileSync(join(cwd, 'out.sarif'), 'utf8')) as { runs: [{ results: { ruleId: string }[] }] };
    expect(log.runs[0].results.map((result) => result.ruleId)).toContain('UNKNOWN_KEY');
  });
});

test('list --tag shows those with the tag', async () => {
  const all = JSON.parse((await heapstress(['list', '--json'])).stdout) as { scenarios: { name: string; tags: string[] }[] };
  const tag = all.scenarios.flatMap((scenario) => scenario.tags)[0] ?? 'none';
  const { stdout } = await heapstress(['list', '--json', '--tag', tag]);
  expect(JSON.parse(stdout)).toEqual({ ...all, scenarios: all.scenarios.filter((scenario) => scenario.tags.includes(tag)) });
  expect(stdout).toContain(tag);
});
