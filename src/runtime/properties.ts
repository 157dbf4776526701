/** Reading and writing properties of any value, as the language has it: strings, arrays, functions, accessors. */
import { headerKind } from '../heap/layout/header.ts';
import { callNested } from './calls.ts';
import { isString, primitiveToText, toPrimitive } from './conversions.ts';
import { arrayLength, getElement, isArray, setArrayLength, setElement } from './elements.ts';
import { throwError } from './exceptions.ts';
import { functionLength, functionName, hasPrototypeSlot, isClass, prototypePropertyOf, setPrototypeProperty } from './functions.ts';
import type { IntrinsicName } from './intrinsics.ts';
import { INTRINSIC } from './intrinsics.ts';
import type { Machine } from './machine.ts';
import { GETTER_WORD, SETTER_WORD, addProperty, findProperty, isReceiver, prototypeOf, readField, writeField } from './objects.ts';
import { ACCESSOR, PLAIN, WRITABLE } from './shapes.ts';
import { HEAP_NUMBER, JS_ARRAY, JS_BOUND_FUNCTION, decodeSmi, encodeSmi, isFunctionKind, isStringKind } from './tagged.ts';

/** A name, or the index of an element. */
export type PropertyKey = string | number;

const MAX_INDEX = 2 ** 32 - 2;

/** Returned instead of a value by what found an accessor: its function is in `m.accessor`. */
export const CALL_ACCESSOR = 0;

// ── Keys ────────────────────────────────────────────────────────────────────────────────────────────────────

/** A text as a key: '12' is an index, '012' is a name. */
export function keyOf(text: string): PropertyKey {
  const { length } = text;
  if (length === 0 || length > 10) return text;
  const first = text.charCodeAt(0);
  if (first < 48 || first > 57 || (first === 48 && length > 1)) return text;
  const index = Number(text);
  return Number.isInteger(index) && index <= MAX_INDEX && String(index) === text ? index : text;
}

/** The value in the stack slot as a key. */
export function toKey(m: Machine, slot: number): PropertyKey {
  const value = m.slots[slot]!;
  if (value < 0) {
    const index = decodeSmi(value);
    return index >= 0 ? index : String(index);
  }
  toPrimitive(m, slot, 'string');
  return keyOf(primitiveToText(m, m.slots[slot]!));
}

// ── Reading ─────────────────────────────────────────────────────────────────────────────────────────────────

/** Where the properties of a value are looked for first; of an object, the object. */
function startOf(m: Machine, value: number, key: PropertyKey): number {
  if (isReceiver(m, value)) return value;
  const { oddballs } = m;
  if (value === oddballs.undefined || value === oddballs.null) {
    throwError(m, 'TypeError', `Cannot read properties of ${primitiveToText(m, value)} (reading '${String(key)}')`);
  }
  return m.intrinsic(INTRINSIC[prototypeNameOf(m, value)]);
}

function prototypeNameOf(m: Machine, value: number): IntrinsicName {
  if (value < 0 || headerKind(m.words[value]!) === HEAP_NUMBER) return 'numberPrototype';
  return isString(m, value) ? 'stringPrototype' : 'booleanPrototype';
}

/** The property of the value in the stack slot: its value, or CALL_ACCESSOR. */
export function loadNamed(m: Machine, slot: number, name: string): number {
  const value = m.slots[slot]!;
  const start = startOf(m, value, name);
  const special = loadSpecial(m, slot, name);
  if (special !== 0) return special;
  const found = findProperty(m, start, name);
  if (found === null) return m.oddballs.undefined;
  const field = readField(m, found.holder, found.shape, found.property.index);
  return (found.property.flags & ACCESSOR) === 0 ? field : accessorOf(m, field, GETTER_WORD);
}

/** Properties that are no fields: lengths, and what functions have. 0 for all others. */
function loadSpecial(m: Machine, slot: number, name: string): number {
  const value = m.slots[slot]!;
  if (value <= 0) return 0;
  const kind = headerKind(m.words[value]!);
  if (name === 'length') {
    if (kind === JS_ARRAY) return encodeSmi(arrayLength(m, value));
    if (isStringKind(kind)) return encodeSmi(m.strings.textOf(value).length);
  }
  if (!isFunctionKind(kind) && kind !== JS_BOUND_FUNCTION) return 0;
  if (name === 'prototype') return hasPrototypeSlot(m, value) ? prototypePropertyOf(m, slot) : 0;
  if ((name !== 'name' && name !== 'length') || m.shapes.of(value).properties.has(name)) return 0;
  return name === 'name' ? m.strings.make(functionName(m, value)) : encodeSmi(functionLength(m, value));
}

/** The getter or setter of a pair, ready to be called; undefined when there is none. */
function accessorOf(m: Machine, pair: number, word: number): number {
  const fn = m.words[pair + word]!;
  if (fn === 0) return m.oddballs.undefined;
  m.accessor = fn;
  return CALL_ACCESSOR;
}

export function loadIndexed(m: Machine, slot: number, index: number): number {
  const value = m.slots[slot]!;
  if (isString(m, value)) {
    const text = m.strings.textOf(value);
    if (index >= text.length) return m.oddballs.undefined;
    m.strings.flatten(slot);
    return m.strings.make(text[index]!);
  }
  for (let holder = startOf(m, value, index); isReceiver(m, holder); holder = prototypeOf(m, holder)) {
    const element = getElement(m, holder, index);
    if (element !== 0) return element;
  }
  return m.oddballs.undefined;
}

/** For host code: an accessor is called at once. */
export function getNamed(m: Machine, slot: number, name: string): number {
  const value = loadNamed(m, slot, name);
  if (value !== CALL_ACCESSOR) return value;
  const at = m.stack.push(m.accessor);
  m.stack.push(m.slots[slot]!);
  const result = callNested(m, at, 0);
  m.stack.length = at;
  return result;
}

export function getProperty(m: Machine, slot: number, key: PropertyKey): number {
  return typeof key === 'number' ? loadIndexed(m, slot, key) : getNamed(m, slot, key);
}

/** `key in object`. */
export function hasProperty(m: Machine, slot: number, key: PropertyKey): boolean {
  for (let holder = m.slots[slot]!; isReceiver(m, holder); holder = prototypeOf(m, holder)) {
    if (hasOwnProperty(m, holder, key)) return true;
  }
  return false;
}

export function hasOwnProperty(m: Machine, object: number, key: PropertyKey): boolean {
  if (typeof key === 'number') return getElement(m, object, key) !== 0;
  if (m.shapes.of(object).properties.has(key)) return true;
  const kind = headerKind(m.words[object]!);
  if (key === 'length' && kind === JS_ARRAY) return true;
  if (!isFunctionKind(kind) && kind !== JS_BOUND_FUNCTION) return false;
  return key === 'name' || key === 'length' || (key === 'prototype' && hasPrototypeSlot(m, object));
}

// ── Writing ─────────────────────────────────────────────────────────────────────────────────────────────────

/** Assigns; CALL_ACCESSOR when a setter is to be called, which is in `m.accessor`. Object and value in stack slots. */
export function storeNamed(m: Machine, slot: number, name: string, value: number): number {
  const { slots } = m;
  const object = slots[slot]!;
  if (!isReceiver(m, object)) return refusePrimitive(m, object, name);
  if (storeSpecial(m, slot, name, value)) return object;
  const shape = m.shapes.of(object);
  const own = shape.properties.get(name);
  if (own !== undefined && (own.flags & (WRITABLE | ACCESSOR)) === WRITABLE) {
    writeField(m, object, shape, own.index, slots[value]!);
    return object;
  }
  const found = findProperty(m, object, name);
  if (found !== null) {
    const { flags, index } = found.property;
    if ((flags & ACCESSOR) !== 0) {
      const setter = accessorOf(m, readField(m, found.holder, found.shape, index), SETTER_WORD);
      if (setter === CALL_ACCESSOR) return CALL_ACCESSOR;
      throwError(m, 'TypeError', `Cannot set property ${name} of ${describe(m, slot)} which has only a getter`);
    }
    if ((flags & WRITABLE) === 0) throwError(m, 'TypeError', `Cannot assign to read only property '${name}' of object '${describe(m, slot)}'`);
  }
  if (!shape.isExtensible) throwError(m, 'TypeError', `Cannot add property ${name}, object is not extensible`);
  addProperty(m, slot, shape, name, value, PLAIN);
  return slots[slot]!;
}

function storeSpecial(m: Machine, slot: number, name: string, value: number): boolean {
  const object = m.slots[slot]!;
  const kind = headerKind(m.words[object]!);
  if (name === 'length' && kind === JS_ARRAY) {
    const length = m.slots[value]!;
    if (length >= 0 || decodeSmi(length) < 0) throwError(m, 'RangeError', 'Invalid array length');
    if (!m.shapes.of(object).isExtensible) throwError(m, 'TypeError', `Cannot assign to read only property 'length' of object '[object Array]'`);
    setArrayLength(m, slot, decodeSmi(length));
    return true;
  }
  if (!isFunctionKind(kind)) return false;
  if (name === 'prototype' && hasPrototypeSlot(m, object)) {
    if (isClass(m, object)) throwError(m, 'TypeError', `Cannot assign to read only property 'prototype' of function '${describe(m, slot)}'`);
    setPrototypeProperty(m, slot, value);
    return true;
  }
  if ((name === 'name' || name === 'length') && !m.shapes.of(object).properties.has(name)) {
    throwError(m, 'TypeError', `Cannot assign to read only property '${name}' of function '${describe(m, slot)}'`);
  }
  return false;
}

export function storeIndexed(m: Machine, slot: number, index: number, value: number): void {
  const object = m.slots[slot]!;
  if (!isReceiver(m, object)) refusePrimitive(m, object, String(index));
  if (!m.shapes.of(object).isExtensible) {
    if (isFrozen(m, object)) throwError(m, 'TypeError', `Cannot assign to read only property '${String(index)}' of object '${describe(m, slot)}'`);
    if (getElement(m, object, index) === 0) throwError(m, 'TypeError', `Cannot add property ${String(index)}, object is not extensible`);
  }
  setElement(m, slot, index, value);
}

/** For host code: a setter is called at once. */
export function setProperty(m: Machine, slot: number, key: PropertyKey, value: number): void {
  if (typeof key === 'number') return storeIndexed(m, slot, key, value);
  if (storeNamed(m, slot, key, value) !== CALL_ACCESSOR) return;
  const at = m.stack.push(m.accessor);
  m.stack.push(m.slots[slot]!);
  m.stack.push(m.slots[value]!);
  callNested(m, at, 1);
  m.stack.length = at;
}

/** Elements have no flags of their own: all of an object that is not extensible are frozen or none. */
export function isFrozen(m: Machine, object: number): boolean {
  const shape = m.shapes.of(object);
  return !shape.isExtensible && shape.isFrozen;
}

function refusePrimitive(m: Machine, value: number, name: string): never {
  const text = primitiveToText(m, value);
  const { oddballs } = m;
  if (value === oddballs.undefined || value === oddballs.null) throwError(m, 'TypeError', `Cannot set properties of ${text} (setting '${name}')`);
  const type = value < 0 || headerKind(m.words[value]!) === HEAP_NUMBER ? 'number' : isString(m, value) ? 'string' : 'boolean';
  throwError(m, 'TypeError', `Cannot create property '${name}' on ${type} '${text}'`);
}

/** How V8's messages name an object: by its constructor. */
export function describe(m: Machine, slot: number): string {
  const object = m.slots[slot]!;
  if (isArray(m, object)) return '[object Array]';
  return `#<${constructorName(m, object) ?? 'Object'}>`;
}

/** The name of the function that its prototype names as constructor. */
export function constructorName(m: Machine, object: number): string | null {
  const found = findProperty(m, object, 'constructor');
  if (found === null || (found.property.flags & ACCESSOR) !== 0) return null;
  const fn = readField(m, found.holder, found.shape, found.property.index);
  return fn > 0 && isFunctionKind(headerKind(m.words[fn]!)) ? functionName(m, fn) : null;
}
