/** Texts that mean no good, or come from somewhere else: they end quickly, with problems, and change nothing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeFrame } from '../../src/scenario/code-frame.ts';
import { MAX_TEXT_LENGTH } from '../../src/scenario/parse.ts';
import { MAX_PROBLEMS } from '../../src/scenario/problems.ts';
import { problemsOf, programOf } from './scenario-text.ts';

const codesOf = (text: string): readonly string[] => problemsOf(text).map(({ code }) => code);

describe('a text that is no scenario', () => {
  it.each<[string, string, readonly string[]]>([
    ['nothing', '', ['EMPTY_FILE']],
    ['a comment', '# nothing yet\n', ['EMPTY_FILE']],
    ['an empty document', '---\n', ['EMPTY_FILE']],
    ['null', 'null', ['EMPTY_FILE']],
    ['a word', 'hello', ['WRONG_TYPE']],
    ['a list', '- a\n- b', ['WRONG_TYPE']],
    ['two documents', 'steps: []\n---\nsteps: []', ['UNSUPPORTED_YAML']],
    ['a merge key', 'steps: []\n<<: { name: x }', ['UNSUPPORTED_YAML']],
    ['a tag', 'steps: !foo []', ['UNSUPPORTED_YAML']],
    ['binary data', 'name: !!binary aGVsbG8=\nsteps: []', ['UNSUPPORTED_YAML']],
    ['a list for a key', '? [a]\n: 1\nsteps: []', ['UNSUPPORTED_YAML']],
    ['an open bracket', 'steps: [', ['YAML_SYNTAX']],
    ['a tab', 'steps:\n\t- seal', ['YAML_SYNTAX']],
    ['an alias of nothing', 'steps: *a', ['YAML_SYNTAX']],
    ['an alias of itself', 'steps: &a [ *a ]', ['YAML_SYNTAX']],
  ])('%s', (_, text, codes) => {
    expect(codesOf(text)).toEqual(codes);
  });
});

describe('a text of another habit', () => {
  it('may begin with a byte order mark, which takes no column', () => {
    expect(programOf('\uFEFFsteps: [ seal ]').steps).toMatchObject([{ location: { line: 1, column: 10 } }]);
  });

  it('may end its lines with CRLF', () => {
    expect(programOf('steps:\r\n  - seal\r\n  - gc: minor\r\n').steps).toMatchObject([{ location: { line: 2, column: 5 } }, { location: { line: 3, column: 5 } }]);
    expect(problemsOf('steps:\r\n  - gc: mnor\r\n')).toMatchObject([{ line: 2, column: 9, endLine: 2, endColumn: 13 }]);
  });

  it('keeps the rules of YAML 1.2, whatever version it claims', () => {
    expect(programOf('%YAML 1.1\n---\nname: yes\nsteps: [ seal ]').name).toBe('yes');
  });

  it('may use aliases for what occurs twice', () => {
    const { steps } = programOf('procedures: { p: &list [ { gc: minor } ] }\nsteps: *list');
    expect(steps).toMatchObject([{ op: 'gc', id: 1 }]);
  });
});

describe('keys of JavaScript’s own', () => {
  it('are unknown keys, and pollute nothing', () => {
    const problems = problemsOf([
      '__proto__: { polluted: 1 }', 'constructor: 1', 'toString: 2',
      'steps: [ { __proto__: { a: 1 } }, { constructor: 1 }, { expect: { __proto__: 1, constructor.name: 2 } }, { allocate: { type: Cell, __proto__: 1, hasOwnProperty: 2 } } ]',
      'flags: { __proto__: 1, constructor: 1 }',
    ].join('\n'));
    expect(problems.map(({ code }) => code).toSorted()).toEqual([
      ...Array.from({ length: 2 }, () => 'UNKNOWN_FLAG'), ...Array.from({ length: 7 }, () => 'UNKNOWN_KEY'), ...Array.from({ length: 2 }, () => 'UNKNOWN_METRIC'),
    ]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('are no types, spaces, presets or units either', () => {
    expect(codesOf('v8: constructor\nsteps: [ { allocate: { type: toString, length: 5__proto__ } }, { fill: __proto__ }, { expect: { __proto__.used: 1 } } ]'))
      .toEqual(['UNKNOWN_PRESET', 'UNKNOWN_TYPE', 'BAD_VALUE', 'UNKNOWN_SPACE', 'UNKNOWN_METRIC']);
  });

  it('may name objects, params and procedures', () => {
    const { objectNames, settings } = programOf('params: { constructor: 3 }\nprocedures: { toString: [ seal ] }\nsteps: [ { allocate: { type: FixedArray, length: "${constructor}", as: valueOf } }, { call: toString }, { drop: valueOf } ]');
    expect(objectNames).toEqual(['valueOf']);
    expect(Object.entries(settings.params)).toEqual([['constructor', 3]]);
  });
});

/** Generous: even on a busy machine an unbounded way through would take far longer, or all memory. */
const QUICK_MS = 20_000;

describe('a bomb', { timeout: QUICK_MS }, () => {
  it('of 50 million characters is not even parsed', () => {
    expect(codesOf('a'.repeat(50_000_000))).toEqual(['FILE_TOO_LARGE']);
    expect(codesOf(`# ${'x'.repeat(MAX_TEXT_LENGTH)}`)).toEqual(['FILE_TOO_LARGE']);
  });

  it.each([
    ['brackets', `steps: ${'['.repeat(100_000)}`],
    ['closed brackets', `steps: ${'['.repeat(5000)}${']'.repeat(5000)}`],
    ['braces', 'steps: '.concat('{a: '.repeat(100_000))],
    ['dashes', '- '.repeat(100_000)],
    ['indentation', Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['question marks', '? '.repeat(100_000)],
    ['aliases in brackets', Array.from({ length: 50 }, (_, i) => `b${String(i)}: &b${String(i)} ${'['.repeat(100)}${i === 0 ? '1' : `*b${String(i - 1)}`}${']'.repeat(100)}`).join('\n')],
  ])('of nested %s is too deep', (_, text) => {
    expect(codesOf(text)).toContain('TOO_DEEP');
  });

  it('of aliases has too many', () => {
    const levels = Array.from({ length: 20 }, (_, i) => `b${String(i)}: &b${String(i)} [${Array.from({ length: 10 }, () => (i === 0 ? '1' : `*b${String(i - 1)}`)).join(', ')}]`);
    expect(codesOf(levels.join('\n')).filter((code) => code === 'TOO_MANY_ALIASES')).toHaveLength(1);
  });

  it('of keys is read in linear time, and its problems are counted rather than listed', () => {
    const problems = problemsOf(Array.from({ length: 60_000 }, (_, i) => `key${String(i)}: 1`).join('\n'));
    expect(problems).toHaveLength(MAX_PROBLEMS + 1);
    expect(problems.at(-1)?.code).toBe('TOO_MANY_PROBLEMS');
  });

  it('of params stays small', () => {
    expect(codesOf(`params: { x: ${'y'.repeat(1000)} }\nsteps: [ { sample: "${'${x}'.repeat(2000)}" } ]`)).toEqual(['OUT_OF_RANGE']);
    expect(codesOf(`params: { x: 1 }\nsteps: [ { sample: "${'${x}'.repeat(100_000)}" } ]`)).toEqual(['OUT_OF_RANGE']);
  });
});

describe('any text at all', () => {
  const place = (text: string): void => {
    for (const problem of problemsOf(text)) {
      const lines = text.replace(/^\uFEFF/, '').split('\n');
      expect(problem.line).toBeGreaterThanOrEqual(1);
      expect(problem.line).toBeLessThanOrEqual(lines.length);
      expect(problem.column).toBeLessThanOrEqual((lines[problem.line - 1] ?? '').length + 1);
      expect(problem.message).not.toBe('');
      expect(codeFrame(text, problem)).toContain('^');
    }
  };

  it('compiles or has problems, each at a place that exists', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), place), { numRuns: 300 });
  });

  it('made of the words of the language does too', () => {
    const word = fc.constantFrom(
      'steps', 'allocate', 'type', 'FixedArray', 'length', 'workload', 'objects', 'lifetime', 'ring', 'expect', 'gc.count', 'repeat', 'times', 'params', '${x}', 'x',
      'procedures', 'call', 'fill', 'old_space', 'seal', 'v8', 'flags', 'keep', 'link', ': ', ':', '- ', '[', ']', '{', '}', ', ', '\n', '\n  ', '\n    ', '"', '&a ', '*a', '1', '-5', '8..64', '1e30', 'null', '5%', '#', '!t ', '|', '>', '\t', '<<',
    );
    fc.assert(fc.property(fc.array(word, { maxLength: 60 }).map((words) => words.join('')), place), { numRuns: 1000 });
  });

  it('with any value in place of another does too', () => {
    const value = fc.json({ maxDepth: 3 });
    const key = fc.constantFrom('allocate', 'workload', 'link', 'keep', 'drop', 'fill', 'seal', 'abandon', 'evacuate', 'gc', 'sample', 'expect', 'call', 'group', 'repeat', 'always-allocate', 'handle-scope', 'fail-allocations');
    fc.assert(fc.property(key, value, (step, argument) => place(`steps: [ { ${step}: ${argument} } ]`)), { numRuns: 1000 });
    const top = fc.constantFrom('name', 'description', 'tags', 'v8', 'seed', 'flags', 'machine', 'baseline', 'params', 'procedures', 'steps', 'expect');
    fc.assert(fc.property(top, value, (topKey, argument) => place(`{ ${topKey}: ${argument} }`)), { numRuns: 500 });
  });
});
