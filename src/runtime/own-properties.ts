/** The own properties of an object, one after the other: keys, spread, rest, for-in. */
import { isString } from './conversions.ts';
import { arrayLength, elementIndices, getElement, setElement } from './elements.ts';
import { initialise, makeArrayOf, makeElements, makePlainObject } from './factory.ts';
import type { Machine } from './machine.ts';
import { addDataProperty, enumerableNames, isReceiver, prototypeOf } from './objects.ts';
import type { PropertyKey } from './properties.ts';
import { getProperty, setProperty, toKey } from './properties.ts';
import { PLAIN } from './shapes.ts';
import { ELEMENTS_WORD } from './tagged.ts';

/** Indices ascending, then names in the order of their making; only enumerable ones. */
export function ownKeys(m: Machine, value: number): PropertyKey[] {
  if (isString(m, value)) return Array.from({ length: m.strings.textOf(value).length }, (_, index) => index);
  if (!isReceiver(m, value)) return [];
  return [...elementIndices(m, value), ...enumerableNames(m, value)];
}

/** An array of strings. */
export function makeKeyArray(m: Machine, keys: readonly PropertyKey[]): number {
  const elements = m.stack.push(keys.length === 0 ? 0 : makeElements(m, keys.length));
  for (const [index, key] of keys.entries()) {
    const text = typeof key === 'number' ? m.strings.make(String(key)) : m.strings.internalise(key);
    initialise(m, m.slots[elements]!, Infinity, ELEMENTS_WORD + index, text);
  }
  const array = makeArrayOf(m, elements, keys.length);
  m.stack.length = elements;
  return array;
}

/** Copies the own enumerable properties of the value in the slot; getters are called. */
export function copyProperties(m: Machine, target: number, source: number, without: ReadonlySet<PropertyKey> = new Set(), assign = false): void {
  const first = m.stack.length;
  for (const key of ownKeys(m, m.slots[source]!)) {
    if (without.has(key)) continue;
    const value = m.stack.push(getProperty(m, source, key));
    if (assign) setProperty(m, target, key, value);
    else if (typeof key === 'number') setElement(m, target, key, value);
    else addDataProperty(m, target, key, value, PLAIN);
    m.stack.length = first;
  }
}

/** `{ ...rest }` of a pattern that has taken the keys in the array. */
export function restProperties(m: Machine, source: number, taken: number): number {
  const without = new Set<PropertyKey>();
  const array = m.slots[taken]!;
  for (let i = 0; i < arrayLength(m, array); i++) {
    const key = m.stack.push(getElement(m, array, i));
    without.add(toKey(m, key));
    m.stack.length = key;
  }
  const target = m.stack.push(makePlainObject(m, 4));
  copyProperties(m, target, source, without);
  m.stack.length = target;
  return m.slots[target]!;
}

/** The names that for-in visits: those of the object, then those of its prototypes that it does not hide. */
export function namesForIn(m: Machine, value: number): PropertyKey[] {
  if (!isReceiver(m, value)) return ownKeys(m, value);
  const names: PropertyKey[] = [];
  const seen = new Set<PropertyKey>();
  for (let object = value; isReceiver(m, object); object = prototypeOf(m, object)) {
    for (const key of ownKeys(m, object)) if (!seen.has(key)) names.push(key);
    for (const key of ownKeys(m, object)) seen.add(key);
    for (const name of m.shapes.of(object).properties.keys()) seen.add(name);
  }
  return names;
}
