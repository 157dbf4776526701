/**
 * Maps and Sets: a table on the heap with V8's sizes, found through an index beside it.
 *
 * Models:    V8's OrderedHashMap and OrderedHashSet: three counters, buckets, entries in the order of their insertion;
 *            capacities, when they double, halve, or are rid of deleted entries.
 * Simplifies: counters and buckets hold nothing, for the index does their work. Keys that are objects are indexed by
 *            address, so their index is made anew after a collection.
 * Invariant: word 1 of a table is its entry in the list of indices; entry i of the table was the sequence[i]th to be
 *            inserted, so iterators go on where they were although entries have moved.
 */
import { headerKind } from '../heap/layout/header.ts';
import { PAYLOAD_WORD, PayloadTable } from '../heap/roots/payload-table.ts';
import { isHeapNumber, isNumber, isString, numberValue, primitiveToText } from './conversions.ts';
import { makeSpecial } from './factory.ts';
import type { Machine } from './machine.ts';
import { isReceiver } from './objects.ts';
import { ELEMENTS_WORD, FIXED_ARRAY, JS_MAP, encodeSmi } from './tagged.ts';

/** Word of a JSMap or JSSet that holds its table. */
const TABLE_WORD = 3;
const COUNTERS = 3;
const INITIAL_CAPACITY = 4;
const ENTRIES_PER_BUCKET = 2;

type PrimitiveKey = number | string | symbol;

interface CollectionIndex {
  readonly primitives: Map<PrimitiveKey, number>;
  /** By address, as they were after collection `epoch`. */
  readonly objects: Map<number, number>;
  epoch: number;
  capacity: number;
  sequence: number[];
  nextSequence: number;
  size: number;
}

const ODDBALL_KEYS: ReadonlyMap<string, symbol> = new Map(['undefined', 'null', 'true', 'false'].map((name) => [name, Symbol(name)]));

export class CollectionIndices {
  readonly table: PayloadTable;
  readonly indices: (CollectionIndex | null)[] = [];

  constructor(payloads: PayloadTable[]) {
    this.table = new PayloadTable('collections', (entry) => {
      this.indices[entry] = null;
    });
    payloads.push(this.table);
  }
}

function tableWords(isMap: boolean, capacity: number): number {
  return ELEMENTS_WORD + COUNTERS + capacity / ENTRIES_PER_BUCKET + capacity * (isMap ? 3 : 2);
}

function entryWord(isMap: boolean, capacity: number, position: number): number {
  return ELEMENTS_WORD + COUNTERS + capacity / ENTRIES_PER_BUCKET + position * (isMap ? 3 : 2);
}

function isMapObject(m: Machine, collection: number): boolean {
  return headerKind(m.words[collection]!) === JS_MAP;
}

function tableOf(m: Machine, collection: number): number {
  return m.words[collection + TABLE_WORD]!;
}

function indexOf(m: Machine, collection: number): CollectionIndex {
  return m.collections.indices[m.words[tableOf(m, collection) + PAYLOAD_WORD]!]!;
}

/** An empty Map or Set with the Map in the stack slot. */
export function makeCollection(m: Machine, type: 'JSMap' | 'JSSet', map: number): number {
  const collection = makeSpecial(m, type, map);
  const table = tableOf(m, collection);
  adopt(m, table, { primitives: new Map(), objects: new Map(), epoch: -1, capacity: INITIAL_CAPACITY, sequence: [], nextSequence: 0, size: 0 });
  return collection;
}

function adopt(m: Machine, table: number, index: CollectionIndex): void {
  const entry = m.collections.table.add(table, m.heap.isYoung(table));
  m.words[table + PAYLOAD_WORD] = entry;
  m.collections.indices[entry] = index;
}

export function sizeOf(m: Machine, collection: number): number {
  return indexOf(m, collection).size;
}

// ── Keys ────────────────────────────────────────────────────────────────────────────────────────────────────

/** What equals keys equal, for the host's own Map: which takes NaN for itself and -0 for 0, as the language has it. */
function primitiveKey(m: Machine, key: number): PrimitiveKey {
  if (isNumber(m, key)) return numberValue(m, key);
  if (isString(m, key)) return m.strings.textOf(key);
  return ODDBALL_KEYS.get(primitiveToText(m, key))!;
}

/** -0 as a key is 0. */
function keyOfEntry(m: Machine, key: number): number {
  return isHeapNumber(m, key) && m.numbers.valueOf(key) === 0 ? encodeSmi(0) : key;
}

function positionOf(m: Machine, collection: number, key: number): number {
  const index = indexOf(m, collection);
  if (!isReceiver(m, key)) return index.primitives.get(primitiveKey(m, key)) ?? -1;
  refreshObjects(m, collection, index);
  return index.objects.get(key) ?? -1;
}

function refreshObjects(m: Machine, collection: number, index: CollectionIndex): void {
  const epoch = m.heap.collection.recorder.records.length;
  if (index.epoch === epoch) return;
  index.epoch = epoch;
  index.objects.clear();
  const isMap = isMapObject(m, collection);
  const table = tableOf(m, collection);
  for (let position = 0; position < index.sequence.length; position++) {
    const key = m.words[table + entryWord(isMap, index.capacity, position)]!;
    if (isReceiver(m, key)) index.objects.set(key, position);
  }
}

function setPosition(m: Machine, collection: number, index: CollectionIndex, key: number, position: number): void {
  if (!isReceiver(m, key)) {
    index.primitives.set(primitiveKey(m, key), position);
    return;
  }
  refreshObjects(m, collection, index);
  index.objects.set(key, position);
}

// ── Entries ─────────────────────────────────────────────────────────────────────────────────────────────────

export function has(m: Machine, collection: number, key: number): boolean {
  return positionOf(m, collection, key) >= 0;
}

/** The value of a Map's key, or undefined. */
export function get(m: Machine, collection: number, key: number): number {
  const position = positionOf(m, collection, key);
  if (position < 0) return m.oddballs.undefined;
  return m.words[tableOf(m, collection) + entryWord(true, indexOf(m, collection).capacity, position) + 1]!;
}

/** All in stack slots; a Set has no value. */
export function set(m: Machine, collection: number, key: number, value: number): void {
  const { slots } = m;
  const isMap = isMapObject(m, slots[collection]!);
  const index = indexOf(m, slots[collection]!);
  let position = positionOf(m, slots[collection]!, slots[key]!);
  if (position < 0) {
    if (index.sequence.length === index.capacity) {
      const deleted = index.capacity - index.size;
      rebuild(m, collection, deleted >= index.capacity / 2 ? index.capacity : index.capacity * 2);
    }
    position = index.sequence.push(index.nextSequence++) - 1;
    index.size++;
    setPosition(m, slots[collection]!, index, slots[key]!, position);
    m.heap.store(tableOf(m, slots[collection]!), entryWord(isMap, index.capacity, position), keyOfEntry(m, slots[key]!));
  }
  if (isMap) m.heap.store(tableOf(m, slots[collection]!), entryWord(isMap, index.capacity, position) + 1, slots[value]!);
}

/** Whether there was such a key. */
export function remove(m: Machine, collection: number, key: number): boolean {
  const { slots } = m;
  const address = slots[collection]!;
  const position = positionOf(m, address, slots[key]!);
  if (position < 0) return false;
  const isMap = isMapObject(m, address);
  const index = indexOf(m, address);
  if (isReceiver(m, slots[key]!)) index.objects.delete(slots[key]!);
  else index.primitives.delete(primitiveKey(m, slots[key]!));
  const entry = tableOf(m, address) + entryWord(isMap, index.capacity, position);
  m.words[entry] = 0;
  if (isMap) m.words[entry + 1] = 0;
  index.size--;
  if (index.size < index.capacity / 4 && index.capacity > INITIAL_CAPACITY) rebuild(m, collection, index.capacity / 2);
  return true;
}

export function clear(m: Machine, collection: number): void {
  const index = indexOf(m, m.slots[collection]!);
  index.primitives.clear();
  index.objects.clear();
  const isMap = isMapObject(m, m.slots[collection]!);
  const table = tableOf(m, m.slots[collection]!);
  const from = entryWord(isMap, index.capacity, 0);
  m.words.fill(0, table + from, table + tableWords(isMap, index.capacity));
  index.sequence = [];
  index.size = 0;
  rebuild(m, collection, INITIAL_CAPACITY);
}

/** Another table with the live entries of this one, in order. */
function rebuild(m: Machine, collection: number, capacity: number): void {
  const { slots, words } = m;
  const isMap = isMapObject(m, slots[collection]!);
  const index = indexOf(m, slots[collection]!);
  const isYoung = m.heap.isYoung(slots[collection]!);
  const table = m.heap.allocate(FIXED_ARRAY, tableWords(isMap, capacity), isYoung);
  const address = slots[collection]!;
  const old = tableOf(m, address);
  const sequence: number[] = [];
  for (let position = 0; position < index.sequence.length; position++) {
    const from = old + entryWord(isMap, index.capacity, position);
    const key = words[from]!;
    if (key === 0) continue;
    const to = entryWord(isMap, capacity, sequence.length);
    m.heap.store(table, to, key);
    if (isMap) m.heap.store(table, to + 1, words[from + 1]!);
    if (!isReceiver(m, key)) index.primitives.set(primitiveKey(m, key), sequence.length);
    sequence.push(index.sequence[position]!);
  }
  index.capacity = capacity;
  index.sequence = sequence;
  index.epoch = -1; // positions of objects have changed
  m.heap.store(address, TABLE_WORD, table);
  adopt(m, table, index);
}

/** The first entry at or behind the place `position` in the order of insertion. */
export function nextEntry(m: Machine, collection: number, position: number): { readonly position: number; readonly key: number; readonly value: number } | null {
  const index = indexOf(m, collection);
  const { sequence, capacity } = index;
  const isMap = isMapObject(m, collection);
  const table = tableOf(m, collection);
  let low = 0;
  let high = sequence.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sequence[middle]! < position) low = middle + 1;
    else high = middle;
  }
  for (let i = low; i < sequence.length; i++) {
    const entry = table + entryWord(isMap, capacity, i);
    const key = m.words[entry]!;
    if (key !== 0) return { position: sequence[i]!, key, value: isMap ? m.words[entry + 1]! : key };
  }
  return null;
}
