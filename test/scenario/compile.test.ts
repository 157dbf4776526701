import { describe, expect, it } from 'vitest';
import { readHeader } from '../../src/scenario/compile.ts';
import { FILE, problemsOf, programOf } from './scenario-text.ts';

const AFTER_FAILURES = `# yaml-language-server: $schema=../schema/scenario.schema.json
name: allocate after failures
description: Every space can still allocate right after it was filled, without one collection.
v8: 14.6                       # preset; or classic
seed: 1
flags: { stress-concurrent-allocation: false }
machine: { memory: 8GiB, cores: 4 }    # what default limits are computed from
baseline: empty
params: { length: 100 }        # \${length} below; --param length=200 overrides
steps:
  - gc: memory-reducing
  - always-allocate:
      steps:
        - allocate: { type: FixedArray, length: "\${length}", generation: young }
        - fill: old_space
        - allocate: { type: FixedArray, length: "\${length}", generation: old }
        - allocate: { type: FixedArray, length: 78642, generation: old, until: old-generation-full }
        - allocate: { type: FixedArray, length: 78642, generation: old }
        - fill: code_space
        - allocate: { type: Code, size: 1KiB, generation: code }
      expect: { gc.count: 0, allocation.retries: 0 }     # of what happened inside the block
expect:
  heap.verified: true
  old_space.used: "<= 1GiB"
`;

const REQUEST_SERVER = `name: a request server
v8: 14.6
flags: { max-semi-space-size: 16 }
steps:
  - workload:                          # a mutator: many objects with a lifetime each
      allocate: 512MiB
      rate: 200MiB/s                   # the virtual clock
      objects:
        - { type: JSObject, fields: 4,          weight: 70, lifetime: dies }
        - { type: JSArray,  length: 8..64,      weight: 25, lifetime: { ring: 10000 } }
        - { type: SeqOneByteString, length: 200, weight: 4, lifetime: { for: 32MiB } }
        - { type: JSArray,  length: 100,        weight: 1,  lifetime: forever }
  - sample: steady
expect:
  gc.scavenge.count: 20..40
  gc.scavenge.promoted: "< 8MiB"
`;

describe('a scenario', () => {
  it('that tests the failure paths compiles', () => {
    const program = programOf(AFTER_FAILURES);
    expect(program).toMatchObject({
      name: 'allocate after failures', file: FILE, stepCount: 9, objectNames: [], procedures: [],
      settings: {
        preset: '14.6', seed: 1, flags: { 'stress-concurrent-allocation': false },
        machine: { memoryBytes: 8 * 2 ** 30, cores: 4 }, baseline: 'empty', params: { length: 100 },
      },
      expect: [
        { metric: { name: 'heap.verified', text: 'heap.verified', object: null, space: null }, constraint: { kind: 'equals', value: true }, text: 'true', location: { line: 23, column: 3 } },
        { metric: { name: '<space>.used', text: 'old_space.used', space: 'old_space' }, constraint: { kind: 'compare', operator: '<=', value: 2 ** 30 }, text: '<= 1GiB' },
      ],
    });
    expect(program.steps).toMatchObject([
      { op: 'gc', action: 'memory-reducing', location: { line: 11, column: 5 } },
      {
        op: 'always-allocate',
        steps: [
          { op: 'allocate', shape: { type: 'FixedArray', units: { min: 100, max: 100 } }, generation: 'young' },
          { op: 'fill', space: 'old_space' },
          { op: 'allocate', generation: 'old', count: 1 },
          { op: 'allocate', until: 'old-generation-full', count: Infinity },
          { op: 'allocate', until: null },
          { op: 'fill', space: 'code_space' },
          { op: 'allocate', shape: { type: 'Code', units: { min: 1024, max: 1024 } }, generation: 'code' },
        ],
        expect: [{ metric: { name: 'gc.count' }, text: '0' }, { metric: { name: 'allocation.retries' } }],
      },
    ]);
  });

  it('that models a server compiles', () => {
    expect(programOf(REQUEST_SERVER).steps).toMatchObject([
      {
        op: 'workload',
        phases: [{
          bytes: 512 * 2 ** 20,
          classes: [
            { shape: { type: 'JSObject' }, weight: 70, lifetime: { model: 'dies' } },
            { shape: { type: 'JSArray', units: { min: 8, max: 64 } }, weight: 25, lifetime: { model: 'ring', size: 10000 } },
            { weight: 4, lifetime: { model: 'for', bytes: 32 * 2 ** 20 } },
            { weight: 1, lifetime: { model: 'forever' } },
          ],
        }],
      },
      { op: 'sample', label: 'steady' },
    ]);
  });

  it('needs nothing but steps', () => {
    expect(programOf('steps: []')).toEqual({
      name: 'test', description: '', file: FILE, objectNames: [], listNames: [], handleNames: [], checkpoints: [], observerNames: [], procedures: [], steps: [], expect: [], stepCount: 0, hasParallel: false,
      settings: { preset: '14.6', seed: 1, flags: {}, machine: { memoryBytes: 8 * 2 ** 30, cores: 4 }, baseline: 'empty', params: {}, policies: {} },
    });
  });

  it('compiles to the same program each time', () => {
    expect(programOf(REQUEST_SERVER)).toEqual(programOf(REQUEST_SERVER));
  });

  it('names its objects in the order of their first mention', () => {
    const text = 'steps:\n  - expect: { object.b.alive: false }\n  - allocate: { type: Cell, as: a }\n  - allocate: { type: Cell, as: b }\n  - allocate: { type: Cell, as: a }\n';
    expect(programOf(text).objectNames).toEqual(['b', 'a']);
  });
});

describe('the preset', () => {
  it.each([['14.6', '14.6'], ['"14.6"', '14.6'], ['node26', '14.6'], ['classic', 'classic']])('%s is %s', (written, name) => {
    expect(programOf(`v8: ${written}\nsteps: []`).settings.preset).toBe(name);
  });

  it('is read as written: 14.60 is no number', () => {
    expect(problemsOf('v8: 14.60\nsteps: []')).toMatchObject([{ code: 'UNKNOWN_PRESET', message: 'There is no preset "14.60".' }]);
  });

  it('decides which spaces there are, but figures of all that it reports can be asked for', () => {
    expect(problemsOf('v8: classic\nsteps: [ { fill: old_pointer_space } ]')).toEqual([]);
    expect(problemsOf('steps: []\nexpect: { shared_space.used: 0 }')).toEqual([]);
    expect(problemsOf('steps: [ { fail-allocations: { space: shared_space, steps: [] } } ]').map(({ code }) => code)).toEqual(['UNKNOWN_SPACE']);
  });
});

describe('params', () => {
  const text = 'params: { n: 5, s: 64KiB, b: true, w: old_space }\nsteps:\n  - allocate: { type: FixedArray, length: "${n}", count: "${n}" }\n  - sample: "at ${n} of ${s}"\n  - fill: "${w}"\nexpect: { oom: "${b}", heap.used: "<= ${s}" }\n';

  it('take the place of whole values, with their type, and of parts of a text', () => {
    expect(programOf(text)).toMatchObject({
      steps: [{ shape: { units: { min: 5 } }, count: 5 }, { label: 'at 5 of 64KiB' }, { space: 'old_space' }],
      expect: [{ constraint: { value: true }, text: 'true' }, { constraint: { value: 65536 }, text: '<= 64KiB' }],
    });
  });

  it('are overridden, by text or by typed values', () => {
    const program = programOf(text, { params: { n: '200', s: '1MiB', b: 'false' } });
    expect(program).toMatchObject({ steps: [{ count: 200 }, { label: 'at 200 of 1MiB' }, {}], settings: { params: { n: 200, s: '1MiB', b: false, w: 'old_space' } } });
    expect(programOf(text, { params: { n: 7, b: false } }).settings.params).toEqual({ n: 7, s: '64KiB', b: false, w: 'old_space' });
  });

  it.each<[Record<string, string>, string]>([
    [{ m: '1' }, 'UNKNOWN_PARAM'], [{ constructor: '1' }, 'UNKNOWN_PARAM'], [{ n: 'many' }, 'BAD_VALUE'], [{ b: '1' }, 'BAD_VALUE'],
  ])('are not overridden with %j', (params, code) => {
    expect(problemsOf(text, { params })).toMatchObject([{ code, file: '--param', line: 0, column: 0 }]);
  });

  it('that do not fit are told where they are used', () => {
    expect(problemsOf(text, { params: { n: '-1' } }).map(({ code, line, column }) => `${String(line)}:${String(column)} ${code}`)).toEqual(['3:43 OUT_OF_RANGE', '3:58 OUT_OF_RANGE']);
  });

  it('of the type of their default may have a unit', () => {
    expect(programOf('params: { s: 4096 }\nsteps: [ { allocate: { size: "${s}" } } ]', { params: { s: '8KiB' } }).steps).toMatchObject([{ shape: { units: { min: 8176 } } }]);
  });
});

describe('overrides', () => {
  it('replace preset, seed and flags', () => {
    const text = 'v8: 14.6\nseed: 1\nflags: { max-old-space-size: 64, compact: false }\nsteps: []';
    expect(programOf(text, { preset: 'classic', seed: 7, flags: { max_old_space_size: '128' } }).settings).toMatchObject({ preset: 'classic', seed: 7, flags: { 'max-old-space-size': 128, compact: false } });
  });

  it('that are wrong are problems of their option, beside those of the text', () => {
    expect(problemsOf('sed: 1\nsteps: []', { preset: '1.0', seed: -1, flags: { foo: 1, compact: 'maybe' }, params: { x: '1' } }).map(({ file, code, line }) => `${file} ${String(line)} ${code}`)).toEqual([
      '--v8 0 UNKNOWN_PRESET', '--param 0 UNKNOWN_PARAM', '--flag 0 UNKNOWN_FLAG', '--flag 0 INVALID_FLAG_VALUE', '--seed 0 OUT_OF_RANGE', 'test.yaml 1 UNKNOWN_KEY',
    ]);
  });

  it('that the version does not have are found, in the text or outside of it', () => {
    expect(problemsOf('v8: 11.3\nflags: { compact: true, minor_ms: true }\nsteps: []')).toMatchObject([{ code: 'FOREIGN_FLAG', line: 2, column: 25 }]);
    expect(problemsOf('steps: []', { preset: 'classic', flags: { 'minor-ms': true } })).toMatchObject([{ code: 'FOREIGN_FLAG', file: '--flag' }]);
    expect(problemsOf('v8: 12.4\nflags: { minor-ms: true }\nsteps: []')).toEqual([]);
  });

  it('that contradict the flags of the text are found', () => {
    const text = 'flags: { max-heap-size: 64, max-semi-space-size: 4 }\nsteps: []';
    expect(problemsOf(text, { flags: { 'max-old-space-size': 32 } })).toMatchObject([{ code: 'CONFLICTING_KEYS', file: '--flag' }]);
  });
});

describe('the header', () => {
  it('is read without compiling', () => {
    expect(readHeader('name: a\ndescription: >\n  Two\n  lines.\ntags: [x, y]\nv8: [node20, 14.6, 14.6]\nsteps: wrong')).toEqual({ name: 'a', description: 'Two lines.', tags: ['x', 'y'], presets: ['11.3', '14.6'] });
  });

  it.each(['', '[', 'name: [1]', 'tags: x', 'a'.repeat(5_000_000)])('of %.10j is empty', (text) => {
    expect(readHeader(text)).toEqual({ name: '', description: '', tags: [], presets: ['14.6'] });
  });
});
