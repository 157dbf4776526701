import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { run } from '../../../src/cli/actions/run.ts';
import type { RunOptions } from '../../../src/cli/commands/run.ts';
import { invariant } from '../../../src/base/invariant.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import type { RunResult } from '../../../src/engine/result.ts';
import type { RunReport } from '../../../src/report/run-report.ts';
import { createFakeEngine, fakeExpectation } from '../../engine/fake-engine.ts';
import { fakeTerminal } from '../fake-terminal.ts';
import { BAD, GOOD } from '../scenarios.ts';
import { directoryWith } from '../spawn-heapstress.ts';

let directory = '';
let good = '';
let bad = '';
beforeEach(() => {
  directory = directoryWith({ 'good.yaml': GOOD, 'bad.yaml': BAD });
  good = join(directory, 'good.yaml');
  bad = join(directory, 'bad.yaml');
});

async function runWith(scenarios: readonly string[], options: RunOptions, engine: Engine, stderr: Parameters<typeof fakeTerminal>[0] = {}) {
  const terminal = fakeTerminal(stderr);
  const exitCode = await run({ scenarios, options, v8Flags: {}, env: {} }, terminal, () => Promise.resolve(engine));
  return { exitCode, stdout: terminal.stdout.text(), stderr: terminal.stderr.text() };
}
const yielding = (result: Partial<RunResult>): Engine => createFakeEngine(result);

describe('exit codes', () => {
  test.each<[string, Partial<RunResult>, number]>([
    ['passed', {}, 0],
    ['an expectation failed', { expectations: [fakeExpectation({ passed: false })] }, 1],
    ['a mistake that showed while it ran', { status: 'invalid', problem: { code: 'DEAD_OBJECT', message: 'a is dead', hint: null, file: null, line: 4, column: 5 } }, 2],
    ['out of memory', { status: 'out-of-memory' }, 3],
    ['out of memory as expected', { status: 'out-of-memory', outOfMemoryExpected: true }, 0],
  ])('%s', async (_name, result, code) => {
    expect((await runWith([good], {}, yielding(result))).exitCode).toBe(code);
  });
});

describe('several scenarios', () => {
  test('a wrong one is reported on stderr, the others run', async () => {
    const { exitCode, stdout, stderr } = await runWith([bad, good], {}, yielding({}));
    expect(exitCode).toBe(2);
    expect(stderr).toContain('bad.yaml:2:1 UNKNOWN_KEY');
    expect(stdout).toContain('good  v8 14.6');
    expect(stdout).not.toContain('UNKNOWN_KEY');
  });

  test('a broken invariant is ours: seed, replay command, and the others run', async () => {
    let calls = 0;
    const engine: Engine = {
      run(program, options) {
        calls++;
        invariant(calls > 1, 'a page is in two spaces', { page: 12 });
        return createFakeEngine().run(program, options);
      },
    };
    const { exitCode, stdout, stderr } = await runWith([good, good], { seed: 7, param: { length: '200' }, verifyHeap: true }, engine);
    expect(exitCode).toBe(70);
    expect(calls).toBe(2);
    expect(stderr).toContain('BROKEN_INVARIANT a page is in two spaces (page=12)');
    expect(stderr).toContain(`replay  heapstress run ${good} --v8 14.6 --seed 7 --param length=200 --verify-heap`);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).toContain('good  v8 14.6');
  });
});

describe('interruption', () => {
  test.each([['SIGINT', 130], ['SIGTERM', 143]] as const)('%s stops at the next checkpoint and prints what there is', async (signal, code) => {
    const started: string[] = [];
    const engine: Engine = {
      async run(program, options) {
        started.push(program.file);
        process.emit(signal);
        expect(await options?.hooks?.checkpoint?.({ fraction: 0.5, allocatedBytes: 1 })).toBe('stop');
        return createFakeEngine({ status: 'interrupted' }).run(program);
      },
    };
    const listeners = process.listenerCount(signal);
    const { exitCode, stdout } = await runWith([good, good], {}, engine);
    expect(exitCode).toBe(code);
    expect(started).toHaveLength(1);
    expect(stdout).toContain('Occupancy');
    expect(stdout).toContain('■ interrupted');
    expect(process.listenerCount(signal)).toBe(listeners);
  });
});

describe('output', () => {
  test('two runs give the same bytes', async () => {
    for (const options of [{}, { json: true }, { verbose: true }]) {
      const first = await runWith([good], options, yielding({}));
      expect(await runWith([good], options, yielding({}))).toEqual(first);
    }
  });

  test('a report in a file leaves the table on stdout', async () => {
    const file = join(directory, 'report.json');
    const { stdout } = await runWith([good], { 'outputFile.json': file }, yielding({}));
    expect(stdout).toContain('Occupancy');
    expect((JSON.parse(readFileSync(file, 'utf8')) as RunReport).exitCode).toBe(0);
    expect(readdirSync(directory).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('a table in a file has the problems, too', async () => {
    const file = join(directory, 'report.txt');
    const { stdout } = await runWith([bad, good], { 'outputFile.table': file, quiet: false }, yielding({}));
    expect(stdout).toBe('');
    expect(readFileSync(file, 'utf8')).toContain('UNKNOWN_KEY');
  });

  test('a file that is there is replaced only by a whole one', async () => {
    const file = join(directory, 'report.json');
    writeFileSync(file, 'before');
    const unserialisable = yielding({ timeMs: Number.NaN });
    await expect(runWith([good], { 'outputFile.json': file }, unserialisable)).rejects.toThrow(/schema/);
    expect(readFileSync(file, 'utf8')).toBe('before');
  });

  test('progress appears only on a terminal, and is erased', async () => {
    const slow: Engine = {
      async run(program, options) {
        for (let turn = 0; turn < 8; turn++) {
          const until = performance.now() + 60;
          while (performance.now() < until);
          await options?.hooks?.checkpoint?.({ fraction: turn / 8, allocatedBytes: turn * 1e6 });
        }
        return createFakeEngine().run(program, {});
      },
    };
    const shown = await runWith([good], {}, slow, { isTty: true });
    expect(shown.stderr).toMatch(/%.*MiB\/s/);
    expect(shown.stderr.endsWith('\r\u001b[K')).toBe(true);
    expect((await runWith([good], {}, slow)).stderr).toBe('');
  });
});
