/**
 * Properties with indices: elements of arrays and of other objects.
 *
 * Models:    V8's elements: a FixedArray that grows to need + need / 2 + 16, arrays from constant literals that share
 *            theirs until somebody writes, holes.
 * Simplifies: elements are always tagged; there are no dictionary elements, so an index far behind the end is refused.
 */
import { invariant } from '../base/invariant.ts';
import { headerKind } from '../heap/layout/header.ts';
import { throwError } from './exceptions.ts';
import { makeElements } from './factory.ts';
import type { Machine } from './machine.ts';
import { elementsOf, setElements } from './objects.ts';
import { ELEMENTS_WORD, JS_ARRAY, LENGTH_WORD, MARK_WORD, decodeSmi, encodeSmi } from './tagged.ts';

/** Elements of one array at most. Source: V8, the longest FixedArray is 2^27 - 2; a script needs less. */
export const MAX_ELEMENTS = 2 ** 25;
/** Elements that an assignment may leave out before the array would become sparse. Source: V8, JSObject::kMaxGap. */
const MAX_GAP = 1024 * 1024;
/** Copy-on-write: the mark of elements that several arrays share. */
const SHARED = 1;

export function isArray(m: Machine, value: number): boolean {
  return value > 0 && headerKind(m.words[value]!) === JS_ARRAY;
}

export function arrayLength(m: Machine, array: number): number {
  return decodeSmi(m.words[array + LENGTH_WORD]!);
}

export function capacityOf(m: Machine, elements: number): number {
  return elements === 0 ? 0 : m.heap.sizeWordsAt(elements) - ELEMENTS_WORD;
}

/** The object's own element, or 0 for a hole. */
export function getElement(m: Machine, object: number, index: number): number {
  const elements = elementsOf(m, object);
  return index < capacityOf(m, elements) ? m.words[elements + ELEMENTS_WORD + index]! : 0;
}

/** Object and value are in stack slots. */
export function setElement(m: Machine, object: number, index: number, value: number): void {
  const { slots } = m;
  prepareElements(m, object, index + 1);
  m.heap.store(elementsOf(m, slots[object]!), ELEMENTS_WORD + index, slots[value]!);
  const array = slots[object]!;
  if (headerKind(m.words[array]!) === JS_ARRAY && index >= arrayLength(m, array)) m.words[array + LENGTH_WORD] = encodeSmi(index + 1);
}

/** Makes elements that can be written to, with room for so many. */
export function prepareElements(m: Machine, object: number, needed: number): void {
  const { slots, words } = m;
  const elements = elementsOf(m, slots[object]!);
  const capacity = capacityOf(m, elements);
  const isShared = elements !== 0 && words[elements + MARK_WORD] === SHARED;
  if (needed <= capacity && !isShared) return;
  if (needed > MAX_ELEMENTS || needed > capacity + MAX_GAP) throwError(m, 'RangeError', 'Sparse arrays are not supported');
  const larger = needed <= capacity ? capacity : needed + (needed >> 1) + 16;
  growElements(m, object, larger);
}

/** A copy of the elements with this capacity, at least as large as before. */
export function growElements(m: Machine, object: number, capacity: number): void {
  const { slots, words } = m;
  const grown = m.stack.push(makeElements(m, capacity));
  const old = elementsOf(m, slots[object]!);
  const count = capacityOf(m, old);
  invariant(count <= capacity, 'elements do not shrink', { count, capacity });
  for (let i = 0; i < count; i++) {
    const value = words[old + ELEMENTS_WORD + i]!;
    if (value !== 0) m.heap.store(slots[grown]!, ELEMENTS_WORD + i, value);
  }
  setElements(m, object, grown);
  m.stack.length = grown;
}

/** Cuts the array in the stack slot, or leaves holes behind its end. */
export function setArrayLength(m: Machine, array: number, length: number): void {
  const { slots, words } = m;
  const before = arrayLength(m, slots[array]!);
  if (length > MAX_ELEMENTS) throwError(m, 'RangeError', 'Sparse arrays are not supported');
  if (length < before) {
    const end = Math.min(before, capacityOf(m, elementsOf(m, slots[array]!)));
    if (length < end) {
      prepareElements(m, array, end);
      const elements = elementsOf(m, slots[array]!);
      words.fill(0, elements + ELEMENTS_WORD + length, elements + ELEMENTS_WORD + end);
    }
    if (length === 0) {
      const none = m.stack.push(0);
      setElements(m, array, none);
      m.stack.length = none;
    }
  }
  words[slots[array]! + LENGTH_WORD] = encodeSmi(length);
}

/** Elements that several arrays may share until one is written to. */
export function markShared(m: Machine, elements: number): void {
  m.words[elements + MARK_WORD] = SHARED;
}

/** Indices of the object's own elements, ascending. */
export function elementIndices(m: Machine, object: number): number[] {
  const elements = elementsOf(m, object);
  const end = headerKind(m.words[object]!) === JS_ARRAY ? arrayLength(m, object) : capacityOf(m, elements);
  const indices: number[] = [];
  for (let i = 0; i < end && i < capacityOf(m, elements); i++) if (m.words[elements + ELEMENTS_WORD + i] !== 0) indices.push(i);
  return indices;
}
