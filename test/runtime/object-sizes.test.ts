/** What scripts allocate has V8's sizes, as heap snapshots of Node tell them (8-byte words). */
import { describe, expect, test } from 'vitest';
import { Isolate } from '../../src/runtime/isolate.ts';
import { compileIn } from '../../src/runtime/script.ts';
import { newHeap } from '../heap/heaps.ts';
import { finish } from './run-script.ts';

const isolate = new Isolate(newHeap());
const context = isolate.createContext();

/** Bytes of the object that the script yields; of the table, elements or properties that its third word names, with `store`. */
function bytesOf(source: string, store = false): number {
  const compilation = compileIn(isolate, `(() => { ${source} })()`);
  if (!compilation.ok) throw new Error(JSON.stringify(compilation.problems));
  let bytes = 0;
  const outcome = finish(
    compilation.script.run(context, { steps: 1e6 }, (value) => {
      bytes = 8 * isolate.heap.sizeWordsAt(store ? isolate.heap.load(value, 2) : value);
    }),
  );
  expect(outcome.failure).toBeNull();
  return bytes;
}

describe('bytes of', () => {
  test.each([
    ['an empty literal', 'return {}', 56],
    ['a literal of one property', 'return { a: 1 }', 32],
    ['a literal of two properties', 'return { a: 1, b: 2 }', 40],
    ['a literal of ten properties', 'return { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8, i: 9, j: 10 }', 104],
    ['what a class constructs', 'class P { constructor(x, y) { this.x = x; this.y = y; } } return new P(1, 2)', 40],
    ['what a derived class constructs', 'class P { constructor() { this.x = 1; } } class Q extends P { constructor() { super(); this.y = 2; } } return new Q()', 40],
    ['an array', 'return [1, 2, 3]', 32],
    ['a number that is no small integer', 'return 1.5', 16],
    ['a text of ten characters, one byte each', "return ['abcde', 'fghij'].join('')", 32],
    ['a text of ten characters, two bytes each', "return ['абвгд', 'абвгд'].join('')", 40],
    ['a concatenation of 13 characters', "const a = 'abcdefg', b = 'hijklm'; return a + b", 32],
    ['a slice of 13 characters', "return ['abcdefghijk', 'lmnopqrst'].join('').slice(1, 14)", 32],
    ['a function', 'return function () {}', 64],
    ['an arrow function', 'return () => 1', 56],
    ['a method', 'return { m() {} }.m', 56],
    ['a bound function', 'return (() => 1).bind(null)', 48],
    ['a promise', 'return Promise.resolve(1)', 48],
    ['a Map', 'return new Map()', 32],
    ['a Set', 'return new Set()', 32],
    ['a WeakMap', 'return new WeakMap()', 32],
    ['a WeakRef', 'return new WeakRef({})', 32],
    ['an error', "return new Error('x')", 48],
  ])('%s', (_what, source, bytes) => {
    expect(bytesOf(source)).toBe(bytes);
  });

  test.each([
    ['elements after the first push', 'const a = []; a.push(1); return a', 152],
    ['elements after 18 pushes', 'const a = []; for (let i = 0; i < 18; i++) a.push(i); return a', 360],
    ['elements after 83 pushes', 'const a = []; for (let i = 0; i < 83; i++) a.push(i); return a', 1136],
    ['elements of new Array(100)', 'return new Array(100)', 816],
    ['the property array of an empty literal with five properties', 'const o = {}; o.a = 1; o.b = 2; o.c = 3; o.d = 4; o.e = 5; return o', 40],
    ['the property array with eight properties', 'const o = {}; o.a = 1; o.b = 2; o.c = 3; o.d = 4; o.e = 5; o.f = 6; o.g = 7; o.h = 8; return o', 64],
  ])('%s', (_what, source, bytes) => {
    expect(bytesOf(source, true)).toBe(bytes);
  });
});
