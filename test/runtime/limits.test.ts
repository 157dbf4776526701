/** Scripts that would not end, or would take all there is: each ends with an error that says so, and the heap stays sound. */
import { describe, expect, test } from 'vitest';
import { runScript } from './run-script.ts';

describe('a script without an end', () => {
  test.each([
    ['an empty loop', 'for (;;) {}'],
    ['a loop that allocates', 'for (;;) ({ a: 1 })'],
    ['a loop that catches everything', 'for (;;) { try { for (;;) null.x } catch {} finally { continue } }'],
    ['microtasks that make microtasks', 'const f = () => { Promise.resolve().then(f); }; f()'],
    ['a callback of a built-in function', '[1, 2].sort(() => { for (;;) {} })'],
    ['a conversion', '`${{ toString() { for (;;) {} } }}`'],
    ['a function that is awaited', '(async () => { for (;;) await 1 })()'],
  ])('ends at the limit of steps: %s', (_what, source) => {
    const { failure } = runScript(source, { steps: 400_000 });
    expect(failure).toMatchObject({ kind: 'step-limit', message: expect.stringContaining('steps without an end') as string });
  });
});

describe('deep recursion', () => {
  test.each([
    ['a function', 'const f = (n) => f(n + 1) + 1; f(0)'],
    ['a method', 'class A { m() { return this.m(); } } new A().m()'],
    ['a getter', 'const o = { get x() { return this.x; } }; o.x'],
    ['a constructor', 'class A { constructor() { new A(); } } new A()'],
    ['a conversion', 'const o = { toString() { return `${o}`; } }; `${o}`'],
    ['a callback', 'const f = () => [1].map(f); f()'],
    ['call and apply', 'const f = (...args) => f.apply(null, args); f(1, 2, 3)'],
    ['a bound function', 'let g; const f = () => g(); g = f.bind(null, 1, 2); g()'],
    ['arguments without number', 'Math.max(...new Array(270000))'],
    ['arguments passed on', 'const f = (...a) => a.length; f.call(null, ...new Array(200000))'],
    ['arguments of a timer', 'setTimeout(...[() => 1, 1].concat(new Array(200000)))'],
  ])('is a RangeError that can be caught: %s', (_what, source) => {
    const { failure, output } = runScript(`try { ${source} } catch (error) { console.log(error instanceof RangeError, error.message) } console.log('on')`, { steps: 1e8 });
    expect(failure).toBeNull();
    expect(output).toBe('true Maximum call stack size exceeded\non');
  });

  test('a stack of finally blocks is left in order', () => {
    const { output } = runScript('let n = 0; const f = () => { try { f(); } finally { n++; } }; try { f(); } catch { console.log(n > 1000); }');
    expect(output).toBe('true');
  });

  test('arrays that contain each other have a text', () => {
    const { output } = runScript("const a = [1], b = [a, 2]; a.push(b); console.log(String(a), b.join('-'), `${[a, a]}`)");
    expect(output).toBe('1,,2 1,-2 1,,2,1,,2');
  });
});
