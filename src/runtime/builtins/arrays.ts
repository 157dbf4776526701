/** Array, but for the methods that call functions: those are in the library. */
import { isNullish, isNumber, isString, numberValue, sameValueZero, strictlyEqual, toInteger, toStringValue } from '../conversions.ts';
import { arrayLength, getElement, growElements, isArray, prepareElements, setArrayLength, setElement } from '../elements.ts';
import { throwError } from '../exceptions.ts';
import { makeArray } from '../factory.ts';
import { YIELDS_ENTRIES, YIELDS_KEYS, YIELDS_VALUES, isIterator, iteratorOf, makeIterator, next } from '../iterators.ts';
import type { Machine } from '../machine.ts';
import { elementsOf, isReceiver } from '../objects.ts';
import { getNamed, getProperty, isFrozen, loadIndexed } from '../properties.ts';
import { ELEMENTS_WORD, JS_ARRAY, JS_MAP, JS_SET, LENGTH_WORD, encodeSmi } from '../tagged.ts';
import type { ConstructorDefinition } from './definition.ts';
import { argument, argumentValue, method } from './definition.ts';
import { makeDerived } from './derived.ts';

/** Elements that a request for an array of a length may ask for. */
const MAX_REQUEST = 2 ** 25;

function self(m: Machine, args: number, name: string): number {
  const value = m.slots[args - 1]!;
  if (!isArray(m, value)) throwError(m, 'TypeError', `Array.prototype.${name} was called on a value that is not an array`);
  return arrayLength(m, value);
}

/** A relative index, as slice and its like take it. */
function relative(m: Machine, args: number, count: number, index: number, length: number, otherwise: number): number {
  if (argumentValue(m, args, count, index) === m.oddballs.undefined) return otherwise;
  const given = toInteger(m, args + index);
  return given < 0 ? Math.max(0, length + given) : Math.min(given, length);
}

function element(m: Machine, array: number, index: number): number {
  return getElement(m, array, index) || m.oddballs.undefined;
}

/** Appends everything to the array in the slot. */
function appendValue(m: Machine, array: number, value: number): void {
  setElement(m, array, arrayLength(m, m.slots[array]!), value);
}

function refuseReadOnly(m: Machine, args: number): void {
  if (!m.shapes.of(m.slots[args - 1]!).isExtensible) throwError(m, 'TypeError', 'Cannot add property, object is not extensible');
}

function refuseFrozen(m: Machine, args: number): void {
  if (isFrozen(m, m.slots[args - 1]!)) throwError(m, 'TypeError', "Cannot assign to read only property '0' of object '[object Array]'");
}

/** Moves the elements [from, length) of the receiver to begin at `to`, holes and all. */
function move(m: Machine, args: number, from: number, to: number, length: number): void {
  prepareElements(m, args - 1, Math.max(length, length + to - from));
  const array = m.slots[args - 1]!;
  const elements = elementsOf(m, array);
  const shift = (i: number): void => m.heap.store(elements, ELEMENTS_WORD + to + i - from, m.words[elements + ELEMENTS_WORD + i]!);
  if (to < from) for (let i = from; i < length; i++) shift(i);
  else for (let i = length - 1; i >= from; i--) shift(i);
}

function construct(m: Machine, args: number, count: number): number {
  const array = m.stack.push(count === 1 && isNumber(m, m.slots[args]!) ? makeArray(m, 0, 0) : makeArray(m, args, count));
  if (count === 1 && isNumber(m, m.slots[args]!)) {
    const length = numberValue(m, m.slots[args]!);
    if (!Number.isInteger(length) || length < 0 || length >= 2 ** 32) throwError(m, 'RangeError', 'Invalid array length');
    if (length > MAX_REQUEST) throwError(m, 'RangeError', 'Sparse arrays are not supported');
    if (length > 0) growElements(m, array, length);
    m.words[m.slots[array]! + LENGTH_WORD] = encodeSmi(length);
  }
  return makeDerived(m, args, array, 'arrayPrototype', JS_ARRAY);
}

/** The text of the array in the slot; nothing for one that is being joined already. */
export function join(m: Machine, array: number, separator: string): string {
  if (m.joining.some((slot) => m.slots[slot] === m.slots[array])) return '';
  m.joining.push(array);
  try {
    return joinElements(m, array, separator);
  } finally {
    m.joining.pop();
  }
}

function joinElements(m: Machine, array: number, separator: string): string {
  const parts: string[] = [];
  const length = arrayLength(m, m.slots[array]!);
  for (let i = 0; i < length; i++) {
    const part = m.stack.push(element(m, m.slots[array]!, i));
    if (!isNullish(m, m.slots[part]!)) {
      toStringValue(m, part);
      parts.push(m.strings.textOf(m.slots[part]!));
    } else {
      parts.push('');
    }
    m.stack.length = part;
  }
  return parts.join(separator);
}

function search(m: Machine, args: number, count: number, name: string, equal: (m: Machine, a: number, b: number) => boolean, holes: boolean): number {
  const length = self(m, args, name);
  // This may run code of the script; nothing after it does.
  const start = relative(m, args, count, 1, length, 0);
  const wanted = argumentValue(m, args, count, 0);
  const array = m.slots[args - 1]!;
  for (let i = start; i < length; i++) {
    const value = getElement(m, array, i);
    if ((value !== 0 || holes) && equal(m, value || m.oddballs.undefined, wanted)) return i;
  }
  return -1;
}

function flatten(m: Machine, target: number, source: number, depth: number): void {
  const length = arrayLength(m, m.slots[source]!);
  for (let i = 0; i < length; i++) {
    const value = getElement(m, m.slots[source]!, i);
    if (value === 0) continue;
    const slot = m.stack.push(value);
    if (depth > 0 && isArray(m, value)) flatten(m, target, slot, depth - 1);
    else appendValue(m, target, slot);
    m.stack.length = slot;
  }
}

export const ARRAY: ConstructorDefinition = {
  name: 'Array',
  length: 1,
  run: construct,
  construct,
  prototype: 'arrayPrototype',
  statics: {
    isArray: method(1, (m, args, count) => m.boolean(isArray(m, argumentValue(m, args, count, 0)))),
    of: method(0, (m, args, count) => makeArray(m, args, count)),
  },
  methods: {
    push: method(1, (m, args, count) => {
      self(m, args, 'push');
      refuseReadOnly(m, args);
      for (let i = 0; i < count; i++) appendValue(m, args - 1, args + i);
      return encodeSmi(arrayLength(m, m.slots[args - 1]!));
    }),
    pop: method(0, (m, args) => {
      const length = self(m, args, 'pop');
      refuseReadOnly(m, args);
      if (length === 0) return m.oddballs.undefined;
      prepareElements(m, args - 1, length);
      const array = m.slots[args - 1]!;
      const value = element(m, array, length - 1);
      m.words[elementsOf(m, array) + ELEMENTS_WORD + length - 1] = 0;
      m.words[array + LENGTH_WORD] = encodeSmi(length - 1);
      return value;
    }),
    shift: method(0, (m, args) => {
      const length = self(m, args, 'shift');
      refuseReadOnly(m, args);
      if (length === 0) return m.oddballs.undefined;
      const value = m.stack.push(element(m, m.slots[args - 1]!, 0));
      move(m, args, 1, 0, length);
      setArrayLength(m, args - 1, length - 1);
      return m.slots[value]!;
    }),
    unshift: method(1, (m, args, count) => {
      const length = self(m, args, 'unshift');
      refuseReadOnly(m, args);
      if (count > 0) move(m, args, 0, count, length);
      for (let i = 0; i < count; i++) setElement(m, args - 1, i, args + i);
      m.words[m.slots[args - 1]! + LENGTH_WORD] = encodeSmi(length + count);
      return encodeSmi(length + count);
    }),
    slice: method(2, (m, args, count) => {
      const length = self(m, args, 'slice');
      const start = relative(m, args, count, 0, length, 0);
      const end = relative(m, args, count, 1, length, length);
      const result = m.stack.push(makeArray(m, 0, 0));
      for (let i = start; i < end; i++) copyElement(m, args - 1, i, result, i - start);
      if (end > start) m.words[m.slots[result]! + LENGTH_WORD] = encodeSmi(end - start);
      return m.slots[result]!;
    }),
    splice: method(2, (m, args, count) => {
      const length = self(m, args, 'splice');
      refuseReadOnly(m, args);
      const start = relative(m, args, count, 0, length, count === 0 ? length : 0);
      const removed = count === 1 ? length - start : Math.min(Math.max(0, toInteger(m, argument(m, args, count, 1))), length - start);
      const added = Math.max(0, count - 2);
      const result = m.stack.push(makeArray(m, 0, 0));
      for (let i = 0; i < removed; i++) copyElement(m, args - 1, start + i, result, i);
      if (removed > 0) m.words[m.slots[result]! + LENGTH_WORD] = encodeSmi(removed);
      if (added !== removed) move(m, args, start + removed, start + added, length);
      for (let i = 0; i < added; i++) setElement(m, args - 1, start + i, args + 2 + i);
      const total = length + added - removed;
      if (total > length) m.words[m.slots[args - 1]! + LENGTH_WORD] = encodeSmi(total);
      else setArrayLength(m, args - 1, total);
      return m.slots[result]!;
    }),
    concat: method(1, (m, args, count) => {
      self(m, args, 'concat');
      const result = m.stack.push(makeArray(m, 0, 0));
      for (let i = -1; i < count; i++) {
        if (!isArray(m, m.slots[args + i]!)) {
          appendValue(m, result, args + i);
          continue;
        }
        const from = arrayLength(m, m.slots[result]!);
        const length = arrayLength(m, m.slots[args + i]!);
        for (let k = 0; k < length; k++) copyElement(m, args + i, k, result, from + k);
        m.words[m.slots[result]! + LENGTH_WORD] = encodeSmi(from + length);
      }
      return m.slots[result]!;
    }),
    reverse: method(0, (m, args) => {
      const length = self(m, args, 'reverse');
      refuseFrozen(m, args);
      prepareElements(m, args - 1, length);
      const elements = elementsOf(m, m.slots[args - 1]!) + ELEMENTS_WORD;
      for (let i = 0, k = length - 1; i < k; i++, k--) {
        const low = m.words[elements + i]!;
        m.barrier.store(elements + i, m.words[elements + k]!);
        m.barrier.store(elements + k, low);
      }
      return m.slots[args - 1]!;
    }),
    fill: method(1, (m, args, count) => {
      const length = self(m, args, 'fill');
      refuseFrozen(m, args);
      const value = argument(m, args, count, 0);
      const end = relative(m, args, count, 2, length, length);
      for (let i = relative(m, args, count, 1, length, 0); i < end; i++) setElement(m, args - 1, i, value);
      return m.slots[args - 1]!;
    }),
    join: method(1, (m, args, count) => {
      self(m, args, 'join');
      const given = argument(m, args, count, 0);
      if (m.slots[given] !== m.oddballs.undefined) toStringValue(m, given);
      const separator = m.slots[given] === m.oddballs.undefined ? ',' : m.strings.textOf(m.slots[given]!);
      return m.strings.make(join(m, args - 1, separator));
    }),
    toString: method(0, (m, args) => {
      self(m, args, 'toString');
      return m.strings.make(join(m, args - 1, ','));
    }),
    indexOf: method(1, (m, args, count) => encodeSmi(search(m, args, count, 'indexOf', strictlyEqual, false))),
    includes: method(1, (m, args, count) => m.boolean(search(m, args, count, 'includes', sameValueZero, true) >= 0)),
    lastIndexOf: method(1, (m, args, count) => {
      const length = self(m, args, 'lastIndexOf');
      const wanted = argumentValue(m, args, count, 0);
      for (let i = length - 1; i >= 0; i--) {
        const value = getElement(m, m.slots[args - 1]!, i);
        if (value !== 0 && strictlyEqual(m, value, wanted)) return encodeSmi(i);
      }
      return encodeSmi(-1);
    }),
    at: method(1, (m, args, count) => {
      const length = self(m, args, 'at');
      const index = toInteger(m, argument(m, args, count, 0));
      const from = index < 0 ? length + index : index;
      return from < 0 || from >= length ? m.oddballs.undefined : loadIndexed(m, args - 1, from);
    }),
    flat: method(0, (m, args, count) => {
      self(m, args, 'flat');
      const depth = count === 0 || m.slots[args] === m.oddballs.undefined ? 1 : toInteger(m, args);
      const result = m.stack.push(makeArray(m, 0, 0));
      flatten(m, result, args - 1, Math.min(depth, 1000));
      return m.slots[result]!;
    }),
    keys: method(0, (m, args) => makeIterator(m, args - 1, YIELDS_KEYS)),
    values: method(0, (m, args) => makeIterator(m, args - 1, YIELDS_VALUES)),
    entries: method(0, (m, args) => makeIterator(m, args - 1, YIELDS_ENTRIES)),
  },
};

/** Holes stay holes. */
function copyElement(m: Machine, from: number, index: number, to: number, target: number): void {
  const value = getElement(m, m.slots[from]!, index);
  if (value === 0) return;
  const slot = m.stack.push(value);
  setElement(m, to, target, slot);
  m.stack.length = slot;
}

/** The elements of anything that can be iterated over, or has a length; an array in a new stack slot. */
export function listFrom(m: Machine, source: number): number {
  const list = m.stack.push(makeArray(m, 0, 0));
  if (isReceiver(m, m.slots[source]!) && !isIterable(m, source)) {
    const length = m.stack.push(getNamed(m, source, 'length'));
    const count = m.slots[length] === m.oddballs.undefined ? 0 : toInteger(m, length);
    m.stack.length = length;
    for (let i = 0; i < count; i++) {
      const value = m.stack.push(getProperty(m, source, i));
      appendValue(m, list, value);
      m.stack.length = value;
    }
    return list;
  }
  if (isNullish(m, m.slots[source]!)) throwError(m, 'TypeError', `${m.slots[source] === m.oddballs.null ? 'object null' : 'undefined'} is not iterable`);
  if (!isReceiver(m, m.slots[source]!) && !isString(m, m.slots[source]!)) return list;
  const iterator = m.stack.push(iteratorOf(m, source));
  for (;;) {
    const value = m.stack.push(next(m, iterator));
    if (m.slots[value] === 0) break;
    appendValue(m, list, value);
    m.stack.length = value;
  }
  m.stack.length = iterator;
  return list;
}

const ITERABLE_KINDS: ReadonlySet<number> = new Set([JS_ARRAY, JS_MAP, JS_SET]);

function isIterable(m: Machine, slot: number): boolean {
  return ITERABLE_KINDS.has(m.heap.kindAt(m.slots[slot]!)) || isIterator(m, m.slots[slot]!);
}
