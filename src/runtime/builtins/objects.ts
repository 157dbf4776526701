/** Object and its methods. */
import { callInstead, isCallable } from '../calls.ts';
import { isNullish, isNumber, isString, numberValue, primitiveToText, strictlyEqual, toBoolean } from '../conversions.ts';
import { isArray, markShared, setElement } from '../elements.ts';
import { throwError } from '../exceptions.ts';
import { makeArray, makeObjectWithPrototype, makePlainObject } from '../factory.ts';
import { isError } from '../inspect.ts';
import { INTRINSIC } from '../intrinsics.ts';
import { iteratorOf, next } from '../iterators.ts';
import type { Machine } from '../machine.ts';
import { GETTER_WORD, SETTER_WORD, addDataProperty, changeFlags, defineAccessor, elementsOf, isReceiver, prototypeOf } from '../objects.ts';
import { copyProperties, makeKeyArray, ownKeys } from '../own-properties.ts';
import { getNamed, getProperty, hasOwnProperty, hasProperty, isFrozen, setProperty, toKey } from '../properties.ts';
import type { PropertyKey } from '../properties.ts';
import { ACCESSOR, CONFIGURABLE, ENUMERABLE, WRITABLE } from '../shapes.ts';
import { JS_FINALIZATION_REGISTRY, JS_MAP, JS_PROMISE, JS_SET, JS_WEAK_MAP, JS_WEAK_REF, JS_WEAK_SET, MAP_WORD, PROTOTYPE_WORD } from '../tagged.ts';
import type { ConstructorDefinition } from './definition.ts';
import { argument, argumentValue, method } from './definition.ts';

function requireObject(m: Machine, value: number, what: string): void {
  if (!isReceiver(m, value)) throwError(m, 'TypeError', `${what} called on non-object`);
}

function refuseNullish(m: Machine, value: number): void {
  if (isNullish(m, value)) throwError(m, 'TypeError', 'Cannot convert undefined or null to object');
}

/** An array with something for each own enumerable key. */
function listOf(m: Machine, args: number, count: number, part: (object: number, key: PropertyKey) => number): number {
  const object = argument(m, args, count, 0);
  refuseNullish(m, m.slots[object]!);
  const array = m.stack.push(makeArray(m, 0, 0));
  for (const [index, key] of ownKeys(m, m.slots[object]!).entries()) {
    const value = m.stack.push(part(object, key));
    setElement(m, array, index, value);
    m.stack.length = value;
  }
  return m.slots[array]!;
}

function keyText(m: Machine, key: PropertyKey): number {
  return typeof key === 'number' ? m.strings.make(String(key)) : m.strings.internalise(key);
}

/** No additions; with `frozen` no changes either. */
function restrict(m: Machine, object: number, frozen: boolean): void {
  const { slots } = m;
  if (!isReceiver(m, slots[object]!)) return;
  const own = m.shapes.makeOwn(object);
  own.isExtensible = false;
  if (frozen) {
    own.isFrozen = true;
    for (const [name, { flags }] of own.properties) changeFlags(m, object, name, flags & ~(CONFIGURABLE | ((flags & ACCESSOR) === 0 ? WRITABLE : 0)));
  }
  m.shapes.changed(own);
  // Instructions write to unshared elements without asking.
  const elements = elementsOf(m, slots[object]!);
  if (elements !== 0) markShared(m, elements);
}

/** An attribute of a property descriptor; null when the descriptor does not have it. */
function attribute(m: Machine, descriptor: number, name: string): number | null {
  return hasProperty(m, descriptor, name) ? m.stack.push(getNamed(m, descriptor, name)) : null;
}

function defineProperty(m: Machine, object: number, key: PropertyKey, descriptor: number): void {
  const { slots } = m;
  requireObject(m, slots[descriptor]!, 'Property description must be an object: Object.defineProperty');
  const flagOf = (name: string, flag: number): number => {
    const slot = attribute(m, descriptor, name);
    return slot !== null && toBoolean(m, slots[slot]!) ? flag : 0;
  };
  const flags = flagOf('enumerable', ENUMERABLE) | flagOf('configurable', CONFIGURABLE);
  const known = typeof key === 'string' ? m.shapes.of(slots[object]!).properties.get(key) : undefined;
  if (known !== undefined && (known.flags & CONFIGURABLE) === 0) throwError(m, 'TypeError', `Cannot redefine property: ${String(key)}`);
  if (known === undefined && !m.shapes.of(slots[object]!).isExtensible) throwError(m, 'TypeError', `Cannot define property ${String(key)}, object is not extensible`);
  const getter = attribute(m, descriptor, 'get');
  const setter = attribute(m, descriptor, 'set');
  if (getter !== null || setter !== null) {
    if (getter !== null && isCallable(m, slots[getter]!)) defineAccessor(m, object, String(key), GETTER_WORD, getter, flags);
    if (setter !== null && isCallable(m, slots[setter]!)) defineAccessor(m, object, String(key), SETTER_WORD, setter, flags);
    return;
  }
  const value = attribute(m, descriptor, 'value') ?? m.stack.push(m.oddballs.undefined);
  if (typeof key === 'number') setElement(m, object, key, value);
  else addDataProperty(m, object, key, value, flags | flagOf('writable', WRITABLE));
}

function construct(m: Machine, args: number, count: number): number {
  const given = argumentValue(m, args, count, 0);
  if (isReceiver(m, given)) return given;
  const target = m.newTarget;
  if (target === 0 || target === m.slots[args - 2]) return makePlainObject(m, 4);
  const constructor = m.stack.push(target);
  const prototype = m.stack.push(getNamed(m, constructor, 'prototype'));
  return makeObjectWithPrototype(m, prototype, 0);
}

export const OBJECT: ConstructorDefinition = {
  name: 'Object',
  length: 1,
  run: construct,
  construct,
  prototype: 'objectPrototype',
  statics: {
    keys: method(1, (m, args, count) => {
      const value = argumentValue(m, args, count, 0);
      refuseNullish(m, value);
      return makeKeyArray(m, ownKeys(m, value));
    }),
    values: method(1, (m, args, count) => listOf(m, args, count, (object, key) => getProperty(m, object, key))),
    entries: method(1, (m, args, count) =>
      listOf(m, args, count, (object, key) => {
        const first = m.stack.push(keyText(m, key));
        m.stack.push(getProperty(m, object, key));
        const pair = makeArray(m, first, 2);
        m.stack.length = first;
        return pair;
      }),
    ),
    assign: method(2, (m, args, count) => {
      refuseNullish(m, argumentValue(m, args, count, 0));
      for (let i = 1; i < count; i++) copyProperties(m, args, args + i, new Set(), true);
      return m.slots[args]!;
    }),
    fromEntries: method(1, (m, args, count) => {
      const iterator = m.stack.push(iteratorOf(m, argument(m, args, count, 0)));
      const object = m.stack.push(makePlainObject(m, 4));
      for (;;) {
        const entry = m.stack.push(next(m, iterator));
        if (m.slots[entry] === 0) return m.slots[object]!;
        const name = m.stack.push(getProperty(m, entry, 0));
        const value = m.stack.push(getProperty(m, entry, 1));
        setProperty(m, object, toKey(m, name), value);
        m.stack.length = entry;
      }
    }),
    create: method(2, (m, args, count) => {
      const prototype = argument(m, args, count, 0);
      if (m.slots[prototype] !== m.oddballs.null && !isReceiver(m, m.slots[prototype]!)) {
        throwError(m, 'TypeError', `Object prototype may only be an Object or null: ${primitiveToText(m, m.slots[prototype]!)}`);
      }
      return makeObjectWithPrototype(m, prototype, 4);
    }),
    getPrototypeOf: method(1, (m, args, count) => {
      const value = argumentValue(m, args, count, 0);
      refuseNullish(m, value);
      if (isReceiver(m, value)) return prototypeOf(m, value);
      return m.intrinsic(isString(m, value) ? INTRINSIC.stringPrototype : value < 0 ? INTRINSIC.numberPrototype : INTRINSIC.booleanPrototype);
    }),
    setPrototypeOf: method(2, (m, args, count) => {
      const prototype = argument(m, args, count, 1);
      const isNone = m.slots[prototype] === m.oddballs.null;
      if (!isNone && !isReceiver(m, m.slots[prototype]!)) throwError(m, 'TypeError', 'Object prototype may only be an Object or null');
      requireObject(m, m.slots[args]!, 'Object.setPrototypeOf');
      for (let at = m.slots[prototype]!; isReceiver(m, at); at = prototypeOf(m, at)) if (at === m.slots[args]) throwError(m, 'TypeError', 'Cyclic __proto__ value');
      const own = m.shapes.makeOwn(args);
      if (!isNone) m.shapes.makeOwn(prototype);
      m.heap.store(m.words[m.slots[args]! + MAP_WORD]!, PROTOTYPE_WORD, m.slots[prototype]!);
      m.shapes.changed(own);
      m.shapes.epoch++;
      return m.slots[args]!;
    }),
    defineProperty: method(3, (m, args, count) => {
      const object = argument(m, args, count, 0);
      requireObject(m, m.slots[object]!, 'Object.defineProperty');
      defineProperty(m, object, toKey(m, argument(m, args, count, 1)), argument(m, args, count, 2));
      return m.slots[object]!;
    }),
    freeze: method(1, (m, args, count) => {
      const object = argument(m, args, count, 0);
      restrict(m, object, true);
      return m.slots[object]!;
    }),
    preventExtensions: method(1, (m, args, count) => {
      const object = argument(m, args, count, 0);
      restrict(m, object, false);
      return m.slots[object]!;
    }),
    isFrozen: method(1, (m, args, count) => {
      const value = argumentValue(m, args, count, 0);
      return m.boolean(!isReceiver(m, value) || isFrozen(m, value));
    }),
    isExtensible: method(1, (m, args, count) => {
      const value = argumentValue(m, args, count, 0);
      return m.boolean(isReceiver(m, value) && m.shapes.of(value).isExtensible);
    }),
    is: method(2, (m, args, count) => {
      const a = argumentValue(m, args, count, 0);
      const b = argumentValue(m, args, count, 1);
      if (isNumber(m, a) && isNumber(m, b)) return m.boolean(Object.is(numberValue(m, a), numberValue(m, b)));
      return m.boolean(strictlyEqual(m, a, b));
    }),
    hasOwn: method(2, (m, args, count) => {
      refuseNullish(m, argumentValue(m, args, count, 0));
      const key = toKey(m, argument(m, args, count, 1));
      return m.boolean(isReceiver(m, m.slots[args]!) && hasOwnProperty(m, m.slots[args]!, key));
    }),
  },
  methods: {
    hasOwnProperty: method(1, (m, args, count) => {
      const key = toKey(m, argument(m, args, count, 0));
      return m.boolean(isReceiver(m, m.slots[args - 1]!) && hasOwnProperty(m, m.slots[args - 1]!, key));
    }),
    isPrototypeOf: method(1, (m, args, count) => {
      const object = m.slots[args - 1]!;
      const value = argumentValue(m, args, count, 0);
      if (isReceiver(m, value)) for (let at = prototypeOf(m, value); isReceiver(m, at); at = prototypeOf(m, at)) if (at === object) return m.oddballs.true;
      return m.oddballs.false;
    }),
    propertyIsEnumerable: method(1, (m, args, count) => {
      const key = toKey(m, argument(m, args, count, 0));
      return m.boolean(ownKeys(m, m.slots[args - 1]!).includes(key));
    }),
    toString: method(0, (m, args) => m.strings.make(`[object ${tagOf(m, m.slots[args - 1]!)}]`)),
    toLocaleString: method(0, (m, args) => {
      const at = m.stack.push(getNamed(m, args - 1, 'toString'));
      m.stack.push(m.slots[args - 1]!);
      return callInstead(m, at, 0);
    }),
    valueOf: method(0, (m, args) => m.slots[args - 1]!),
  },
};

/** Kinds whose prototypes have a tag in the language. */
const TAGS: ReadonlyMap<number, string> = new Map([
  [JS_MAP, 'Map'], [JS_SET, 'Set'], [JS_WEAK_MAP, 'WeakMap'], [JS_WEAK_SET, 'WeakSet'], [JS_WEAK_REF, 'WeakRef'],
  [JS_FINALIZATION_REGISTRY, 'FinalizationRegistry'], [JS_PROMISE, 'Promise'],
]);

function tagOf(m: Machine, value: number): string {
  if (value === m.oddballs.undefined) return 'Undefined';
  if (value === m.oddballs.null) return 'Null';
  if (isCallable(m, value)) return 'Function';
  if (isArray(m, value)) return 'Array';
  if (!isReceiver(m, value)) return isString(m, value) ? 'String' : value < 0 ? 'Number' : 'Boolean';
  return TAGS.get(m.heap.kindAt(value)) ?? (isError(m, value) ? 'Error' : 'Object');
}
