/** Isolates of a scenario: separate heaps, the same results on threads of their own, and how they end a run. */
import { describe, expect, test } from 'vitest';
import { createIsolateRunner } from '../../src/cli/isolate-pool.ts';
import type { RunOptions } from '../../src/engine/engine.ts';
import type { RunResult } from '../../src/engine/result.ts';
import { createSimulator } from '../../src/engine-sim/simulator.ts';
import { brief, problemsOf, programOf } from '../scenario/scenario-text.ts';

const run = (text: string, options: RunOptions = { verifyHeap: true }): Promise<RunResult> => createSimulator().run(programOf(text), options);

const isolate = (name: string, steps: string, more = ''): string => `isolate: { name: ${name}, ${more} steps: [ ${steps} ] }`;
const WORKLOAD = '{ workload: { objects: [ { type: JSObject, fields: 4, lifetime: { ring: 100 } } ], allocate: 3MiB } }';
const THREE = `steps:
  - parallel:
      - ${isolate('a', WORKLOAD, 'expect: { gc.scavenge.count: "> 0" },')}
      - ${isolate('b', `${WORKLOAD}, { script: "console.log(Math.random())" }`, 'seed: 9,')}
      - ${isolate('c', `${WORKLOAD}, { expect: { gc.count: 0 } }`)}
`;

test('isolates do the same on threads of their own as one after the other, in the order of the scenario', async () => {
  const here = await run(THREE);
  const onThreads = await run(THREE, { verifyHeap: true, runIsolates: createIsolateRunner(() => false) });
  expect(onThreads).toEqual(here);
  expect(here.isolates.map(({ name, seed, line }) => [name, seed, line])).toEqual([['a', 1, 3], ['b', 9, 4], ['c', 1, 5]]);
  expect(here.isolates[0]?.collections).toEqual(here.isolates[2]?.collections);
  expect(here.isolates[1]?.console.lines).toHaveLength(1);
  expect(here.isolates.every(({ verification }) => verification.runs > 1)).toBe(true);
  expect(here.expectations.map(({ metric, passed }) => [metric, passed])).toEqual([['a: gc.scavenge.count', true], ['c: gc.count', false]]);
  expect(here.steps.filter(({ op }) => op === 'workload')).toHaveLength(3);
  expect(here.collections).toEqual([]);
});

test('whoever is told to stop stops all of them', async () => {
  const result = await run(THREE, { runIsolates: createIsolateRunner(() => true) });
  expect(result.status).toBe('interrupted');
});

describe('an isolate', () => {
  test('has names, a heap and a clock of its own; its time passes outside', async () => {
    const result = await run(`steps:
  - allocate: { type: Cell, as: x }
  - ${isolate('inner', '{ allocate: { type: FixedArray, length: 5, as: x } }, { idle: 20ms }, { expect: { object.x.size: 56, allocation.objects: 1 } }')}
  - expect: { object.x.size: 16, allocation.objects: 1, time: 20ms..21ms }
`);
    expect(result.expectations.map(({ metric, passed }) => [metric, passed])).toEqual([
      ['inner: object.x.size', true], ['inner: allocation.objects', true], ['object.x.size', true], ['allocation.objects', true], ['time', true],
    ]);
  });

  test('may hold others, and be run several times', async () => {
    const inner = isolate('inner', '{ gc: minor }');
    const { isolates, steps } = await run(`steps:\n  - repeat: { times: 2, steps: [ { ${isolate('outer', `{ ${inner} }`)} } ] }\n`);
    expect(isolates.map(({ name }) => name)).toEqual(['outer', 'outer/inner', 'outer', 'outer/inner']);
    expect(steps.find(({ op }) => op === 'gc')).toMatchObject({ runs: 2, collections: 2 });
  });

  test('that makes a mistake ends the run, at the place of its step', async () => {
    const result = await run(`steps:\n  - gc: minor\n  - ${isolate('a', '{ drop: x }, { allocate: { type: Cell, as: x } }')}\n  - gc: minor\n`);
    expect(result).toMatchObject({ status: 'invalid', problem: { code: 'OBJECT_NOT_ALLOCATED', line: 3 }, isolates: [{ name: 'a', status: 'invalid' }] });
    expect(result.collections).toHaveLength(1);
  });

  test('that runs out of memory ends the run, unless it is expected to', async () => {
    const fill = '{ allocate: { type: FixedArray, length: 10000, generation: old, count: 1000, as: x, handle: global } }';
    const text = (more: string): string => `flags: { max-old-space-size: 20 }\nsteps:\n  - ${isolate('a', fill, more)}\n  - gc: minor\n`;
    expect(await run(text(''))).toMatchObject({ status: 'out-of-memory', outOfMemoryExpected: false, collections: [], isolates: [{ status: 'out-of-memory' }] });
    expect(await run(text('expect: { oom: true },'))).toMatchObject({ status: 'completed', collections: [{}], isolates: [{ status: 'out-of-memory' }] });
  });
});

describe('what belongs to another isolate', () => {
  test.each([
    ['an object of the main one', `- allocate: { type: Cell, as: x }\n  - ${isolate('a', '{ drop: x }')}`, 'FOREIGN_OBJECT The object "x" belongs to the main isolate'],
    ['an object of an inner one', `- ${isolate('a', '{ allocate: { type: Cell, as: x } }')}\n  - drop: x`, 'FOREIGN_OBJECT The object "x" belongs to the isolate a'],
    ['an object in an expectation', `- ${isolate('a', '{ allocate: { type: Cell, as: x } }')}\n  - expect: { object.x.alive: true }`, 'FOREIGN_OBJECT The object "x" belongs to the isolate a'],
    ['an object of a neighbour', `- ${isolate('a', '{ allocate: { type: Cell, as: x } }')}\n  - ${isolate('b', '{ drop: x }')}`, 'FOREIGN_OBJECT The object "x" belongs to the isolate a'],
    ['a handle', `- allocate: { type: Cell, as: x }\n  - persistent: { object: x, as: h }\n  - ${isolate('a', '{ reset: h }')}`, 'FOREIGN_OBJECT The handle "h" belongs to the main isolate'],
    ['a context', `- context: { new: c }\n  - ${isolate('a', '{ context: { enter: c } }')}`, 'FOREIGN_OBJECT The object "c" belongs to the main isolate'],
    ['one isolate on two threads', `- parallel:\n      - ${isolate('a', '{ gc: minor }')}\n      - ${isolate('a', '{ gc: minor }')}`, 'ISOLATE_IN_USE There is an isolate "a" already.'],
    ['something else beside isolates', '- parallel:\n      - gc: minor', 'MISSING_KEY The key "isolate" is missing.'],
  ])('is a problem with its place: %s', (_name, steps, message) => {
    const [problem] = problemsOf(`steps:\n  ${steps}\n`);
    expect(brief(problem!)).toContain(message);
  });

  test('but objects of procedures are those of whoever calls them', async () => {
    const text = `procedures: { p: [ { allocate: { type: Cell, as: x } } ] }\nsteps:\n  - call: p\n  - ${isolate('a', '{ call: p }, { drop: x }')}\n  - expect: { object.x.alive: true }\n`;
    expect((await run(text)).problem).toBeNull();
  });
});
