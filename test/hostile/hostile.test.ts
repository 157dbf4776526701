/** Texts that mean harm, or were only damaged: each gets an error with a place, in bounded time and memory. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ScenarioProblem } from '../../src/scenario/problems.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import { heapstress } from '../cli/spawn-heapstress.ts';
import { SOAKING } from '../laws/law-budget.ts';
import { GENERATED } from './generated-texts.ts';
import { mutatedScenario } from './mutations.ts';

const CORPUS = new URL('corpus/', import.meta.url);
const files = readdirSync(CORPUS);
/** Of processor time: the machine may have other work. */
const MOST_SECONDS = 5;
const LONG_MS = 600_000;

/** Compiles the text; the problems, after a look at each of them. */
function problemsOf(text: string): readonly ScenarioProblem[] {
  const before = process.cpuUsage();
  const compiled = compileScenario({ text, file: 'hostile.yaml' });
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1e6).toBeLessThan(MOST_SECONDS);
  if (compiled.ok) return [];
  expect(compiled.problems.length).toBeGreaterThan(0);
  const lines = text.split(/\r\n|\r|\n/).length;
  for (const { message, hint, line, column, endLine, code } of compiled.problems) {
    expect(message.length, code).toBeGreaterThan(5);
    expect(message.length, code).toBeLessThan(1000);
    if (hint !== null) expect(hint, code).toBeTypeOf('string');
    // A text that is too long is not read, so it has no places.
    if (code === 'FILE_TOO_LARGE') continue;
    expect(line, `${code}: ${message}`).toBeGreaterThanOrEqual(1);
    expect(endLine, `${code}: ${message}`).toBeLessThanOrEqual(lines + 1);
    expect(column, `${code}: ${message}`).toBeGreaterThanOrEqual(1);
  }
  return compiled.problems;
}

describe('the corpus', () => {
  test.each(files)('%s is an error with a place', (file) => {
    expect(problemsOf(readFileSync(new URL(file, CORPUS), 'utf8'))).not.toEqual([]);
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('polluted');
  });

  test.each(Object.entries(GENERATED))('%s: an error with a place', { timeout: LONG_MS }, (_, make) => {
    expect(problemsOf(make())).not.toEqual([]);
  });

  test('the command line tells every file within 400 MB, without a stack and without a control character', { timeout: LONG_MS }, async () => {
    const { exitCode, stdout, stderr } = await heapstress(['validate', ...files], { cwd: CORPUS.pathname, env: { NODE_OPTIONS: '--max-old-space-size=400' } });
    expect(exitCode).toBe(2);
    for (const file of files) expect(stdout + stderr, file).toContain(`${file}:`);
    expect(stdout + stderr).not.toMatch(/\n\s+at /);
    // eslint-disable-next-line no-control-regex -- what must not get to a terminal
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f\u202e]/);
    expect(stdout + stderr).not.toMatch(/^::/m);
  });
});

test('damaged scenarios are errors with places, or still scenarios', { timeout: LONG_MS }, () => {
  let rejected = 0;
  let texts = 0;
  fc.assert(
    fc.property(mutatedScenario, (text) => {
      texts++;
      if (problemsOf(text).length > 0) rejected++;
    }),
    { numRuns: SOAKING ? 20_000 : 400 },
  );
  expect(rejected).toBeGreaterThan(texts / 4);
});
