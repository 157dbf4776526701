/**
 * Async functions: a frame that waits is put on the heap, and back on the stack when what it waits for is settled.
 *
 * Models:    V8's generator objects with their register file.
 * Simplifies: the register file alone, with the place to go on.
 */
import { NEW_TARGET } from '../script/bytecode.ts';
import { RUN_ENDED, popFrame } from './calls.ts';
import { initialise, makeElements } from './factory.ts';
import { interpret, interpretThrow } from './interpreter.ts';
import type { Machine } from './machine.ts';
import { ASYNC, ENTRY } from './machine.ts';
import { makePromise, promiseFor, react, rejectPromise, resolvePromise } from './promises.ts';
import { EXCEPTION_SLOT, HOST_BASE } from './register-stack.ts';
import { ELEMENTS_WORD, SHARED_WORD, decodeSmi, encodeSmi } from './tagged.ts';

/** Async functions cannot be constructed: the register has their promise instead of new.target. */
const PROMISE = NEW_TARGET;

/** Elements before the registers: where to go on, the register for the value. */
const RESUME_PC = 0;
const RESUME_REGISTER = 1;
const SAVED_REGISTERS = 2;

export function beginAsync(m: Machine): void {
  m.flags[m.depth - 1]! |= ASYNC;
  m.slots[m.base + PROMISE] = makePromise(m);
}

/** The function has returned; its promise, for the caller that still waits for it. */
export function returnFromAsync(m: Machine, value: number): number {
  const slot = m.stack.push(value);
  resolvePromise(m, m.base + PROMISE, slot);
  m.stack.length = slot;
  return m.slots[m.base + PROMISE]!;
}

/** The function has thrown what is in the exception's slot. */
export function rejectFromAsync(m: Machine): number {
  m.stack.length = m.base + m.template.compiled.registerCount;
  rejectPromise(m, m.base + PROMISE, EXCEPTION_SLOT);
  return m.slots[m.base + PROMISE]!;
}

/** Waits for the value in the slot; the caller goes on. `register`: where the value will go. */
export function awaitValue(m: Machine, value: number, register: number, nextPc: number): number {
  const { slots, stack, base } = m;
  const count = m.template.compiled.registerCount;
  const promise = stack.push(promiseFor(m, value));
  const saved = stack.push(makeElements(m, SAVED_REGISTERS + count));
  const size = ELEMENTS_WORD + SAVED_REGISTERS + count;
  const first = ELEMENTS_WORD + SAVED_REGISTERS;
  for (let i = 0; i < count; i++) initialise(m, slots[saved]!, size, first + i, slots[base + i]!);
  initialise(m, slots[saved]!, size, ELEMENTS_WORD + RESUME_PC, encodeSmi(nextPc));
  initialise(m, slots[saved]!, size, ELEMENTS_WORD + RESUME_REGISTER, encodeSmi(register));
  const nothing = stack.push(m.oddballs.undefined);
  react(m, promise, nothing, nothing, saved);
  const depth = m.depth - 1;
  const result = slots[base + PROMISE]!;
  const target = m.targets[depth]!;
  const flags = m.flags[depth]!;
  popFrame(m);
  if (target >= 0) slots[target] = result;
  return (flags & ENTRY) !== 0 ? RUN_ENDED : m.returnPcs[depth]!;
}

/** Goes on with the frame saved in the slot; the value is thrown when `isThrown`. How the interpretation ended. */
export function resumeAsync(m: Machine, saved: number, value: number, isThrown: boolean): number {
  const { slots, stack, words } = m;
  const from = slots[saved]! + ELEMENTS_WORD;
  const pc = decodeSmi(words[from + RESUME_PC]!);
  const register = decodeSmi(words[from + RESUME_REGISTER]!);
  const fn = words[from + SAVED_REGISTERS]!;
  const template = m.templates[decodeSmi(words[words[fn + SHARED_WORD]! + ELEMENTS_WORD]!)]!;
  const { depth } = m;
  const base = stack.length;
  const count = template.compiled.registerCount;
  for (let i = 0; i < count; i++) slots[base + i] = words[from + SAVED_REGISTERS + i]!;
  slots[base + register] = slots[value]!;
  if (isThrown) slots[EXCEPTION_SLOT] = slots[value]!;
  m.flags[depth] = ASYNC | ENTRY;
  m.targets[depth] = -1;
  m.returnPcs[depth] = RUN_ENDED;
  m.callerBases[depth] = m.base;
  m.callerTops[depth] = base;
  m.callerTemplates[depth] = m.base === HOST_BASE ? undefined : m.template;
  m.depth = depth + 1;
  stack.length = base + count;
  m.base = base;
  m.template = template;
  m.code = template.code;
  m.caches = template.caches;
  return isThrown ? interpretThrow(m, pc - 1, depth) : interpret(m, pc, depth);
}
