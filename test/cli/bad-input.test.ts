import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BAD, GOOD } from './scenarios.ts';
import { directoryWith, heapstress } from './spawn-heapstress.ts';

const NO_STACK = /\n\s+at /;

describe('files that cannot be scenarios', () => {
  test('each gets its block, in order, and none stops the others', async () => {
    const cwd = directoryWith({ 'bad.yaml': BAD, 'binary.yaml': Uint8Array.of(0xff, 0xfe, 0), 'empty.yaml': '', 'broken.yaml': 'a: [1\nb: }' });
    mkdirSync(join(cwd, 'folder'));
    const { exitCode, stdout, stderr } = await heapstress(
      ['run', 'missing.yaml', 'folder', 'binary.yaml', 'empty.yaml', 'broken.yaml', 'bad.yaml'],
      { cwd },
    );
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    const blocks = ['missing.yaml FILE_NOT_FOUND', 'folder FILE_IS_DIRECTORY', 'binary.yaml FILE_NOT_UTF8', 'empty.yaml:1:1 EMPTY_FILE', 'broken.yaml:2:', 'bad.yaml:2:1 UNKNOWN_KEY', 'bad.yaml:3:1 UNKNOWN_KEY'];
    const positions = blocks.map((block) => stderr.indexOf(block));
    expect(positions, stderr).not.toContain(-1);
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    expect(stderr).not.toMatch(NO_STACK);
  });

  test('a mistyped name is answered with the nearest file', async () => {
    const cwd = directoryWith({ 'server.yaml': GOOD });
    expect((await heapstress(['run', 'sever.yaml'], { cwd })).stderr).toContain('Did you mean "server.yaml"?');
    expect((await heapstress(['run', 'server'], { cwd })).stderr).toContain('Did you mean "server.yaml"?');
  });

  test('a file that cannot be opened', async () => {
    const cwd = directoryWith({});
    symlinkSync('loop.yaml', join(cwd, 'loop.yaml'));
    const { exitCode, stderr } = await heapstress(['run', 'loop.yaml'], { cwd });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('loop.yaml FILE_NOT_READABLE');
    expect(stderr).not.toMatch(NO_STACK);
  });

  test('a broken scenario from stdin is called -', async () => {
    const { exitCode, stderr } = await heapstress(['run', '-'], { stdin: BAD });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('-:2:1 UNKNOWN_KEY');
  });

  test('the JSON document is whole although nothing could run', async () => {
    const { exitCode, stdout } = await heapstress(['run', 'missing.yaml', '--json']);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, exitCode: 2, results: [{ status: 'rejected', problems: [{ code: 'FILE_NOT_FOUND' }] }] });
  });
});

describe('a wrong command line', () => {
  const situations: readonly [string, readonly string[], RegExp][] = [
    ['an unknown command', ['rnu'], /unknown command 'rnu'\n\(Did you mean run\?\)/],
    ['an unknown option', ['run', 'x.yaml', '--sede', '3'], /Did you mean --seed\?/],
    ['no scenario', ['run'], /missing required argument 'scenario'/],
    ['a seed that is no number', ['run', 'x.yaml', '--seed', 'abc'], /A seed is an integer/],
    ['a param without a value', ['run', 'x.yaml', '--param', 'length'], /Write name=value/],
    ['an unknown reporter', ['run', 'x.yaml', '--reporter', 'xml'], /There are table, json/],
    ['two reporters on stdout', ['run', 'x.yaml', '--reporter', 'table', '--json'], /Two reporters want stdout: table and json/],
    ['a scenario behind --', ['run', 'x.yaml', '--', 'y.yaml'], /"y.yaml" is not a V8 flag/],
    ['an output file in no directory', ['run', 'x.yaml', '--output-file.json', 'no/such/file.json'], /no such directory/],
  ];
  test.each(situations)('%s: exit code 2, a message, no stack', async (_name, args, message) => {
    const { exitCode, stdout, stderr } = await heapstress(args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(NO_STACK);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });

  test('wrong overrides are problems of the scenario, all of them at once', async () => {
    const cwd = directoryWith({ 'good.yaml': GOOD });
    const { exitCode, stdout } = await heapstress(['validate', 'good.yaml', '--param', 'lenght=3', '--v8', '99', '--', '--max-semi-space-sise=3'], { cwd });
    expect(exitCode).toBe(2);
    expect(stdout).toContain('good.yaml --param UNKNOWN_PARAM');
    expect(stdout).toContain('good.yaml --v8 UNKNOWN_PRESET');
    expect(stdout).toContain('good.yaml --flag UNKNOWN_FLAG');
    expect(stdout).toContain('1 file, 3 problems');
  });
});

describe('validate', () => {
  test('says what is right and what is wrong', async () => {
    const cwd = directoryWith({ 'good.yaml': GOOD, 'bad.yaml': BAD });
    const { exitCode, stdout } = await heapstress(['validate', 'good.yaml', 'bad.yaml'], { cwd });
    expect(exitCode).toBe(2);
    expect(stdout).toContain('bad.yaml:2:1 UNKNOWN_KEY');
    expect(stdout).toContain('> 2 | stepz: []');
    expect(stdout).toContain('✓ good.yaml');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('2 files, 2 problems');
  });

  test('ends with 0 when all is well', async () => {
    const cwd = directoryWith({ 'good.yaml': GOOD });
    expect(await heapstress(['validate', 'good.yaml'], { cwd })).toEqual({ exitCode: 0, stdout: '✓ good.yaml\n\n1 file, 0 problems\n', stderr: '' });
  });

  test('as JSON lists every file', async () => {
    const cwd = directoryWith({ 'good.yaml': GOOD, 'bad.yaml': BAD });
    const { stdout } = await heapstress(['validate', 'good.yaml', 'bad.yaml', '--json'], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({
      exitCode: 2,
      files: [{ file: 'good.yaml', valid: true, problems: [] }, { file: 'bad.yaml', valid: false }],
    });
  });
});

describe('a reader that goes away', () => {
  test('is no error', async () => {
    const cwd = directoryWith({ 'good.yaml': GOOD });
    for (const args of [['run', '--help'], ['validate', 'good.yaml'], ['run', 'missing.yaml', '--json']]) {
      expect((await heapstress(args, { cwd, closeStdout: true })).stderr).not.toMatch(/EPIPE/);
    }
  });
});

describe('help', () => {
  test.each(['run', 'validate', 'list'])('of %s ends with two examples', async (command) => {
    const { exitCode, stdout } = await heapstress([command, '--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`Examples:\\n {2}heapstress ${command}.*\\n {2}heapstress ${command}.*\\n$`));
  });
});
