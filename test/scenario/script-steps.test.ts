/** Steps about contexts, scripts and functions: what they become, and the problems of scripts at their place in the text. */
import { describe, expect, test } from 'vitest';
import { compileScenario } from '../../src/scenario/compile.ts';
import { brief, FILE, problemsOf, programOf, stepOf } from './scenario-text.ts';

describe('script', () => {
  test('is taken as it is, and knows where its text stands', () => {
    const steps = programOf('params: { a: 1 }\nsteps:\n  - script: |\n      f(`${a}`);\n      g();\n  - script: "`${x}`"\n  - { script: { source: 1 + 1, steps: 5, as: o } }\n').steps;
    expect(steps).toMatchObject([
      { op: 'script', source: 'f(`${a}`);\ng();\n', origin: { file: null, line: 4, column: 7, indent: 6 }, context: null, as: null, stepLimit: 1e9, throws: null },
      { source: '`${x}`', origin: { line: 6, column: 14, indent: 0 } },
      { source: '1 + 1', origin: { line: 7, column: 25, indent: 0 }, stepLimit: 5, as: 0, handle: 'local' },
    ]);
  });

  test.each([
    ['a block', '  - script: |\n      let a = 1;\n      with (a) {}\n', '4:7-4:8 SCRIPT_SYNTAX'],
    ['a block with a hint of its indentation', '  - script: |2\n        let a = ;\n', '3:17-3:18 SCRIPT_SYNTAX'],
    ['a block with lines of CRLF', '  - script: |\r\n      let a = 1;\r\n      yield\r\n', '4:7-4:8 SCRIPT_SYNTAX'],
    ['outside the subset', '  - script: |\n      function* f() {}\n', '3:7-3:23 SCRIPT_UNSUPPORTED Generators are not supported.'],
    ['quotes', '  - script: "let a = ;"\n', '2:22-2:23 SCRIPT_SYNTAX'],
    ['a plain text', '  - script: let a = ;\n', '2:21-2:22 SCRIPT_SYNTAX'],
    ['a folded text', '  - script: >\n      let\n      a = ;\n', '2:13-'],
    ['escapes', '  - script: "let \\"a\\" = 1"\n', '2:13-'],
  ])('has its problems told at their place: %s', (_name, steps, place) => {
    const [problem] = problemsOf(`steps:\n${steps}`);
    expect(brief(problem!)).toContain(place);
  });

  test('every problem is found at once, and a folded text says where in the script', () => {
    const problems = problemsOf('steps:\n  - script: |\n      /a/;\n      label: 1n;\n  - script: >\n      x = /a/;\n');
    expect(problems.map(brief)).toEqual([
      '3:7-3:10 SCRIPT_UNSUPPORTED Regular expressions are not supported.',
      expect.stringMatching(/^4:14-4:16 SCRIPT_UNSUPPORTED BigInts are not supported./),
      expect.stringMatching(/^5:13-.* SCRIPT_UNSUPPORTED Regular expressions are not supported. It is in line 1, column 5 of the script.$/),
    ]);
  });

  test('is not followed into any depth', () => {
    const [problem] = problemsOf(`steps:\n  - script: "${'['.repeat(2000)}${']'.repeat(2000)}"\n`);
    expect(problem?.code).toBe('SCRIPT_TOO_DEEP');
  });

  test('is read from a file, whose problems are told in the file', () => {
    const readFile = (path: string) => (path === 'good.js' ? { ok: true, file: 'dir/good.js', text: '1' } as const : path === 'bad.js' ? { ok: true, file: 'dir/bad.js', text: 'let a;\nlet a;' } as const : { ok: false, reason: 'There is no such file.' } as const);
    const compile = (file: string) => compileScenario({ text: `steps:\n  - script: { file: ${file} }\n`, file: FILE, readFile });
    expect(compile('good.js')).toMatchObject({ ok: true, program: { steps: [{ source: '1', origin: { file: 'dir/good.js', line: 1, column: 1, indent: 0 } }] } });
    expect(compile('bad.js')).toMatchObject({ ok: false, problems: [{ code: 'SCRIPT_SYNTAX', file: 'dir/bad.js', line: 2, column: 5 }] });
    expect(compile('none.js')).toMatchObject({ ok: false, problems: [{ code: 'SCRIPT_FILE', file: FILE, line: 2, column: 21, message: 'The script "none.js" cannot be read. There is no such file.' }] });
    expect(problemsOf('steps:\n  - script: { file: a.js }\n')).toMatchObject([{ code: 'SCRIPT_FILE', message: 'The script "a.js" cannot be read. Files cannot be read here.' }]);
  });

  test.each([
    ['{ script: { as: a } }', 'MISSING_KEY'],
    ['{ script: { source: 1, file: a.js } }', 'CONFLICTING_KEYS'],
    ['{ script: { source: 1, context: nowhere } }', 'UNKNOWN_CONTEXT'],
    ['{ script: [ 1 ] }', 'WRONG_TYPE'],
    ['{ script: { source: 1, throw: Error } }', 'UNKNOWN_KEY'],
  ])('%s: %s', (step, code) => {
    expect(problemsOf(`steps: [ ${step} ]`).map((problem) => problem.code)).toEqual([code]);
  });
});

describe('context', () => {
  test('several keys are several steps, in the order in which they take effect', () => {
    expect(programOf('steps: [ { context: { dispose: a, enter: a, new: a, exit: a } } ]').steps).toMatchObject([
      { action: 'new', id: 0, context: 0 }, { action: 'enter', id: 1 }, { action: 'exit', id: 2 }, { action: 'dispose', id: 3 },
    ]);
    expect(stepOf('context: notify', 'context')).toMatchObject({ action: 'notify' });
  });

  test.each([
    ['{ context: {} }', 'MISSING_KEY'],
    ['{ context: { enter: a } }', 'UNKNOWN_CONTEXT'],
    ['{ context: leave }', 'BAD_VALUE'],
  ])('%s: %s', (step, code) => {
    expect(problemsOf(`steps: [ ${step} ]`).map((problem) => problem.code)).toEqual([code]);
  });
});

describe('function', () => {
  const PROCEDURES = 'procedures: { p: [ { gc: minor } ] }\n';
  test('has accessors that are procedures, or not to be reached', () => {
    expect(stepOf('function: { name: Foo, accessors: { get: { getter: p, setter: unreachable }, set: { setter: p } } }', 'function', PROCEDURES)).toMatchObject({
      name: 'Foo', as: 0,
      accessors: [
        { name: 'get', getter: { kind: 'procedure', procedure: 0 }, setter: { kind: 'unreachable' } },
        { name: 'set', getter: { kind: 'none' }, setter: { kind: 'procedure', procedure: 0 } },
      ],
    });
  });

  test.each([
    ['{ function: { name: Foo, accessors: { get: { getter: q } } } }', 'UNKNOWN_PROCEDURE'],
    ['{ function: { name: Foo, accessors: { get: {} } } }', 'MISSING_KEY'],
    ['{ function: { name: Foo, accessors: { get: { reader: p } } } }', 'UNKNOWN_KEY'],
    ['{ function: { name: not a name } }', 'BAD_NAME'],
    ['{ set-global: { name: x, to: nothing } }', 'UNKNOWN_OBJECT'],
  ])('%s: %s', (step, code) => {
    expect(problemsOf(`${PROCEDURES}steps: [ ${step} ]`).map((problem) => problem.code)).toContain(code);
  });

  test('a procedure that reads its own accessor would never end', () => {
    const text = 'procedures:\n  p:\n    - function: { name: Foo, accessors: { get: { getter: p } } }\nsteps: [ { call: p } ]';
    expect(problemsOf(text).map((problem) => problem.code)).toEqual(['RECURSIVE_PROCEDURE']);
  });
});
