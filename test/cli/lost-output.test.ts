/** Signals at any moment, full disks, readers that leave: files are whole or not there, and the exit code tells. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { GOOD } from './scenarios.ts';
import { directoryWith, MAIN } from './spawn-heapstress.ts';

const LONG_MS = 300_000;
const NO_STACK = /\n\s+at /;
const ENDLESS = 'name: endless\nsteps:\n  - repeat: { times: 1e9, steps: [ { allocate: { type: FixedArray, length: 100, count: 1000 } } ] }\n';
const FULL = '/dev/full';

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** Kills the command after so many milliseconds, wherever it has come to. */
function interrupted(args: readonly string[], cwd: string, signals: readonly NodeJS.Signals[], afterMs: number): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd, stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, HEAPSTRESS_CONFIG: undefined } });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  signals.forEach((signal, index) => setTimeout(() => child.kill(signal), afterMs + 100 * index));
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code, signal) => resolve({ code, signal, stderr }));
  });
}

describe('a signal', { timeout: LONG_MS }, () => {
  const args = ['run', 'endless.yaml', 'good.yaml', '--output-file.json', 'report.json', '--output-file.ndjson', 'events.ndjson', '--output-file.junit', 'report.xml'];

  test.each([['SIGINT', 130, 100], ['SIGTERM', 143, 700], ['SIGINT', 130, 1500], ['SIGTERM', 143, 3000], ['SIGINT', 130, 6000]] as const)('%s (%i) after %i ms: reports are whole or not there', async (name, code, afterMs) => {
    const cwd = directoryWith({ 'endless.yaml': ENDLESS, 'good.yaml': GOOD });
    const ended = await interrupted(args, cwd, [name], afterMs);
    expect(ended.stderr).not.toMatch(NO_STACK);
    // Before the command listens, the signal ends it as it ends everybody.
    if (ended.signal !== null) expect(ended.signal).toBe(name);
    else expect(ended.code).toBe(code);
    const report = join(cwd, 'report.json');
    expect(existsSync(report)).toBe(ended.signal === null);
    if (ended.signal !== null) return;
    expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({ exitCode: code, results: expect.toSatisfy((results: readonly { status: string }[]) => results.every(({ status }) => status === 'interrupted')) as unknown });
    const events = readFileSync(join(cwd, 'events.ndjson'), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as { event: string });
    expect(events[0]).toMatchObject({ event: 'run-start' });
    expect(events.at(-1)).toMatchObject({ event: 'run-end', exitCode: code });
    expect(readFileSync(join(cwd, 'report.xml'), 'utf8')).toMatch(/<\/testsuites>\s*$/);
    expect(readdirSync(cwd).sort()).toEqual(['endless.yaml', 'events.ndjson', 'good.yaml', 'report.json', 'report.xml']);
  });

  test('and a second one at once: nothing half-written is left', async () => {
    const cwd = directoryWith({ 'endless.yaml': ENDLESS });
    const { code, signal } = await interrupted(['run', 'endless.yaml', '--output-file.ndjson', 'events.ndjson'], cwd, ['SIGINT', 'SIGINT', 'SIGINT'], 5000);
    expect([code, signal]).toSatisfy(([exit, by]) => exit === 130 || by === 'SIGINT');
    expect(readdirSync(cwd).filter((file) => file.includes('.tmp'))).toEqual([]);
  });
});

describe.runIf(existsSync(FULL))('a full disk', { timeout: LONG_MS }, () => {
  /** With stdout on the full device. */
  const onFullDisk = async (args: readonly string[], cwd: string): Promise<Ended> => {
    const child = spawn('sh', ['-c', `exec "$@" > ${FULL}`, 'sh', process.execPath, MAIN, ...args], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    return new Promise((resolve, reject) => {
      child.on('error', reject).on('close', (code, signal) => resolve({ code, signal, stderr }));
    });
  };

  test.each([[['run', 'good.yaml']], [['run', 'good.yaml', '--json']], [['run', 'good.yaml', '--reporter', 'ndjson']], [['list']], [['fuzz', '--runs', '1']]])('under stdout of %j is told in a line, exit code 2', async (args) => {
    const ended = await onFullDisk(args, directoryWith({ 'good.yaml': GOOD }));
    expect(ended.stderr).toBe('error: Cannot write to standard output: no space left.\n');
    expect(ended.code).toBe(2);
  });

  test('under one report: the others are written', async () => {
    const cwd = directoryWith({ 'good.yaml': GOOD });
    const ended = await interrupted(['run', 'good.yaml', '--output-file.json', FULL, '--output-file.ndjson', FULL, '--output-file.junit', 'report.xml'], cwd, [], 0);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain(`Cannot write ${FULL}: no space left.`);
    expect(ended.stderr).not.toMatch(NO_STACK);
    expect(readFileSync(join(cwd, 'report.xml'), 'utf8')).toMatch(/<\/testsuites>\s*$/);
  });
});
