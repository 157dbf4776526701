/**
 * Every scenario that ships gives the same bytes on every Node: `npm run test:soak` runs it for those that it finds, on
 * PATH or by their paths in HEAPSTRESS_NODES, separated like those of PATH.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { SOAKING } from '../laws/law-budget.ts';
import { NODE_VERSIONS, findNodes } from '../nodes.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const LONG_MS = 3_600_000;

function runAll(node: string, jobs: number): { readonly status: number | null; readonly stdout: string } {
  const { status, stdout } = spawnSync(node, ['bin/heapstress.js', 'run', 'scenarios', '--json', '--jobs', String(jobs)], { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 30 });
  return { status, stdout };
}

describe.runIf(SOAKING)('every scenario that ships gives the same bytes', { timeout: LONG_MS }, () => {
  const nodes = SOAKING ? findNodes() : new Map<number, string>();
  let here: ReturnType<typeof runAll>;

  beforeAll(() => {
    expect(spawnSync('npm', ['run', '-s', 'build'], { cwd: ROOT, shell: process.platform === 'win32' }).status).toBe(0);
    here = runAll(process.execPath, 1);
    expect(here.stdout).toContain('"schemaVersion":');
  }, LONG_MS);

  test('with any number of jobs', () => {
    expect(runAll(process.execPath, 2)).toEqual(here);
  });

  for (const version of NODE_VERSIONS) {
    const node = nodes.get(version);
    // A skipped test is a line of the report.
    if (node === undefined) test.skip(`on Node ${String(version)}: not found; name it in HEAPSTRESS_NODES`, () => undefined);
    else test(`on Node ${String(version)}`, () => expect(runAll(node, 1)).toEqual(here));
  }
});
