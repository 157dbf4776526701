/**
 * Names that no scope of a script declares: lexical names of the scripts before it, then the global object.
 *
 * Models:    V8's script context table and global object.
 * Simplifies: the global object holds its values itself instead of in PropertyCells.
 */
import { CACHE_WORDS } from '../script/bytecode.ts';
import type { ScriptLexical } from '../script/compiled-function.ts';
import { makeElements } from './factory.ts';
import type { Machine } from './machine.ts';
import { INTRINSIC } from './intrinsics.ts';
import { addDataProperty, findProperty, propertyArrayOf, readField, writeField } from './objects.ts';
import { CALL_ACCESSOR, setProperty } from './properties.ts';
import { ACCESSOR, ENUMERABLE, WRITABLE } from './shapes.ts';
import { ELEMENTS_WORD, MAP_WORD, SHAPE_WORD, SLOTS_WORD, decodeSmi } from './tagged.ts';

/** A lexical name at the top of a script that has run in the context. */
export interface GlobalLexical {
  /** Element of the native context's script contexts. */
  readonly script: number;
  readonly slot: number;
  readonly isConstant: boolean;
}

/** By context number. */
export type GlobalLexicals = Map<string, GlobalLexical>;

function lexicalsOf(m: Machine): GlobalLexicals {
  return m.lexicals.get(decodeSmi(m.intrinsic(INTRINSIC.number)))!;
}

function slotOf(m: Machine, { script, slot }: GlobalLexical): number {
  return m.words[m.intrinsic(INTRINSIC.scriptContexts) + ELEMENTS_WORD + script]! + SLOTS_WORD + slot;
}

/** The value; CALL_ACCESSOR for an accessor; m.missingGlobal when there is no such name. `cache`: number, or -1. */
export function loadGlobal(m: Machine, name: string, cache: number): number {
  const { words } = m;
  const global = m.intrinsic(INTRINSIC.global);
  const shapeId = words[words[global + MAP_WORD]! + SHAPE_WORD]!;
  if (cache >= 0 && m.caches[cache * CACHE_WORDS] === shapeId) {
    return words[propertyArrayOf(m, global) + m.caches[cache * CACHE_WORDS + 1]!]!;
  }
  const lexical = lexicalsOf(m).get(name);
  // A name that is read before its script has got there is as good as missing: a script that fails leaves such names.
  if (lexical !== undefined) return words[slotOf(m, lexical)]! || m.missingGlobal;
  const found = findProperty(m, global, name);
  if (found === null) return m.missingGlobal;
  const value = readField(m, found.holder, found.shape, found.property.index);
  if ((found.property.flags & ACCESSOR) !== 0) {
    m.accessor = words[value + 1]!;
    return m.accessor === 0 ? m.oddballs.undefined : CALL_ACCESSOR;
  }
  if (cache >= 0 && found.holder === global && found.property.index >= found.shape.inObject) {
    m.caches[cache * CACHE_WORDS] = shapeId;
    m.caches[cache * CACHE_WORDS + 1] = ELEMENTS_WORD + found.property.index - found.shape.inObject;
  }
  return value;
}

/** Assigns the value in the stack slot. */
export function storeGlobal(m: Machine, name: string, value: number, cache: number): 'done' | 'missing' | 'constant' | 'early' {
  const global = m.intrinsic(INTRINSIC.global);
  if (m.caches[cache * CACHE_WORDS] === m.words[m.words[global + MAP_WORD]! + SHAPE_WORD]) {
    m.barrier.store(propertyArrayOf(m, global) + m.caches[cache * CACHE_WORDS + 1]!, m.slots[value]!);
    return 'done';
  }
  const lexical = lexicalsOf(m).get(name);
  if (lexical !== undefined) {
    const slot = slotOf(m, lexical);
    if (m.words[slot] === 0) return 'early';
    if (lexical.isConstant) return 'constant';
    m.barrier.store(slot, m.slots[value]!);
    return 'done';
  }
  const shape = m.shapes.of(global);
  const own = shape.properties.get(name);
  if (own === undefined && findProperty(m, global, name) === null) return 'missing';
  if (own !== undefined && (own.flags & (WRITABLE | ACCESSOR)) === WRITABLE) {
    writeField(m, global, shape, own.index, m.slots[value]!);
    if (own.index >= shape.inObject) {
      m.caches[cache * CACHE_WORDS] = shape.id;
      m.caches[cache * CACHE_WORDS + 1] = ELEMENTS_WORD + own.index - shape.inObject;
    }
    return 'done';
  }
  const slot = m.stack.push(global);
  setProperty(m, slot, name, value);
  m.stack.length = slot;
  return 'done';
}

/** `var` at the top: undefined unless the global object has the property. */
export function declareGlobal(m: Machine, name: string): void {
  if (m.shapes.of(m.intrinsic(INTRINSIC.global)).properties.has(name)) return;
  const value = m.stack.push(m.oddballs.undefined);
  defineGlobal(m, name, value);
  m.stack.length = value;
}

export function defineGlobal(m: Machine, name: string, value: number): void {
  const object = m.stack.push(m.intrinsic(INTRINSIC.global));
  addDataProperty(m, object, name, value, ENUMERABLE | WRITABLE);
  m.stack.length = object;
}

/** The context in the slot is that of a script: its names are known to all scripts of the native context from now on. */
export function publishContext(m: Machine, context: number, names: readonly ScriptLexical[]): void {
  const script = addScriptContext(m, context);
  for (const { name, slot, isConstant } of names) lexicalsOf(m).set(name, { script, slot, isConstant });
}

/** Its element in the table of the native context, which doubles when it is full. */
function addScriptContext(m: Machine, context: number): number {
  const { words } = m;
  const capacity = m.heap.sizeWordsAt(m.intrinsic(INTRINSIC.scriptContexts)) - ELEMENTS_WORD;
  let index = 0;
  while (index < capacity && words[m.intrinsic(INTRINSIC.scriptContexts) + ELEMENTS_WORD + index] !== 0) index++;
  if (index === capacity) {
    const larger = makeElements(m, 2 * capacity, false);
    const old = m.intrinsic(INTRINSIC.scriptContexts);
    for (let i = 0; i < capacity; i++) m.heap.store(larger, ELEMENTS_WORD + i, words[old + ELEMENTS_WORD + i]!);
    m.heap.store(m.native, INTRINSIC.scriptContexts, larger);
  }
  m.heap.store(m.intrinsic(INTRINSIC.scriptContexts), ELEMENTS_WORD + index, m.slots[context]!);
  return index;
}
