/**
 * Promises: states, reactions, resolution. What calls functions of a script is in the library.
 *
 * Models:    V8's JSPromise: 48 bytes, its reactions in a list until it is settled.
 */
import { isCallable } from './calls.ts';
import { makeError } from './exceptions.ts';
import { makeElements, makeSpecial } from './factory.ts';
import { INTRINSIC } from './intrinsics.ts';
import { REACTION_JOB, RESUME_JOB, THENABLE_JOB } from './job-queue.ts';
import type { Machine } from './machine.ts';
import { isReceiver } from './objects.ts';
import { getNamed } from './properties.ts';
import { EXCEPTION_SLOT } from './register-stack.ts';
import { THROWN } from './script-errors.ts';
import { headerKind } from '../heap/layout/header.ts';
import { ELEMENTS_WORD, JS_PROMISE, decodeSmi, encodeSmi } from './tagged.ts';

/** Words of a JSPromise: the result, or the first of its reactions; state and whether somebody looks at it. */
const VALUE_WORD = 3;
const STATE_WORD = 4;

export const PROMISE_PENDING = 0;
export const FULFILLED = 1;
export const REJECTED = 2;
const STATES = 3;
const HANDLED = 4;

/** Elements of a reaction. */
const NEXT = ELEMENTS_WORD;
const ON_FULFILLED = ELEMENTS_WORD + 1;
const ON_REJECTED = ELEMENTS_WORD + 2;
const DERIVED = ELEMENTS_WORD + 3;
const REACTION_ELEMENTS = 4;

export function isPromise(m: Machine, value: number): boolean {
  return value > 0 && headerKind(m.words[value]!) === JS_PROMISE;
}

export function promiseState(m: Machine, promise: number): number {
  return decodeSmi(m.words[promise + STATE_WORD]!) & STATES;
}

export function promiseValue(m: Machine, promise: number): number {
  return m.words[promise + VALUE_WORD]!;
}

/** A pending promise. */
export function makePromise(m: Machine): number {
  const map = m.stack.push(m.intrinsic(INTRINSIC.promiseMap));
  const promise = makeSpecial(m, 'JSPromise', map);
  m.stack.length = map;
  m.words[promise + STATE_WORD] = encodeSmi(PROMISE_PENDING);
  m.words[promise + 5] = 0;
  return promise;
}

/**
 * What is to happen when the promise is settled. `derived` is a promise, or the saved registers of an async function
 * that waits; handlers may be undefined. All in stack slots.
 */
export function react(m: Machine, promise: number, onFulfilled: number, onRejected: number, derived: number): void {
  const { slots, words } = m;
  const state = promiseState(m, slots[promise]!);
  if (state !== PROMISE_PENDING) {
    addReactionJob(m, slots[state === FULFILLED ? onFulfilled : onRejected]!, promiseValue(m, slots[promise]!), slots[derived]!, state === REJECTED);
  } else {
    const reaction = makeElements(m, REACTION_ELEMENTS);
    words[reaction + NEXT] = words[slots[promise]! + VALUE_WORD]!;
    words[reaction + ON_FULFILLED] = slots[onFulfilled]!;
    words[reaction + ON_REJECTED] = slots[onRejected]!;
    words[reaction + DERIVED] = slots[derived]!;
    m.heap.store(slots[promise]!, VALUE_WORD, reaction);
  }
  const handled = slots[promise]!;
  words[handled + STATE_WORD] = encodeSmi(decodeSmi(words[handled + STATE_WORD]!) | HANDLED);
}

function addReactionJob(m: Machine, handler: number, argument: number, derived: number, rejected: boolean): void {
  if (isPromise(m, derived) || derived === m.oddballs.undefined) m.jobs.add(REACTION_JOB, handler, argument, derived, rejected);
  else m.jobs.add(RESUME_JOB, derived, argument, 0, rejected);
}

/** The promise takes this value, or that of another promise. Both in stack slots. */
export function resolvePromise(m: Machine, promise: number, value: number): void {
  const { slots, stack } = m;
  if (!isReceiver(m, slots[value]!)) return settle(m, promise, value, FULFILLED);
  const first = stack.length;
  if (slots[promise] === slots[value]) {
    settle(m, promise, makeError(m, 'TypeError', 'Chaining cycle detected for promise #<Promise>'), REJECTED);
    stack.length = first;
    return;
  }
  try {
    const then = stack.push(getNamed(m, value, 'then'));
    if (isCallable(m, slots[then]!)) m.jobs.add(THENABLE_JOB, slots[promise]!, slots[value]!, slots[then]!, false);
    else settle(m, promise, value, FULFILLED);
  } catch (error) {
    if (error !== THROWN) throw error;
    m.isRethrown = false;
    settle(m, promise, EXCEPTION_SLOT, REJECTED);
  }
  stack.length = first;
}

export function rejectPromise(m: Machine, promise: number, reason: number): void {
  settle(m, promise, reason, REJECTED);
}

function settle(m: Machine, promise: number, value: number, state: number): void {
  const { slots, words } = m;
  const address = slots[promise]!;
  if (promiseState(m, address) !== PROMISE_PENDING) return;
  const reactions = inOrder(m, words[address + VALUE_WORD]!);
  const isHandled = (decodeSmi(words[address + STATE_WORD]!) & HANDLED) !== 0;
  m.heap.store(address, VALUE_WORD, slots[value]!);
  words[address + STATE_WORD] = encodeSmi(state | (isHandled ? HANDLED : 0));
  if (state === REJECTED && !isHandled) m.rejections.add(m.heap.structure.roots.strong.add(address));
  for (const reaction of reactions) {
    const handler = words[reaction + (state === FULFILLED ? ON_FULFILLED : ON_REJECTED)]!;
    addReactionJob(m, handler, slots[value]!, words[reaction + DERIVED]!, state === REJECTED);
  }
}

/** The list has the last reaction first. Nothing is allocated while these addresses are used. */
function inOrder(m: Machine, first: number): number[] {
  const reactions: number[] = [];
  for (let reaction = first; reaction > 0; reaction = m.words[reaction + NEXT]!) reactions.push(reaction);
  return reactions.reverse();
}

/** The value itself when it is a promise, else a promise that has it. */
export function promiseFor(m: Machine, value: number): number {
  if (isPromise(m, m.slots[value]!)) return m.slots[value]!;
  const promise = m.stack.push(makePromise(m));
  resolvePromise(m, promise, value);
  m.stack.length = promise;
  return m.slots[promise]!;
}

/** A promise that was rejected while nobody looked at it, and that nobody has looked at since; 0 when there is none. */
export function takeUnhandledRejection(m: Machine): number {
  const { strong } = m.heap.structure.roots;
  let found = 0;
  for (const slot of m.rejections) {
    const promise = strong.get(slot);
    strong.remove(slot);
    if (found === 0 && (decodeSmi(m.words[promise + STATE_WORD]!) & HANDLED) === 0) found = promise;
  }
  m.rejections.clear();
  return found;
}
