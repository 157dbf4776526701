/** Instructions that make objects, arrays, closures and classes. */
import { CONTEXT } from '../../script/bytecode.ts';
import { isCallable } from '../calls.ts';
import { isConstructor } from '../functions.ts';
import { arrayLength, markShared, setArrayLength, setElement } from '../elements.ts';
import { throwError } from '../exceptions.ts';
import { initialise, literalMap, makeArray, makeArrayOf, makeFunction, makePlainObject } from '../factory.ts';
import { INTRINSIC } from '../intrinsics.ts';
import { iteratorOf, next } from '../iterators.ts';
import type { Handler, LiteralShape, Machine } from '../machine.ts';
import { addDataProperty, isReceiver } from '../objects.ts';
import { describe, getNamed } from '../properties.ts';
import { HIDDEN, PLAIN } from '../shapes.ts';
import {
  ELEMENTS_WORD, FIELDS_FUNCTION_WORD, FIELDS_WORD, HOME_WORD, INITIAL_WORD, JS_OBJECT, MAP_WORD, PROTOTYPE_WORD, decodeSmi,
} from '../tagged.ts';

const CONSTANTS = 3;

/** A literal with plain names: objects of one shape, which is known after the first. */
function makeLiteral(m: Machine, pc: number): number {
  const { code, slots, base, words } = m;
  const number = code[pc + 2]!;
  const keys = m.template.compiled.literals[number]!;
  const values = base + code[pc + 3]!;
  const known = m.template.literalShapes[number] ?? null;
  const count = keys.length;
  if (known !== null && known.context === m.intrinsic(INTRINSIC.number) && known.epoch === m.shapes.epoch) {
    const address = m.heap.allocate(JS_OBJECT, FIELDS_WORD + count, true);
    // Read behind the allocation, which may move the Map.
    const map = m.heap.structure.roots.weak.slots[known.map]!;
    if (map !== 0) {
      words[address + MAP_WORD] = map;
      for (let i = 0; i < count; i++) words[address + FIELDS_WORD + i] = slots[values + i]!;
      slots[base + code[pc + 1]!] = address;
      return pc + 4;
    }
    // The Map has just died: the object begins like any other.
    words[address + MAP_WORD] = m.words[m.intrinsic(INTRINSIC.literalMaps) + ELEMENTS_WORD + count]!;
    const object = m.stack.push(address);
    finishLiteral(m, object, keys, values);
    slots[base + code[pc + 1]!] = slots[object]!;
    m.stack.length = object;
    return pc + 4;
  }
  literalMap(m, count);
  const object = m.stack.push(makePlainObject(m, count));
  m.template.literalShapes[number] = finishLiteral(m, object, keys, values);
  slots[base + code[pc + 1]!] = slots[object]!;
  m.stack.length = object;
  return pc + 4;
}

function finishLiteral(m: Machine, object: number, keys: readonly string[], values: number): LiteralShape | null {
  for (const [index, key] of keys.entries()) addDataProperty(m, object, key, values + index, PLAIN);
  const shape = m.shapes.of(m.slots[object]!);
  return shape.isOwn ? null : { context: m.intrinsic(INTRINSIC.number), map: shape.map, epoch: m.shapes.epoch };
}

/** The parent's prototype, or null; the class has been checked. */
function makeClass(m: Machine, prototype: number, constructor: number, parent: number): void {
  const { slots, stack } = m;
  const first = stack.length;
  const above = stack.push(m.intrinsic(INTRINSIC.objectPrototype));
  if (slots[parent] !== 0) {
    if (slots[parent] === m.oddballs.null) throwError(m, 'TypeError', 'Classes that extend null are not supported');
    if (!isCallable(m, slots[parent]!) || !isConstructor(m, slots[parent]!)) throwError(m, 'TypeError', `Class extends value ${valueText(m, parent)} is not a constructor or null`);
    slots[above] = getNamed(m, parent, 'prototype');
    if (!isReceiver(m, slots[above])) throwError(m, 'TypeError', 'Class extends value does not have valid prototype property undefined');
    setFunctionPrototype(m, constructor, parent);
  }
  const map = stack.push(m.shapes.mapFor(JS_OBJECT, 0, above));
  slots[prototype] = m.heap.allocate(JS_OBJECT, FIELDS_WORD, true);
  m.words[slots[prototype] + MAP_WORD] = slots[map]!;
  addDataProperty(m, prototype, 'constructor', constructor, HIDDEN);
  m.heap.store(slots[constructor]!, INITIAL_WORD, slots[prototype]);
  stack.length = first;
}

function valueText(m: Machine, slot: number): string {
  return isReceiver(m, m.slots[slot]!) ? describe(m, slot) : 'given';
}

/** Static members are inherited from the parent class. */
export function setFunctionPrototype(m: Machine, fn: number, prototype: number): void {
  const own = m.shapes.makeOwn(fn);
  m.shapes.makeOwn(prototype);
  m.heap.store(m.shapes.mapOf(own), PROTOTYPE_WORD, m.slots[prototype]!);
  m.shapes.changed(own);
  m.shapes.epoch++;
}

function append(m: Machine, array: number, value: number): void {
  const index = arrayLength(m, m.slots[array]!);
  if (m.slots[value] === 0) setArrayLength(m, array, index + 1);
  else setElement(m, array, index, value);
}

export const LITERAL_INSTRUCTIONS = {
  Object: (m, pc) => {
    const object = makePlainObject(m, m.code[pc + 2]!);
    m.slots[m.base + m.code[pc + 1]!] = object;
    return pc + 3;
  },
  Literal: makeLiteral,
  Array: (m, pc) => {
    const { code, base } = m;
    const array = makeArray(m, base + code[pc + 2]!, code[pc + 3]!);
    m.slots[base + code[pc + 1]!] = array;
    return pc + 4;
  },
  ConstantArray: (m, pc) => {
    const { code, base, slots, words } = m;
    const elements = m.stack.push(words[slots[base + CONSTANTS]! + ELEMENTS_WORD + code[pc + 2]!]!);
    markShared(m, slots[elements]!);
    const array = makeArrayOf(m, elements, m.heap.sizeWordsAt(slots[elements]!) - ELEMENTS_WORD);
    m.stack.length = elements;
    slots[base + code[pc + 1]!] = array;
    return pc + 3;
  },
  Append: (m, pc) => {
    append(m, m.base + m.code[pc + 1]!, m.base + m.code[pc + 2]!);
    return pc + 3;
  },
  AppendAll: (m, pc) => {
    const array = m.base + m.code[pc + 1]!;
    const iterator = m.stack.push(iteratorOf(m, m.base + m.code[pc + 2]!));
    for (;;) {
      const value = next(m, iterator);
      if (value === 0) break;
      const slot = m.stack.push(value);
      append(m, array, slot);
      m.stack.length = slot;
    }
    m.stack.length = iterator;
    return pc + 3;
  },
  Closure: (m, pc) => {
    const { code, base, slots, words } = m;
    const shared = m.stack.push(words[slots[base + CONSTANTS]! + ELEMENTS_WORD + code[pc + 2]!]!);
    const template = m.templates[decodeSmi(words[slots[shared]! + ELEMENTS_WORD]!)]!;
    const { kind, isAsync } = template.compiled;
    const fn = makeFunction(m, shared, base + CONTEXT, !isAsync && (kind === 'function' || kind === 'class-constructor' || kind === 'derived-constructor'));
    // Arrows are methods of what the function around them is a method of.
    if (kind === 'arrow') initialise(m, fn, 0, HOME_WORD, words[slots[base]! + HOME_WORD]!);
    m.stack.length = shared;
    slots[base + code[pc + 1]!] = fn;
    return pc + 3;
  },
  Class: (m, pc) => {
    const { code, base } = m;
    makeClass(m, base + code[pc + 1]!, base + code[pc + 2]!, base + code[pc + 3]!);
    return pc + 4;
  },
  SetHome: (m, pc) => {
    const { code, base, slots } = m;
    m.heap.store(slots[base + code[pc + 1]!]!, HOME_WORD, slots[base + code[pc + 2]!]!);
    return pc + 3;
  },
  SetFields: (m, pc) => {
    const { code, base, slots } = m;
    m.heap.store(slots[base + code[pc + 1]!]!, FIELDS_FUNCTION_WORD, slots[base + code[pc + 2]!]!);
    return pc + 3;
  },
} satisfies Record<string, Handler>;

