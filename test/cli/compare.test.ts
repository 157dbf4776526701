/** `compare` and `node` as they are typed: mistakes are told with what may be written, and stop nothing else. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { NODE_VERSIONS } from '../nodes.ts';
import { BAD } from './scenarios.ts';
import { directoryWith, heapstress } from './spawn-heapstress.ts';

const SMALL = `name: small
steps:
  - workload: { count: 40000, objects: [ { type: JSObject, fields: 4, lifetime: { ring: 100 } } ] }
  - fill: old_space
  - idle: 5ms
  - sample: done
`;

describe('mistakes on the command line', () => {
  test.each([
    [['--tolerance', 'promotd=2%'], 'Write metric=tolerance; the metrics are scavenges, mark-compacts'],
    [['--tolerance', 'promoted'], 'Write metric=tolerance'],
    [['--tolerance', 'promoted=a lot'], 'Write a share (2%), a size (1MiB), a number, or off.'],
    [['--runs', '0'], 'Write a number from 1 to 100.'],
    [['--timeout', 'soon'], 'Write a time such as 30s or 2min.'],
    [['--mode', 'fast'], 'Allowed choices are deterministic, default.'],
    [['--reporter', 'tap'], 'There are table, json, markdown, junit, github.'],
  ])('%j', async (args, said) => {
    const { exitCode, stdout, stderr } = await heapstress(['compare', 'request-server', ...args]);
    expect(stderr).toContain(said);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });
});

const hasPreset = NODE_VERSIONS.some((version) => version === Number(process.versions.node.split('.')[0]));

test.runIf(hasPreset)('a Node that is none, a preset that is none and a wrong scenario are told; what can be compared is', async () => {
  const cwd = directoryWith({ 'small.yaml': SMALL, 'bad.yaml': BAD });
  const { exitCode, stdout } = await heapstress(['compare', 'bad.yaml', 'small.yaml', '--node', './nowhere', '--node', process.execPath, '--tolerance', 'promoted=off', '--json'], { cwd });
  const { results } = JSON.parse(stdout) as { results: readonly Record<string, unknown>[] };
  expect(results.map(({ status }) => status)).toEqual(['not-compared', 'rejected', 'not-compared', 'compared']);
  expect(results[2]).toMatchObject({ node: './nowhere', message: expect.stringContaining('cannot be started') as string });
  expect(exitCode).toBe(2);

  const compared = results[3] as { leftOut: unknown; verdict: string; rows: readonly { metric: string; verdict: string }[] };
  // The event loop turns in both; only what JavaScript cannot do is left out, and of both.
  expect(compared.leftOut).toEqual([{ op: 'fill', line: 4, reason: 'only all of new space can be filled from JavaScript' }]);
  expect(compared.rows.find(({ metric }) => metric === 'promoted')?.verdict).toBe('not-judged');
  expect(compared.rows.map(({ metric }) => metric)).toContain('new_space used at done');

  const noPreset = await heapstress(['compare', 'small.yaml', '--v8', '9.9'], { cwd });
  expect(noPreset.stdout + noPreset.stderr).toContain('9.9');
  expect(noPreset.exitCode).toBe(2);
});

test('offline, a Node that is not there is a line and a hint, and leaves nothing in the cache', async () => {
  const cwd = directoryWith({ 'small.yaml': SMALL });
  const bin = join(cwd, 'bin');
  mkdirSync(bin);
  // npm as it ends without a network.
  writeFileSync(join(bin, 'npm'), '#!/bin/sh\necho "npm error code ENOTFOUND" >&2\nexit 1\n', { mode: 0o755 });
  const env = { PATH: `${bin}:/usr/bin:/bin`, HEAPSTRESS_CACHE: join(cwd, 'cache') };
  const { exitCode, stdout } = await heapstress(['compare', 'small.yaml', '--node', '18', '--json'], { cwd, env });
  const { results } = JSON.parse(stdout) as { results: readonly unknown[] };
  expect(results).toMatchObject([{ status: 'not-compared', node: '18', message: expect.stringContaining('npm cannot reach its registry') as string, hint: expect.stringContaining('heapstress node install') as string }]);
  expect(exitCode).toBe(2);

  const install = await heapstress(['node', 'install', '18'], { cwd, env });
  expect(install.stderr).toContain('npm cannot reach its registry');
  expect(install.exitCode).toBe(2);
  expect((await heapstress(['node', 'list'], { cwd, env })).stdout).toBe(`No Node is installed in ${join(cwd, 'cache', 'nodes')}.\n`);
  expect(await heapstress(['node', 'remove', '18'], { cwd, env })).toMatchObject({ exitCode: 2, stdout: 'Node 18 is not installed.\n' });
  expect((await heapstress(['node', 'remove', 'latest'], { cwd, env })).stderr).toContain('Write a major version, such as 24.');
});
