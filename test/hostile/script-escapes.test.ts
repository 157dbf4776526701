/** Scripts cannot reach the host: every way that is known from other sandboxes leads to objects of the simulated heap, or to an error. */
import { describe, expect, test } from 'vitest';
import { Isolate } from '../../src/runtime/isolate.ts';
import { newHeap } from '../heap/heaps.ts';
import { runIn } from '../runtime/run-script.ts';

const isolate = new Isolate(newHeap());

/** The value of the script, in a context of its own, as console.log shows it, or the error that ended it. */
function outcomeOf(source: string): string {
  const context = isolate.createContext();
  const { result, failure } = runIn(isolate, source, 1e6, context);
  context.dispose();
  return failure === null ? result! : failure.message;
}

const NO_CODE = 'TypeError: Functions cannot be made from texts';

describe('a script', () => {
  test.each([
    ['Function', "Function('return process')()"],
    ['new Function', "new Function('return process')()"],
    ['the constructor of the global object’s constructor', "globalThis.constructor.constructor('return process')()"],
    ['the constructor of an array’s constructor', "[].constructor.constructor('return this')()"],
    ['the constructor of an error’s constructor', "Error().constructor.constructor('return process')()"],
    ['the constructor of a thrown error', "try { null.x } catch (e) { e.constructor.constructor('return process')() }"],
    ['the constructor of an error of the call stack', "const f = () => f(); try { f() } catch (e) { e.constructor.constructor('return process')() }"],
    ['the constructor of a method', "[].map.constructor('return process')()"],
    ['the constructor of a text’s method', "''.at.constructor('return process')()"],
    ['the constructor of console.log', "console.log.constructor('return process')()"],
    ['the constructor of an async function', "(async () => 1).constructor('return process')()"],
    ['the constructor of a class', "(class {}).constructor('return process')()"],
    ['the constructor of a number', "(1).constructor.constructor('return process')()"],
    ['the constructor of Math', "Math.constructor.constructor('return process')()"],
    ['the constructor of a promise', "Promise.resolve(1).constructor.constructor('return process')()"],
    ['the constructor of an iterator', "[].values().constructor.constructor('return process')()"],
    ['a bound Function', "Function.bind(null, 'return process')()()"],
    ['Function by call', "Function.call(null, 'return process')()"],
    ['Function by apply', "Function.apply(null, ['return process'])()"],
    ['a class that extends Function', "class F extends Function { constructor() { super('return process') } } new F()()"],
  ])('makes no code of a text: %s', (_what, source) => {
    expect(outcomeOf(source)).toBe(NO_CODE);
  });

  test.each([
    'process', 'require', 'module', 'global', 'window', 'self', 'Buffer', 'fetch', 'Reflect', 'Proxy', 'Symbol', 'SharedArrayBuffer', 'Atomics', 'WebAssembly',
    'Intl', 'JSON', '__dirname', 'structuredClone', 'setImmediate', 'performance', 'crypto', 'importScripts', 'Deno', 'Bun', 'exports', 'navigator',
  ])('has no %s', (name) => {
    expect(outcomeOf(name)).toBe(`ReferenceError: ${name} is not defined`);
    expect(outcomeOf(`typeof ${name}`)).toBe('undefined');
    expect(outcomeOf(`globalThis.${name}`)).toBe('undefined');
  });

  test.each([
    ['__proto__ of an object', '({}).__proto__', 'undefined'],
    ['__proto__ of the global object', 'globalThis.__proto__', 'undefined'],
    ['__proto__ as a computed key', "({ ['__proto__']: 1 })['__proto__']", '1'],
    ['assignment to __proto__', 'const o = {}; o.__proto__ = { x: 1 }; o.x', 'undefined'],
    ['__defineGetter__', '({}).__defineGetter__', 'undefined'],
    ['__lookupGetter__', '({}).__lookupGetter__', 'undefined'],
    ['the caller of a function', '(function f() { return f.caller })()', 'undefined'],
    ['the arguments of a function', '(function f(a) { return f.arguments })(1)', 'undefined'],
    ['this in a function', '(function () { return this })()', 'undefined'],
    ['this of a bare method', 'const { log } = console; typeof (() => log)', 'function'],
    ['Error.prepareStackTrace', 'Error.prepareStackTrace = (e, frames) => frames; typeof new Error("x").stack', 'string'],
    ['Error.captureStackTrace', 'Error.captureStackTrace', 'undefined'],
    ['the stack of an error', "new Error('x').stack", 'Error: x'],
    ['a name of the host’s objects', "const o = {}; [o.hasOwnProperty('x'), o.toString.name, o.valueOf() === o].join()", 'false,toString,true'],
    ['names of prototypes as properties', "const o = { constructor: 1, toString: 2, hasOwnProperty: 3, valueOf: 4 }; [o.constructor, o.toString, o.hasOwnProperty, o.valueOf].join()", '1,2,3,4'],
    ['__proto__ as the key of a Map', "const m = new Map([['__proto__', 1], ['constructor', 2]]); [m.get('__proto__'), m.get('constructor'), m.get('toString')].join()", '1,2,'],
    ['__proto__ as a global name', "globalThis['__proto__'] = 7; typeof __proto__", 'number'],
    ['a variable named like a property of the host’s objects', 'const hasOwnProperty = 1, toString = 2, constructor = 3; hasOwnProperty + toString + constructor', '6'],
    ['a label and a function named so', '__proto__: for (;;) { function valueOf() { return 5 } break __proto__ } (() => { function constructor() { return 4 } return constructor() })()', '4'],
    ['@@iterator by its text', "[]['Symbol(Symbol.iterator)']", 'undefined'],
    ['a changed prototype', "Object.prototype.x = 5; Array.prototype.map = null; ({}).x", '5'],
    ['a then that is a getter', "({ get then() { throw 1 } }, 'ok')", 'ok'],
    ['a getter on a built-in', "Object.defineProperty(Array.prototype, 'last', { get() { return this.length } }); [1, 2].last", '2'],
    ['the prototype of the global object', 'Object.getPrototypeOf(Object.getPrototypeOf(globalThis))', 'null'],
    ['the prototype of the prototype of functions', 'Object.getPrototypeOf(Object.getPrototypeOf(() => 1)) === Object.prototype', 'true'],
  ])('%s', (_what, source, value) => {
    expect(outcomeOf(source)).toBe(value);
  });

  test('cannot change what the host has', () => {
    outcomeOf("Object.prototype.polluted = 1; Array.prototype.polluted = 1; ({}).constructor.prototype.polluted = 1; Function.prototype.polluted = 1; globalThis.polluted = 1");
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect(([] as { polluted?: number }).polluted).toBeUndefined();
    expect((globalThis as { polluted?: number }).polluted).toBeUndefined();
  });

  test('cannot change what another context has', () => {
    const context = isolate.createContext();
    runIn(isolate, "Array.prototype.map = () => 'mine'; Object.prototype.x = 1; Math.max = null; globalThis.y = 1", 1e6, context);
    expect(outcomeOf("[[1, 2].map((v) => v + 1).join(), ({}).x, Math.max(1, 2), typeof y].join(' ')")).toBe('2,3  2 undefined');
  });
});
