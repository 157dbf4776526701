/** Throwing errors of the language from host code. */
import { INTRINSIC } from './intrinsics.ts';
import type { IntrinsicName } from './intrinsics.ts';
import type { Machine } from './machine.ts';
import { addDataProperty } from './objects.ts';
import { EXCEPTION_SLOT } from './register-stack.ts';
import { THROWN } from './script-errors.ts';
import { HIDDEN } from './shapes.ts';
import { makeObjectWithPrototype } from './factory.ts';

export type ErrorType = 'TypeError' | 'RangeError' | 'ReferenceError' | 'SyntaxError' | 'Error';

const PROTOTYPES: Readonly<Record<ErrorType, IntrinsicName>> = {
  Error: 'errorPrototype',
  TypeError: 'typeErrorPrototype',
  RangeError: 'rangeErrorPrototype',
  ReferenceError: 'referenceErrorPrototype',
  SyntaxError: 'syntaxErrorPrototype',
};

/** In-object fields of an error: V8's is 48 bytes. */
export const ERROR_FIELDS = 3;

/** An error object in a new stack slot. */
export function makeError(m: Machine, type: ErrorType, message: string): number {
  const prototype = m.stack.push(m.intrinsic(INTRINSIC[PROTOTYPES[type]]));
  const error = m.stack.push(makeObjectWithPrototype(m, prototype, ERROR_FIELDS));
  setErrorText(m, error, message, type);
  return error;
}

/** `stack` is what a report of the error shows first: its name and message. */
export function setErrorText(m: Machine, error: number, message: string | null, name: string): void {
  const first = m.stack.length;
  const stack = m.stack.push(m.strings.make(message === null || message === '' ? name : `${name}: ${message}`));
  addDataProperty(m, error, 'stack', stack, HIDDEN);
  if (message !== null) addDataProperty(m, error, 'message', m.stack.push(m.strings.make(message)), HIDDEN);
  m.stack.length = first;
}

/** Throws the value in the stack slot. */
export function throwValue(m: Machine, slot: number): never {
  m.slots[EXCEPTION_SLOT] = m.slots[slot]!;
  throw THROWN;
}

export function throwError(m: Machine, type: ErrorType, message: string): never {
  throwValue(m, makeError(m, type, message));
}
