import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { run } from '../../src/cli/actions/run.ts';
import type { RunOptions } from '../../src/cli/commands/run.ts';
import type { Environment } from '../../src/cli/environment.ts';
import { planOutputs } from '../../src/cli/report-outputs.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { RunEvent } from '../../src/report/run-events.ts';
import type { RunReport } from '../../src/report/run-report.ts';
import { createFakeEngine, fakeCollection, fakeExpectation, fakeResult, fakeSample } from '../engine/fake-engine.ts';
import { fakeTerminal } from './fake-terminal.ts';
import { BAD, GOOD } from './scenarios.ts';
import { directoryWith } from './spawn-heapstress.ts';

let directory = '';
let good = '';
let bad = '';
beforeEach(() => {
  directory = directoryWith({ 'good.yaml': GOOD, 'bad.yaml': BAD });
  good = join(directory, 'good.yaml');
  bad = join(directory, 'bad.yaml');
});
const at = (name: string): string => join(directory, name);
const read = (name: string): string => readFileSync(at(name), 'utf8');

async function runWith(scenarios: readonly string[], options: RunOptions, { engine = createFakeEngine(), env = {} }: { engine?: Engine; env?: Environment } = {}) {
  const terminal = fakeTerminal();
  const exitCode = await run({ scenarios, options, v8Flags: {}, env }, terminal, () => Promise.resolve(engine));
  return { exitCode, stdout: terminal.stdout.text(), stderr: terminal.stderr.text() };
}

/** Tells its events as it goes, as the simulator does. */
const telling: Engine = {
  run(program, options) {
    const result = fakeResult({ scenario: { name: program.name, description: '', file: program.file } });
    result.collections.forEach((collection) => options?.hooks?.onCollection?.(collection));
    result.samples.forEach((sample) => options?.hooks?.onSample?.(sample));
    return Promise.resolve(result);
  },
};

describe('any number of reporters', () => {
  test('each writes its own file', async () => {
    const { exitCode, stdout } = await runWith([good], {
      reporter: ['table'],
      'outputFile.json': at('a.json'),
      'outputFile.ndjson': at('a.ndjson'),
      'outputFile.markdown': at('a.md'),
      'outputFile.junit': at('a.xml'),
      'outputFile.github': at('a.txt'),
      'outputFile.tap': at('a.tap'),
    }, { engine: telling });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Occupancy');
    expect((JSON.parse(read('a.json')) as RunReport).exitCode).toBe(0);
    expect(read('a.ndjson').split('\n').at(-2)).toBe('{"event":"run-end","exitCode":0}');
    expect(read('a.md')).toMatch(/^# ✅/);
    expect(read('a.xml')).toMatch(/^<\?xml/);
    expect(read('a.txt')).toMatch(/^::group::/);
    expect(read('a.tap')).toMatch(/^TAP version 14/);
    expect(readdirSync(directory).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('only one of them is printed, besides annotations', () => {
    expect(() => planOutputs({ reporter: ['tap', 'junit'] }, {})).toThrow('Two reporters want stdout: tap and junit.');
    expect(planOutputs({ reporter: ['tap', 'github'] }, {})).toEqual([
      { reporter: 'tap', target: { kind: 'stdout' } },
      { reporter: 'github', target: { kind: 'stderr' } },
    ]);
    expect(planOutputs({ reporter: ['github'] }, {})).toEqual([{ reporter: 'github', target: { kind: 'stdout' } }]);
  });
});

describe('a target that cannot be written', () => {
  const targets: readonly [string, () => string, RegExp][] = [
    ['a directory', () => directory, /it is a directory/],
    ['in no directory', () => at('no/such/file.json'), /no such directory/],
    ['below a file', () => join(good, 'x.json'), /is not a directory/],
    ['a read-only file', () => { writeFileSync(at('r.json'), 'kept'); chmodSync(at('r.json'), 0o444); return at('r.json'); }, /it is read-only/],
    ['in a read-only directory', () => { mkdirSync(at('r')); chmodSync(at('r'), 0o555); return at('r/x.json'); }, /it is read-only/],
  ];
  test.each(targets)('%s: is reported, the others are written, exit code 2', async (_name, target, message) => {
    const { exitCode, stdout, stderr } = await runWith([good], {
      'outputFile.json': target(),
      'outputFile.junit': at('a.xml'),
      'outputFile.ndjson': at('a.ndjson'),
    });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
    expect(stdout).toContain('Occupancy');
    expect(read('a.xml')).toContain('</testsuites>');
    expect(read('a.ndjson')).toContain('"run-end"');
    if (existsSync(at('r.json'))) expect(read('r.json')).toBe('kept');
  });

  test('while the run goes on: the same', async () => {
    mkdirSync(at('gone'));
    const engine: Engine = {
      async run(program, options) {
        const result = await createFakeEngine().run(program, options);
        // Renaming onto a directory fails.
        mkdirSync(at('gone/a.json'));
        return result;
      },
    };
    const { exitCode, stderr } = await runWith([good], { 'outputFile.json': at('gone/a.json'), 'outputFile.tap': at('a.tap') }, { engine });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('it is a directory');
    expect(read('a.tap')).toContain('ok 1 - good');
    expect(readdirSync(at('gone'))).toEqual(['a.json']);
  });

  test('and none other to write: nothing is run', async () => {
    const engine: Engine = { run: () => Promise.reject(new Error('it ran')) };
    await expect(runWith([good], { 'outputFile.table': at('no/such/file.txt') }, { engine })).rejects.toThrow('no such directory');
  });
});

describe('events', () => {
  const events = (text: string): RunEvent[] => text.trimEnd().split('\n').map((line) => JSON.parse(line) as RunEvent);

  test('are printed while the scenario runs', async () => {
    const terminal = fakeTerminal();
    let seen = '';
    const engine: Engine = {
      async run(program, options) {
        options?.hooks?.onCollection?.(fakeCollection());
        await options?.hooks?.checkpoint?.({ fraction: 0.5, allocatedBytes: 1 });
        seen = terminal.stdout.text();
        return telling.run(program, {});
      },
    };
    await run({ scenarios: [good], options: { reporter: ['ndjson'] }, v8Flags: {}, env: {} }, terminal, () => Promise.resolve(engine));
    expect(events(seen).map((event) => event.event)).toEqual(['run-start', 'scenario-start', 'collection']);
  });

  test('stand in the order of the command line; a scenario that cannot run has only an end', async () => {
    const { stdout, exitCode } = await runWith([good, bad, good], { reporter: ['ndjson'] }, { engine: telling });
    expect(exitCode).toBe(2);
    const list = events(stdout);
    expect(list.map((event) => ('scenario' in event ? event.scenario : -1))).toEqual(
      [-1, ...Array<number>(8).fill(0), 1, ...Array<number>(8).fill(2), -1],
    );
    expect(list.filter((event) => event.event === 'scenario-start')).toHaveLength(2);
  });

  test('end with the interruption', async () => {
    const engine: Engine = {
      run: () => {
        process.emit('SIGINT');
        return Promise.resolve(fakeResult({ status: 'interrupted', samples: [fakeSample()] }));
      },
    };
    const { stdout, exitCode } = await runWith([good, good], { reporter: ['ndjson'] }, { engine });
    expect(exitCode).toBe(130);
    expect(events(stdout).at(-1)).toEqual({ event: 'run-end', exitCode: 130 });
  });
});

describe('in GitHub Actions', () => {
  const failing = createFakeEngine({ expectations: [fakeExpectation({ metric: '::error::x', passed: false })] });

  test('annotations come by themselves, on stderr, with paths from the repository’s root', async () => {
    const { stdout, stderr } = await runWith([good], { json: true }, { engine: failing, env: { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: join(directory, '..') } });
    expect(() => JSON.parse(stdout) as unknown).not.toThrow();
    expect(stderr).toMatch(new RegExp(`^::error file=${directory.split('/').at(-1)!}/good\\.yaml,line=20,`, 'm'));
  });

  test('tables cannot command the runner', async () => {
    const { stdout } = await runWith([good], {}, { engine: failing, env: { GITHUB_ACTIONS: 'true' } });
    expect(stdout).toContain(':\u200b:error::x');
    expect(stdout).not.toMatch(/^\s*::/m);
  });

  test('the summary is appended to what others have written', async () => {
    writeFileSync(at('summary.md'), 'before\n');
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: at('summary.md') };
    await runWith([good], {}, { env });
    expect(read('summary.md')).toMatch(/^before\n# ✅ heapstress\n/);
  });

  test('a summary that would be refused is shortened', async () => {
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: at('summary.md') };
    const long = createFakeEngine({ scenario: { name: 'n', description: 'x'.repeat(2_000_000), file: 'n.yaml' }, expectations: [fakeExpectation({ passed: false })] });
    await runWith([good], {}, { env, engine: long });
    expect(Buffer.byteLength(read('summary.md'))).toBeLessThanOrEqual(1024 * 1024);
    expect(read('summary.md')).toContain('gc.count: wanted');
  });

  test('elsewhere nothing is added', async () => {
    expect((await runWith([good], {}, { engine: failing })).stderr).toBe('');
  });
});
