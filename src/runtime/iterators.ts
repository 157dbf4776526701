/**
 * Iteration over arrays, strings, Maps, Sets and their iterators, in place of the protocol of the language.
 *
 * Models:    V8's array, map and set iterators: a small object with what it iterates over and how far it is.
 * Simplifies: one kind of iterator for all, with three fields.
 */
import { headerKind } from '../heap/layout/header.ts';
import { isString } from './conversions.ts';
import { arrayLength } from './elements.ts';
import { throwError } from './exceptions.ts';
import { makeArray, makeObject } from './factory.ts';
import { INTRINSIC } from './intrinsics.ts';
import type { Machine } from './machine.ts';
import { nextEntry } from './collections.ts';
import { isReceiver } from './objects.ts';
import { describe, loadIndexed } from './properties.ts';
import { FIELDS_WORD, JS_ARRAY, JS_MAP, JS_SET, MAP_WORD, decodeSmi, encodeSmi } from './tagged.ts';

/** Fields of an iterator. */
const OVER = FIELDS_WORD;
const POSITION = FIELDS_WORD + 1;
const YIELDS = FIELDS_WORD + 2;
export const ITERATOR_FIELDS = 3;

export const YIELDS_VALUES = 0;
export const YIELDS_KEYS = 1;
export const YIELDS_ENTRIES = 2;

export function isIterator(m: Machine, value: number): boolean {
  return isReceiver(m, value) && m.words[value + MAP_WORD] === m.intrinsic(INTRINSIC.iteratorMap);
}

/** An iterator over the value in the slot. */
export function makeIterator(m: Machine, over: number, yields: number): number {
  const map = m.stack.push(m.intrinsic(INTRINSIC.iteratorMap));
  const iterator = makeObject(m, map);
  m.stack.length = map;
  m.words[iterator + OVER] = m.slots[over]!;
  m.words[iterator + POSITION] = encodeSmi(0);
  m.words[iterator + YIELDS] = encodeSmi(yields);
  return iterator;
}

/** What for-of, spread and destructuring go over: an iterator itself, or a new one. */
export function iteratorOf(m: Machine, slot: number): number {
  const value = m.slots[slot]!;
  if (isIterator(m, value)) return value;
  const kind = value > 0 ? headerKind(m.words[value]!) : 0;
  if (isString(m, value)) m.strings.flatten(slot);
  else if (kind === JS_MAP) return makeIterator(m, slot, YIELDS_ENTRIES);
  else if (kind !== JS_ARRAY && kind !== JS_SET) throwError(m, 'TypeError', `${nameOf(m, slot)} is not iterable`);
  return makeIterator(m, slot, YIELDS_VALUES);
}

function nameOf(m: Machine, slot: number): string {
  const { oddballs } = m;
  const value = m.slots[slot]!;
  if (value === oddballs.undefined) return 'undefined';
  if (value === oddballs.null) return 'null';
  if (isReceiver(m, value)) return describe(m, slot) === '#<Object>' ? 'object' : describe(m, slot);
  return value < 0 ? `number ${String(decodeSmi(value))}` : 'value';
}

/** The next value, or 0 when there is none; then the iterator is finished for good. */
export function next(m: Machine, iterator: number): number {
  const { words, slots } = m;
  const over = words[slots[iterator]! + OVER]!;
  if (over === 0) return 0;
  const kind = headerKind(words[over]!);
  if (kind === JS_MAP || kind === JS_SET) return nextOfCollection(m, iterator);
  const position = decodeSmi(words[slots[iterator]! + POSITION]!);
  const length = kind === JS_ARRAY ? arrayLength(m, over) : m.strings.textOf(over).length;
  if (position >= length) return finish(m, iterator);
  if (kind !== JS_ARRAY) return nextOfString(m, iterator, position);
  words[slots[iterator]! + POSITION] = encodeSmi(position + 1);
  const yields = decodeSmi(words[slots[iterator]! + YIELDS]!);
  if (yields === YIELDS_KEYS) return encodeSmi(position);
  const array = m.stack.push(over);
  const value = loadIndexed(m, array, position);
  m.stack.length = array;
  return yields === YIELDS_ENTRIES ? pair(m, encodeSmi(position), value) : value;
}

/** Characters outside the basic plane are one each. */
function nextOfString(m: Machine, iterator: number, position: number): number {
  const text = m.strings.textOf(m.words[m.slots[iterator]! + OVER]!);
  const character = String.fromCodePoint(text.codePointAt(position)!);
  m.words[m.slots[iterator]! + POSITION] = encodeSmi(position + character.length);
  return m.strings.make(character);
}

function nextOfCollection(m: Machine, iterator: number): number {
  const { words, slots } = m;
  const collection = m.stack.push(words[slots[iterator]! + OVER]!);
  const entry = nextEntry(m, slots[collection]!, decodeSmi(words[slots[iterator]! + POSITION]!));
  m.stack.length = collection;
  if (entry === null) return finish(m, iterator);
  words[slots[iterator]! + POSITION] = encodeSmi(entry.position + 1);
  const yields = decodeSmi(words[slots[iterator]! + YIELDS]!);
  if (yields === YIELDS_ENTRIES) return pair(m, entry.key, entry.value);
  return yields === YIELDS_KEYS ? entry.key : entry.value;
}

function finish(m: Machine, iterator: number): number {
  m.words[m.slots[iterator]! + OVER] = 0;
  return 0;
}

function pair(m: Machine, key: number, value: number): number {
  const first = m.stack.push(key);
  m.stack.push(value);
  const array = makeArray(m, first, 2);
  m.stack.length = first;
  return array;
}
