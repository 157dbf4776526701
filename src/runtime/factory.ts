/**
 * Makes the objects of the language, with V8's sizes.
 *
 * Everything here may collect, so arguments that are objects are given as stack slots. What is returned is an address
 * of now: put it away before anything else is allocated.
 */
import { WORD_BYTES } from '../base/units.ts';
import { objectLayout } from '../heap/layout/object-layout.ts';
import type { ObjectTypeName } from '../vocabulary/object-types.ts';
import { OBJECT_TYPES } from '../vocabulary/object-types.ts';
import { INTRINSIC, MOST_LITERAL_FIELDS } from './intrinsics.ts';
import type { Machine } from './machine.ts';
import {
  CONTEXT_KIND, CONTEXT_WORD, ELEMENTS_WORD, FIELDS_WORD, FIXED_ARRAY, FUNCTION_WORDS, JS_ARRAY, JS_FUNCTION, JS_METHOD, JS_OBJECT, LENGTH_WORD,
  MAP_WORD, MARK_WORD, METHOD_WORDS, NATIVE_WORD, PREVIOUS_WORD, PROPERTY_ARRAY, SHARED_WORD, SLOTS_WORD, STORE_WORD, encodeSmi,
} from './tagged.ts';

/** Beyond this an object is not simply cut off from new space. */
const SMALL_WORDS = 1024;

const ARRAY_WORDS = OBJECT_TYPES.JSArray.baseBytes / WORD_BYTES;

/** Fresh small objects need no write barrier: they are young and unmarked. Larger ones may be neither. */
export function initialise(m: Machine, address: number, sizeWords: number, word: number, value: number): void {
  if (sizeWords <= SMALL_WORDS) m.words[address + word] = value;
  else m.barrier.store(address + word, value);
}

/** An object with the Map in the stack slot, all its fields empty. */
export function makeObject(m: Machine, map: number): number {
  const sizeWords = FIELDS_WORD + m.shapes.ofMap(m.slots[map]!).inObject;
  const address = m.heap.allocate(JS_OBJECT, sizeWords, true);
  m.words[address + MAP_WORD] = m.slots[map]!;
  return address;
}

export function makeObjectWithPrototype(m: Machine, prototype: number, inObject: number): number {
  const map = m.stack.push(m.shapes.mapFor(JS_OBJECT, inObject, prototype));
  const address = makeObject(m, map);
  m.stack.length = map;
  return address;
}

/** The map of literals with so many properties, of the context that is running. */
export function literalMap(m: Machine, inObject: number): number {
  const count = Math.min(inObject, MOST_LITERAL_FIELDS);
  const known = m.words[m.intrinsic(INTRINSIC.literalMaps) + ELEMENTS_WORD + count]!;
  if (known !== 0) return known;
  const prototype = m.stack.push(m.intrinsic(INTRINSIC.objectPrototype));
  m.shapes.makeOwn(prototype);
  const map = m.shapes.makeRoot(JS_OBJECT, count, prototype);
  m.stack.length = prototype;
  m.heap.store(m.intrinsic(INTRINSIC.literalMaps), ELEMENTS_WORD + count, map);
  return map;
}

/** `{}` with room for so many fields. */
export function makePlainObject(m: Machine, inObject: number): number {
  const map = m.stack.push(literalMap(m, inObject));
  const address = makeObject(m, map);
  m.stack.length = map;
  return address;
}

/** An object of a kind with fixed words behind map and store, with the Map in the stack slot; its table too. */
export function makeSpecial(m: Machine, type: ObjectTypeName, map: number): number {
  const address = m.heap.allocateObject(objectLayout(m.heap.configuration.preset, type, 0), true);
  m.words[address + MAP_WORD] = m.slots[map]!;
  return address;
}

/** An array whose elements are the `count` stack slots from `values` on. */
export function makeArray(m: Machine, values: number, count: number): number {
  const { slots } = m;
  const elements = m.stack.push(count === 0 ? 0 : makeElements(m, count));
  for (let i = 0; i < count; i++) initialise(m, slots[elements]!, ELEMENTS_WORD + count, ELEMENTS_WORD + i, slots[values + i]!);
  const address = makeArrayOf(m, elements, count);
  m.stack.length = elements;
  return address;
}

/** An array over the FixedArray in the stack slot (0: none yet). */
export function makeArrayOf(m: Machine, elements: number, length: number): number {
  const address = m.heap.allocate(JS_ARRAY, ARRAY_WORDS, true);
  m.words[address + MAP_WORD] = m.intrinsic(INTRINSIC.arrayMap);
  m.words[address + STORE_WORD] = m.slots[elements]!;
  m.words[address + LENGTH_WORD] = encodeSmi(length);
  return address;
}

/** A FixedArray of holes. */
export function makeElements(m: Machine, capacity: number, young = true): number {
  const address = m.heap.allocate(FIXED_ARRAY, ELEMENTS_WORD + capacity, young);
  m.words[address + MARK_WORD] = 0;
  return address;
}

export function makePropertyArray(m: Machine, capacity: number): number {
  const address = m.heap.allocate(PROPERTY_ARRAY, ELEMENTS_WORD + capacity, true);
  m.words[address + MARK_WORD] = 0;
  return address;
}

/** A context inside the one in the stack slot. */
export function makeContext(m: Machine, outer: number, slots: number): number {
  const address = m.heap.allocate(CONTEXT_KIND, SLOTS_WORD + slots, true);
  m.words[address + 1] = slots;
  m.words[address + NATIVE_WORD] = m.words[m.slots[outer]! + NATIVE_WORD]!;
  m.words[address + PREVIOUS_WORD] = m.slots[outer]!;
  return address;
}

/** A closure over the context in the stack slot; `shared` is the slot of its pool of constants, or a built-in number. */
export function makeFunction(m: Machine, shared: number, context: number, hasPrototype: boolean): number {
  const address = hasPrototype ? m.heap.allocate(JS_FUNCTION, FUNCTION_WORDS, true) : m.heap.allocate(JS_METHOD, METHOD_WORDS, true);
  const { words, slots } = m;
  const native = words[slots[context]! + NATIVE_WORD]!;
  words[address + MAP_WORD] = words[native + (hasPrototype ? INTRINSIC.functionMap : INTRINSIC.methodMap)]!;
  words[address + SHARED_WORD] = slots[shared]!;
  words[address + CONTEXT_WORD] = slots[context]!;
  return address;
}
