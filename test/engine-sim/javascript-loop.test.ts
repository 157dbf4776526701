/** Loops of JavaScript: mementos until they are compiled, variables, registers, named tables. */
import { describe, expect, it, test } from 'vitest';
import { createSimulator } from '../../src/engine-sim/simulator.ts';
import type { RunResult } from '../../src/engine/result.ts';
import { LoopCode } from '../../src/engine-sim/javascript-loop/loop-code.ts';
import { V8_13_6 } from '../../src/flags/presets/v8-13.6.ts';
import { V8_14_6 } from '../../src/flags/presets/v8-14.6.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import type { Lifetime, ObjectClass } from '../../src/scenario/program.ts';

async function run(text: string, verifyHeap = true): Promise<RunResult> {
  const compiled = compileScenario({ text, file: 'test.yaml' });
  if (!compiled.ok) throw new Error(compiled.problems.map(({ message }) => message).join('\n'));
  return createSimulator().run(compiled.program, { verifyHeap });
}

/** What did not come as it was expected. */
const failuresOf = ({ status, expectations, problem }: RunResult): readonly unknown[] => [...(status === 'completed' ? [] : [status, problem]), ...expectations.filter(({ passed }) => !passed)];

const problemsOf = (text: string): readonly string[] => {
  const compiled = compileScenario({ text, file: 'test.yaml' });
  return compiled.ok ? [] : compiled.problems.map(({ code, message }) => `${code}: ${message}`);
};

const classOf = (lifetime: Lifetime, min = 10, max = min): ObjectClass => ({ shape: { type: 'JSArray', units: { min, max } }, generation: 'young', weight: 1, lifetime });

describe('the bytecode of a loop', () => {
  // Found by bisection with node24 and node26 --predictable --no-opt --no-sparkplug --trace-osr: the least number of turns with
  // which the loop of the recorded program is entered as compiled code.
  it.each<[string, ObjectClass, number, number]>([
    ['arrays that die', classOf({ model: 'dies' }, 16), 20_118, 31_263],
    ['a ring', classOf({ model: 'ring', size: 1000, every: 1 }), 18_830, 29_155],
    ['arrays of drawn lengths that die', classOf({ model: 'dies' }, 4, 28), 15_258, 23_892],
  ])('%s: compiled in the turn that the engines report, within 1.5 %%', (_, objectClass, turn13, turn14) => {
    const turnsOf = (policy: typeof V8_13_6.onStackCompilation): number => {
      const code = new LoopCode([objectClass], policy);
      let turns = 1;
      while (!code.turn()) turns++;
      return turns;
    };
    expect(Math.abs(turnsOf(V8_13_6.onStackCompilation) / turn13 - 1)).toBeLessThan(0.015);
    expect(Math.abs(turnsOf(V8_14_6.onStackCompilation) / turn14 - 1)).toBeLessThan(0.015);
  });

  it('is never compiled where the version does not', () => {
    const code = new LoopCode([classOf({ model: 'dies' })], null);
    for (let i = 0; i < 1e6; i++) expect(code.turn()).toBe(false);
  });

  it('falls back at an inner loop that it has not seen, once', () => {
    const code = new LoopCode([classOf({ model: 'stack', depth: 10, base: 0 })], V8_13_6.onStackCompilation);
    while (!code.turn());
    expect([code.enter(0, 10), code.isCompiled]).toEqual([true, false]);
    while (!code.turn());
    expect([code.enter(0, 10), code.isCompiled, code.enter(1, 10), code.isCompiled]).toEqual([false, true, true, false]);
  });
});

describe('looks for interrupts', () => {
  const looksOf = (code: LoopCode, turns: number): readonly number[] => Array.from({ length: turns }, (_, turn) => turn + 1).filter(() => code.looks());
  const INTERRUPTS = { bytes: 66 * 1024, perFunctionByte: 0 };

  // node20, a ring of 500,000 arrays: its full collections are 469,315.8 or 468,224.1 objects apart, a budget of 1,091.7 turns more
  // or less, and pages lose one object in 5,000. A ring of 100 arrays of 20,000 elements: the first one after 2,161 turns.
  it.each([
    ['a ring of 500,000', classOf({ model: 'ring', size: 500_000, every: 1 }), 1091.5],
    ['a ring of 100 large arrays', classOf({ model: 'ring', size: 100, every: 1 }, 20_000), 1073.5],
    ['large arrays that die', classOf({ model: 'dies' }, 20_000, 60_000), 663],
  ])('%s: as many turns apart as the engine has it', (_, objectClass, period) => {
    const looks = looksOf(new LoopCode([objectClass], null, INTERRUPTS), 20_000);
    const mean = (looks.at(-1)! - looks[0]!) / (looks.length - 1);
    expect(Math.abs(mean / period - 1)).toBeLessThan(0.005);
    expect(looks[0]).toBeLessThan(20);
  });

  it('come at each turn where nothing is counted, and seldom where a function has thousands of bytes for each of its own', () => {
    expect(looksOf(new LoopCode([classOf({ model: 'dies' })], null, null), 5)).toEqual([1, 2, 3, 4, 5]);
    expect(looksOf(new LoopCode([classOf({ model: 'dies' })], null, { bytes: 0, perFunctionByte: 3000 }), 5000)).toHaveLength(1);
  });
});

const loop = (rest: string): string => `{ loop: javascript, ${rest} }`;

test('leaves mementos until it is compiled: 144 bytes an array, then 128', async () => {
  const bytes = async (v8: string, flags = ''): Promise<number> => {
    const { allocated } = await run(`v8: ${v8}\nflags: { ${flags} }\nsteps: [ { workload: ${loop('count: 60000, objects: [ { type: JSArray, length: 10 } ]')} } ]`, false);
    return allocated.bytes;
  };
  expect((await bytes('11.3')) / 60_000).toBeCloseTo(144, 1);
  const mixed = (await bytes('13.6')) / 60_000;
  expect(mixed).toBeGreaterThan(130);
  expect(mixed).toBeLessThan(136);
  expect((await bytes('13.6', 'maglev: false')) / 60_000).toBeCloseTo(144, 1);
});

const LIVES: readonly [string, string][] = [
  ['dies', 'type: JSObject, fields: 3'],
  ['{ forever: { slots: 9000 } }', 'type: JSArray, length: 3'],
  ['{ forever: { share: 5%, slots: 9000 } }', 'type: JSArray, length: 3'],
  ['{ ring: 500 }', 'type: SeqOneByteString, length: 3..90'],
  ['{ ring: { size: 50, every: 7 } }', 'type: JSArray, length: 3..50'],
  ['{ stack: { depth: 800, base: 100 } }', 'type: JSArray, length: 8'],
  ['{ for: [ { share: 10%, bytes: 64KiB, slots: 2000 }, { share: 2%, bytes: 512KiB, slots: 2000 } ] }', 'type: JSArray, length: 2..30'],
  ['{ cache: 700 }', 'type: JSArray, length: 8'],
  ['{ cache: { slots: 300, share: 20% } }', 'type: JSObject, fields: 2'],
  ['{ request: { concurrent: 5, objects: 60 } }', 'type: JSArray, length: 4..20'],
  ['{ list: 400 }', 'type: JSObject, fields: 4'],
  ['{ list: { length: 600, order: lifo, base: 50 } }', 'type: JSObject, fields: 4'],
  ['{ tree: { depth: 6, keep: 3 } }', 'type: JSObject, fields: 4'],
  ['{ ring: 40 }', 'type: JSTypedArray, bytes: 2000'],
];

describe.each(['11.3', '13.6', '14.6'])('in %s', (v8) => {
  it.each(LIVES)('%s of { %s } leaves a heap that the verifier passes, twice the same', async (lifetime, object) => {
    const text = `v8: ${v8}\nflags: { max-semi-space-size: 1 }\nsteps:\n  - workload: ${loop(`count: 8000, lifetime: ${lifetime}, objects: [ { ${object} } ]`)}\n  - gc: major\n  - expect: { gc.count: "> 0", heap.verified: true }\n`;
    const [first, second] = [await run(text), await run(text)];
    expect(failuresOf(first)).toEqual([]);
    expect(second.collections).toEqual(first.collections);
  });

  it('lets everything go at its end but what stays for ever', async () => {
    const used = async (lifetime: string): Promise<number> => {
      const { collections } = await run(`v8: ${v8}\nsteps:\n  - workload: ${loop(`count: 5000, lifetime: ${lifetime}, objects: [ { type: JSArray, length: 10 } ]`)}\n  - gc: major\n`);
      return collections.at(-1)!.after.usedBytes;
    };
    const [ring, forever] = [await used('{ ring: 5000 }'), await used('{ forever: { slots: 5000 } }')];
    expect(forever - ring).toBeGreaterThan(5000 * 120);
  });
});

describe.each(['', 'loop: javascript, '])('a table with a name (%s)', (kind) => {
  it('stays as an object when the workload is over, and is garbage with all that it holds when it is dropped', async () => {
    const result = await run(`steps:
  - workload: { ${kind}count: 1000, lifetime: { forever: { slots: 1000, as: kept } }, objects: [ { type: JSArray, length: 10 } ] }
  - gc: major
  - expect: { object.kept.alive: true, heap.used: "> 100KiB" }
  - drop: kept
  - gc: major
  - expect: { object.kept.alive: false, heap.used: "< 10KiB" }
`);
    expect(failuresOf(result)).toEqual([]);
  });

  it('does not grow', async () => {
    const { problem } = await run(`steps: [ { workload: { ${kind}count: 11, lifetime: { forever: { slots: 10, as: kept } }, objects: [ { type: JSArray, length: 1 } ] } } ]`);
    expect(problem?.code).toBe('TABLE_IS_FULL');
  });
});

test('one lifetime holds objects of all classes together', async () => {
  const result = await run(`steps:
  - workload: { count: 20000, lifetime: { ring: 100 }, objects: [ { type: JSArray, length: 10, weight: 3 }, { type: SeqOneByteString, length: 80 } ] }
  - gc: minor
  - gc: minor
  - expect: { gc.last.kind: scavenge, old_space.used: 1..20KiB }
`);
  expect(failuresOf(result)).toEqual([]);
  expect(problemsOf('steps: [ { workload: { count: 1, lifetime: { ring: 1 }, objects: [ { type: JSObject, fields: 1, lifetime: dies } ] } } ]')).toEqual(['CONFLICTING_KEYS: The classes of this workload have one lifetime together.']);
});

it.each([
  ['mementos: true, objects: [ { type: JSObject, fields: 1 } ]', 'has its own mementos'],
  ['objects: [ { type: JSObject, fields: 1 }, { type: JSObject, fields: 2 } ]', 'have one lifetime'],
  ['objects: [ { type: HeapNumber } ]', 'does not make HeapNumber'],
  ['objects: [ { type: JSObject, fields: 1, generation: old } ]', 'does not make old objects'],
  ['lifetime: { for: 1MiB }, objects: [ { type: JSObject, fields: 1 } ]', 'tables of a fixed size'],
  ['lifetime: forever, objects: [ { type: JSObject, fields: 1 } ]', 'table of a fixed size'],
])('a loop of JavaScript cannot be { %s }', (rest, message) => {
  const problems = problemsOf(`steps: [ { workload: ${loop(`count: 1, ${rest}`)} } ]`);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(message);
});
