/** Random programs over the subset print in Node and here the same, however often the heap is collected meanwhile. */
import { describe, test } from 'vitest';
import { compareRandomPrograms, printsTheSame } from './compare-programs.ts';

test('100 random programs print what Node prints', () => compareRandomPrograms('14.6', 100), 240_000);

/** What random programs and the review have found. */
describe('programs that once differed', () => {
  test.each([
    ['an empty array at the last level', 'console.log([[[[]]]], [[[{}]]], [[[new Map(), new Set()]]], [[[[1]]]], [[[{ x: 1 }]]])'],
    ['columns of short parts', "console.log({ x: [undefined, '12', 0, 4294967295, \"it's\", 1073741823, '1e+21'] }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])"],
    ['an object that contains itself, as wide as a line', 'const d = { x: 4 }; d.z = [d, [[1], -1], d]; console.log(1, "two", d); d.y = [d]; d.w = "wwwww"; console.log(d)'],
    ['half of a pair of characters', "console.log(['😀'.slice(0, 1)].length, ['x\\u0007\\u009f'])"],
    ['-0 as a key', 'console.log(new Map([[-0, 1]]), new Set([-0]), new Set([0, -0]).size, new Map().set(-0, 1), new Set().add(-0))'],
    ['kinds of objects by their tag', 'console.log([new Map(), new Set(), new WeakMap(), new WeakSet(), new WeakRef({}), Promise.resolve(), [], () => 1, Error(), {}, null, 1].map((v) => Object.prototype.toString.call(v)).join())'],
    ['arrays that contain each other', "const a = [1], b = [a, 2]; a.push(b); console.log(String(a), b.join('-'), `${[a, a]}`)"],
    ['deeply nested arrays as a text', 'let a = [1]; for (let i = 0; i < 80; i++) a = [a]; console.log(String(a))'],
    ['an index whose conversion collects', 'const wanted = { a: 1 }; console.log([1, wanted].indexOf({ a: 1 }), [1, wanted].indexOf(wanted, { valueOf() { gc(); return [{}].length; } }))'],
    ['a class that extends Array', 'class A extends Array { get last() { return this[this.length - 1]; } } const a = new A(1, 2, { x: 3 }); console.log(a.last, a instanceof A, a.length)'],
    ['classes that extend Map and Error', "class M extends Map {} class E extends Error { constructor(m) { super(m); this.code = 1; } } const m = new M([[{}, 1]]); console.log(m.size, m instanceof M, new E('x').message, new E('y') instanceof E, new E('z').code)"],
    ['an array that is cut after it was made long', 'const a = [1, 2]; a.length = 40; a.length = 1; a.length = 3; console.log(a, a.length); a.length = 0; a.push(5); console.log(a)'],
    ['frozen arrays', 'const a = Object.freeze([3, 1]); for (const f of [() => a.fill(0), () => a.reverse(), () => a.push(1), () => { a[0] = 1; }, () => a.pop()]) { try { f(); console.log("no"); } catch (e) { console.log(e.name); } } console.log(a)'],
  ])('%s', (_what, source) => {
    for (const preset of ['14.6', 'classic']) for (const every of [1, 7]) printsTheSame(source, preset, every);
  });
});
