/** Every step in every form that YAML may give it, and what it becomes in the program. */
import { describe, expect, it } from 'vitest';
import type { AllocateStep, Step } from '../../src/scenario/program.ts';
import { STEP_KEYS } from '../../src/scenario/schema.ts';
import { programOf, stepOf } from './scenario-text.ts';

const allocate = (argument: string): AllocateStep => stepOf(`allocate: ${argument}`, 'allocate');

describe('allocate', () => {
  it('makes one object by default, without a handle, with every retry', () => {
    expect(allocate('{ type: FixedArray, length: 100 }')).toEqual({
      op: 'allocate', id: 0, location: { line: 2, column: 5 },
      shape: { type: 'FixedArray', units: { min: 100, max: 100 } }, generation: 'young',
      count: 1, as: null, into: null, handle: 'none', retry: 'last-resort', until: null, while: [],
    });
  });

  it('takes all its keys', () => {
    const text = 'steps: [ { allocate: { type: FixedArray, length: 1, generation: old, count: 3, as: a, handle: global, retry: none, until: failure, while: { old-generation.available: "> 600KiB" } } } ]';
    const [step] = programOf(text).steps;
    expect(step).toMatchObject({ generation: 'old', count: 3, as: 0, handle: 'global', retry: 'none', until: 'failure' });
    expect(step).toMatchObject({ while: [{ metric: { name: 'old-generation.available' }, constraint: { kind: 'compare', operator: '>', value: 600 * 1024 }, text: '> 600KiB' }] });
  });

  it('gives a named object a local handle', () => {
    expect(allocate('{ type: Cell, as: a }').handle).toBe('local');
    expect(allocate('{ type: Cell, as: a, handle: none }').handle).toBe('none');
  });

  it.each([
    ['{ type: Cell, until: old-generation-full }', Infinity],
    ['{ type: Cell, while: { gc.count: 0 } }', Infinity],
    ['{ type: Cell, until: old-generation-full, count: 5 }', 5],
    ['{ type: Cell, count: 1e6 }', 1e6],
  ])('%s makes at most %d objects', (argument, count) => {
    expect(allocate(argument).count).toBe(count);
  });

  it.each([
    ['{ type: Map }', 'map'], ['{ type: Code, size: 1KiB }', 'code'], ['{ type: BytecodeArray, length: 10 }', 'trusted'],
    ['{ type: Cell }', 'old'], ['{ type: PropertyCell }', 'old'], ['{ type: HeapNumber }', 'young'], ['{ type: HeapNumber, generation: old }', 'old'],
  ])('%s is of generation %s', (argument, generation) => {
    expect(allocate(argument).generation).toBe(generation);
  });

  it.each<[string, string, number, number]>([
    ['{ size: 1KiB }', 'ByteArray', 1008, 1008],
    ['{ size: 1KiB..4KiB }', 'ByteArray', 1008, 4080],
    ['{ type: FixedArray, size: 1KiB }', 'FixedArray', 126, 126],
    ['{ type: FixedArray, size: 1001 }', 'FixedArray', 124, 124],
    ['{ type: FixedArray, size: 16 }', 'FixedArray', 0, 0],
    ['{ type: SeqTwoByteString, size: 1KiB }', 'SeqTwoByteString', 504, 504],
    ['{ type: JSArray, size: 1KiB }', 'JSArray', 122, 122],
    ['{ type: JSObject, size: 1KiB }', 'JSObject', 125, 125],
    ['{ type: JSObject, fields: 1..8 }', 'JSObject', 1, 8],
    ['{ type: Code, size: 1KiB }', 'Code', 1024, 1024],
    ['{ type: JSArray, length: 8..64 }', 'JSArray', 8, 64],
    ['{ type: BigInt, length: 2 }', 'BigInt', 2, 2],
    ['{ type: Context, length: 5 }', 'Context', 5, 5],
    ['{ type: HeapNumber }', 'HeapNumber', 0, 0],
  ])('%s is %s of %d to %d units', (argument, type, min, max) => {
    expect(allocate(argument).shape).toEqual({ type, units: { min, max } });
  });
});

describe('control', () => {
  it('repeats steps while or until something holds', () => {
    expect(stepOf('while: { holds: { gc.count: 0 }, at-most: 9, steps: [ seal ] }', 'while')).toMatchObject({ until: false, atMost: 9, condition: [{ metric: { name: 'gc.count' } }], steps: [{ op: 'seal' }] });
    expect(stepOf('until: { holds: { gc.count: 0 }, steps: [] }', 'while')).toMatchObject({ until: true, atMost: 1_000_000 });
  });

  it('chooses between two lists of steps', () => {
    expect(stepOf('if: { holds: { gc.count: 0 }, steps: [ seal ], else: [ { gc: minor } ] }', 'if')).toMatchObject({ steps: [{ op: 'seal' }], otherwise: [{ op: 'gc' }] });
  });

  it('writes out a loop over a range, a list and a table', () => {
    const lengths = (table: string, length: string): unknown => {
      const group = stepOf(`for: { ${table}, steps: [ { allocate: { type: FixedArray, length: "${length}" } } ] }`, 'group');
      return group.steps.map((row) => (row.op === 'group' ? row.steps.map((step) => (step.op === 'allocate' ? step.shape.units.min : null)) : null));
    };
    expect(lengths('as: i, in: 1..3', '${i * 10}')).toEqual([[10], [20], [30]]);
    expect(lengths('as: i, in: [7, 5]', '${i}')).toEqual([[7], [5]]);
    expect(lengths('in: [ { a: 1, b: 2 }, { a: 3, b: 4 } ]', '${a + b}')).toEqual([[3], [7]]);
    const nested = stepOf('for: { as: i, in: 1..2, steps: [ { for: { as: j, in: 0..1, steps: [ { sample: "${i}-${j}" } ] } } ] }', 'group');
    expect(JSON.stringify(nested.steps)).toMatch(/"1-0".*"1-1".*"2-0".*"2-1"/);
  });

  it('has steps for some presets only', () => {
    const text = 'v8: [13.6, 14.6]\nsteps: [ { only: { v8: 13.6, steps: [ seal ] } }, { only: { v8: [node26], steps: [ { gc: minor } ] } } ]';
    expect(programOf(text, { preset: '13.6' }).steps).toMatchObject([{ op: 'group', steps: [{ op: 'seal' }] }]);
    expect(programOf(text, { preset: '14.6' }).steps).toMatchObject([{ op: 'group', steps: [{ op: 'gc' }] }]);
  });

  it('keeps at a checkpoint what some expression asks for', () => {
    const { checkpoints, steps } = programOf('steps: [ { checkpoint: a }, { expect: { old_space.used: "old_space.used@a + 24", "gc.count - gc.count@a": "> 0", heap.used: "~ heap.used@a ± 8" } } ]');
    expect(checkpoints).toMatchObject([{ name: 'a', metrics: [{ name: '<space>.used', space: 'old_space' }, { name: 'gc.count' }, { name: 'heap.used' }] }]);
    expect(steps[1]).toMatchObject({ expect: [{ sinceStart: true, constraint: { kind: 'computed', operator: '=' } }, { metric: { name: 'gc.count' }, expression: { kind: 'operation' } }, { constraint: { kind: 'computed-range' } }] });
  });

  it('names the objects of a list by their places', () => {
    const { objectNames, listNames } = programOf('steps: [ { allocate: { type: FixedArray, length: 1, count: 2, into: items } }, { link: { from: "items[1]", slot: 0, to: "items[-2]" } }, { drop-list: items } ]');
    expect(objectNames).toEqual(['items[1]', 'items[-2]']);
    expect(listNames).toEqual(['items']);
  });
});

describe('surgery', () => {
  const array = '{ allocate: { type: FixedArray, length: 9, generation: old, as: a } }';

  it.each<[string, object]>([
    ['right-trim: { object: a, to: 1 }', { op: 'right-trim', object: 0, to: 1, by: null }],
    ['right-trim: { object: a, by: 2 }', { op: 'right-trim', object: 0, to: null, by: 2 }],
    ['left-trim: { object: a, by: 2 }', { op: 'left-trim', object: 0, by: 2 }],
    ['pad: { bytes: 1KiB }', { op: 'pad', space: 'old_space', bytes: 1024, objectBytes: 131_072, into: null }],
    ['pad: { space: new_space, bytes: 1KiB, object-size: 64, into: items }', { op: 'pad', space: 'new_space', objectBytes: 64, into: 0 }],
    ['expand: old_space', { op: 'expand', space: 'old_space' }],
    ['close-lab: new_space', { op: 'close-lab', space: 'new_space' }],
    ['reset-free-list: code_space', { op: 'reset-free-list', space: 'code_space' }],
    ['inline-allocation: false', { op: 'inline-allocation', on: false }],
    ['resize-new-space: grow-to-max', { op: 'resize-new-space', how: 'grow-to-max' }],
    ['shrink-page: a', { op: 'shrink-page', object: 0 }],
    ['flag-page: { of: a, set: [evacuate, pin], clear: never-allocate }', { op: 'flag-page', object: 0, set: ['evacuate', 'pin'], clear: ['never-allocate'] }],
    ['compaction-space: { of: old_space, size: 64, count: 3 }', { op: 'compaction-space', space: 'old_space', objectBytes: 64, count: 3, into: null }],
    ['finish-sweeping', { op: 'finish-sweeping' }],
    ['empty-new-space:', { op: 'empty-new-space' }],
    ['force-oom: true', { op: 'force-oom', on: true }],
    ['marking: simulate', { op: 'marking', action: 'simulate', bytes: 0, reduceMemory: false }],
    ['marking: { do: step, bytes: 64KiB }', { op: 'marking', action: 'step', bytes: 65_536 }],
    ['marking: { do: start, reduce-memory: true }', { op: 'marking', action: 'start', reduceMemory: true }],
    ['observe: { space: new_space, every: 512, as: o }', { op: 'observe', space: 'new_space', stepBytes: 512, observer: 0 }],
    ['pause-observers: true', { op: 'pause-observers', on: true }],
    ['track-allocations: true', { op: 'track-allocations', on: true }],
    ['set-counter: { space: new_space, to: "${2^64 - 1}" }', { op: 'set-counter', space: 'new_space', value: 2n ** 64n - 1n }],
    ['read-only-space: shrink', { op: 'read-only-space', action: 'shrink', bytes: 0 }],
    ['read-only-space: { allocate: 16 }', { op: 'read-only-space', action: 'allocate', bytes: 16 }],
    ['gc: { kind: major, reduce-memory: true }', { op: 'gc', action: 'major', reduceMemory: true }],
    ['fill: { space: new_space, into: items }', { op: 'fill', into: 0 }],
  ])('%s', (yaml, step) => {
    expect(programOf(`steps:\n  - ${array}\n  - ${yaml}\n`).steps.at(-1)).toMatchObject(step);
  });
});

describe('what differs by version', () => {
  const text = (value: string): string => `v8: [11.3, 12.4, 14.6]\nparams: { n: ${value} }\nsteps: [ { sample: "n=\${n}" } ]`;
  const labelFor = (value: string, preset: string): unknown => programOf(text(value), { preset }).steps.map((step) => (step.op === 'sample' ? step.label : null));

  it('is chosen by the preset, in params and anywhere else', () => {
    expect(labelFor('{ 11.3: 1, else: 2 }', '11.3')).toEqual(['n=1']);
    expect(labelFor('{ "11.3, node22": 1, 14.6: 3 }', '12.4')).toEqual(['n=1']);
    expect(labelFor('{ 11.3: 1, else: "${page-area}" }', '14.6')).toEqual(['n=262128']);
    expect(programOf('v8: 14.6\nsteps: [ { gc: { 11.3: minor, else: major } } ]').steps).toMatchObject([{ action: 'major' }]);
  });

  it('is left out where nothing is said for the preset', () => {
    expect(programOf('v8: 14.6\nsteps: [ { 11.3: seal }, { gc: minor } ]\nexpect: { gc.count: { 11.3: 2 }, oom: false }')).toMatchObject({ steps: [{ op: 'gc' }], expect: [{ metric: { name: 'oom' } }] });
  });

  it('runs with the first preset of a list unless another is asked for', () => {
    expect(programOf('v8: [12.4, 14.6]\nsteps: []').settings.preset).toBe('12.4');
  });
});

describe('steps', () => {
  const object = 'steps: [ { allocate: { type: FixedArray, length: 2, as: a } }, { allocate: { type: JSObject, fields: 1, as: b } }';

  it.each<[string, readonly object[]]>([
    ['link: { from: a, slot: 1, to: b }', [{ op: 'link', from: 0, slot: 1, to: 1, number: null, weak: false }]],
    ['link: { from: a, slot: 1, to: b, weak: true }', [{ op: 'link', weak: true }]],
    ['link: { from: a, slot: 0, to: null }', [{ op: 'link', from: 0, slot: 0, to: null }]],
    ['keep: a', [{ op: 'keep', id: 2, object: 0 }]],
    ['keep: [a, b]', [{ op: 'keep', id: 2, object: 0 }, { op: 'keep', id: 3, object: 1 }]],
    ['drop: b', [{ op: 'drop', object: 1 }]],
    ['drop: [b, a]', [{ op: 'drop', object: 1 }, { op: 'drop', object: 0 }]],
    ['fill: old_space', [{ op: 'fill', space: 'old_space', extent: 'space', leaveBytes: 0 }]],
    ['fill: { space: new_space, leave: 64 }', [{ op: 'fill', space: 'new_space', extent: 'space', leaveBytes: 64 }]],
    ['fill: { page: new_space, leave: 64 }', [{ op: 'fill', space: 'new_space', extent: 'page', leaveBytes: 64 }]],
    ['seal: {}', [{ op: 'seal' }]],
    ['seal:', [{ op: 'seal' }]],
    ['seal', [{ op: 'seal' }]],
    ['external: { add: 1MiB }', [{ op: 'external', bytes: 2 ** 20 }]],
    ['external: { remove: 1MiB }', [{ op: 'external', bytes: -(2 ** 20) }]],
    ['memory-pressure: critical', [{ op: 'memory-pressure', level: 'critical' }]],
    ['near-heap-limit: { steps: [ seal ] }', [{ op: 'near-heap-limit', raiseBytes: 0, times: 1, restoreBelow: null, restores: false, procedure: null, steps: [{ op: 'seal' }] }]],
    ['near-heap-limit: { raise-by: 1MiB, times: 2, restore-below: 50%, restore: true, steps: [ seal ] }', [{ raiseBytes: 2 ** 20, times: 2, restoreBelow: 0.5, restores: true }]],
    ['allocate: { type: JSTypedArray, bytes: 100..200 }', [{ shape: { type: 'JSTypedArray', units: { min: 100, max: 200 } } }]],
    ['allocate: { type: ExternalOneByteString, length: 16 }', [{ generation: 'old', shape: { units: { min: 16, max: 16 } } }]],
    ['idle: 50ms', [{ op: 'idle', durationMs: 50 }]],
    ['run-tasks', [{ op: 'run-tasks' }]],
    ['run-tasks: {}', [{ op: 'run-tasks' }]],
    ['local: { object: a, as: h }', [{ op: 'local', id: 2, object: 0, handle: 0 }]],
    ['persistent: { object: b, as: h }', [{ op: 'persistent', object: 1, handle: 0 }]],
    ['global: { object: a, as: h }', [{ op: 'global', object: 0, handle: 0 }]],
    ['eternal: { object: a, as: h }', [{ op: 'eternal', object: 0, handle: 0 }]],
    ['escape: b', [{ op: 'escape', object: 1 }]],
    ['maybe-local: { object: null, accessor: is-empty }', [{ op: 'maybe-local', object: null, accessor: 'is-empty', fallback: null, as: null }]],
    ['maybe-local: { object: a, accessor: from-maybe, default: b, as: c }', [{ op: 'maybe-local', object: 0, accessor: 'from-maybe', fallback: 1, as: 2 }]],
    ['weak-ref: { to: a, as: r }', [{ op: 'weak-ref', target: 0, as: 2, generation: 'young' }]],
    ['weak-map-set: { map: a, key: b, value: a }', [{ op: 'weak-map-set', map: 0, key: 1, value: { object: 0 } }]],
    ['weak-map-set: { map: a, key: b, value: -7 }', [{ op: 'weak-map-set', value: { number: -7 } }]],
    ['finalization-registry: { as: f, callback: record }', [{ op: 'finalization-registry', as: 2, callback: { kind: 'record' } }]],
    ['register: { registry: a, target: b }', [{ op: 'register', registry: 0, target: 1, token: null }]],
    ['unregister: { registry: a, token: b }', [{ op: 'unregister', registry: 0, token: 1 }]],
    ['abandon: old_space', [{ op: 'abandon', space: 'old_space' }]],
    ['evacuate: a', [{ op: 'evacuate', object: 0 }]],
    ['gc: minor', [{ op: 'gc', action: 'minor', times: 1, reason: 'testing', bytes: 0 }]],
    ['gc: last-resort', [{ op: 'gc', action: 'last-resort', reason: 'last resort' }]],
    ['gc: { kind: major, times: 2, reason: memory pressure }', [{ op: 'gc', action: 'major', times: 2, reason: 'memory pressure' }]],
    ['gc: { kind: incremental-step, bytes: 64KiB }', [{ op: 'gc', action: 'incremental-step', bytes: 65536 }]],
    ['sample: steady', [{ op: 'sample', label: 'steady' }]],
    ['sample: 1', [{ op: 'sample', label: '1' }]],
    ['expect: { gc.count: 0, object.a.alive: true }', [{ op: 'expect', expect: [{ text: '0' }, { metric: { name: 'object.<object>.alive', object: 0 } }] }]],
  ])('%s', (yaml, expected) => {
    const { steps } = programOf(`${object}, ${yaml === 'seal' ? yaml : `{ ${yaml} }`} ]`);
    expect(steps.slice(2)).toMatchObject(expected);
    expect(steps).toHaveLength(2 + expected.length);
  });

  it('call a procedure, by name or with expectations', () => {
    const text = 'procedures: { p: [ seal ], q: [ { call: p } ] }\nsteps: [ { call: q }, { call: { procedure: p, expect: { gc.count: "> 0" } } } ]';
    const { procedures, steps } = programOf(text);
    expect(procedures).toMatchObject([
      { name: 'p', location: { line: 1, column: 15 }, steps: [{ op: 'seal', id: 0 }] },
      { name: 'q', steps: [{ op: 'call', id: 1, procedure: 0, expect: [] }] },
    ]);
    expect(steps).toMatchObject([{ op: 'call', id: 2, procedure: 1, expect: [] }, { op: 'call', id: 3, procedure: 0, expect: [{ text: '> 0' }] }]);
  });

  it.each<[string, object]>([
    ['group: [ seal ]', { op: 'group', label: null, expect: [] }],
    ['group: { label: warm-up, steps: [ seal ], expect: { oom: false } }', { op: 'group', label: 'warm-up', expect: [{ text: 'false' }] }],
    ['repeat: { times: 3, steps: [ seal ] }', { op: 'repeat', times: 3 }],
    ['repeat: { times: 1e9, steps: [ seal ], expect: { gc.count: 0 } }', { op: 'repeat', times: 1e9, expect: [{ text: '0' }] }],
    ['always-allocate: [ seal ]', { op: 'always-allocate' }],
    ['always-allocate: { steps: [ seal ], expect: { gc.count: 0 } }', { op: 'always-allocate', expect: [{ text: '0' }] }],
    ['handle-scope: [ seal ]', { op: 'handle-scope' }],
    ['handle-scope: { steps: [ seal ] }', { op: 'handle-scope', escapable: false }],
    ['handle-scope: { escapable: true, steps: [ seal ] }', { op: 'handle-scope', escapable: true }],
    ['seal-handles: [ seal ]', { op: 'seal-handles' }],
    ['job: { steps: [ seal ], expect: { weak.kept: 0 } }', { op: 'job', expect: [{ text: '0' }] }],
    ['expect-fatal: [ seal ]', { op: 'expect-fatal', function: null }],
    ['expect-fatal: { function: v8::ToLocalChecked, steps: [ seal ] }', { op: 'expect-fatal', function: 'v8::ToLocalChecked' }],
    ['fail-allocations: [ seal ]', { op: 'fail-allocations', spaces: [], after: 0, every: 1, times: Infinity }],
    ['fail-allocations: { every: 3, after: 10, times: 2, space: old_space, steps: [ seal ] }', { op: 'fail-allocations', spaces: ['old_space'], after: 10, every: 3, times: 2 }],
    ['fail-allocations: { pages: true, steps: [ seal ] }', { op: 'fail-allocations', pages: true, times: 0 }],
    ['fail-allocations: { pages: true, every: 2, steps: [ seal ] }', { op: 'fail-allocations', pages: true, every: 2, times: Infinity }],
    ['fail-allocations: { space: [ old_space, new_space ], steps: [ seal ] }', { op: 'fail-allocations', spaces: ['old_space', 'new_space'] }],
  ])('block: %s', (yaml, expected) => {
    const { steps, stepCount } = programOf(`steps:\n  - ${yaml}\n`);
    expect(steps).toMatchObject([{ ...expected, id: 0, steps: [{ op: 'seal', id: 1 }] }]);
    expect(stepCount).toBe(2);
  });

  it('make, weaken and reset handles by name; a callback is counted, or a procedure', () => {
    const text = `procedures: { p: [ seal ] }
steps:
  - allocate: { type: Cell, as: a }
  - persistent: { object: a, as: h }
  - persistent: { object: a, as: i }
  - weaken: { handle: h }
  - weaken: { handle: h, callback: record }
  - weaken: { handle: i, callback: p }
  - reset: [h, i]
  - expect: { handle.i.empty: true }
`;
    const { steps, handleNames } = programOf(text);
    expect(handleNames).toEqual(['h', 'i']);
    expect(steps.slice(3)).toMatchObject([
      { op: 'weaken', handle: 0, callback: { kind: 'none' } },
      { op: 'weaken', handle: 0, callback: { kind: 'record' } },
      { op: 'weaken', handle: 1, callback: { kind: 'procedure', procedure: 0 } },
      { op: 'reset', id: 7, handle: 0 },
      { op: 'reset', id: 8, handle: 1 },
      { op: 'expect', expect: [{ metric: { name: 'handle.<handle>.empty', handle: 1, object: null } }] },
    ]);
  });

  it('are numbered in the order of the text, blocks before what is in them', () => {
    const { steps, procedures, stepCount } = programOf('steps: [ { group: [ seal, seal ] }, seal ]\nprocedures: { p: [ seal ] }\n');
    const ids = (list: readonly Step[]): readonly number[] => list.flatMap((step) => [step.id, ...('steps' in step ? ids(step.steps) : [])]);
    expect(ids(steps)).toEqual([0, 1, 2, 3]);
    expect(procedures.flatMap((procedure) => ids(procedure.steps))).toEqual([4]);
    expect(stepCount).toBe(5);
  });

  it('are all covered here', () => {
    const tested = ['allocate', 'link', 'keep', 'drop', 'fill', 'seal', 'abandon', 'evacuate', 'gc', 'sample', 'expect', 'call', 'group', 'repeat', 'always-allocate', 'handle-scope', 'fail-allocations', 'workload',
      'local', 'persistent', 'global', 'eternal', 'reset', 'weaken', 'escape', 'maybe-local', 'weak-ref', 'weak-map-set', 'finalization-registry', 'register', 'unregister',
      'idle', 'external', 'memory-pressure', 'near-heap-limit', 'run-tasks', 'job', 'seal-handles', 'expect-fatal', 'checkpoint', 'while', 'until', 'if', 'for', 'only', 'drop-list', 'right-trim', 'left-trim', 'pad', 'expand',
      'close-lab', 'reset-free-list', 'inline-allocation', 'resize-new-space', 'shrink-page', 'flag-page', 'compaction-space', 'finish-sweeping', 'empty-new-space', 'force-oom', 'marking',
      'observe', 'unobserve', 'pause-observers', 'track-allocations', 'set-counter', 'read-only-space',
      // script-steps.test.ts, engine-sim/isolates.test.ts
      'isolate', 'parallel',
      'context', 'script', 'function', 'set-global', 'get-global', 'deref'];
    expect(new Set(tested)).toEqual(new Set(STEP_KEYS));
  });
});

describe('workload', () => {
  const objects = 'objects: [ { type: JSObject, fields: 4 } ]';

  it('has one phase by default, with the bounds that are not given infinite', () => {
    expect(stepOf(`workload: { label: w, allocate: 512MiB, rate: 200MiB/s, ${objects} }`, 'workload')).toEqual({
      op: 'workload', id: 0, location: { line: 2, column: 5 }, label: 'w',
      phases: [{
        bytes: 512 * 2 ** 20, objects: Infinity, durationMs: Infinity, rateBytesPerMs: (200 * 2 ** 20) / 1000, mementosUntil: 0, pretenuring: false, objectsPerTurn: Infinity, javascript: false, shared: false,
        classes: [{ shape: { type: 'JSObject', units: { min: 4, max: 4 } }, generation: 'young', weight: 1, lifetime: { model: 'dies' } }],
      }],
    });
  });

  it('is bounded by a count or by time', () => {
    expect(stepOf(`workload: { count: 4e6, ${objects} }`, 'workload').phases).toMatchObject([{ objects: 4e6, rateBytesPerMs: null }]);
    expect(stepOf(`workload: { for: 10s, ${objects} }`, 'workload').phases).toMatchObject([{ durationMs: 10_000 }]);
  });

  it('hands its rate, turns and objects down to its phases', () => {
    const { phases } = stepOf(`workload: { rate: 1000B/s, turn-every: 3, ${objects}, phases: [ { count: 5 }, { count: 6, rate: 2000B/s, turn-every: 2, objects: [ { type: Cell, weight: 2.5 } ] } ] }`, 'workload');
    expect(phases).toMatchObject([
      { objects: 5, rateBytesPerMs: 1, objectsPerTurn: 3, classes: [{ shape: { type: 'JSObject' } }] },
      { objects: 6, rateBytesPerMs: 2, objectsPerTurn: 2, classes: [{ shape: { type: 'Cell' }, generation: 'old', weight: 2.5 }] },
    ]);
  });
});
