/** Runs instructions until a run ends, pauses or waits; finds the handlers of exceptions. */
import { CONTEXT } from '../script/bytecode.ts';
import { rejectFromAsync } from './async-functions.ts';
import { RUN_ENDED, popFrame } from './calls.ts';
import type { Machine } from './machine.ts';
import { ASYNC, ENTRY } from './machine.ts';
import { EXCEPTION_SLOT } from './register-stack.ts';
import { StepLimitReached, THROWN } from './script-errors.ts';
import { currentPlace } from './source-places.ts';

/** The run waits for something outside: see m.waiting. */
export const RUN_WAITS = -2;

/** Instructions between two looks at the step limit: a few milliseconds of work. */
const SLICE = 1 << 17;

/** How the interpretation has ended: -1 the run is over, -2 it waits, any other: it pauses before this instruction. */
export function interpret(m: Machine, start: number, floor: number): number {
  const { handlers } = m;
  let pc = start;
  for (;;) {
    try {
      while (pc >= 0) {
        if (--m.slice < 0 && endSlice(m)) return pc;
        pc = handlers[m.code[pc]!]!(m, pc);
      }
      return pc;
    } catch (error) {
      if (error !== THROWN) throw error;
      pc = unwind(m, pc, floor);
    }
  }
}

/** Begins with an exception, which is in its slot, at the instruction. */
export function interpretThrow(m: Machine, at: number, floor: number): number {
  return interpret(m, unwind(m, at, floor), floor);
}

/** Whether the run is to pause here; only the outermost one can. */
function endSlice(m: Machine): boolean {
  m.steps += SLICE - 1 - m.slice;
  m.slice = SLICE;
  if (m.steps >= m.stepLimit) throw new StepLimitReached(m.steps);
  m.steps--; // the instruction that was not run is counted again
  return m.nesting === 0;
}

/** A new slice, so that steps are counted from here. */
export function beginSlice(m: Machine): void {
  m.slice = SLICE;
}

/** Instructions of the slice that is under way. */
export function stepsOf(m: Machine): number {
  return m.steps + SLICE - m.slice;
}

/** The instruction that handles the exception; frames without a handler are left. Throws on when the run has none. */
function unwind(m: Machine, pc: number, floor: number): number {
  if (!m.isRethrown) m.thrownAt = currentPlace(m, pc);
  m.isRethrown = false;
  let at = pc;
  while (m.depth > floor) {
    const { compiled } = m.template;
    for (const { from, to, target, value, context } of compiled.handlers) {
      if (at < from || at >= to) continue;
      m.slots[m.base + value] = m.slots[EXCEPTION_SLOT]!;
      m.slots[m.base + CONTEXT] = m.slots[m.base + context]!;
      m.stack.length = m.base + compiled.registerCount;
      return target;
    }
    const depth = m.depth - 1;
    const flags = m.flags[depth]!;
    if ((flags & ASYNC) !== 0) {
      const promise = rejectFromAsync(m);
      const result = m.targets[depth]!;
      popFrame(m);
      if (result >= 0) m.slots[result] = promise;
      return (flags & ENTRY) !== 0 ? RUN_ENDED : m.returnPcs[depth]!;
    }
    popFrame(m);
    // The call is the instruction before the one that it returns to.
    at = m.returnPcs[depth]! - 1;
  }
  m.isRethrown = true;
  throw THROWN;
}
