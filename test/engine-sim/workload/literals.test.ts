/** What V8 does for watched literals: mementos behind them, and allocating them old. */
import { expect, test } from 'vitest';
import type { RunResult } from '../../../src/engine/result.ts';
import { createSimulator } from '../../../src/engine-sim/simulator.ts';
import { programOf } from '../../scenario/scenario-text.ts';

const run = (workload: string, head = 'v8: 13.6'): Promise<RunResult> => createSimulator().run(programOf(`${head}\nflags: { max-semi-space-size: 1 }\nsteps: [ { workload: { ${workload} } } ]\n`), { verifyHeap: true });

test('mementos add 16 bytes to each object and array, and to nothing else', async () => {
  const bytes = async (workload: string): Promise<number> => (await run(workload)).allocated.bytes;
  expect(await bytes('count: 1000, mementos: true, objects: [ { type: JSObject, fields: 4 } ]')).toBe(1000 * (56 + 16));
  expect(await bytes('count: 1000, mementos: true, objects: [ { type: JSArray, length: 2 } ]')).toBe(1000 * (32 + 32 + 16));
  expect(await bytes('count: 1000, mementos: true, objects: [ { type: FixedArray, length: 2 } ]')).toBe(1000 * 32);
  expect(await bytes('count: 1000, mementos: false, objects: [ { type: JSObject, fields: 4 } ]')).toBe(1000 * 56);
});

test('mementos end after so many collections', async () => {
  const { allocated, collections } = await run('count: 50000, mementos: 1, objects: [ { type: JSObject, fields: 4 } ]');
  const withMementos = Math.ceil(collections[0]!.atAllocatedBytes / 72);
  expect(Math.abs(allocated.bytes - (50_000 * 56 + withMementos * 16))).toBeLessThanOrEqual(72);
  expect(allocated.objects).toBe(50_000);
});

test.each([['v8: 13.6', true], ['v8: 12.4', false], ['v8: 13.6\npolicies: { pretenuring.enabled: false }', false]])('a class all of whose objects survive is allocated old: %j %s', async (head, tenured) => {
  const { collections } = await run('count: 40000, pretenuring: true, objects: [ { type: JSObject, fields: 4, lifetime: forever } ]', head);
  expect(collections.length > 2).toBe(!tenured);
});

test('other classes of the workload stay young, and --no-allocation-site-pretenuring leaves all of them so', async () => {
  const objects = 'objects: [ { type: JSObject, fields: 4, lifetime: forever }, { type: JSObject, fields: 4, weight: 9 } ]';
  const promoted = ({ collections }: RunResult): number => collections.reduce((bytes, record) => bytes + record.promotedBytes, 0);
  const watched = await run(`count: 100000, pretenuring: true, ${objects}`);
  const unwatched = await run(`count: 100000, ${objects}`);
  expect(promoted(watched)).toBeLessThan(promoted(unwatched) / 2);
  expect(watched.collections.length).toBeGreaterThan(3);
});
