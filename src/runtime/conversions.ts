/** Conversions between the types of the language. Primitive ones are the host's own; objects are asked first. */
import { headerKind } from '../heap/layout/header.ts';
import { callNested, isCallable } from './calls.ts';
import { throwError } from './exceptions.ts';
import type { Machine } from './machine.ts';
import { isReceiver } from './objects.ts';
import { getNamed } from './properties.ts';
import { HEAP_NUMBER, decodeSmi, isStringKind } from './tagged.ts';

export type Hint = 'default' | 'number' | 'string';

export function isString(m: Machine, value: number): boolean {
  return value > 0 && isStringKind(headerKind(m.words[value]!));
}

export function isHeapNumber(m: Machine, value: number): boolean {
  return value > 0 && headerKind(m.words[value]!) === HEAP_NUMBER;
}

export function isNumber(m: Machine, value: number): boolean {
  return value < 0 || isHeapNumber(m, value);
}

export function isNullish(m: Machine, value: number): boolean {
  return value === m.oddballs.undefined || value === m.oddballs.null;
}

/** Of a number. */
export function numberValue(m: Machine, value: number): number {
  return value < 0 ? decodeSmi(value) : m.numbers.valueOf(value);
}

export function toBoolean(m: Machine, value: number): boolean {
  if (value < 0) return decodeSmi(value) !== 0;
  const { oddballs } = m;
  if (value === oddballs.true) return true;
  if (value === oddballs.false || value === oddballs.undefined || value === oddballs.null) return false;
  const kind = headerKind(m.words[value]!);
  if (kind === HEAP_NUMBER) {
    const number = m.numbers.valueOf(value);
    return number !== 0 && !Number.isNaN(number);
  }
  return !isStringKind(kind) || m.strings.textOf(value) !== '';
}

/** Of a primitive value. */
export function primitiveToNumber(m: Machine, value: number): number {
  if (value < 0) return decodeSmi(value);
  const { oddballs } = m;
  if (value === oddballs.undefined) return NaN;
  if (value === oddballs.null || value === oddballs.false) return 0;
  if (value === oddballs.true) return 1;
  return isHeapNumber(m, value) ? m.numbers.valueOf(value) : Number(m.strings.textOf(value));
}

/** Of a primitive value. */
export function primitiveToText(m: Machine, value: number): string {
  if (value < 0) return String(decodeSmi(value));
  const { oddballs } = m;
  if (value === oddballs.undefined) return 'undefined';
  if (value === oddballs.null) return 'null';
  if (value === oddballs.true) return 'true';
  if (value === oddballs.false) return 'false';
  return isHeapNumber(m, value) ? String(m.numbers.valueOf(value)) : m.strings.textOf(value);
}

/** Makes the value in the stack slot a primitive one, in place. */
export function toPrimitive(m: Machine, slot: number, hint: Hint): void {
  if (!isReceiver(m, m.slots[slot]!)) return;
  const first = m.stack.length;
  for (const name of hint === 'string' ? ['toString', 'valueOf'] : ['valueOf', 'toString']) {
    const method = m.stack.push(getNamed(m, slot, name));
    if (isCallable(m, m.slots[method]!)) {
      m.stack.push(m.slots[slot]!);
      const value = callNested(m, method, 0);
      if (!isReceiver(m, value)) {
        m.slots[slot] = value;
        m.stack.length = first;
        return;
      }
    }
    m.stack.length = first;
  }
  throwError(m, 'TypeError', 'Cannot convert object to primitive value');
}

/** The value in the stack slot as a number; an object is made a primitive in place. */
export function toNumber(m: Machine, slot: number): number {
  toPrimitive(m, slot, 'number');
  return primitiveToNumber(m, m.slots[slot]!);
}

export function toText(m: Machine, slot: number): string {
  toPrimitive(m, slot, 'string');
  return primitiveToText(m, m.slots[slot]!);
}

/** The value in the stack slot becomes a string, in place. */
export function toStringValue(m: Machine, slot: number): void {
  if (isString(m, m.slots[slot]!)) return;
  toPrimitive(m, slot, 'string');
  if (!isString(m, m.slots[slot]!)) m.slots[slot] = m.strings.make(primitiveToText(m, m.slots[slot]!));
}

/** Whole, within ±2^53 and infinities; NaN becomes 0. */
export function toInteger(m: Machine, slot: number): number {
  const value = toNumber(m, slot);
  return Number.isNaN(value) ? 0 : Math.trunc(value);
}

// ── Equality ────────────────────────────────────────────────────────────────────────────────────────────────

export function strictlyEqual(m: Machine, a: number, b: number): boolean {
  if (a === b) return !(isHeapNumber(m, a) && Number.isNaN(m.numbers.valueOf(a)));
  if (a > 0 && b > 0) {
    const kind = headerKind(m.words[a]!);
    if (isStringKind(kind)) return isString(m, b) && m.strings.textOf(a) === m.strings.textOf(b);
  }
  return isNumber(m, a) && isNumber(m, b) && numberValue(m, a) === numberValue(m, b);
}

/** The same value, as Maps and `includes` compare: NaN equals itself, and -0 equals 0. */
export function sameValueZero(m: Machine, a: number, b: number): boolean {
  return strictlyEqual(m, a, b) || (isHeapNumber(m, a) && isHeapNumber(m, b) && Number.isNaN(m.numbers.valueOf(a)) && Number.isNaN(m.numbers.valueOf(b)));
}

/** `==`, of two stack slots; objects are made primitives there. */
export function looselyEqual(m: Machine, a: number, b: number): boolean {
  const { slots } = m;
  const left = slots[a]!;
  const right = slots[b]!;
  if (isNullish(m, left) || isNullish(m, right)) return isNullish(m, left) && isNullish(m, right);
  const leftIsObject = isReceiver(m, left);
  const rightIsObject = isReceiver(m, right);
  if (leftIsObject && rightIsObject) return left === right;
  if (leftIsObject) toPrimitive(m, a, 'default');
  if (rightIsObject) toPrimitive(m, b, 'default');
  const x = slots[a]!;
  const y = slots[b]!;
  if (isString(m, x) === isString(m, y) && isNumber(m, x) === isNumber(m, y)) return strictlyEqual(m, x, y);
  return primitiveToNumber(m, x) === primitiveToNumber(m, y);
}

export function typeName(m: Machine, value: number): string {
  if (isNumber(m, value)) return 'number';
  if (isString(m, value)) return 'string';
  const { oddballs } = m;
  if (value === oddballs.undefined) return 'undefined';
  if (value === oddballs.true || value === oddballs.false) return 'boolean';
  return isCallable(m, value) ? 'function' : 'object';
}
