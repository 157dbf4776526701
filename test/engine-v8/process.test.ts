import { expect, test } from 'vitest';
import { runProcess } from '../../src/engine-v8/process.ts';

test.each(['/no/such/node', 'a path with a \0'])('a process that cannot be started is an outcome: %j', async (path) => {
  const { ending, stdout } = await runProcess({ path, args: [], timeoutMs: 1000, signal: null });
  expect(ending).toMatchObject({ kind: 'not-started' });
  expect(stdout).toBe('');
});
