/**
 * Small programs of the subset. They always end, print what they compute, and never fail but where they say so: each
 * statement is tried, and of what it throws the kind is printed.
 */
import * as fc from 'fast-check';

/** Variables that every program has. */
const NAMES = ['a', 'b', 'c', 'd', 'e'] as const;
const KEYS = ['x', 'y', 'z', 'length'] as const;

const name = fc.constantFrom(...NAMES);
const key = fc.constantFrom(...KEYS);

const literal = fc.oneof(
  fc.integer({ min: -5, max: 20 }).map(String),
  fc.constantFrom('0.5', '-0', '1e21', '1073741823', '1073741824', '-1073741825', '4294967295', '0.1', 'NaN', 'Infinity'),
  fc.constantFrom("''", "'ab'", "'12'", "'a longer text than thirteen'", '"it\'s"', "'é€ß'"),
  fc.constantFrom('true', 'false', 'null', 'undefined'),
);

const BINARY = ['+', '-', '*', '/', '%', '&', '|', '^', '<<', '>>', '>>>', '<', '<=', '>', '>=', '==', '!=', '===', '!==', '&&', '||', '??', ','] as const;

/** Methods of arrays that take one value. */
const MUTATIONS = ['push', 'unshift', 'indexOf', 'includes', 'join', 'concat', 'fill', 'flat'] as const;

type Grammar = Record<'expression' | 'statement' | 'block', string>;

const grammar = fc.letrec<Grammar>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    literal,
    name,
    fc.tuple(tie('expression'), fc.constantFrom(...BINARY), tie('expression')).map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    fc.tuple(fc.constantFrom('-', '+', '!', '~', 'typeof ', 'void '), tie('expression')).map(([operator, value]) => `(${operator}(${value}))`),
    fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([test, yes, no]) => `(${test} ? ${yes} : ${no})`),
    fc.tuple(tie('expression'), key).map(([object, property]) => `${wrap(object)}?.${property}`),
    fc.tuple(tie('expression'), tie('expression')).map(([object, property]) => `${wrap(object)}?.[${property}]`),
    fc.array(tie('expression'), { maxLength: 9 }).map((values) => `[${values.join(', ')}]`),
    fc.array(fc.tuple(key, tie('expression')), { maxLength: 4 }).map((entries) => `{ ${entries.map(([property, value]) => `${property}: ${value}`).join(', ')} }`),
    fc.tuple(tie('expression'), tie('expression')).map(([spread, value]) => `{ ...${spread}, x: ${value} }`),
    fc.tuple(tie('expression'), tie('expression')).map(([first, second]) => `\`<\${${first}}-\${String(${second})}>\``),
    fc.tuple(name, tie('expression')).map(([variable, value]) => `(${variable} = small(${value}))`),
    fc.tuple(name, fc.constantFrom('+=', '-=', '??=', '||=', '&&='), tie('expression')).map(([variable, operator, value]) => `(${variable} ${operator} ${value}, ${variable} = small(${variable}))`),
    fc.tuple(name, fc.constantFrom('++', '--')).map(([variable, operator]) => `${variable}${operator}`),
    fc.tuple(tie('expression'), tie('expression')).map(([first, second]) => `twice(${first}, ${second})`),
    fc.tuple(tie('expression'), tie('expression')).map(([x, y]) => `new Point(${x}, ${y}).sum`),
    fc.tuple(tie('expression'), tie('expression')).map(([x, y]) => `new Deep(${x}, ${y})`),
    tie('expression').map((value) => `((p, q = p) => [p, q, ${value}])(a)`),
    tie('expression').map((value) => `list(${value}).map((v, i) => [i, v])`),
    fc.tuple(tie('expression'), tie('expression')).map(([value, other]) => `list(${value}).filter(Boolean).concat(${other}).reverse()`),
    tie('expression').map((value) => `list(${value}).reduce((s, v) => s + String(v), '')`),
    tie('expression').map((value) => `Object.entries(${wrap(value)} ?? {})`),
    tie('expression').map((value) => `new Set(list(${value}))`),
    fc.tuple(tie('expression'), tie('expression')).map(([first, second]) => `new Map([[${first}, ${second}], ['k', 1]])`),
    fc.tuple(tie('expression'), tie('expression')).map(([first, second]) => `Math.max(${first}, Math.floor(${second}))`),
    tie('expression').map((value) => `String(${value}).slice(1, -1)`),
    tie('expression').map((value) => `String(${value}).toUpperCase().split('A')`),
    fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([value, computed, other]) => `{ get x() { return ${value}; }, ['p' + String(${computed})]: ${other} }`),
    fc.tuple(tie('expression'), tie('expression')).map(([value, other]) => `({ m(v) { return [v, this?.y]; }, y: ${value} }).m(${other})`),
    fc.tuple(tie('expression'), fc.constantFrom(...MUTATIONS), tie('expression')).map(([value, method, other]) => `[...list(${value})].${method}(${other})`),
    tie('expression').map((value) => `[...list(${value}), 3, 'b', 10].sort()`),
    tie('expression').map((value) => `[...list(${value}), 3, 10, -2].sort((x, y) => (Number(x) || 0) - (Number(y) || 0))`),
    fc.tuple(tie('expression'), tie('expression')).map(([first, second]) => `(mp.set(small(${first}), small(${second})), [...mp.entries()])`),
    tie('expression').map((value) => `(mp.delete(${value}), mp.size)`),
    fc.tuple(tie('expression'), tie('expression')).map(([first, second]) => `((count) => { const up = () => (count = [count, ${second}]); up(); return up; })(${first})()`),
  ),
  block: fc.array(tie('statement'), { maxLength: 4 }).map((statements) => `{ ${statements.join(' ')} }`),
  statement: fc.oneof(
    { depthSize: 'small' },
    fc.tuple(name, tie('expression')).map(([variable, value]) => `${variable} = small(${value});`),
    tie('expression').map((value) => `print(${value});`),
    tie('expression').map((value) => `try { print(${value}); } catch (error) { print(error.name); } finally { n++; }`),
    fc.tuple(tie('expression'), tie('block'), tie('block')).map(([test, yes, no]) => `if (${test}) ${yes} else ${no}`),
    fc.tuple(fc.integer({ min: 0, max: 3 }), tie('block')).map(([times, body]) => `for (let i = 0; i < ${times}; i++) { fs.push(() => i); ${body} }`),
    fc.tuple(tie('expression'), tie('block')).map(([value, body]) => `for (const v of list(${value})) { if (n++ > 40) break; fs.push(() => v); ${body} }`),
    fc.tuple(tie('expression'), tie('block')).map(([value, body]) => `for (const k in ${value}) { if (n++ > 40) continue; print(k); ${body} }`),
    fc.tuple(name, tie('expression')).map(([variable, value]) => `switch (${variable}) { case 1: print('one'); case ${value}: print('same'); break; default: print('other'); }`),
    fc.tuple(tie('expression'), tie('expression')).map(([first, second]) => `{ const [p = 1, ...q] = list(${first}); const { x = p, ...r } = ${wrap(second)} ?? {}; print(p, q, x, r); }`),
    fc.tuple(name, key, tie('expression')).map(([variable, property, value]) => `if (Object(${variable}) === ${variable}) ${variable}.${property === 'length' ? 'w' : property} = small(${value});`),
    fc.tuple(fc.integer({ min: 0, max: 3 }), tie('block')).map(([times, body]) => `{ let w = ${times}; while (w-- > 0) ${body} do { w++; } while (w < 2); }`),
    fc.tuple(tie('expression'), tie('expression'), tie('block'), tie('expression')).map(
      ([above, field, body, result]) =>
        `{ class K extends Point { w = ${field}; constructor(v) { super(v, ${above}); } m(v) { ${body} return super.sum; } get g() { return ${result}; } set g(v) { this.s = v; } static t = [1]; } const k = new K(1); k.g = 2; print(k, k.g, k.m(3), K.t, k instanceof Point); }`,
    ),
    tie('expression').map((value) => `try { throw ${value}; } catch (thrown) { print(thrown); } finally { n++; }`),
    tie('expression').map((value) => `try { throw new RangeError(String(${value})); } catch ({ name, message }) { print(name, message); }`),
    tie('expression').map((value) => `{ const target = { x: ${value} }; const ref = new WeakRef(target); gc(); print(ref.deref() === target, ref.deref().x); }`),
    fc.tuple(tie('expression'), tie('expression')).map(([first, second]) => `{ const held = [${first}]; wm.set(held, ${second}); gc(); print(wm.get(held), wm.has({})); fs.push(() => wm.get(held)); }`),
    fc.tuple(tie('expression'), tie('expression')).map(([first, second]) => `Promise.resolve(${first}).then((v) => { print('then', v); return ${second}; }).catch((error) => print(error.name)).finally(() => print('finally'));`),
    fc.tuple(tie('expression'), tie('block')).map(([value, body]) => `(async (p) => { try { print(await p, await ${wrap('null')}); ${body} } catch (error) { print('caught'); } })(${value});`),
    fc.tuple(tie('expression'), tie('expression')).map(([first, second]) => `Promise.all([${first}, ${second}, new Promise((resolve) => later(resolve, 'late'))]).then(print, () => print('no'));`),
    fc.tuple(tie('expression'), tie('block')).map(([value, body]) => `later((v) => { try { print('timer', v); ${body} } catch (error) { print(error.name); } }, ${value});`),
    tie('expression').map((value) => `for (const [k, v] of new Map([[1, ${value}], ['q', mp.size]])) print(k, v);`),
    tie('expression').map((value) => `outer: { if (${value}) break outer; print('not left'); }`),
    tie('expression').map((value) => `print((function f(depth) { try { return depth > 2 ? ${value} : [f(depth + 1)]; } finally { n++; } })(0));`),
  ),
}));

/** An object literal cannot stand in front of a property. */
function wrap(expression: string): string {
  return `(${expression})`;
}

/**
 * `small`: what variables keep has a bound, else a loop doubles it until neither engine ends. `later`: timers that are
 * never due at nearly the same time, since allocation and collections take virtual time.
 */
const PRELUDE = `
let a = 1, b = 'two', c = [3], d = { x: 4 }, e = null, n = 0;
const fs = [], mp = new Map(), wm = new WeakMap();
class Point { constructor(x, y) { this.x = x; this.y = y; } get sum() { return this.x + this.y; } set sum(v) { this.x = v; } static origin() { return new Point(0, 0); } }
class Deep extends Point { z = 'field'; constructor(x, y) { super(y, x); this.own = [x]; } toString() { return 'Deep ' + super.sum; } }
function twice(x, y) { return [x, y, x]; }
function list(value) { return Array.isArray(value) ? value.slice(0, 8) : [value]; }
function small(value) { let left = 60; const weigh = (v) => { if (--left < 0) return; if (typeof v === 'string') left -= v.length / 2; else if (Array.isArray(v) || v instanceof Set) v.forEach(weigh); else if (v instanceof Map) v.forEach((p, q) => { weigh(p); weigh(q); }); else if (Object(v) === v) for (const k in v) weigh(v[k]); }; weigh(value); return left < 0 ? 'large' : value; }
let timers = 0;
function later(run, ...values) { if (++timers <= 14) setTimeout(run, 1000 * 2 ** timers, ...values); }
function print(...values) { if (n++ < 300) console.log(...values); }
`;

const EPILOGUE = `
for (const f of fs.slice(0, 20)) print(f());
print(a, b, c, d, e, n);
`;

/** A program: each statement is tried by itself. */
export const program: fc.Arbitrary<string> = fc.array(grammar.statement, { minLength: 1, maxLength: 4 }).map((statements) => {
  const tried = statements.map((statement) => `try { ${statement} } catch (error) { print(error.name); }`);
  return [PRELUDE, ...tried, EPILOGUE].join('\n');
});
