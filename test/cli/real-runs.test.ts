/** The command line on the real simulator, in processes of its own: what a CI job sees. */
import { Ajv } from 'ajv';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { RUN_PROBLEMS } from '../../src/engine/run-problems.ts';
import type { RunReport } from '../../src/report/run-report.ts';
import { BAD, GOOD } from './scenarios.ts';
import { directoryWith, heapstress } from './spawn-heapstress.ts';

const NO_STACK = /\n\s+at /;

const reportSchema = JSON.parse(readFileSync(new URL('../../schema/report.schema.json', import.meta.url), 'utf8')) as object;
const isReport = new Ajv({ strict: false, allErrors: true }).compile(reportSchema);

/** The document, which must follow the published schema. */
function reportOf(stdout: string): RunReport {
  const document: unknown = JSON.parse(stdout);
  isReport(document);
  expect(isReport.errors).toBeNull();
  return document as RunReport;
}

const FAILING = `steps:
  - allocate: { type: HeapNumber }
expect: { allocation.objects: 2 }
`;
const LEAK = `flags: { max-old-space-size: 16 }
steps:
  - allocate: { type: FixedArray, length: 8190, generation: old, handle: local, count: 1000 }
`;
const DROPPED_TWICE = `steps:
  - allocate: { type: Cell, as: a }
  - drop: a
  - drop: a
`;
/** Hours of work. */
const ENDLESS = `steps:
  - workload: { allocate: 100TiB, objects: [ { type: JSObject, fields: 4, lifetime: { ring: 1000 } } ] }
`;

describe('exit codes', () => {
  test.each([
    ['every expectation passed', GOOD, 0],
    ['an expectation failed', FAILING, 1],
    ['a mistake that showed while it ran', DROPPED_TWICE, 2],
    ['out of memory that nobody expected', LEAK, 3],
  ])('%s', async (_name, text, code) => {
    const cwd = directoryWith({ 'scenario.yaml': text });
    const { exitCode, stdout, stderr } = await heapstress(['run', 'scenario.yaml'], { cwd });
    expect(exitCode).toBe(code);
    expect(stdout).toContain('Occupancy');
    expect(stderr).not.toMatch(NO_STACK);
  });

  test('of several scenarios the most severe, and each has its own in the document', async () => {
    const cwd = directoryWith({
      'good.yaml': GOOD,
      'failing.yaml': FAILING,
      'leak.yaml': LEAK,
      'leak-as-expected.yaml': `${LEAK}expect: { oom: true }\n`,
      'leak-of-other-size.yaml': `${LEAK}expect: { oom: true, allocation.objects: 3 }\n`,
      'bad.yaml': BAD,
      'dropped.yaml': DROPPED_TWICE,
    });
    const files = ['leak.yaml', 'leak-as-expected.yaml', 'leak-of-other-size.yaml', 'bad.yaml', 'failing.yaml', 'dropped.yaml', 'good.yaml'];
    const { exitCode, stdout, stderr } = await heapstress(['run', ...files, '--json', '--verify-heap'], { cwd });
    const report = reportOf(stdout);
    expect(report.results.map((result) => [result.scenario.file, result.status, result.exitCode])).toEqual([
      ['leak.yaml', 'out-of-memory', 3],
      ['leak-as-expected.yaml', 'out-of-memory', 0],
      ['leak-of-other-size.yaml', 'out-of-memory', 1],
      ['bad.yaml', 'rejected', 2],
      ['failing.yaml', 'completed', 1],
      ['dropped.yaml', 'invalid', 2],
      ['good.yaml', 'completed', 0],
    ]);
    expect(report.exitCode).toBe(2);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('bad.yaml:2:1 UNKNOWN_KEY');
    expect(stderr).toContain('dropped.yaml:4:5 OBJECT_DROPPED');
  });
});

describe('what is run', () => {
  test('stdin, a shipped scenario and a file, in the order of the command line', async () => {
    const cwd = directoryWith({ 'good.yaml': GOOD });
    const { exitCode, stdout, stderr } = await heapstress(['run', 'full-old-space', '-', 'good.yaml'], { cwd, stdin: GOOD.replace('name: good', 'name: from stdin') });
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expect(stdout.match(/^\S.* v8 14\.6 · seed 1/gm)).toEqual(['full-old-space  v8 14.6 · seed 1', 'from stdin  v8 14.6 · seed 1', 'good  v8 14.6 · seed 1']);
  });

  test('a text with a byte order mark and Windows line ends', async () => {
    const cwd = directoryWith({ 'windows.yaml': `\uFEFF${GOOD.replaceAll('\n', '\r\n')}` });
    const { exitCode, stdout, stderr } = await heapstress(['run', 'windows.yaml'], { cwd });
    expect(stderr).toBe('');
    expect(stdout).toContain('good  v8 14.6');
    expect(exitCode).toBe(0);
  });

  test('gives the same bytes whatever the language, the time zone and the width', async () => {
    const args = ['run', 'injected-failures', 'scavenge-and-promote', '--json', '--verify-heap'];
    const here = await heapstress(args);
    const there = await heapstress(args, { env: { LANG: 'de_DE.UTF-8', LC_ALL: 'tr_TR.UTF-8', TZ: 'Asia/Kathmandu', COLUMNS: '40', NO_COLOR: '1' } });
    expect(there).toEqual(here);
    expect(reportOf(here.stdout).exitCode).toBe(0);
  });

  test('overrides are part of the document', async () => {
    const { stdout } = await heapstress(['run', '-', '--json', '--seed', '7', '--param', 'length=50', '--', '--max-semi-space-size=2'], { stdin: GOOD });
    expect(reportOf(stdout).results[0]).toMatchObject({ seed: 7, params: { length: 50 }, flags: { 'max-semi-space-size': 2 }, allocated: { bytes: 416 } });
  });
});

describe('mistakes that show only while a scenario runs', () => {
  const mistakes: readonly [keyof typeof RUN_PROBLEMS, string, string, string, RegExp][] = [
    ['OBJECT_NOT_ALLOCATED', 'kept before it is there', 'steps:\n  - keep: a\n  - allocate: { type: Cell, as: a }\n', '2:5', /"as" in an earlier step/],
    ['OBJECT_DROPPED', 'dropped twice', DROPPED_TWICE, '4:5', /use keep/],
    ['OBJECT_DROPPED', 'linked to after it was dropped', 'steps:\n  - allocate: { type: FixedArray, length: 1, as: a }\n  - allocate: { type: Cell, as: b }\n  - drop: b\n  - group:\n      - link: { from: a, slot: 0, to: b }\n', '6:9', /use keep/],
    ['OBJECT_DROPPED', 'linked from after its scope', 'steps:\n  - handle-scope:\n      - allocate: { type: FixedArray, length: 1, as: a }\n  - link: { from: a, slot: 0, to: null }\n', '4:5', /handle scope ended/],
    // Which of the two arrays the name stands for, the compiler cannot know.
    ['SLOT_OUT_OF_RANGE', 'written behind its end', 'steps:\n  - allocate: { type: FixedArray, length: 9, as: a }\n  - allocate: { type: FixedArray, length: 2, as: a }\n  - link: { from: a, slot: 2, to: null }\n', '4:5', /count from 0/],
    ['NOT_AN_OLD_OBJECT', 'evacuated while it is young', 'steps:\n  - allocate: { type: HeapNumber, as: a }\n  - evacuate: a\n', '3:5', /generation: old/],
    ['API_FATAL', 'converted unchecked', 'steps:\n  - maybe-local: { object: null, accessor: to-local-checked }\n', '2:5', /expect-fatal/],
    ['HANDLE_NOT_MADE', 'weakened before it is made', 'steps:\n  - weaken: { handle: h }\n  - allocate: { type: Cell, as: a }\n  - persistent: { object: a, as: h }\n', '2:5', /persistent or global/],
    ['HANDLE_NOT_MADE', 'reset, though it is eternal', 'steps:\n  - allocate: { type: Cell, as: a }\n  - eternal: { object: a, as: h }\n  - reset: h\n', '4:5', /only persistent and global/],
    ['TABLE_IS_FULL', 'kept beyond a named table', 'steps:\n  - workload: { count: 3, lifetime: { forever: { slots: 2, as: t } }, objects: [ { type: HeapNumber } ] }\n', '2:5', /more slots/],
    ['NOT_ESCAPABLE', 'escaped from an ordinary scope', 'steps:\n  - handle-scope:\n      - allocate: { type: Cell, as: a }\n      - escape: a\n', '4:9', /escapable: true/],
    ['WRONG_OBJECT_TYPE', 'used as a weak map', 'steps:\n  - allocate: { type: JSMap, as: a }\n  - weak-map-set: { map: a, key: a }\n', '3:5', /JSWeakMap or JSWeakSet/],
    ['WEAKNESS_MISMATCH', 'linked strongly from a weak array', 'steps:\n  - allocate: { type: WeakFixedArray, length: 1, as: a }\n  - link: { from: a, slot: 0, to: a }\n', '3:5', /weak: true/],
    ['CANNOT_TRIM', 'trimmed from the left while marking runs', 'steps:\n  - allocate: { type: FixedArray, length: 9, generation: old, as: a }\n  - marking: start\n  - left-trim: { object: a, by: 1 }\n', '4:5', /not while marking runs/],
    ['NO_ROOM', 'padded beyond what is there', 'steps:\n  - pad: { space: new_space, bytes: 100MiB }\n', '2:5', /expand adds a page/],
    ['NO_READ_ONLY_SPACE', 'allocated in before there is one', 'steps:\n  - read-only-space: { allocate: 16 }\n', '2:5', /read-only-space: new/],
    ['CHECKPOINT_NOT_REACHED', 'compared with what is yet to come', 'steps:\n  - expect: { heap.used: heap.used@later }\n  - checkpoint: later\n', '2:5', /before the expectation/],
    ['TOO_MANY_ROUNDS', 'waited for in vain', 'steps:\n  - until: { holds: { gc.count: 1 }, at-most: 3, steps: [ sample: round ] }\n', '2:5', /at-most/],
    ['NO_SUCH_EXTERNAL_MEMORY', 'given back without being taken', 'steps:\n  - external: { remove: 1MiB }\n', '2:5', /added before/],
    ['CONCURRENT_ALLOCATION', 'filled beside another thread', 'flags: { stress-concurrent-allocation: true }\nsteps:\n  - fill: old_space\n', '3:5', /stress-concurrent-allocation to false/],
    ['NOT_INCREMENTAL', 'marked in steps by the textbook heap', 'v8: classic\nsteps:\n  - gc: incremental-step\n', '3:5', /gc: major/],
  ];

  test('each ends its own run, with place, frame and hint', async () => {
    const files = mistakes.map((_, index) => `mistake-${String(index)}.yaml`);
    const cwd = directoryWith(Object.fromEntries(mistakes.map(([, , text], index) => [files[index]!, text])));
    const { exitCode, stdout, stderr } = await heapstress(['run', ...files, '--json'], { cwd });
    expect(exitCode).toBe(2);
    expect(stderr).not.toMatch(NO_STACK);
    const { results } = reportOf(stdout);
    const blocks = stderr.split('\n\n');
    for (const [index, [code, what, , place, hint]] of mistakes.entries()) {
      expect(results[index], what).toMatchObject({ status: 'invalid', exitCode: 2, problem: { code } });
      expect(blocks[index], what).toContain(`${files[index]!}:${place} ${code} `);
      expect(blocks[index], what).toMatch(/\n +> \d \| /);
      expect(blocks[index], what).toMatch(/\n {2}hint: /);
      expect(blocks[index], what).toMatch(hint);
    }
    // Those of scripts and contexts are tried in engine-sim/scripts.test.ts.
    const ofScripts = Object.keys(RUN_PROBLEMS).filter((code) => /^(SCRIPT|CONTEXT)_|^(UNREACHABLE_CALLED|NOT_AN_OBJECT|NO_SUCH_GLOBAL)$/.test(code));
    expect(new Set([...mistakes.map(([code]) => code), ...ofScripts])).toEqual(new Set(Object.keys(RUN_PROBLEMS)));
  });
});

describe('texts that are no scenarios', () => {
  const step = (text: string): string => `steps:\n  - ${text}\n`;
  const bomb = Array.from({ length: 9 }, (_, level) => `  - &a${String(level)} [${Array.from({ length: 9 }, () => (level === 0 ? 'x' : `*a${String(level - 1)}`)).join(', ')}]\n`);
  const wrong: readonly [string, string, RegExp][] = [
    ['negative size', step('allocate: { size: -8 }'), /:2:23 OUT_OF_RANGE .*at least 1/],
    ['zero size', step('allocate: { size: 0 }'), /:2:23 OUT_OF_RANGE .*at least 1/],
    ['fractional size', step('allocate: { size: 16.5 }'), /:2:23 BAD_VALUE .*whole number/],
    ['absurd size', step('allocate: { size: 1e30 }'), /:2:23 OUT_OF_RANGE .*at most 1GiB/],
    ['no number', step('allocate: { size: .nan }'), /:2:23 BAD_VALUE .*such as 4096/],
    ['endless count', step('allocate: { type: Cell, count: .inf }'), /:2:36 BAD_VALUE .*such as 100/],
    ['size as text', step('allocate: { size: plenty }'), /:2:23 BAD_VALUE .*such as 4096/],
    ['unknown key', step('allocate: { type: Cell, cuont: 3 }'), /:2:29 UNKNOWN_KEY [^]*Did you mean "count"/],
    ['unknown space', step('fill: old_spce'), /:2:11 UNKNOWN_SPACE [^]*Did you mean "old_space"/],
    ['unknown type', step('allocate: { type: FixdArray, length: 3 }'), /:2:23 UNKNOWN_TYPE [^]*Did you mean "FixedArray"/],
    ['unknown flag', `flags: { max-old-space-sise: 4 }\n${step('seal')}`, /:1:10 UNKNOWN_FLAG [^]*Did you mean "max-old-space-size"/],
    ['unknown metric', step('expect: { gc.cuont: 0 }'), /:2:15 UNKNOWN_METRIC [^]*Did you mean "gc.count"/],
    ['unknown object', step('drop: nobody'), /:2:11 UNKNOWN_OBJECT [^]*hint: /],
    ['recursion', 'procedures: { p: [ { call: p } ] }\nsteps: [ { call: p } ]\n', /:1:28 RECURSIVE_PROCEDURE [^]*hint: Use repeat/],
    ['alias bomb', `steps:\n${bomb.join('')}`, /:7:\d+ TOO_MANY_ALIASES [^]*hint: Use repeat/],
    ['duplicate key', `name: a\nname: b\n${step('seal')}`, /:2:1 DUPLICATE_KEY [^]*hint: Leave/],
    ['wrong after a byte order mark', '\uFEFFname: x\r\nsteps:\r\n  - allocate: { type: Cel }\r\n', /:3:23 UNKNOWN_TYPE [^]*> 3 \| {3}- allocate: \{ type: Cel \}\n/],
    ['fifty megabytes', `# ${'x'.repeat(50_000_000)}`, /fifty-megabytes\.yaml FILE_TOO_LARGE [^]*hint: /],
  ];
  const fileOf = (what: string): string => `${what.replaceAll(' ', '-')}.yaml`;

  test('each gets its message, none a stack, and the one that is right runs', async () => {
    const cwd = directoryWith({ ...Object.fromEntries(wrong.map(([what, text]) => [fileOf(what), text])), 'good.yaml': GOOD });
    const { exitCode, stdout, stderr } = await heapstress(['run', ...wrong.map(([what]) => fileOf(what)), 'good.yaml'], { cwd });
    expect(exitCode).toBe(2);
    expect(stderr).not.toMatch(NO_STACK);
    for (const [what, , message] of wrong) {
      const from = stderr.indexOf(fileOf(what));
      expect(from, what).toBeGreaterThanOrEqual(0);
      const next = wrong.map(([other]) => stderr.indexOf(fileOf(other))).filter((position) => position > from);
      expect(stderr.slice(from, Math.min(stderr.length, ...next)), what).toMatch(message);
    }
    expect(stdout).toContain('✓  good ');
  });
});

describe('interruption', () => {
  // The first complaint is written when the signals are already watched.
  const files = { 'bad.yaml': BAD, 'endless.yaml': ENDLESS, 'good.yaml': GOOD };

  test('Ctrl-C prints the figures so far and starts nothing more', async () => {
    const cwd = directoryWith(files);
    const { exitCode, stdout, stderr } = await heapstress(['run', 'bad.yaml', 'endless.yaml', 'good.yaml'], { cwd, interruptAtFirstComplaint: true });
    expect(exitCode).toBe(130);
    expect(stdout).toContain('endless  v8 14.6');
    expect(stdout).toContain('■ interrupted');
    expect(stdout).toMatch(/new_space +\d+ /);
    expect(stdout).not.toContain('good  v8 14.6');
    expect(stderr).not.toMatch(NO_STACK);
  });

  test('the document is whole and says so', async () => {
    const cwd = directoryWith(files);
    const { stdout } = await heapstress(['run', 'bad.yaml', 'endless.yaml', '--json'], { cwd, interruptAtFirstComplaint: true });
    expect(reportOf(stdout)).toMatchObject({ exitCode: 130, results: [{ status: 'rejected' }, { status: 'interrupted', exitCode: 130 }] });
  });
});

describe('a reader that goes away', () => {
  test('changes neither the exit code nor what is said about mistakes', async () => {
    const cwd = directoryWith({ 'failing.yaml': FAILING, 'bad.yaml': BAD });
    const passed = await heapstress(['run', 'full-new-space', 'large-objects', '--verbose'], { closeStdout: true });
    expect(passed).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    const { exitCode, stderr } = await heapstress(['run', 'failing.yaml', 'bad.yaml', '--json'], { cwd, closeStdout: true });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('UNKNOWN_KEY');
    expect(stderr).not.toMatch(/EPIPE/);
  });
});
