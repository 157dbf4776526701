/** `heapstress sweep` as its user runs it. */
import { spawn } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sweepProgressLine } from '../../src/cli/sweep-progress.ts';
import type { SweepReport } from '../../src/sweep/sweep-report.ts';
import { directoryWith, heapstress, MAIN } from './spawn-heapstress.ts';

/** Some tenths of a second for each cell. */
const SCENARIO = `params: { length: 8 }
steps:
  - workload: { allocate: 12MiB, objects: [{ type: FixedArray, length: "\${length}", lifetime: { ring: 2000 } }] }
expect: { gc.count: "< 9" }
`;
const GRID = ['sweep', 's.yaml', '--vary', 'max-semi-space-size=1,8', '--vary', 'v8=12.4,14.6', '--seeds', '3'];

describe('a sweep', () => {
  test('killed in the middle and resumed ends with the same files as an unbroken one', async () => {
    const cwd = directoryWith({ 's.yaml': SCENARIO });
    const whole = await heapstress([...GRID, '--json', '--resume', 'whole.ndjson', '--jobs', '2'], { cwd });
    expect(whole.exitCode).toBe(0);

    const broken = join(cwd, 'broken.ndjson');
    const child = spawn(process.execPath, [MAIN, ...GRID, '--resume', 'broken.ndjson', '--jobs', '1', '--quiet'], { cwd, stdio: 'ignore' });
    await expect.poll(() => (existsSync(broken) ? readFileSync(broken, 'utf8').split('\n').length : 0), { timeout: 60_000, interval: 5 }).toBeGreaterThan(3);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.on('close', resolve));
    const done = readFileSync(broken, 'utf8').split('\n').length - 2;
    expect(done).toBeLessThan(12);
    // As if it had been killed while it wrote.
    appendFileSync(broken, '{"settings":{"max-semi-sp');

    const resumed = await heapstress([...GRID, '--json', '--resume', 'broken.ndjson', '--jobs', '2'], { cwd });
    expect(resumed).toEqual(whole);
    expect(readFileSync(broken, 'utf8')).toBe(readFileSync(join(cwd, 'whole.ndjson'), 'utf8'));
    // Nothing is run again, and more can be asked for.
    const more = await heapstress(['sweep', 's.yaml', '--vary', 'v8=12.4,14.6', '--vary', 'max-semi-space-size=1', '--json', '--resume', 'broken.ndjson'], { cwd });
    expect((JSON.parse(more.stdout) as SweepReport).settings.map(({ values }) => values['v8'])).toEqual(['12.4', '14.6']);
    expect(readFileSync(broken, 'utf8')).toBe(readFileSync(join(cwd, 'whole.ndjson'), 'utf8'));

    writeFileSync(join(cwd, 's.yaml'), SCENARIO.replace('12MiB', '11MiB'));
    const changed = await heapstress([...GRID, '--resume', 'broken.ndjson'], { cwd });
    expect(changed.exitCode).toBe(2);
    expect(changed.stderr).toContain('since then the scenario has changed');
  });

  test('stopped by Ctrl-C tells what is done, and how to go on', async () => {
    const cwd = directoryWith({ 's.yaml': SCENARIO.replace('12MiB', '120MiB') });
    const child = spawn(process.execPath, [MAIN, ...GRID, '--resume', 'r.ndjson', '--jobs', '1', '--json'], { cwd });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    await expect.poll(() => (existsSync(join(cwd, 'r.ndjson')) ? readFileSync(join(cwd, 'r.ndjson'), 'utf8').split('\n').length : 0), { timeout: 60_000, interval: 5 }).toBeGreaterThan(2);
    child.kill('SIGINT');
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ complete: false, exitCode: 130 });
    expect(stderr).toMatch(/^Stopped: \d+ of 12 runs done\. The same command goes on from r\.ndjson\.$/m);
  });

  test('varies params, shows any metric, finds the smallest heap', async () => {
    const cwd = directoryWith({ 's.yaml': 'params: { live: 1000 }\nsteps:\n  - workload: { allocate: 4MiB, objects: [{ type: FixedArray, length: 100, lifetime: { ring: "${live}" } }] }\n' });
    const { exitCode, stdout } = await heapstress(['sweep', 's.yaml', '--vary', 'param:live=1000,5000', '--minimise', 'heap.limit=1..64', '--until', 'oom=false', '--json', '--show', 'old_space.used'], { cwd });
    expect(exitCode).toBe(0);
    const { settings } = JSON.parse(stdout) as SweepReport;
    const [small, large] = settings.map(({ minimum }) => minimum ?? 0);
    expect(small).toBeLessThan(large!);
    expect(settings[0]?.summary['old_space.used']?.mean).toBeGreaterThan(0);
    // It works, and a megabyte less does not.
    const run = async (megabytes: number) => (await heapstress(['run', 's.yaml', '--quiet', '--param', 'live=5000', '--flag', `max-old-space-size=${String(megabytes)}`], { cwd })).exitCode;
    expect([await run(large!), await run(large! - 1)]).toEqual([0, 3]);
  });

  test('one file that cannot be written keeps none of the others from it', async () => {
    const cwd = directoryWith({ 's.yaml': SCENARIO.replace('12MiB', '64KiB'), 'no.csv': 'kept' });
    chmodSync(join(cwd, 'no.csv'), 0o444);
    const { exitCode, stderr, stdout } = await heapstress(['sweep', 's.yaml', '--json', '--output-file.csv', 'no.csv', '--output-file.markdown', 'a.md', '--output-file.table', 'a.txt'], { cwd });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Cannot write no.csv: it is read-only.');
    expect([readFileSync(join(cwd, 'no.csv'), 'utf8'), readFileSync(join(cwd, 'a.md'), 'utf8').slice(0, 3), readFileSync(join(cwd, 'a.txt'), 'utf8').slice(0, 1)]).toEqual(['kept', '# s', 's']);
    expect(JSON.parse(stdout)).toMatchObject({ complete: true });
  });

  test.each([
    [['no-such'], 'FILE_NOT_FOUND'],
    [['s.yaml', '--vary', 'param:lenght=1,2'], 'UNKNOWN_PARAM'],
    [['s.yaml', '--show', 'gc.tim'], 'There is no metric'],
    [['s.yaml', '--vary', 'v8=12.4', '--v8', '14.6'], 'v8 is varied and set for all runs as well.'],
    [['s.yaml', '--minimise', 'heap.limit'], '--minimise and --until belong together.'],
    [['s.yaml', '--minimise', 'compact', '--until', 'oom=false'], 'there is no smallest'],
    [['s.yaml', '--minimise', 'max-semi-space-size', '--until', 'oom=false'], 'Say from where to where'],
    [['s.yaml', '--resume', 's.yaml'], 'It is no resume file of heapstress.'],
    [['s.yaml', '--json', '--reporter', 'csv'], 'Two reporters want stdout'],
    [['s.yaml', '--seeds', '0'], 'Write a number from 1 to 1000.'],
  ])('%j is told what is wrong', async (args, message) => {
    const cwd = directoryWith({ 's.yaml': SCENARIO });
    const { exitCode, stdout, stderr } = await heapstress(['sweep', ...args], { cwd });
    expect(stderr).toContain(message);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(readFileSync(join(cwd, 's.yaml'), 'utf8')).toBe(SCENARIO);
  });
});

test('progress: what is done, the time left, what was there already', () => {
  const facts = { total: 120, found: 60, done: 30, work: 30.5, elapsedMs: 61_000 };
  expect(sweepProgressLine('server', facts, 100)).toBe('███████▌░░  75 %  90 of 120 runs  59 s left  60 resumed  server');
  expect(sweepProgressLine('server', facts, 40)).toBe('███████▌░░  75 %  90 of 120 runs');
});
