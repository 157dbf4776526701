/**
 * Instructions that read, write and define properties.
 *
 * Inline caches: what a named access has found is kept by the number of the shape, which never means anything else.
 * Words of a cache: shape · where · for a property of a prototype, its shape · the epoch, or the next shape.
 */
import { CACHE_WORDS } from '../../script/bytecode.ts';
import { callAbove } from '../calls.ts';
import { isNullish, toPrimitive } from '../conversions.ts';
import { capacityOf, getElement, setElement } from '../elements.ts';
import { throwError } from '../exceptions.ts';
import type { Handler, Machine } from '../machine.ts';
import { GETTER_WORD, SETTER_WORD, addDataProperty, defineAccessor, deleteProperty, isReceiver, propertyArrayOf, prototypeOf } from '../objects.ts';
import type { PropertyKey } from '../properties.ts';
import { CALL_ACCESSOR, describe, isFrozen, loadIndexed, loadNamed, setProperty, storeIndexed, storeNamed, toKey } from '../properties.ts';
import type { Shape } from '../shapes.ts';
import { ACCESSOR, CONFIGURABLE, ENUMERABLE, HIDDEN, PLAIN, WRITABLE } from '../shapes.ts';
import { copyProperties, restProperties } from '../own-properties.ts';
import {
  ELEMENTS_WORD, FIELDS_WORD, FIXED_ARRAY, HOME_WORD, JS_ARRAY, JS_OBJECT, LENGTH_WORD, MAP_WORD, MARK_WORD, PROTOTYPE_WORD, SHAPE_WORD, STORE_WORD,
  decodeSmi, isReceiverKind,
} from '../tagged.ts';

/** Where: a field in the object, or one of its property array, in the object itself or in its prototype. */
const IN_PROTOTYPE = 1 << 20;
const OUTSIDE = 1 << 21;
/** The value is added, which gives the object the next shape. */
const ADDS = 1 << 22;
const WORD_MASK = IN_PROTOTYPE - 1;

const KIND_MASK = 0x7f;

function whereOf(shape: Shape, index: number): number {
  return index < shape.inObject ? FIELDS_WORD + index : OUTSIDE | (ELEMENTS_WORD + index - shape.inObject);
}

function nameAt(m: Machine, operand: number): string {
  return m.template.compiled.names[m.code[operand]!]!;
}

/** Calls the accessor that was found, with the receiver in the slot, and the value in the other one if there is one. */
function callAccessor(m: Machine, receiver: number, value: number, target: number, pc: number, nextPc: number): number {
  const at = m.stack.push(m.accessor);
  m.stack.push(m.slots[receiver]!);
  if (value >= 0) m.stack.push(m.slots[value]!);
  m.pc = pc;
  return callAbove(m, at, value < 0 ? 0 : 1, target, nextPc);
}

// ── Named ───────────────────────────────────────────────────────────────────────────────────────────────────

function getNamed(m: Machine, pc: number): number {
  const { code, words, slots, base, caches } = m;
  const object = slots[base + code[pc + 2]!]!;
  if (object > 0 && isReceiverKind(words[object]! & KIND_MASK)) {
    const map = words[object + MAP_WORD]!;
    const cache = code[pc + 4]! * CACHE_WORDS;
    if (caches[cache] === words[map + SHAPE_WORD]) {
      const where = caches[cache + 1]!;
      if (where < IN_PROTOTYPE) {
        slots[base + code[pc + 1]!] = words[object + where]!;
        return pc + 5;
      }
      const holder = (where & IN_PROTOTYPE) === 0 ? object : words[map + PROTOTYPE_WORD]!;
      if (holder === object || words[words[holder + MAP_WORD]! + SHAPE_WORD] === caches[cache + 2]) {
        const from = (where & OUTSIDE) === 0 ? holder : propertyArrayOf(m, holder);
        slots[base + code[pc + 1]!] = words[from + (where & WORD_MASK)]!;
        return pc + 5;
      }
    }
    cacheRead(m, object, nameAt(m, pc + 3), cache);
  }
  return getNamedSlowly(m, pc);
}

function getNamedSlowly(m: Machine, pc: number): number {
  const { code, base } = m;
  const slot = base + code[pc + 2]!;
  const target = base + code[pc + 1]!;
  const value = loadNamed(m, slot, nameAt(m, pc + 3));
  if (value === CALL_ACCESSOR) return callAccessor(m, slot, -1, target, pc, pc + 5);
  m.slots[target] = value;
  return pc + 5;
}

/** Remembers a data property of the object or of its prototype; not what functions and arrays have by nature. */
function cacheRead(m: Machine, object: number, name: string, cache: number): void {
  if (name === 'length' || name === 'prototype' || name === 'name') return;
  const own = m.shapes.of(object);
  const property = own.properties.get(name);
  if (property !== undefined) {
    if ((property.flags & ACCESSOR) !== 0) return;
    m.caches[cache] = own.id;
    m.caches[cache + 1] = whereOf(own, property.index);
    return;
  }
  const prototype = prototypeOf(m, object);
  if (!isReceiver(m, prototype)) return;
  const shape = m.shapes.of(prototype);
  const inherited = shape.properties.get(name);
  if (inherited === undefined || (inherited.flags & ACCESSOR) !== 0) return;
  m.caches[cache] = own.id;
  m.caches[cache + 1] = IN_PROTOTYPE | whereOf(shape, inherited.index);
  m.caches[cache + 2] = shape.id;
}

function setNamed(m: Machine, pc: number): number {
  const { code, words, slots, base, caches } = m;
  const slot = base + code[pc + 1]!;
  const value = base + code[pc + 3]!;
  const object = slots[slot]!;
  const cache = code[pc + 4]! * CACHE_WORDS;
  if (object > 0 && (words[object]! & KIND_MASK) === JS_OBJECT) {
    const shapeId = words[words[object + MAP_WORD]! + SHAPE_WORD]!;
    if (caches[cache] === shapeId) {
      const where = caches[cache + 1]!;
      if (where < IN_PROTOTYPE) {
        m.barrier.store(object + where, slots[value]!);
        return pc + 5;
      }
      if ((where & ADDS) !== 0 && caches[cache + 3] === m.shapes.epoch) {
        const map = m.heap.structure.roots.weak.slots[caches[cache + 2]!]!;
        if (map !== 0) {
          m.barrier.store(object + MAP_WORD, map);
          m.barrier.store(object + (where & WORD_MASK), slots[value]!);
          return pc + 5;
        }
      }
    }
  }
  return setNamedSlowly(m, pc, slot, value, cache);
}

function setNamedSlowly(m: Machine, pc: number, slot: number, value: number, cache: number): number {
  const name = nameAt(m, pc + 2);
  const before = isReceiver(m, m.slots[slot]!) ? m.shapes.of(m.slots[slot]!) : null;
  if (storeNamed(m, slot, name, value) === CALL_ACCESSOR) return callAccessor(m, slot, value, -1, pc, pc + 5);
  if (before !== null) cacheWrite(m, m.slots[slot]!, before, name, cache);
  return pc + 5;
}

/** Remembers fields in the object: one that was written, or one that was added. */
function cacheWrite(m: Machine, object: number, before: Shape, name: string, cache: number): void {
  const after = m.shapes.of(object);
  const property = after.properties.get(name);
  if (property === undefined || property.index >= after.inObject || (property.flags & (WRITABLE | ACCESSOR)) !== WRITABLE) return;
  if (after.kind !== JS_OBJECT || (after !== before && after.isOwn)) return;
  m.caches[cache] = before.id;
  if (after === before) {
    m.caches[cache + 1] = FIELDS_WORD + property.index;
  } else {
    m.caches[cache + 1] = ADDS | (FIELDS_WORD + property.index);
    m.caches[cache + 2] = after.map;
    m.caches[cache + 3] = m.shapes.epoch;
  }
}

// ── Keyed ───────────────────────────────────────────────────────────────────────────────────────────────────

function getKeyed(m: Machine, pc: number): number {
  const { code, words, slots, base } = m;
  const object = slots[base + code[pc + 2]!]!;
  const key = slots[base + code[pc + 3]!]!;
  if (key < 0 && object > 0 && (words[object]! & KIND_MASK) === JS_ARRAY) {
    const index = decodeSmi(key);
    const elements = words[object + STORE_WORD]!;
    if (index >= 0 && index < decodeSmi(words[object + LENGTH_WORD]!) && elements !== 0 && (words[elements]! & KIND_MASK) === FIXED_ARRAY && index < capacityOf(m, elements)) {
      const value = words[elements + ELEMENTS_WORD + index]!;
      if (value !== 0) {
        slots[base + code[pc + 1]!] = value;
        return pc + 4;
      }
    }
  }
  return getKeyedSlowly(m, base + code[pc + 2]!, base + code[pc + 3]!, base + code[pc + 1]!, pc, pc + 4);
}

function getKeyedSlowly(m: Machine, slot: number, keySlot: number, target: number, pc: number, nextPc: number): number {
  const copy = m.stack.push(m.slots[keySlot]!);
  if (m.slots[slot] === m.oddballs.undefined || m.slots[slot] === m.oddballs.null) toPrimitive(m, copy, 'string');
  const key = toKey(m, copy);
  m.stack.length = copy;
  const value = typeof key === 'number' ? loadIndexed(m, slot, key) : loadNamed(m, slot, key);
  if (value === CALL_ACCESSOR && typeof key === 'string') return callAccessor(m, slot, -1, target, pc, nextPc);
  m.slots[target] = value;
  return nextPc;
}

function setKeyed(m: Machine, pc: number): number {
  const { code, words, slots, base } = m;
  const slot = base + code[pc + 1]!;
  const value = base + code[pc + 3]!;
  const object = slots[slot]!;
  const keyValue = slots[base + code[pc + 2]!]!;
  if (keyValue < 0 && object > 0 && (words[object]! & KIND_MASK) === JS_ARRAY) {
    const index = decodeSmi(keyValue);
    const elements = words[object + STORE_WORD]!;
    const isPlain = elements !== 0 && (words[elements]! & KIND_MASK) === FIXED_ARRAY && words[elements + MARK_WORD] === 0;
    if (index >= 0 && index < decodeSmi(words[object + LENGTH_WORD]!) && isPlain) {
      m.barrier.store(elements + ELEMENTS_WORD + index, slots[value]!);
      return pc + 4;
    }
  }
  const copy = m.stack.push(keyValue);
  const key = toKey(m, copy);
  m.stack.length = copy;
  if (typeof key === 'number') storeIndexed(m, slot, key, value);
  else if (storeNamed(m, slot, key, value) === CALL_ACCESSOR) return callAccessor(m, slot, value, -1, pc, pc + 4);
  return pc + 4;
}

/** A property of its own, whatever prototypes say. */
function define(m: Machine, object: number, key: PropertyKey, value: number, flags: number): void {
  if (typeof key === 'number') setElement(m, object, key, value);
  else addDataProperty(m, object, key, value, flags);
}

function keyIn(m: Machine, register: number): PropertyKey {
  const copy = m.stack.push(m.slots[m.base + register]!);
  const key = toKey(m, copy);
  m.stack.length = copy;
  return key;
}

function defineAccessorAt(m: Machine, pc: number, word: number): number {
  const { code, base } = m;
  const flags = CONFIGURABLE | (code[pc + 4] === 1 ? ENUMERABLE : 0);
  defineAccessor(m, base + code[pc + 1]!, String(keyIn(m, code[pc + 2]!)), word, base + code[pc + 3]!, flags);
  return pc + 5;
}

/** The prototype of the object that the function is a method of: where super begins to look; in a new stack slot. */
function superStart(m: Machine): number {
  const home = m.words[m.slots[m.base]! + HOME_WORD]!;
  return m.stack.push(home > 0 ? prototypeOf(m, home) : m.oddballs.null);
}

export const PROPERTY_INSTRUCTIONS = {
  GetNamed: getNamed,
  SetNamed: setNamed,
  GetKeyed: getKeyed,
  SetKeyed: setKeyed,
  DeleteKeyed: (m, pc) => {
    const { code, base, slots } = m;
    const object = base + code[pc + 2]!;
    const key = keyIn(m, code[pc + 3]!);
    if (isReceiver(m, slots[object]!) && !deleteKey(m, object, key)) throwError(m, 'TypeError', `Cannot delete property '${String(key)}' of ${describe(m, object)}`);
    if (isNullish(m, slots[object]!)) throwError(m, 'TypeError', 'Cannot convert undefined or null to object');
    slots[base + code[pc + 1]!] = m.oddballs.true;
    return pc + 4;
  },
  DefineNamed: (m, pc) => {
    const { code, base } = m;
    addDataProperty(m, base + code[pc + 1]!, nameAt(m, pc + 2), base + code[pc + 3]!, PLAIN);
    return pc + 4;
  },
  DefineKeyed: (m, pc) => {
    const { code, base } = m;
    define(m, base + code[pc + 1]!, keyIn(m, code[pc + 2]!), base + code[pc + 3]!, PLAIN);
    return pc + 4;
  },
  DefineMethod: (m, pc) => {
    const { code, base } = m;
    define(m, base + code[pc + 1]!, keyIn(m, code[pc + 2]!), base + code[pc + 3]!, HIDDEN);
    return pc + 4;
  },
  DefineGetter: (m, pc) => defineAccessorAt(m, pc, GETTER_WORD),
  DefineSetter: (m, pc) => defineAccessorAt(m, pc, SETTER_WORD),
  GetSuper: (m, pc) => {
    const { code, base, slots } = m;
    const start = superStart(m);
    const key = keyIn(m, code[pc + 3]!);
    const target = base + code[pc + 1]!;
    const value = typeof key === 'number' ? loadIndexed(m, start, key) : loadNamed(m, start, key);
    if (value === CALL_ACCESSOR) return callAccessor(m, base + code[pc + 2]!, -1, target, pc, pc + 4);
    m.stack.length = start;
    slots[target] = value;
    return pc + 4;
  },
  SetSuper: (m, pc) => {
    const { code, base } = m;
    setProperty(m, base + code[pc + 1]!, keyIn(m, code[pc + 2]!), base + code[pc + 3]!);
    return pc + 4;
  },
  CopyProperties: (m, pc) => {
    const { code, base } = m;
    copyProperties(m, base + code[pc + 1]!, base + code[pc + 2]!);
    return pc + 3;
  },
  RestProperties: (m, pc) => {
    const { code, base, slots } = m;
    slots[base + code[pc + 1]!] = restProperties(m, base + code[pc + 2]!, base + code[pc + 3]!);
    return pc + 4;
  },
  ToKey: (m, pc) => {
    const { code, base, slots } = m;
    const key = keyIn(m, code[pc + 2]!);
    slots[base + code[pc + 1]!] = typeof key === 'number' ? m.number(key) : m.strings.internalise(key);
    return pc + 3;
  },
} satisfies Record<string, Handler>;

function deleteKey(m: Machine, object: number, key: PropertyKey): boolean {
  if (typeof key === 'string') return deleteProperty(m, object, key);
  const address = m.slots[object]!;
  if (getElement(m, address, key) === 0) return true;
  if (isFrozen(m, address)) return false;
  const hole = m.stack.push(0);
  setElement(m, object, key, hole);
  m.stack.length = hole;
  return true;
}

