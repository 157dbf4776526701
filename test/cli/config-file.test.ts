import { describe, expect, test } from 'vitest';
import type { RunReport } from '../../src/report/run-report.ts';
import { GOOD } from './scenarios.ts';
import { directoryWith, heapstress } from './spawn-heapstress.ts';
import type { Surroundings } from './spawn-heapstress.ts';

const CONFIG = `# Defaults of this project.
v8: classic
seed: 11
param: { length: 7 }
flag: { max-semi-space-size: 8 }
reporter: [json, junit]
output-file:
  junit: all.xml
jobs: 2
timeout: 1min
bail: true
verify-heap: true
`;

async function resultOf(args: readonly string[], files: Readonly<Record<string, string>>, env: Surroundings['env'] = {}) {
  const cwd = directoryWith({ 'a.yaml': GOOD.replace('name: good', 'name: good\nseed: 5\nv8: 14.6'), ...files });
  const { stdout, stderr } = await heapstress(['run', 'a.yaml', ...args], { cwd, env });
  expect(stderr).toBe('');
  const [result] = (JSON.parse(stdout) as RunReport).results;
  if (result?.status !== 'completed') throw new Error(stdout);
  return result;
}

describe('precedence', () => {
  const withConfig = { 'heapstress.config.yaml': CONFIG };

  test('the file comes before the scenario', async () => {
    const result = await resultOf([], withConfig);
    expect(result).toMatchObject({ engine: { preset: 'classic' }, seed: 11, params: { length: 7 }, verification: { afterEveryCollection: true } });
    expect(Object.keys(result.flags)).toEqual(['max-semi-space-size']);
  });

  test('the environment before the file', async () => {
    expect(await resultOf([], withConfig, { HEAPSTRESS_SEED: '12', HEAPSTRESS_V8: 'node26' })).toMatchObject({ engine: { preset: '14.6' }, seed: 12 });
  });

  test('the command line before the environment; names that it does not set stay', async () => {
    const result = await resultOf(['--seed', '13', '--param', 'length=3'], withConfig, { HEAPSTRESS_SEED: '12' });
    expect(result).toMatchObject({ seed: 13, params: { length: 3 }, engine: { preset: 'classic' } });
  });

  test('without a file the scenario, then the preset', async () => {
    expect(await resultOf(['--json'], {})).toMatchObject({ seed: 5, params: { length: 100 }, engine: { preset: '14.6' } });
  });

  test('another file by a variable, or none', async () => {
    expect(await resultOf(['--json'], { ...withConfig, 'other.yaml': 'seed: 20\n' }, { HEAPSTRESS_CONFIG: 'other.yaml' })).toMatchObject({ seed: 20 });
    expect(await resultOf(['--json'], withConfig, { HEAPSTRESS_CONFIG: '' })).toMatchObject({ seed: 5 });
  });

  test('validate takes what it has an option for, and leaves the rest', async () => {
    const cwd = directoryWith({ 'a.yaml': GOOD, 'heapstress.config.yaml': CONFIG.replace('length: 7', 'lenght: 7') });
    const { stdout, exitCode } = await heapstress(['validate', 'a.yaml'], { cwd });
    expect(exitCode).toBe(2);
    expect(stdout).toContain('a.yaml --param UNKNOWN_PARAM');
  });
});

describe('mistakes have their place', () => {
  test.each([
    ['an unknown key', 'sede: 3', /heapstress\.config\.yaml:1:1 UNKNOWN_KEY There is no option --sede\.\n {2}hint: Did you mean "seed"\?/],
    ['a value that the option refuses', 'v8: 14.6\nseed: many', /heapstress\.config\.yaml:2:7 BAD_VALUE seed: A seed is an integer\./],
    ['a list where there is one', 'seed: [1]', /1:7 BAD_VALUE seed: Expected a value\./],
    ['no mapping', 'output-file: x.json', /1:14 BAD_VALUE output-file: Expected a mapping/],
    ['a file for no reporter', 'output-file: { xml: x }', /There is no option --output-file\.xml\./],
    ['a switch that is no switch', 'bail: 3', /1:7 BAD_VALUE bail: Expected true or false\./],
    ['several', 'a: 1\nb: 2\nc: 3', /1:1 UNKNOWN_KEY .* \(and 2 more\)/],
    ['no YAML', 'a: [', /heapstress\.config\.yaml:\d+:\d+ YAML_SYNTAX/],
  ])('%s', async (_name, config, message) => {
    const cwd = directoryWith({ 'a.yaml': GOOD, 'heapstress.config.yaml': `${config}\n` });
    const { exitCode, stdout, stderr } = await heapstress(['run', 'a.yaml'], { cwd });
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });

  test('of a variable are told by its name; an empty one is none', async () => {
    const cwd = directoryWith({ 'a.yaml': GOOD });
    const { exitCode, stderr } = await heapstress(['run', 'a.yaml'], { cwd, env: { HEAPSTRESS_JOBS: 'many' } });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('HEAPSTRESS_JOBS is "many". Write a number from 1 to 256, or auto.');
    expect((await heapstress(['run', 'a.yaml'], { cwd, env: { HEAPSTRESS_JOBS: '' } })).exitCode).toBe(0);
  });

  test('a file that is named must be there', async () => {
    const { exitCode, stderr } = await heapstress(['run', 'a.yaml'], { env: { HEAPSTRESS_CONFIG: 'missing.yaml' } });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Cannot read missing.yaml');
  });
});
