import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { GOOD } from './scenarios.ts';
import { directoryWith, heapstress, MAIN } from './spawn-heapstress.ts';

/** A run that stays, and what it has printed so far. */
function watching(args: readonly string[], cwd: string) {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd });
  onTestFinished(() => void child.kill('SIGKILL'));
  const printed = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (printed.stderr += text));
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  const until = async (stream: keyof typeof printed, pattern: RegExp): Promise<void> => {
    await expect.poll(() => printed[stream], { timeout: 20_000 }).toMatch(pattern);
  };
  return { printed, until, interrupt: () => child.kill('SIGINT'), closed };
}

test('what changes is run again, and nothing else; Ctrl-C ends with the code of the last run', async () => {
  const cwd = directoryWith({ 'a.yaml': GOOD.replace('good', 'first'), 'b.yaml': GOOD.replace('good', 'second') });
  const { printed, until, interrupt, closed } = watching(['run', '.', '--watch'], cwd);
  await until('stderr', /Watching 2 scenarios/);
  expect(printed.stdout).toMatch(/^first[^]*^second/m);

  printed.stdout = '';
  writeFileSync(join(cwd, 'b.yaml'), `${GOOD.replace('good', 'changed')}expect: { gc.count: 7 }\n`);
  await until('stderr', /Watching[^]*Watching 2 scenarios/);
  expect(printed.stdout).toMatch(/^changed/m);
  expect(printed.stdout).not.toMatch(/^first/m);

  writeFileSync(join(cwd, 'c.yaml'), `${GOOD.replace('good', 'new')}expect: { gc.count: 7 }\n`);
  await until('stderr', /Watching 3 scenarios/);
  expect(printed.stdout).toMatch(/^new/m);

  interrupt();
  expect(await closed).toBe(1);
});

test('stdin cannot be watched', async () => {
  const { exitCode, stderr } = await heapstress(['run', '-', '--watch']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('Standard input cannot be watched.');
});
