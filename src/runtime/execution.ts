/**
 * Runs code from outside: from its first instruction to its end, with pauses in which the host does other things.
 *
 * Written as generators: what they yield is why they stand still, and what they are resumed with is the answer.
 */
import { ApiFatalError } from '../handles/api-fatal-error.ts';
import { CALLEE, CONTEXT } from '../script/bytecode.ts';
import { RUN_ENDED, call, enterOutermost } from './calls.ts';
import { RUN_WAITS, beginSlice, interpret, stepsOf } from './interpreter.ts';
import { resumeAsync } from './async-functions.ts';
import { INTRINSIC } from './intrinsics.ts';
import { arrayLength, getElement } from './elements.ts';
import { CALLBACK_JOB, CLEANUP_JOB, RESUME_JOB, THENABLE_JOB, TIMER_JOB } from './job-queue.ts';
import type { FunctionTemplate, Machine } from './machine.ts';
import { ENTRY } from './machine.ts';
import { EXCEPTION_SLOT, HOST_BASE, RESULT_SLOT } from './register-stack.ts';
import type { ScriptFailure } from './script-errors.ts';
import { StepLimitReached, THROWN } from './script-errors.ts';
import { describeException } from './inspect.ts';
import { takeUnhandledRejection, promiseValue } from './promises.ts';

export type Suspension =
  /** A few milliseconds of work are done. */
  | { readonly kind: 'paused' }
  /** The host is called, by the number of the call; resume with the value. */
  | { readonly kind: 'host-call'; readonly call: number };

export type Execution<Result> = Generator<Suspension, Result, boolean | undefined>;

/** What a script may do at most; the steps of microtasks and timers that it leaves are counted with it. */
export interface ExecutionLimits {
  readonly steps: number;
}

/** Some seconds of work. */
export const DEFAULT_LIMITS: ExecutionLimits = { steps: 1e9 };

interface Surroundings {
  readonly base: number;
  readonly template: FunctionTemplate;
  readonly code: Int32Array;
  readonly caches: Int32Array;
  readonly stackLength: number;
  readonly depth: number;
  readonly native: number;
}

/** The host's own frame becomes the current one, with the native context in the slot. */
function enterHost(m: Machine, native: number): Surroundings {
  const { base, template, code, caches, depth } = m;
  const previous = m.stack.push(m.slots[HOST_BASE + CONTEXT]!);
  const surroundings = { base, template, code, caches, depth, native: previous, stackLength: previous };
  m.base = HOST_BASE;
  m.slots[HOST_BASE + CONTEXT] = m.slots[native]!;
  m.slots[HOST_BASE + CALLEE] = 0;
  return surroundings;
}

function leaveHost(m: Machine, { base, template, code, caches, depth, native, stackLength }: Surroundings): void {
  m.slots[HOST_BASE + CONTEXT] = m.slots[native]!;
  m.base = base;
  m.template = template;
  m.code = code;
  m.caches = caches;
  m.depth = depth;
  m.newTarget = 0;
  m.stack.length = stackLength;
}

/** Runs something in a native context, which is in the slot; what it throws is returned as a failure. */
export function* execute(m: Machine, native: number, begin: () => number): Execution<ScriptFailure | null> {
  const surroundings = enterHost(m, native);
  const floor = m.depth;
  const { nesting } = m;
  const level = ++m.executions;
  m.nesting = 0;
  m.thrownAt = null;
  try {
    let at = begin();
    while (at !== RUN_ENDED) {
      if (at === RUN_WAITS) {
        const { waiting } = m;
        m.waiting = null;
        const value = (yield { kind: 'host-call', call: waiting!.call }) === true;
        requireInnermost(m, level);
        m.nesting = 0;
        if (m.base !== HOST_BASE) m.stack.length = m.base + m.template.compiled.registerCount;
        if (waiting!.target >= 0) m.slots[waiting!.target] = m.boolean(value);
        at = interpret(m, waiting!.returnPc, floor);
      } else {
        yield { kind: 'paused' };
        requireInnermost(m, level);
        at = interpret(m, at, floor);
      }
    }
    return null;
  } catch (error) {
    return failureOf(m, error);
  } finally {
    m.nesting = nesting;
    m.executions = level - 1;
    leaveHost(m, surroundings);
  }
}

/** Two threads in one isolate: an execution goes on while another one, begun since, has not ended. */
function requireInnermost(m: Machine, level: number): void {
  if (m.executions !== level) throw new ApiFatalError('v8::Isolate', 'The isolate is in use: another execution has begun and not ended');
}

function failureOf(m: Machine, error: unknown): ScriptFailure {
  if (error instanceof StepLimitReached) {
    return { kind: 'step-limit', message: `The script has run ${String(error.steps)} steps without an end`, place: null };
  }
  if (error !== THROWN) throw error;
  m.isRethrown = false;
  return { kind: 'uncaught', message: describeException(m, EXCEPTION_SLOT), place: m.thrownAt };
}

/** Calls the function in the slot, with what lies behind it; its value is then in the result's slot. */
export function callOutermost(m: Machine, at: number, count: number): number {
  const { depth } = m;
  const pc = call(m, at, count, RESULT_SLOT, RUN_ENDED);
  if (m.depth === depth) return pc;
  m.flags[depth]! |= ENTRY;
  return interpret(m, pc, depth);
}

export function runFunction(m: Machine, at: number): number {
  const { depth } = m;
  const pc = enterOutermost(m, at);
  return interpret(m, pc, depth);
}

/** Runs jobs until none is left. */
export function* runJobs(m: Machine, native: number): Execution<ScriptFailure | null> {
  while (!m.jobs.isEmpty) {
    const failure = yield* execute(m, native, () => runJob(m));
    m.heap.keptObjects.clear();
    if (failure !== null) return failure;
  }
  const rejected = takeUnhandledRejection(m);
  if (rejected === 0) return null;
  m.slots[EXCEPTION_SLOT] = promiseValue(m, rejected);
  return yield* execute(m, native, () => {
    m.thrownAt = null;
    m.isRethrown = true;
    throw THROWN;
  });
}

/** The host's frame is the current one. */
function runJob(m: Machine): number {
  const { stack, slots } = m;
  const first = stack.length;
  const { kind, flag } = m.jobs.take((value) => stack.push(value));
  if (kind === RESUME_JOB) return resumeAsync(m, first, first + 1, flag);
  const at = stack.length;
  if (kind === TIMER_JOB) {
    slots[HOST_BASE + CONTEXT] = slots[first + 1]!;
    const count = arrayLength(m, slots[first]!);
    stack.push(getElement(m, slots[first]!, 0));
    stack.push(m.oddballs.undefined);
    for (let i = 1; i < count; i++) stack.push(getElement(m, slots[first]!, i) || m.oddballs.undefined);
    return callOutermost(m, at, count - 1);
  }
  if (kind === CLEANUP_JOB) {
    stack.push(slots[first]!);
    stack.push(m.oddballs.undefined);
    stack.push(slots[first + 1]!);
    return callOutermost(m, at, 1);
  }
  if (kind === CALLBACK_JOB) {
    stack.push(slots[first]!);
    stack.push(m.oddballs.undefined);
    return callOutermost(m, at, 0);
  }
  stack.push(m.intrinsic(kind === THENABLE_JOB ? INTRINSIC.runThenableJob : INTRINSIC.runReaction));
  stack.push(m.oddballs.undefined);
  for (let i = 0; i < 3; i++) stack.push(slots[first + i]!);
  stack.push(m.boolean(flag));
  return callOutermost(m, at, 4);
}

/** Counts steps from here; the limit holds until it is set again. */
export function limitSteps(m: Machine, { steps }: ExecutionLimits): void {
  m.steps = 0;
  m.stepLimit = steps;
  beginSlice(m);
}

export { stepsOf };
