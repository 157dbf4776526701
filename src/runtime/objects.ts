/**
 * Properties with names: where they are, adding, changing and deleting them. Of no host object: only shapes and the
 * simulated heap are consulted, so no name leads out of it.
 *
 * Models:    V8's in-object fields, property arrays that grow by three, name dictionaries, accessor pairs.
 * Simplifies: an object that has both elements and further properties holds its elements through the property array,
 *            which is then one word longer.
 */
import { headerKind } from '../heap/layout/header.ts';
import { descriptorValue } from './descriptors.ts';
import { makePropertyArray } from './factory.ts';
import type { Machine } from './machine.ts';
import type { Property, Shape } from './shapes.ts';
import { ACCESSOR, CONFIGURABLE, PLAIN } from './shapes.ts';
import {
  ACCESSOR_PAIR, ELEMENTS_WORD, FIELDS_WORD, FIXED_ARRAY, MAP_WORD, MARK_WORD, PROPERTY_ARRAY, PROTOTYPE_WORD, STORE_WORD, isReceiverKind,
} from './tagged.ts';

/** Words of an AccessorPair. */
export const GETTER_WORD = 1;
export const SETTER_WORD = 2;
const PAIR_WORDS = 3;

/** Property arrays grow by so many. Source: V8, JSObject::kFieldsAdded. */
const FIELDS_ADDED = 3;
/** Words of an entry of V8's NameDictionary: key, value, details. */
const DICTIONARY_ENTRY_WORDS = 3;

export function isReceiver(m: Machine, value: number): boolean {
  return value > 0 && isReceiverKind(headerKind(m.words[value]!));
}

export function prototypeOf(m: Machine, object: number): number {
  return m.words[m.words[object + MAP_WORD]! + PROTOTYPE_WORD]!;
}

// ── Elements and further properties share a word ────────────────────────────────────────────────────────────

/** FixedArray of the elements, or 0. */
export function elementsOf(m: Machine, object: number): number {
  const store = m.words[object + STORE_WORD]!;
  if (store === 0 || headerKind(m.words[store]!) === FIXED_ARRAY) return store;
  return m.words[store + MARK_WORD] === 1 ? m.words[store + m.heap.sizeWordsAt(store) - 1]! : 0;
}

/** PropertyArray, or 0. */
export function propertyArrayOf(m: Machine, object: number): number {
  const store = m.words[object + STORE_WORD]!;
  return store !== 0 && headerKind(m.words[store]!) === PROPERTY_ARRAY ? store : 0;
}

function propertyCapacity(m: Machine, array: number): number {
  return array === 0 ? 0 : m.heap.sizeWordsAt(array) - ELEMENTS_WORD - m.words[array + MARK_WORD]!;
}

/** Gives the object in the stack slot the elements in the other one. */
export function setElements(m: Machine, object: number, elements: number): void {
  const { slots, words } = m;
  const array = propertyArrayOf(m, slots[object]!);
  if (array === 0) return m.heap.store(slots[object]!, STORE_WORD, slots[elements]!);
  if (words[array + MARK_WORD] !== 1) resizeProperties(m, object, propertyCapacity(m, array), true);
  const marked = propertyArrayOf(m, slots[object]!);
  m.heap.store(marked, m.heap.sizeWordsAt(marked) - 1, slots[elements]!);
}

/** A property array of another capacity; `holdsElements`: with a word more for the elements. */
function resizeProperties(m: Machine, object: number, capacity: number, holdsElements: boolean): void {
  const { slots, words } = m;
  const array = m.stack.push(makePropertyArray(m, capacity + (holdsElements ? 1 : 0)));
  const old = propertyArrayOf(m, slots[object]!);
  const count = Math.min(capacity, propertyCapacity(m, old));
  for (let i = 0; i < count; i++) m.heap.store(slots[array]!, ELEMENTS_WORD + i, words[old + ELEMENTS_WORD + i]!);
  if (holdsElements) {
    words[slots[array]! + MARK_WORD] = 1;
    m.heap.store(slots[array]!, ELEMENTS_WORD + capacity, elementsOf(m, slots[object]!));
  }
  m.heap.store(slots[object]!, STORE_WORD, slots[array]!);
  m.stack.length = array;
}

// ── Fields ──────────────────────────────────────────────────────────────────────────────────────────────────

export function readField(m: Machine, object: number, shape: Shape, index: number): number {
  if (index < 0) return descriptorValue(m, m.words[object + MAP_WORD]!, -1 - index);
  if (index < shape.inObject) return m.words[object + FIELDS_WORD + index]!;
  return m.words[propertyArrayOf(m, object) + ELEMENTS_WORD + index - shape.inObject]!;
}

/** The field must have been made. */
export function writeField(m: Machine, object: number, shape: Shape, index: number, value: number): void {
  if (index < shape.inObject) m.heap.store(object, FIELDS_WORD + index, value);
  else m.heap.store(propertyArrayOf(m, object), ELEMENTS_WORD + index - shape.inObject, value);
}

/** Makes room for the field in the object in the stack slot. */
function makeField(m: Machine, object: number, shape: Shape, index: number): void {
  const needed = index - shape.inObject + 1;
  const array = propertyArrayOf(m, m.slots[object]!);
  if (needed <= propertyCapacity(m, array)) return;
  const capacity = shape.isOwn && shape.properties.size > 16 ? dictionaryWords(shape.properties.size + 1) : needed - 1 + FIELDS_ADDED;
  const holdsElements = elementsOf(m, m.slots[object]!) !== 0;
  resizeProperties(m, object, Math.max(capacity, needed), holdsElements);
}

/** Words of V8's dictionary for so many names: a power of two of entries, half as many again at least. */
function dictionaryWords(count: number): number {
  let entries = 4;
  while (entries < count + (count >> 1)) entries *= 2;
  return entries * DICTIONARY_ENTRY_WORDS;
}

// ── Properties ──────────────────────────────────────────────────────────────────────────────────────────────

export interface FoundProperty {
  readonly holder: number;
  readonly shape: Shape;
  readonly property: Property;
}

/** The property of the object or of the nearest of its prototypes. */
export function findProperty(m: Machine, object: number, name: string): FoundProperty | null {
  for (let holder = object; isReceiver(m, holder); holder = prototypeOf(m, holder)) {
    const shape = m.shapes.of(holder);
    const property = shape.properties.get(name);
    if (property !== undefined) return { holder, shape, property };
  }
  return null;
}

/** Adds a property, or gives it a value and flags. Object and value are in stack slots. */
export function addDataProperty(m: Machine, object: number, name: string, value: number, flags: number): void {
  const { slots } = m;
  const shape = m.shapes.of(slots[object]!);
  const known = shape.properties.get(name);
  if (known === undefined) {
    addProperty(m, object, shape, name, value, flags);
    return;
  }
  if (known.index < 0) {
    replaceDescriptor(m, object, name, value, flags);
    return;
  }
  if (known.flags !== flags) changeFlags(m, object, name, flags);
  const now = m.shapes.of(slots[object]!);
  writeField(m, slots[object]!, now, known.index, slots[value]!);
}

/** The descriptor is every object's of the map: this object gets a field of its own instead. */
function replaceDescriptor(m: Machine, object: number, name: string, value: number, flags: number): void {
  const own = m.shapes.makeOwn(object);
  own.properties.delete(name);
  m.shapes.changed(own);
  addProperty(m, object, own, name, value, flags);
}

/** Adds a property that is not there. */
export function addProperty(m: Machine, object: number, shape: Shape, name: string, value: number, flags: number): void {
  const { slots } = m;
  if (flags !== PLAIN) m.shapes.epoch++;
  // The room comes first: nothing but the object will hold the new Map.
  if (!shape.isOwn) makeField(m, object, shape, shape.fieldCount);
  const next = m.shapes.withProperty(object, shape, name, flags);
  if (next === null) {
    const own = m.shapes.makeOwn(object);
    const index = own.freeFields.pop() ?? own.fieldCount++;
    makeField(m, object, own, index);
    own.properties.set(name, { index, flags });
    m.shapes.changed(own);
    writeField(m, slots[object]!, own, index, slots[value]!);
    return;
  }
  const { index } = next.properties.get(name)!;
  m.heap.store(slots[object]!, MAP_WORD, m.shapes.mapOf(next));
  writeField(m, slots[object]!, next, index, slots[value]!);
}

export function changeFlags(m: Machine, object: number, name: string, flags: number): void {
  const own = m.shapes.makeOwn(object);
  const known = own.properties.get(name)!;
  own.properties.set(name, { index: known.index, flags });
  m.shapes.changed(own);
  m.shapes.epoch++;
}

/** False when the property must stay. */
export function deleteProperty(m: Machine, object: number, name: string): boolean {
  const { slots } = m;
  const known = m.shapes.of(slots[object]!).properties.get(name);
  if (known === undefined) return true;
  if ((known.flags & CONFIGURABLE) === 0) return false;
  const own = m.shapes.makeOwn(object);
  own.properties.delete(name);
  if (known.index >= 0) {
    writeField(m, slots[object]!, own, known.index, 0);
    own.freeFields.push(known.index);
  }
  m.shapes.changed(own);
  m.shapes.epoch++;
  return true;
}

/** Defines the getter or the setter; the other one stays. Object and function are in stack slots. */
export function defineAccessor(m: Machine, object: number, name: string, word: number, fn: number, flags: number): void {
  const { slots, words } = m;
  const first = m.stack.length;
  const shape = m.shapes.of(slots[object]!);
  const known = shape.properties.get(name);
  if (known !== undefined && (known.flags & ACCESSOR) !== 0 && known.index >= 0) {
    m.heap.store(readField(m, slots[object]!, shape, known.index), word, slots[fn]!);
    if (known.flags !== (flags | ACCESSOR)) changeFlags(m, object, name, flags | ACCESSOR);
    return;
  }
  const pair = m.stack.push(m.heap.allocate(ACCESSOR_PAIR, PAIR_WORDS, true));
  words[slots[pair]! + word] = slots[fn]!;
  addDataProperty(m, object, name, pair, flags | ACCESSOR);
  m.stack.length = first;
}

/** Names of the object's own enumerable properties, in the order of their making; indices not among them. */
export function enumerableNames(m: Machine, object: number): string[] {
  return [...m.shapes.of(object).properties].flatMap(([name, { flags }]) => ((flags & 1) !== 0 ? [name] : []));
}
