/**
 * Calling and constructing: frames are pushed and popped here.
 *
 * A call is laid out in the register stack: the function, the receiver, the arguments. What pushes a frame returns the
 * instruction to go on with, which is the first one of the function that was called.
 */
import { CONTEXT, FIRST_PARAMETER, NEW_TARGET, RECEIVER } from '../script/bytecode.ts';
import { headerKind } from '../heap/layout/header.ts';
import { invariant } from '../base/invariant.ts';
import { PENDING } from './builtin.ts';
import { throwError } from './exceptions.ts';
import { makeArray, makeObject } from './factory.ts';
import { initialMapOf } from './functions.ts';
import { interpret } from './interpreter.ts';
import type { FunctionTemplate, Machine } from './machine.ts';
import { ASYNC, CONSTRUCTS, ENTRY, MAX_FRAMES } from './machine.ts';
import { isReceiver } from './objects.ts';
import { beginAsync, returnFromAsync } from './async-functions.ts';
import { HOST_BASE, RESULT_SLOT } from './register-stack.ts';
import { calleeText } from './source-places.ts';
import { CONTEXT_WORD, ELEMENTS_WORD, FIELDS_FUNCTION_WORD, JS_BOUND_FUNCTION, SHARED_WORD, decodeSmi, isFunctionKind } from './tagged.ts';

/** The instruction "go on outside": the run is over. */
export const RUN_ENDED = -1;

/** Runs inside runs, each on the host's stack. */
const MAX_NESTING = 100;

/** Words of a JSBoundFunction. */
export const BOUND_TARGET = 3;
export const BOUND_THIS = 4;
export const BOUND_ARGUMENTS = 5;

export function isCallable(m: Machine, value: number): boolean {
  if (value <= 0) return false;
  const kind = headerKind(m.words[value]!);
  return isFunctionKind(kind) || kind === JS_BOUND_FUNCTION;
}

export function templateOf(m: Machine, fn: number): FunctionTemplate | null {
  const shared = m.words[fn + SHARED_WORD]!;
  return shared < 0 ? null : m.templates[decodeSmi(m.words[shared + ELEMENTS_WORD]!)]!;
}

// ── Calls ───────────────────────────────────────────────────────────────────────────────────────────────────

/** Calls the function in slot `at`; its value goes to slot `target` (-1: nowhere). */
export function call(m: Machine, at: number, count: number, target: number, returnPc: number): number {
  const fn = m.slots[at]!;
  const kind = fn > 0 ? headerKind(m.words[fn]!) : 0;
  if (isFunctionKind(kind)) {
    const shared = m.words[fn + SHARED_WORD]!;
    if (shared < 0) return callBuiltin(m, decodeSmi(shared), at, count, target, returnPc);
    const template = m.templates[decodeSmi(m.words[shared + ELEMENTS_WORD]!)]!;
    const { kind: sort, name } = template.compiled;
    if (sort === 'class-constructor' || sort === 'derived-constructor') throwError(m, 'TypeError', `Class constructor ${name} cannot be invoked without 'new'`);
    return enter(m, template, at, count, target, returnPc, 0, 0);
  }
  if (kind === JS_BOUND_FUNCTION) return callBound(m, at, count, target, returnPc);
  return throwError(m, 'TypeError', `${calleeText(m)} is not a function`);
}

function callBuiltin(m: Machine, number: number, at: number, count: number, target: number, returnPc: number): number {
  const { stack } = m;
  const top = stack.length;
  if (top > stack.limit) overflow(m);
  m.target = target;
  m.returnPc = returnPc;
  m.newTarget = 0;
  const value = m.builtins[number]!.run(m, at + 2, count);
  if (value === PENDING) return m.nextPc;
  stack.length = top;
  if (target >= 0) m.slots[target] = value;
  return returnPc;
}

function callBound(m: Machine, at: number, count: number, target: number, returnPc: number): number {
  const { words, slots, stack } = m;
  const fn = slots[at]!;
  const given = words[fn + BOUND_ARGUMENTS]!;
  const bound = given === 0 ? 0 : m.heap.sizeWordsAt(given) - ELEMENTS_WORD;
  if (!stack.hasRoomFor(bound + count)) overflow(m);
  const first = stack.push(words[fn + BOUND_TARGET]!);
  stack.push(words[fn + BOUND_THIS]!);
  for (let i = 0; i < bound; i++) stack.push(words[given + ELEMENTS_WORD + i]!);
  for (let i = 0; i < count; i++) stack.push(slots[at + 2 + i]!);
  return callAbove(m, first, bound + count, target, returnPc);
}

/** The same for a call that was laid out above the frame's registers: they are given back when no frame needs them. */
export function callAbove(m: Machine, at: number, count: number, target: number, returnPc: number): number {
  const { depth } = m;
  const pc = call(m, at, count, target, returnPc);
  if (m.depth === depth) m.stack.length = at;
  return pc;
}

/** Calls in place of the built-in function that runs now: return PENDING after it. */
export function callInstead(m: Machine, at: number, count: number): number {
  m.nextPc = call(m, at, count, m.target, m.returnPc);
  return PENDING;
}

/** Calls and waits for the value, which it returns. The frames are interpreted by a run of their own. */
export function callNested(m: Machine, at: number, count: number): number {
  const { stack, target, returnPc } = m;
  const top = stack.length;
  if (m.nesting >= MAX_NESTING) overflow(m);
  m.nesting++;
  try {
    const depth = m.depth;
    const pc = call(m, at, count, RESULT_SLOT, RUN_ENDED);
    if (m.depth > depth) {
      m.flags[depth]! |= ENTRY;
      interpret(m, pc, depth);
    }
  } finally {
    m.nesting--;
    m.target = target;
    m.returnPc = returnPc;
    m.newTarget = 0;
  }
  stack.length = top;
  return m.slots[RESULT_SLOT]!;
}

// ── new ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** `new` on the function in slot `at`; `newTarget` is the constructor that was named, in a stack slot. */
export function construct(m: Machine, at: number, count: number, newTarget: number, target: number, returnPc: number): number {
  const { slots, words, stack } = m;
  const fn = slots[at]!;
  const kind = fn > 0 ? headerKind(words[fn]!) : 0;
  if (kind === JS_BOUND_FUNCTION) return constructBound(m, at, count, newTarget, target, returnPc);
  if (!isFunctionKind(kind)) throwError(m, 'TypeError', `${calleeText(m)} is not a constructor`);
  const shared = words[fn + SHARED_WORD]!;
  if (shared < 0) {
    const builtin = m.builtins[decodeSmi(shared)]!;
    if (builtin.construct === null) throwError(m, 'TypeError', `${calleeText(m)} is not a constructor`);
    const top = stack.length;
    m.target = target;
    m.returnPc = returnPc;
    m.newTarget = slots[newTarget]!;
    const value = builtin.construct(m, at + 2, count);
    m.newTarget = 0;
    if (value === PENDING) return m.nextPc;
    stack.length = top;
    if (target >= 0) slots[target] = value;
    return returnPc;
  }
  const template = m.templates[decodeSmi(words[shared + ELEMENTS_WORD]!)]!;
  const { kind: sort, isAsync } = template.compiled;
  if (sort === 'arrow' || sort === 'method' || isAsync) throwError(m, 'TypeError', `${calleeText(m)} is not a constructor`);
  if (sort === 'derived-constructor') {
    slots[at + 1] = 0; // there is no receiver before super()
  } else {
    const map = stack.push(initialMapOf(m, newTarget));
    slots[at + 1] = makeObject(m, map);
    stack.length = map;
  }
  const pc = enter(m, template, at, count, target, returnPc, CONSTRUCTS, newTarget);
  const fields = words[slots[m.base]! + FIELDS_FUNCTION_WORD]!;
  return sort === 'class-constructor' && fields > 0 ? initialiseFields(m, fields, slots[m.base + RECEIVER]!, pc) : pc;
}

/** Runs the initialisers of a class on the instance, then goes on at `returnPc`. */
export function initialiseFields(m: Machine, fields: number, instance: number, returnPc: number): number {
  const at = m.stack.push(fields);
  m.stack.push(instance);
  return callAbove(m, at, 0, -1, returnPc);
}

function constructBound(m: Machine, at: number, count: number, newTarget: number, target: number, returnPc: number): number {
  const { words, slots, stack } = m;
  const fn = slots[at]!;
  const given = words[fn + BOUND_ARGUMENTS]!;
  const bound = given === 0 ? 0 : m.heap.sizeWordsAt(given) - ELEMENTS_WORD;
  if (!stack.hasRoomFor(bound + count)) overflow(m);
  const first = stack.push(words[fn + BOUND_TARGET]!);
  stack.push(m.oddballs.undefined);
  for (let i = 0; i < bound; i++) stack.push(words[given + ELEMENTS_WORD + i]!);
  for (let i = 0; i < count; i++) stack.push(slots[at + 2 + i]!);
  const isNamed = slots[newTarget] === fn;
  return constructAbove(m, first, bound + count, isNamed ? first : newTarget, target, returnPc);
}

export function constructAbove(m: Machine, at: number, count: number, newTarget: number, target: number, returnPc: number): number {
  const { depth } = m;
  const pc = construct(m, at, count, newTarget, target, returnPc);
  if (m.depth === depth) m.stack.length = at;
  return pc;
}

// ── Frames ──────────────────────────────────────────────────────────────────────────────────────────────────

export function overflow(m: Machine): never {
  throwError(m, 'RangeError', 'Maximum call stack size exceeded');
}

function enter(m: Machine, template: FunctionTemplate, at: number, count: number, target: number, returnPc: number, flags: number, newTarget: number): number {
  const { slots, stack } = m;
  const { compiled } = template;
  const base = stack.length;
  const top = base + compiled.registerCount;
  const { depth } = m;
  if (top > stack.limit || depth >= MAX_FRAMES) overflow(m);
  const fn = slots[at]!;
  slots[base] = fn;
  slots[base + CONTEXT] = m.words[fn + CONTEXT_WORD]!;
  slots[base + RECEIVER] = slots[at + 1]!;
  slots[base + 3] = m.words[fn + SHARED_WORD]!;
  slots[base + NEW_TARGET] = newTarget === 0 ? m.oddballs.undefined : slots[newTarget]!;
  const { parameterCount, hasRest } = compiled;
  const plain = hasRest ? parameterCount - 1 : parameterCount;
  const first = base + FIRST_PARAMETER;
  const passed = count < plain ? count : plain;
  for (let i = 0; i < passed; i++) slots[first + i] = slots[at + 2 + i]!;
  for (let i = passed; i < plain; i++) slots[first + i] = m.oddballs.undefined;
  for (let i = first + plain; i < top; i++) slots[i] = 0;
  m.flags[depth] = flags;
  m.targets[depth] = target;
  m.returnPcs[depth] = returnPc;
  m.callerBases[depth] = m.base;
  m.callerTops[depth] = base;
  m.callerTemplates[depth] = m.base === HOST_BASE ? undefined : m.template;
  m.depth = depth + 1;
  stack.length = top;
  m.base = base;
  m.template = template;
  m.code = template.code;
  m.caches = template.caches;
  if (hasRest) slots[first + plain] = makeArray(m, at + 2 + plain, count > plain ? count - plain : 0);
  if (compiled.isAsync) beginAsync(m);
  return 0;
}

/** A frame that runs `template` as the outermost one of a run; the function, receiver and no arguments lie at `at`. */
export function enterOutermost(m: Machine, at: number): number {
  const template = templateOf(m, m.slots[at]!);
  invariant(template !== null, 'only functions of scripts have frames');
  return enter(m, template, at, 0, RESULT_SLOT, RUN_ENDED, ENTRY, 0);
}

/** Pops the frame; the instruction of the caller to go on with. */
export function leave(m: Machine, value: number): number {
  const depth = m.depth - 1;
  const flags = m.flags[depth]!;
  let result = value;
  if ((flags & (CONSTRUCTS | ASYNC)) !== 0) {
    if ((flags & ASYNC) !== 0) result = returnFromAsync(m, value);
    else if (!isReceiver(m, value)) result = m.slots[m.base + RECEIVER]!;
  }
  const target = m.targets[depth]!;
  popFrame(m);
  if (target >= 0) m.slots[target] = result;
  return (flags & ENTRY) !== 0 ? RUN_ENDED : m.returnPcs[depth]!;
}

/** Back to the caller's registers; what was pushed above them is gone. */
export function popFrame(m: Machine): void {
  const depth = --m.depth;
  const template = m.callerTemplates[depth];
  m.base = m.callerBases[depth]!;
  m.stack.length = template === undefined ? m.callerTops[depth]! : m.base + template.compiled.registerCount;
  if (template === undefined) return;
  m.template = template;
  m.code = template.code;
  m.caches = template.caches;
}
