/** Every problem, at its exact place: «» mark it in the text. */
import { describe, expect, it } from 'vitest';
import { MAX_TEXT_LENGTH } from '../../src/scenario/parse.ts';
import { MAX_PROBLEMS, PROBLEMS } from '../../src/scenario/problems.ts';
import type { ProblemCode } from '../../src/scenario/problems.ts';
import { brief, problemsOf, readMarks } from './scenario-text.ts';

const step = (yaml: string): string => `steps:\n  - ${yaml}\n`;
const allocateA = '{ allocate: { type: FixedArray, length: 2, as: a } }';

/** Code, text with the place marked, and what the hint says. */
const CASES: readonly (readonly [ProblemCode, string, string?])[] = [
  ['EMPTY_FILE', '«»', 'init'],
  ['YAML_SYNTAX', 'steps:\n«\t»- seal', 'spaces'],
  ['YAML_SYNTAX', 'steps: «*nobody»'],
  ['UNSUPPORTED_YAML', 'steps: []\n«---»\nsteps: []', 'file of its own'],
  ['UNSUPPORTED_YAML', 'steps: []\n«<<»: { name: x }', 'procedure'],
  ['UNSUPPORTED_YAML', 'steps: «!foo» []'],
  ['DUPLICATE_KEY', 'steps: []\n«steps»: []', 'Leave one'],
  ['DUPLICATE_KEY', step('allocate: { type: Cell, count: 1, «count»: 2 }')],
  ['DUPLICATE_KEY', 'flags: { max-old-space-size: 1, «max_old_space_size»: 2 }\nsteps: []'],

  ['UNKNOWN_KEY', '«nmae»: x\nsteps: []', 'Did you mean "name"?'],
  ['UNKNOWN_KEY', '«stpes»: []', 'Did you mean "steps"?'],
  ['UNKNOWN_KEY', 'machine: { «corse»: 2 }\nsteps: []', 'Did you mean "cores"?'],
  ['UNKNOWN_KEY', step('«alocate»: { type: Cell }'), 'Did you mean "allocate"?'],
  ['UNKNOWN_KEY', step('«sael»'), 'Did you mean "seal"?'],
  ['UNKNOWN_KEY', step('allocate: { type: Cell, «cuont»: 3 }'), 'Did you mean "count"?'],
  ['UNKNOWN_KEY', step('repeat: { «tims»: 3, steps: [] }'), 'Did you mean "times"?'],
  ['UNKNOWN_KEY', step('seal: { «now»: true }'), 'It takes no keys.'],
  ['UNKNOWN_KEY', step('workload: { count: 1, «ratee»: 1MiB/s, objects: [ { type: Cell } ] }'), 'Did you mean "rate"?'],
  ['UNKNOWN_KEY', step('workload: { count: 1, objects: [ { type: Cell, lifetime: { «rnig»: 3 } } ] }'), 'Did you mean "ring"?'],
  ['MISSING_KEY', '«name: x»', undefined],
  ['MISSING_KEY', step('link: «{ from: a, to: null }»').replace('steps:\n', `steps:\n  - ${allocateA}\n`)],
  ['MISSING_KEY', step('repeat:\n      «steps:»\n        - seal')],
  ['MISSING_KEY', step('allocate: «{}»'), 'ByteArray'],
  ['MISSING_KEY', step('allocate: «{ length: 3 }»'), 'ByteArray'],
  ['MISSING_KEY', step('allocate: «{ type: JSObject }»'), 'fields'],
  ['MISSING_KEY', step('fill: «{ leave: 5 }»'), 'fill: old_space'],
  ['MISSING_KEY', step('«fill»'), 'fill:'],
  ['MISSING_KEY', step('workload: «{ objects: [ { type: Cell } ] }»'), 'allocate: 64MiB'],
  ['MISSING_KEY', step('workload: «{ count: 1 }»'), 'objects'],
  ['MISSING_KEY', step('workload: { phases: [ «{ count: 1 }» ] }'), 'objects'],
  ['ONE_KEY_EXPECTED', step('{ gc: minor, «seal»: {} }')],
  ['ONE_KEY_EXPECTED', step('«{}»')],
  ['CONFLICTING_KEYS', step('allocate: { type: FixedArray, length: 1, «size»: 1KiB }'), 'one of them'],
  ['CONFLICTING_KEYS', step('allocate: { type: FixedArray, «fields»: 1 }'), 'length'],
  ['CONFLICTING_KEYS', step('allocate: { type: JSObject, «length»: 1 }'), 'fields'],
  ['CONFLICTING_KEYS', step('allocate: { type: HeapNumber, «length»: 1 }'), 'Leave length out.'],
  ['CONFLICTING_KEYS', step('allocate: { type: HeapNumber, «size»: 16 }'), 'Leave size out.'],
  ['CONFLICTING_KEYS', step('allocate: { type: Code, size: 1KiB, generation: «young» }')],
  ['CONFLICTING_KEYS', step('allocate: { type: FixedArray, length: 1, generation: «map» }')],
  ['CONFLICTING_KEYS', step('allocate: { type: Cell, «until»: failure }'), 'retry: none'],
  ['CONFLICTING_KEYS', step('fill: { space: new_space, «page»: new_space }')],
  ['CONFLICTING_KEYS', step('fill: { space: old_space, «leave»: 64 }')],
  ['CONFLICTING_KEYS', step('gc: { kind: major, «bytes»: 64 }'), 'incremental-step'],
  ['CONFLICTING_KEYS', step('workload: { «count»: 1, objects: [ { type: Cell } ], phases: [ { count: 1 } ] }'), 'each phase'],
  ['CONFLICTING_KEYS', 'flags: «{ max-heap-size: 64, max-semi-space-size: 4, max-old-space-size: 32 }»\nsteps: []', 'two of them'],

  ['WRONG_TYPE', '«hello»'],
  ['WRONG_TYPE', 'steps: «5»'],
  ['WRONG_TYPE', 'tags: «x»\nsteps: []'],
  ['WRONG_TYPE', 'params: { x: «[1]» }\nsteps: []'],
  ['WRONG_TYPE', 'flags: { compact: «{}» }\nsteps: []'],
  ['WRONG_TYPE', 'procedures: { p: «seal» }\nsteps: []'],
  ['WRONG_TYPE', step('«5»')],
  ['WRONG_TYPE', step('allocate: «old_space»')],
  ['WRONG_TYPE', step('allocate: { type: Cell, count: «[1]» }')],
  ['WRONG_TYPE', step('repeat: «[ seal ]»')],
  ['WRONG_TYPE', step('group: «seal»')],
  ['WRONG_TYPE', step('expect: «5»')],
  ['WRONG_TYPE', step('expect: { gc.count: «[3]» }')],
  ['BAD_VALUE', 'baseline: «full»\nsteps: []', 'Known: empty, node.'],
  ['BAD_VALUE', 'v8: classic\nbaseline: «node»\nsteps: []', 'Use baseline: empty, or a preset that is a version of V8.'],
  ['BAD_VALUE', step('gc: «majr»'), 'Did you mean "major"?'],
  ['BAD_VALUE', step('allocate: { type: Cell, generation: «yong» }'), 'Did you mean "young"?'],
  ['BAD_VALUE', step('allocate: { type: Cell, count: «8..64» }'), 'not a range'],
  ['BAD_VALUE', step('allocate: { type: FixedArray, length: «64..8» }'), 'Write 8..64.'],
  ['BAD_VALUE', step('fill: «large_object_space»'), 'old_space'],
  ['BAD_VALUE', step('abandon: «new_space»'), 'old_space'],
  ['BAD_VALUE', step('expect: { gc.last.kind: «scavnge» }'), 'Did you mean "scavenge"?'],
  ['BAD_VALUE', 'params: { x: 1 }\nsteps: [ { sample: «"a ${x"» } ]', '${name}'],
  ['BAD_VALUE', 'params: { x: 1 }\nsteps: [ { sample: «"${x +}"» } ]'],
  ['BAD_VALUE', step('expect: { gc.count: «"gc.count * "» }')],
  ['BAD_VALUE', step('expect: { «"1 + 2"»: 3 }'), 'metric'],
  ['OUT_OF_RANGE', 'seed: «-1»\nsteps: []'],
  ['OUT_OF_RANGE', 'machine: { memory: «4KiB» }\nsteps: []'],
  ['OUT_OF_RANGE', step('allocate: { type: FixedArray, length: «-3» }')],
  ['OUT_OF_RANGE', step('allocate: { type: FixedArray, length: «1e9» }')],
  ['OUT_OF_RANGE', step('allocate: { type: FixedArray, size: «8» }')],
  ['OUT_OF_RANGE', step('allocate: { type: Code, size: «8» }')],
  ['OUT_OF_RANGE', step('allocate: { type: JSObject, fields: «253» }')],
  ['OUT_OF_RANGE', step('allocate: { type: Cell, count: «1e30» }')],
  ['OUT_OF_RANGE', step('repeat: { times: «0», steps: [] }')],
  ['OUT_OF_RANGE', step('keep: «[]»')],
  ['BAD_NAME', step('allocate: { type: Cell, as: «1a» }')],
  ['BAD_NAME', 'params: { «a b»: 1 }\nsteps: []'],
  ['BAD_NAME', 'procedures: { «a.b»: [] }\nsteps: []'],

  ['UNKNOWN_TYPE', step('allocate: { type: «FixdArray», length: 3 }'), 'Did you mean "FixedArray"?'],
  ['UNKNOWN_TYPE', step('allocate: { type: «FreeSpace», length: 3 }')],
  ['UNKNOWN_SPACE', step('fill: «old_spce»'), 'Did you mean "old_space"?'],
  ['UNKNOWN_SPACE', step('fill: «old_pointer_space»'), 'old_space'],
  ['UNKNOWN_SPACE', 'v8: classic\nsteps: [ { fill: «old_space» } ]', 'old_pointer_space'],
  ['UNKNOWN_SPACE', step('fail-allocations: { space: [ old_space, «map_space» ], steps: [] }')],
  ['UNKNOWN_SPACE', step('expect: { «cell_space.used»: 0 }')],
  ['UNKNOWN_SPACE', `steps:\n  - ${allocateA}\n  - expect: { object.a.space: «old_data_space» }`],
  ['UNKNOWN_METRIC', step('expect: { «gc.cuont»: 0 }'), 'Did you mean "gc.count"?'],
  ['UNKNOWN_METRIC', step('expect: { «old_spce.used»: 0 }'), 'Did you mean "old_space.used"?'],
  ['UNKNOWN_METRIC', `steps:\n  - ${allocateA}\n  - expect: { «object.a.alve»: true }`, 'Did you mean "object.a.alive"?'],
  ['UNKNOWN_METRIC', step('allocate: { type: Cell, while: { «old-generation»: 1 } }')],
  ['UNKNOWN_FLAG', 'flags: { «max-semi-space-sise»: 16 }\nsteps: []', 'Did you mean "max-semi-space-size"?'],
  ['UNKNOWN_FLAG', 'flags: { «no-compact»: true }\nsteps: []', 'compact: false'],
  ['INVALID_FLAG_VALUE', 'flags: { max-semi-space-size: «16MiB» }\nsteps: []', 'max-semi-space-size: 16'],
  ['FOREIGN_FLAG', 'v8: 12.4\nflags: { «memory-pool-timeout»: 3 }\nsteps: []', 'memory-pool-timeout: { 14.6: … }'],
  ['INVALID_FLAG_VALUE', 'flags: { memory-balancer-c-value: «lots» }\nsteps: []'],
  ['INVALID_FLAG_VALUE', 'flags: { compact: «3» }\nsteps: []', 'true or false'],
  ['UNKNOWN_PRESET', 'v8: «9.9»\nsteps: []', 'Known: '],
  ['UNKNOWN_PRESET', 'v8: «clasic»\nsteps: []', 'Did you mean "classic"?'],
  ['UNKNOWN_PARAM', 'params: { length: 3 }\nsteps: [ { allocate: { type: FixedArray, length: «"${lenght}"» } } ]', 'Did you mean "length"?'],
  ['UNKNOWN_OBJECT', `steps:\n  - ${allocateA.replace('as: a', 'as: table')}\n  - keep: «tabel»`, 'Did you mean "table"?'],
  ['UNKNOWN_OBJECT', step('drop: [ «nobody» ]'), '`as`'],
  ['UNKNOWN_OBJECT', step('evacuate: «nobody»')],
  ['UNKNOWN_OBJECT', `steps:\n  - ${allocateA}\n  - link: { from: a, slot: 0, to: «b» }`],
  ['UNKNOWN_OBJECT', step('expect: { «object.nobody.alive»: true }')],
  ['UNKNOWN_OBJECT', step('allocate: { type: Cell, into: items }\n  - keep: «items»'), 'items[-1]'],
  ['UNKNOWN_LIST', step('allocate: { type: Cell, into: items }\n  - keep: «"itmes[0]"»'), 'Did you mean "items"?'],
  ['UNKNOWN_OBSERVER', step('observe: { space: new_space, every: 512, as: first }\n  - unobserve: «frist»'), 'Did you mean "first"?'],
  ['BAD_VALUE', step('expand: «new_space»'), 'old_space'],
  ['CONFLICTING_KEYS', step('marking: { do: start, bytes: «64» }')],
  ['OUT_OF_RANGE', step('set-counter: { space: new_space, to: «"18446744073709551616"» }')],
  ['UNKNOWN_CHECKPOINT', step('checkpoint: before\n  - expect: { gc.count: «gc.count@befor» }'), 'Did you mean "before"?'],
  ['UNKNOWN_METRIC', step('expect: { gc.count: «"gc.count + gc.cuont"» }'), 'Did you mean "gc.count"?'],
  ['UNKNOWN_PRESET', step('gc: { «15.0»: minor, else: major }'), 'Known'],
  ['UNKNOWN_PRESET', step('only: { v8: «15.0», steps: [] }')],
  ['UNKNOWN_PARAM', 'params: { x: «"${y}"», y: 1 }\nsteps: []'],
  ['MISSING_KEY', step('for: { in: «1..3», steps: [] }'), 'as: i'],
  ['UNKNOWN_HANDLE', `steps:\n  - ${allocateA}\n  - persistent: { object: a, as: held }\n  - reset: «hedl»`, 'Did you mean "held"?'],
  ['UNKNOWN_HANDLE', step('weaken: { handle: «nobody» }'), '`as`'],
  ['UNKNOWN_HANDLE', step('expect: { «handle.nobody.empty»: true }')],
  ['UNKNOWN_PROCEDURE', `steps:\n  - ${allocateA}\n  - persistent: { object: a, as: h }\n  - weaken: { handle: h, callback: «recrod» }`, 'Did you mean "record"?'],
  ['UNKNOWN_PROCEDURE', 'procedures: { fill-it: [] }\nsteps: [ { call: «filit» } ]', 'Did you mean "fill-it"?'],
  ['UNKNOWN_PROCEDURE', step('call: { procedure: «p» }'), 'under procedures'],
  ['UNKNOWN_CONTEXT', 'steps:\n  - context: { new: main }\n  - context: { enter: «mian» }', 'Did you mean "main"?'],
  ['FOREIGN_OBJECT', `steps:\n  - ${allocateA}\n  - isolate: { name: other, steps: [ { drop: «a» } ] }`],
  ['ISOLATE_IN_USE', 'steps:\n  - parallel:\n      - isolate: { name: i, steps: [ { gc: minor } ] }\n      - isolate: { name: «i», steps: [ { gc: minor } ] }', 'one thread'],
  ['SCRIPT_FILE', step('script: { file: «gone.js» }'), 'relative to the scenario'],
  ['SCRIPT_SYNTAX', step('script: "let a = «;»"')],
  ['SCRIPT_UNSUPPORTED', step('script: "f(«/x/»)"'), 'indexOf'],
  ['RECURSIVE_PROCEDURE', 'procedures: { p: [ { call: «p» } ] }\nsteps: []', 'repeat'],
  ['RECURSIVE_PROCEDURE', 'procedures:\n  a: [ { group: [ { call: b } ] } ]\n  b: [ { call: c } ]\n  c: [ { call: «a» } ]\nsteps: []'],
  ['NO_SUCH_SLOT', `steps:\n  - ${allocateA}\n  - link: { from: a, slot: «2», to: a }`, 'Its slots are 0 to 1.'],
  ['NO_SUCH_SLOT', 'steps: [ { allocate: { size: 64, as: a } }, { link: { from: a, slot: «0», to: a } } ]', 'It has no tagged fields.'],
  ['NO_SUCH_SLOT', step('workload: { count: 1, objects: [ { type: JSObject, fields: 1, lifetime: { list: «5» } } ] }'), 'fields: 2 or more'],
  ['CONSTRAINT_MISMATCH', step('expect: { old_space.used: «5%» }'), '<= 12MiB'],
  ['CONSTRAINT_MISMATCH', step('expect: { oom: «1» }'), 'true or false'],
  ['CONSTRAINT_MISMATCH', step('expect: { gc.last.kind: «3» }'), 'scavenge'],
];

describe('a problem', () => {
  it.each(CASES.map(([code, marked, hint]) => ({ code, marked, hint })))('$code in $marked', ({ code, marked, hint }) => {
    const { text, place } = readMarks(marked);
    const problems = problemsOf(text);
    expect(problems.map(brief)).toHaveLength(1);
    expect(problems[0]).toMatchObject({ code, file: 'test.yaml', ...place });
    if (hint !== undefined) expect(problems[0]?.hint).toContain(hint);
  });

  it('too large to have a place in a small text is found all the same', () => {
    expect(problemsOf('x'.repeat(MAX_TEXT_LENGTH + 1))).toMatchObject([{ code: 'FILE_TOO_LARGE', line: 1, column: 1 }]);
    const aliases = Array.from({ length: 8 }, (_, i) => `  - &a${String(i)} [${Array.from({ length: 10 }, () => (i === 0 ? 'x' : `*a${String(i - 1)}`)).join(', ')}]`);
    expect(problemsOf(`steps:\n${aliases.join('\n')}`).map(({ code }) => code)).toContain('TOO_MANY_ALIASES');
    const bad = Array.from({ length: 2 * MAX_PROBLEMS }, () => '  - foo: 1').join('\n');
    expect(problemsOf(`steps:\n${bad}`).at(-1)?.code).toBe('TOO_MANY_PROBLEMS');
    const many = problemsOf(`steps:\n  - &x [${'seal, '.repeat(50_000)}]\n  - group: *x\n  - group: *x\n  - group: *x\n`);
    expect(many.find(({ code }) => code === 'TOO_MANY_STEPS')).toMatchObject({ line: 2 });
  });

  it('of depth is found in blocks, in values and in calls', () => {
    const nested = (levels: number): string => `steps: [ ${'{ group: [ '.repeat(levels)}seal${' ] }'.repeat(levels)} ]`;
    expect(problemsOf(nested(64))).toEqual([]);
    expect(problemsOf(nested(65))).toMatchObject([{ code: 'TOO_DEEP', line: 1 }]);
    expect(problemsOf(nested(5000))).toMatchObject([{ code: 'TOO_DEEP', line: 1 }]);
    const chain = (length: number): string => `procedures: { ${Array.from({ length }, (_, i) => `p${String(i)}: [ { call: p${String(i + 1)} } ]`).join(', ')}, p${String(length)}: [ seal ] }\nsteps: [ { call: p0 } ]`;
    expect(problemsOf(chain(63))).toEqual([]);
    expect(problemsOf(chain(64)).map(({ code }) => code)).toEqual(['TOO_DEEP']);
  });

  it('of each code is tried here', () => {
    const elsewhere = ['NOT_FOR_PRESET', 'FILE_TOO_LARGE', 'TOO_MANY_ALIASES', 'TOO_MANY_PROBLEMS', 'TOO_MANY_STEPS', 'TOO_DEEP', 'SCRIPT_TOO_DEEP'];
    expect(new Set([...CASES.map(([code]) => code), ...elsewhere])).toEqual(new Set(Object.keys(PROBLEMS)));
  });
});

describe('problems', () => {
  it('are reported all at once, in the order of the text', () => {
    const text = [
      'nmae: x', 'v8: 9.9', 'flags: { foo: 1 }', 'seed: -1', 'steps:', '  - alocate: {}', '  - gc: mnor',
      '  - repeat: { tims: 3, steps: [ { keep: nobody }, { fill: old_spce } ], expect: { gc.cuont: 1 } }',
      '  - { gc: minor, fill: nowhere }', '  - call: p', 'expect: { heap.used: 5%, hep.used: 1 }',
    ].join('\n');
    expect(problemsOf(text).map(({ line, code }) => `${String(line)} ${code}`)).toEqual([
      '1 UNKNOWN_KEY', '2 UNKNOWN_PRESET', '3 UNKNOWN_FLAG', '4 OUT_OF_RANGE', '6 UNKNOWN_KEY', '7 BAD_VALUE',
      '8 UNKNOWN_KEY', '8 UNKNOWN_OBJECT', '8 UNKNOWN_SPACE', '8 UNKNOWN_METRIC', '9 ONE_KEY_EXPECTED', '9 UNKNOWN_SPACE', '10 UNKNOWN_PROCEDURE',
      '11 CONSTRAINT_MISMATCH', '11 UNKNOWN_METRIC',
    ]);
  });

  it('do not follow from each other', () => {
    expect(problemsOf('steps:\n  - allocate: { type: FixdArray, length: 1, as: a }\n  - keep: a\n  - link: { from: a, slot: 900, to: a }').map(({ code }) => code)).toEqual(['UNKNOWN_TYPE']);
    expect(problemsOf('steps: [ { allocate: { type: FixedArray, length: "${x}", as: "${y}" } } ]').map(({ code }) => code)).toEqual(['UNKNOWN_PARAM', 'UNKNOWN_PARAM']);
  });

  it('of a value that is used by aliases are reported once', () => {
    expect(problemsOf('procedures: { p: &p [ { gc: mnor } ] }\nsteps: *p').map(({ code }) => code)).toEqual(['BAD_VALUE']);
  });

  it('escape what a terminal would obey', () => {
    const [problem] = problemsOf('steps: [ { gc: "\\e[31m\\u202e" } ]');
    expect(problem?.message).toBe('"\\x1b[31m\\u202e" is not a kind of collection.');
  });
});
