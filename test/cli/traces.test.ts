/** Trace flags and the reporters trace-gc and trace-gc-nvp, from the command line to the bytes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { run } from '../../src/cli/actions/run.ts';
import type { RunOptions } from '../../src/cli/commands/run.ts';
import { createSimulator } from '../../src/engine-sim/simulator.ts';
import type { RunReport } from '../../src/report/run-report.ts';
import { fakeTerminal } from './fake-terminal.ts';
import { directoryWith, heapstress } from './spawn-heapstress.ts';

const SCENARIO = `name: traced
v8: 14.6
steps:
  - allocate: { type: FixedArray, length: 1000, count: 600 }
  - gc: major
`;
const QUIET = 'name: without a collection\nsteps:\n  - allocate: { type: FixedArray, length: 10 }\n';

let directory = '';
let file = '';
beforeEach(() => {
  directory = directoryWith({ 'traced.yaml': SCENARIO, 'flagged.yaml': `${SCENARIO}flags: { trace-gc-verbose: true }\n`, 'quiet.yaml': QUIET });
  file = join(directory, 'traced.yaml');
});

async function runWith(options: RunOptions, v8Flags: Record<string, string | boolean> = {}, scenarios: readonly string[] = [file]) {
  const terminal = fakeTerminal();
  const exitCode = await run({ scenarios, options, v8Flags, env: {} }, terminal, () => Promise.resolve(createSimulator()));
  return { exitCode, stdout: terminal.stdout.text(), stderr: terminal.stderr.text() };
}

const GC_LINE = /^\[1:0x1000\] +\d+ ms: (Scavenge|Mark-Compact) [\d.]+ \([\d.]+\) -> [\d.]+ \([\d.]+\) MB, pooled: [\d.]+ MB, [\d.]+ \/ 0\.00 ms \(average mu = \d\.\d{3}, current mu = \d\.\d{3}\) (allocation failure|testing); (GC in old space requested)?$/;

describe('a trace flag', () => {
  test('prints its lines on stderr, whatever is printed on stdout', async () => {
    const plain = await runWith({});
    const traced = await runWith({}, { 'trace-gc': true });
    expect(plain.stderr).toBe('');
    expect(traced.stdout.replace(/.*trace-gc.*\n/, '')).toBe(plain.stdout.replace(/.*trace-gc.*\n/, ''));
    const lines = traced.stderr.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.filter((line) => !GC_LINE.test(line))).toEqual([]);
  });

  test('of the scenario does the same, and so does one that another implies', async () => {
    const { stderr } = await runWith({}, {}, [join(directory, 'flagged.yaml')]);
    expect(stderr.split('\n').some((line) => GC_LINE.test(line))).toBe(true);
    expect(stderr).toMatch(/^\[1:0x1000\] New space, +used: +\d+ KB, available: /m);
  });

  test('leaves JSON as it is, but for the flags that it names', async () => {
    const plain = JSON.parse((await runWith({ json: true })).stdout) as RunReport;
    const { stdout, stderr } = await runWith({ json: true }, { 'trace-gc': true, 'trace-evacuation': true });
    const traced = JSON.parse(stdout) as RunReport;
    expect(traced.results[0]).toMatchObject({ flags: { 'trace-gc': true, 'trace-evacuation': true } });
    expect({ ...traced.results[0], flags: {} }).toEqual({ ...plain.results[0], flags: {} });
    expect(stderr).toContain('evacuation-summary: ');
  });

  test('adds nothing to ndjson', async () => {
    const strip = (text: string): string => text.replaceAll('{"trace-gc":true}', '{}');
    expect(strip((await runWith({ reporter: ['ndjson'] }, { 'trace-gc': true })).stdout)).toBe((await runWith({ reporter: ['ndjson'] })).stdout);
  });

  test('trace-gc-ignore-scavenger leaves scavenges out', async () => {
    const { stderr } = await runWith({}, { 'trace-gc': true, 'trace-gc-ignore-scavenger': true });
    expect(stderr.match(/Mark-Compact/g)).toHaveLength(1);
    expect(stderr).not.toContain('Scavenge');
    expect((await runWith({}, { 'trace-gc-ignore-scavenger': true })).stderr).toBe('');
  });

  test('that the version does not have is refused, and trace-unmapper is nothing but accepted', async () => {
    const { stderr, exitCode } = await runWith({ v8: '11.3' }, { 'trace-memory-reducer': true });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('FOREIGN_FLAG');
    expect(await runWith({ v8: '11.3' }, { 'trace-unmapper': true })).toMatchObject({ exitCode: 0, stderr: '' });
  });
});

describe('the reporters', () => {
  test('print the lines as data; then stderr has none', async () => {
    const byFlag = await runWith({}, { 'trace-gc': true });
    const { stdout, stderr } = await runWith({ reporter: ['trace-gc'] });
    expect(stdout).toBe(byFlag.stderr);
    expect(stderr).toBe('');
    expect(await runWith({ reporter: ['trace-gc'] }, { 'trace-gc': true })).toMatchObject({ stdout, stderr: '' });
  });

  test('have what other trace flags print, too, in the order of events', async () => {
    const { stdout } = await runWith({ reporter: ['trace-gc'] }, { 'trace-gc-heap-layout': true, 'trace-gc-nvp': true });
    const order = stdout.split('\n').filter((line) => /GC:|Mark-Compact/.test(line)).map((line) => line.replace(/^\[.*?: /, '').slice(0, 8));
    expect(order).toEqual(['Before G', 'Mark-Com', 'After GC']);
    expect(stdout).toMatch(/^\{owner:to_space,address:0x[0-9a-f]+,size:262144,allocated_bytes:262128,wasted_memory:0\}$/m);
  });

  test('both at once, each in its file, beside the table', async () => {
    const at = (name: string): string => join(directory, name);
    const { stdout } = await runWith({ 'outputFile.traceGc': at('gc.log'), 'outputFile.traceGcNvp': at('nvp.log') });
    expect(stdout).toContain('Occupancy');
    const plain = readFileSync(at('gc.log'), 'utf8').trimEnd().split('\n');
    const figures = readFileSync(at('nvp.log'), 'utf8').trimEnd().split('\n');
    expect(figures).toHaveLength(plain.length);
    expect(figures.every((line) => line.includes(' ms: GC: {"pause":'))).toBe(true);
  });

  test('number the scenarios of a run as processes, and are the same with workers', async () => {
    const scenarios = [file, join(directory, 'quiet.yaml'), file];
    const alone = await runWith({ reporter: ['trace-gc'] }, {}, scenarios);
    expect(new Set([...alone.stdout.matchAll(/^\[(\d+):/gm)].map(([, pid]) => pid))).toEqual(new Set(['1', '3']));
    const first = (await runWith({ reporter: ['trace-gc'] })).stdout;
    expect(alone.stdout).toBe(first + first.replaceAll(/^\[1:/gm, '[3:'));
    const together = await heapstress(['run', ...scenarios, '--jobs', '2', '--reporter', 'trace-gc'], { cwd: directory });
    expect(together.stdout).toBe(alone.stdout);
  });

  test('make an empty file when there is nothing to tell', async () => {
    await runWith({ 'outputFile.traceGc': join(directory, 'gc.log') }, {}, [join(directory, 'quiet.yaml')]);
    expect(readFileSync(join(directory, 'gc.log'), 'utf8')).toBe('');
  });

  test('as options, and not of merge, whose reports hold no traces', async () => {
    const written = await heapstress(['run', 'traced.yaml', '--quiet', '--output-file.trace-gc', 'a.log', '--', '--trace-gc-verbose'], { cwd: directory });
    expect(written).toMatchObject({ exitCode: 0, stderr: '' });
    expect(readFileSync(join(directory, 'a.log'), 'utf8')).toMatch(/^\[1:0x1000\] All spaces, /m);
    const merged = await heapstress(['merge', 'a.json', '--reporter', 'trace-gc'], { cwd: directory });
    expect(merged.exitCode).toBe(2);
    expect(merged.stderr).toContain("'trace-gc' is invalid");
  });
});
