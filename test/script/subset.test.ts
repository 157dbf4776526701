/** What scripts cannot use is refused before they start, all of it at once, each with its place. */
import { describe, expect, test } from 'vitest';
import { compileScript } from '../../src/script/compile-script.ts';

function problemsOf(source: string): readonly { readonly code: string; readonly message: string; readonly at: string; readonly text: string }[] {
  const result = compileScript(source);
  if (result.ok) return [];
  return result.problems.map(({ code, message, start, end }) => {
    const before = source.slice(0, start).split('\n');
    return { code, message, at: `${before.length}:${before.at(-1)!.length + 1}`, text: source.slice(start, end) };
  });
}

describe('outside the subset', () => {
  test.each([
    ['a regular expression', 'let a = 1;\n  a = /x/g;', '2:7', '/x/g', 'Regular expressions'],
    ['a BigInt', 'let a = 10n;', '1:9', '10n', 'BigInts'],
    ['a generator', 'let a;\nfunction* f() {}', '2:1', 'function* f() {}', 'Generators'],
    ['a method that is a generator', 'class A { *m() {} }', '1:13', '() {}', 'Generators'],
    ['an asynchronous loop', 'async function f() {\n  for await (const x of []) x;\n}', '2:3', 'for await (const x of []) x;', 'Asynchronous loops'],
    ['a tagged template', 'String.raw`x`', '1:1', 'String.raw`x`', 'Tagged templates'],
    ['import()', 'const m =\n\timport("fs")', '2:2', 'import("fs")', 'Imports'],
    ['a private field', 'class A {\n  #x = 1;\n}', '2:3', '#x', 'Private names'],
    ['a static block', 'class A { static { } }', '1:11', 'static { }', 'Static blocks'],
    ['new.target', 'function f() { return new.target }', '1:23', 'new.target', 'new.target'],
    ['arguments', 'function f() { return arguments[0] }', '1:23', 'arguments', 'arguments'],
    ['eval', 'eval("1")', '1:1', 'eval', 'eval'],
    ['super() in an arrow', 'class A extends Array { constructor() { (() => super())() } }', '1:48', 'super()', 'super()'],
    ['a computed field', 'class A { [1 + 1] = 2 }', '1:11', '[1 + 1] = 2', 'Computed names'],
    ['__proto__ in a literal', '({ __proto__: null })', '1:4', '__proto__: null', '__proto__'],
    ['debugger', ';debugger;', '1:2', 'debugger;', 'Debugger statements'],
  ])('%s', (_what, source, at, text, message) => {
    expect(problemsOf(source)).toMatchObject([{ code: 'SCRIPT_UNSUPPORTED', at, text, message: expect.stringContaining(message) as string }]);
  });

  test.each([
    ['with', 'let a;\nwith (a) {}', '2:1'],
    ['an octal literal', 'let a = 010;', '1:9'],
    ['delete of a variable', 'let a;\ndelete a;', '2:1'],
    ['export', 'export const a = 1', '1:1'],
    ['import', 'import fs from "fs"', '1:1'],
    ['await outside of functions', 'let a;\nawait a;', '2:7'],
    ['a name that is declared twice', 'let a;\nlet a;', '2:5'],
    ['return outside of functions', 'return 1', '1:1'],
    ['an unfinished text', 'let a = {', '1:10'],
  ])('no strict script: %s', (_what, source, at) => {
    expect(problemsOf(source)).toMatchObject([{ code: 'SCRIPT_SYNTAX', at }]);
  });

  test('all problems are told at once', () => {
    expect(problemsOf('let a = /x/;\nlet b = 1n;\nfunction* g() {}').map(({ at }) => at)).toEqual(['1:9', '2:9', '3:1']);
  });

  test.each([
    ['expressions', `${'('.repeat(3000)}1${')'.repeat(3000)}`],
    ['operators', Array.from({ length: 3000 }, () => '1').join('+')],
    ['blocks', `${'{'.repeat(3000)}${'}'.repeat(3000)}`],
    ['closures', `${'(() => '.repeat(2000)}1${')'.repeat(2000)}`],
  ])('deep nesting of %s is refused or compiled, never a crash', (_what, source) => {
    for (const { code } of problemsOf(source)) expect(code).toBe('SCRIPT_TOO_DEEP');
  });
});
