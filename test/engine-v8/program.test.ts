/** Programs on the running Node: that they allocate and draw what the simulator does, object for object. */
import { describe, expect, test } from 'vitest';
import { findPreset, nodeMajorOf, PRESETS } from '../../src/flags/presets/index.ts';
import { resolveFlags } from '../../src/flags/flag-definitions.ts';
import { configureHeap } from '../../src/heap/configuration.ts';
import { Heap } from '../../src/heap/heap.ts';
import { WORD_BYTES } from '../../src/base/units.ts';
import { seedToState } from '../../src/base/prng.ts';
import { JavaScriptLoop } from '../../src/engine-sim/javascript-loop/javascript-loop.ts';
import { PhaseRun } from '../../src/engine-sim/workload/workload-phase.ts';
import type { RealRun } from '../../src/engine/real-run.ts';
import { wordsOf } from '../../src/engine-v8/program/nominal-words.ts';
import { makeable } from '../../src/engine-v8/program/object-making.ts';
import { portableProgram } from '../../src/engine-v8/program/portable.ts';
import { programText } from '../../src/engine-v8/program/program-text.ts';
import { GROWING_TABLE } from '../../src/engine-v8/program/growing-table.ts';
import { SegmentedTable } from '../../src/engine-sim/workload/segmented-table.ts';
import { knowEngine, runReal } from '../../src/engine-v8/real-engine.ts';
import { realFlags } from '../../src/engine-v8/run-flags.ts';
import { compileScenario } from '../../src/scenario/compile.ts';
import type { Program } from '../../src/scenario/program.ts';
import type { ObjectTypeName } from '../../src/vocabulary/object-types.ts';
import { ALLOCATABLE_TYPE_NAMES } from '../../src/vocabulary/object-types.ts';

const known = await knowEngine(process.execPath);
const preset = PRESETS.find((candidate) => nodeMajorOf(candidate) === known.engine.major) ?? findPreset('14.6')!;

function compiled(steps: unknown, extra: object = {}): Program {
  const result = compileScenario({ text: JSON.stringify({ steps, ...extra }), file: 'test' }, { preset: preset.name });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.program;
}

async function real(program: Program, extraFlags: readonly string[] = []): Promise<RealRun> {
  const portable = portableProgram(program, preset);
  const { text, flags: needed } = programText(portable.program, preset);
  const { flags } = realFlags('deterministic', program.settings.flags, [...needed, ...extraFlags], known.flags);
  const run = await runReal({ engine: known.engine, flags, text, labels: ['one', 'two', 'three'], timeoutMs: 60_000, signal: null });
  expect(run.failure).toBeNull();
  return run;
}

const OBJECT = { type: 'JSObject', fields: 4 };
const LIFETIMES: readonly [string, object, unknown][] = [
  ['dies', OBJECT, 'dies'],
  ['forever', OBJECT, 'forever'],
  ['forever, a share, over many segments', { type: 'JSArray', length: 2 }, { forever: '60%' }],
  ['forever, a share, in a table of a given size and more', { type: 'JSArray', length: 2 }, { forever: { share: '60%', slots: 900 } }],
  ['ring', OBJECT, { ring: 100 }],
  ['thinned ring', OBJECT, { ring: { size: 50, every: 7 } }],
  ['stack', OBJECT, { stack: { depth: 90, base: 10 } }],
  ['for', { type: 'JSArray', length: '3..9' }, { for: { bytes: '40KiB', share: '30%' } }],
  ['for, in queues, of which one is too short', { type: 'JSArray', length: '3..9' }, { for: [{ share: '30%', bytes: '40KiB', slots: 20 }, { share: '5%', bytes: '400KiB', slots: 4000 }] }],
  ['exponential', { type: 'JSArray', length: '3..9' }, { exponential: { mean: '40KiB' } }],
  ['request', OBJECT, { request: { concurrent: 5, objects: 30 } }],
  ['cache', OBJECT, { cache: 64 }],
  ['cache of a share', OBJECT, { cache: { slots: 64, share: '25%' } }],
  ['list', OBJECT, { list: 70 }],
  ['stack of links', OBJECT, { list: { length: 70, order: 'lifo', base: 9 } }],
  ['tree', OBJECT, { tree: { depth: 4, keep: 3 } }],
];

/** What the simulator makes of the first step, a workload with one phase. */
function simulatedWork(program: Program, seed: number): { readonly objects: number; readonly randomState: number } {
  const step = program.steps[0]!;
  if (step.op !== 'workload') throw new Error('a workload');
  const phase = step.phases[0]!;
  const heap = new Heap(configureHeap(preset, resolveFlags(preset, {}), { memoryBytes: 2 ** 33, cores: 2 }));
  const run = phase.javascript ? new JavaScriptLoop(heap, phase, seedToState(seed)) : new PhaseRun(heap, phase, seedToState(seed));
  while (!run.advance(100_000));
  return { objects: run.objects, randomState: run.state };
}

describe('a workload makes as many objects and the same draws on both engines', () => {
  test.each(LIFETIMES)('%s', async (_, shape, lifetime) => {
    const objects = [
      { ...shape, lifetime, weight: 3 },
      { type: 'SeqOneByteString', length: '2..40', lifetime: 'dies', weight: 1 },
    ];
    const program = compiled([{ workload: { allocate: '1500KiB', objects } }], { seed: 77 });
    expect((await real(program)).work).toEqual(simulatedWork(program, 77));
  });

  test.each([
    ['native', {}],
    ['javascript', { loop: 'javascript' }],
  ])('one lifetime for several classes, %s', async (_, kind) => {
    const objects = [{ ...OBJECT, weight: 3 }, { type: 'SeqOneByteString', length: '2..40', weight: 2 }, { type: 'JSArray', length: '1..20' }];
    const program = compiled([{ workload: { allocate: '1500KiB', ...kind, lifetime: { cache: { slots: 300, share: '40%' } }, objects } }], { seed: 78 });
    expect((await real(program)).work).toEqual(simulatedWork(program, 78));
  });
});

describe('a loop of JavaScript', () => {
  test.each([...LIFETIMES.filter(([name]) => name !== 'for' && name !== 'exponential' && !name.startsWith('forever')), ['forever', OBJECT, { forever: { slots: 90_000 } }] as const, ['forever, a share', OBJECT, { forever: { share: '5%', slots: 9000 } }] as const])(
    'makes as many objects and the same draws on both engines: %s',
    async (_, shape, lifetime) => {
      const program = compiled([{ workload: { loop: 'javascript', allocate: '3MiB', lifetime, objects: [shape] } }], { seed: 79 });
      expect((await real(program)).work).toEqual(simulatedWork(program, 79));
    },
  );

  test('leaves a memento behind each literal while it is interpreted', async () => {
    const allocated = async (loop: string): Promise<number> => {
      const { samples } = await real(compiled([{ sample: 'practice' }, { sample: 'before' }, { workload: { loop, count: 3000, objects: [{ type: 'JSArray', length: 10 }] } }, { sample: 'after' }]));
      const young = samples.map(({ spaces }) => spaces.find(({ space_name }) => space_name === 'new_space')!.space_used_size);
      return young[2]! - young[1]!;
    };
    const mementos = (await allocated('javascript')) - (await allocated('native'));
    // What the function itself leaves when it is entered is some KB.
    expect(Math.abs(mementos - 3000 * 16)).toBeLessThan(4096);
  });

  test('is left out where JavaScript has no such loop', () => {
    const reasonOf = (workload: object): string | undefined => portableProgram(compiled([{ workload: { loop: 'javascript', count: 10, ...workload } }]), preset).leftOut[0]?.reason;
    expect(reasonOf({ 'turn-every': 5, objects: [OBJECT] })).toContain('waits for the event loop');
    expect(reasonOf({ objects: [{ type: 'JSObject', fields: '1..4' }] })).toContain('as many fields as are written');
    expect(reasonOf({ objects: [{ type: 'JSObject', fields: 128 }] })).toContain('1 to 127 fields');
    expect(reasonOf({ objects: [{ type: 'JSTypedArray', bytes: 10 }] })).toContain('fewer than 65');
    expect(reasonOf({ objects: [OBJECT] })).toBeUndefined();
    const program = compiled([{ workload: { loop: 'javascript', count: 10, objects: [OBJECT] } }]);
    expect(portableProgram(program, preset, true).leftOut[0]?.reason).toContain('the compilers');
  });
});

describe('an object has the bytes of the simulated one', () => {
  const units: Partial<Record<ObjectTypeName, readonly number[]>> = { JSObject: [0, 1, 4, 120, 250], JSArray: [0, 1, 100, 1000], SeqOneByteString: [2, 3, 200], SeqTwoByteString: [2, 5, 200], BigInt: [1, 3], JSArrayBuffer: [100], JSTypedArray: [100] };
  const made = ALLOCATABLE_TYPE_NAMES.flatMap((type) => (units[type] ?? [0]).map((count) => ({ type, count }))).filter(({ type, count }) => makeable({ type, units: { min: count, max: count } }).ok);

  test('of every type that JavaScript can make', async () => {
    const key: Record<string, string> = { JSObject: 'fields', JSArray: 'length', SeqOneByteString: 'length', SeqTwoByteString: 'length', BigInt: 'length', JSArrayBuffer: 'bytes', JSTypedArray: 'bytes' };
    const repeat = 40;
    // The first one is only practice: what runs for the first time is compiled.
    const steps = [made[0]!, ...made].flatMap(({ type, count }) => [
      { gc: 'minor' },
      { sample: 'before' },
      { allocate: { type, ...(key[type] === undefined ? {} : { [key[type]]: count }), count: repeat, handle: 'none' } },
      { sample: 'after' },
    ]);
    const { samples } = await real(compiled(steps));
    const young = (at: number): number => samples[at]!.spaces.find(({ space_name }) => space_name === 'new_space')!.space_used_size;
    // A sample itself allocates some KB, the same each time: what an empty pair of them would show.
    const sizes = made.map(({ type, count }, index) => {
      return { type, count, expected: repeat * WORD_BYTES * wordsOf(preset, { type, units: { min: count, max: count } }, count), measured: young(2 * index + 3) - young(2 * index + 2) };
    });
    const overheads = sizes.map(({ expected, measured }) => measured - expected).toSorted((a, b) => a - b);
    const overhead = overheads[overheads.length >> 1]!;
    // Pages that are full lose their ends.
    const wrong = sizes.filter(({ expected, measured }) => Math.abs(measured - expected - overhead) >= Math.max(repeat * 8, expected * 0.02));
    expect(made.length).toBeGreaterThan(20);
    expect(wrong).toEqual([]);
  });
});

test('tables grow by the segments of the simulated ones', () => {
  const table = new SegmentedTable(new Heap(configureHeap(preset, resolveFlags(preset, {}), { memoryBytes: 2 ** 33, cores: 2 })));
  const lengths: number[] = [];
  for (let before = 0; lengths.length < 10; before = table.capacity) {
    table.grow();
    lengths.push(table.capacity - before);
  }
  const { firstSegment, doublingSegments, doublingSlots, largestSegment } = GROWING_TABLE;
  const doubling = Array.from({ length: doublingSegments }, (_, index) => firstSegment * 2 ** index);
  expect(lengths).toEqual([...doubling, largestSegment, largestSegment]);
  expect(doublingSlots).toBe(doubling.reduce((sum, length) => sum + length, 0));
});

describe('steps', () => {
  test('names, scopes, links, procedures, collections and samples run to their end', async () => {
    const program = compiled(
      [
        { allocate: { type: 'JSObject', fields: 2, as: 'a' } },
        { 'handle-scope': [{ allocate: { type: 'JSArray', length: 3, as: 'b', count: 5 } }, { link: { from: 'a', slot: 1, to: 'b' } }, { link: { from: 'b', slot: 2, to: 'a' } }] },
        { keep: 'a' },
        { repeat: { times: 3, steps: [{ gc: 'minor' }, { call: 'work' }] } },
        { sample: 'middle' },
        { drop: 'a' },
        { gc: 'major' },
      ],
      { procedures: { work: [{ allocate: { type: 'JSMap', count: 10, handle: 'none' } }] } },
    );
    const run = await real(program);
    expect(run.collections.map(({ kind }) => kind)).toEqual(['scavenge', 'scavenge', 'scavenge', 'mark-compact']);
    expect(run.work?.objects).toBe(1 + 5 + 3 * 10);
    expect(run.samples.map(({ label }) => label)).toEqual(['one', 'two']);
  });

  test.each(['native', 'javascript'])('a table with a name is an object of the program: a %s loop', async (loop) => {
    const table = { workload: { loop, count: 50_000, lifetime: { forever: { slots: 50_000, as: 'kept' } }, objects: [OBJECT] } };
    const used = async (steps: readonly unknown[]): Promise<number> => {
      const { samples } = await real(compiled([...steps, { gc: 'major' }, { sample: 'after' }]));
      return samples[0]!.spaces.reduce((sum, { space_used_size }) => sum + space_used_size, 0);
    };
    const [held, dropped, nothing] = [await used([table, { link: { from: 'kept', slot: 7, to: 'kept' } }]), await used([table, { drop: 'kept' }]), await used([])];
    expect(held - nothing).toBeGreaterThan(50_000 * 60);
    expect(dropped - nothing).toBeLessThan(50_000);
  });

  test('a name that is missing because its workload is left out takes the steps with it that use it', () => {
    const program = compiled([{ workload: { for: '1s', lifetime: { forever: { slots: 10, as: 'kept' } }, objects: [OBJECT] } }, { drop: 'kept' }, { gc: 'minor' }]);
    const { program: rest, leftOut } = portableProgram(program, preset);
    expect(leftOut.map(({ op }) => op)).toEqual(['workload', 'drop']);
    expect(rest.steps.map(({ op }) => op)).toEqual(['gc']);
  });

  test('full new space is made by the engine’s own native', async () => {
    const run = await real(compiled([{ fill: 'new_space' }, { allocate: { type: 'JSArray', length: 1, count: 2000, handle: 'none' } }]));
    expect(run.collections.length).toBeGreaterThan(0);
  });

  test('turns of the event loop and idle time', async () => {
    const run = await real(compiled([{ workload: { count: 5000, 'turn-every': 500, objects: [{ ...OBJECT, lifetime: { ring: 10 } }] } }, { idle: '30ms' }]));
    expect(run.work?.objects).toBe(5000);
    expect(run.samples.at(-1)!.atMs).toBeGreaterThan(29);
  });

  test('what JavaScript cannot do is left out by name, with what needs it', () => {
    const program = compiled([
      { allocate: { type: 'FixedArray', length: 4, as: 'a' } },
      { keep: 'a' },
      { fill: 'old_space' },
      { allocate: { type: 'JSArray', length: 4, generation: 'old' } },
      { group: { steps: [{ gc: 'incremental-start' }] } },
      { workload: { for: '1s', objects: [{ ...OBJECT, lifetime: 'dies' }] } },
      { expect: { 'gc.count': 0 } },
    ]);
    const { program: rest, leftOut } = portableProgram(program, preset);
    expect(leftOut.map(({ op, reason }) => `${op}: ${reason}`)).toEqual([
      'allocate: JavaScript makes the elements of an array only with the array: allocate a JSArray',
      'keep: object "a" is not there: the step that makes it is left out',
      'fill: only all of new space can be filled from JavaScript',
      'allocate: JavaScript cannot choose the old generation',
      'gc: JavaScript cannot drive incremental marking',
      'workload: it ends by virtual time, which only the simulator has',
    ]);
    expect(rest.steps.map(({ op }) => op)).toEqual(['group']);
  });
});

describe('a process that does not come to its end', () => {
  const request = { engine: known.engine, flags: ['--trace-gc', '--trace-gc-nvp'], labels: [], timeoutMs: 60_000, signal: null };

  test('out of memory is a result, with V8’s message', async () => {
    const text = 'const kept = []; for (;;) kept.push(Array(100));';
    const run = await runReal({ ...request, flags: [...request.flags, '--max-old-space-size=32'], text });
    expect(run.outOfMemory?.message).toMatch(/^FATAL ERROR: .* JavaScript heap out of memory$/);
    expect(run.failure).toBeNull();
    expect(run.collections.length).toBeGreaterThan(1);
  });

  test('one that hangs is killed, and its collections are kept', async () => {
    const run = await runReal({ ...request, text: 'for (;;) globalThis.x = Array(100);', timeoutMs: 1500 });
    expect(run.failure).toMatchObject({ kind: 'timed-out', message: 'It was still running after 1.5 s and was killed.' });
    expect(run.collections.length).toBeGreaterThan(1);
  });

  test('one that is killed, crashes or throws says how', async () => {
    expect((await runReal({ ...request, text: "process.kill(process.pid, 'SIGKILL');" })).failure).toMatchObject({ kind: 'signal', message: 'It was ended by SIGKILL.' });
    const thrown = (await runReal({ ...request, text: "throw new Error('broken program');" })).failure;
    expect(thrown).toMatchObject({ kind: 'exit-code', message: 'It ended with exit code 1.' });
    expect(thrown?.output).toContain('broken program');
    expect((await runReal({ ...request, text: 'process.exit(0);' })).failure?.kind).toBe('unreadable');
    expect((await runReal({ ...request, engine: { ...known.engine, path: '/nowhere/node' }, text: '' })).failure?.kind).toBe('not-started');
  });
});
