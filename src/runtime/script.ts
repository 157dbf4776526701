/** Scripts: compiled from text, bound to a context, executed. */
import { WORD_BYTES } from '../base/units.ts';
import { ApiFatalError } from '../handles/api-fatal-error.ts';
import { CONTEXT, FIRST_CONSTANT } from '../script/bytecode.ts';
import { compileScript } from '../script/compile-script.ts';
import type { CompiledFunction, CompiledScript, PoolEntry } from '../script/compiled-function.ts';
import type { ScriptProblem } from '../script/script-problem.ts';
import { objectSizeBytes, objectType } from '../vocabulary/object-types.ts';
import type { Context } from './context.ts';
import { isNumber, isString, numberValue } from './conversions.ts';
import { throwError } from './exceptions.ts';
import type { Execution, ExecutionLimits } from './execution.ts';
import { DEFAULT_LIMITS, execute, limitSteps, runFunction, runJobs, stepsOf } from './execution.ts';
import { makeElements, makeFunction } from './factory.ts';
import { format } from './inspect.ts';
import type { Isolate } from './isolate.ts';
import type { Machine } from './machine.ts';
import { HOST_BASE, RESULT_SLOT } from './register-stack.ts';
import type { ScriptFailure } from './script-errors.ts';
import { BYTECODE_ARRAY, ELEMENTS_WORD, SMI_LIMIT, encodeSmi } from './tagged.ts';

export type ScriptCompilation = { readonly ok: true; readonly script: Script } | { readonly ok: false; readonly problems: readonly ScriptProblem[] };

export type PrimitiveValue = number | string | boolean;

export interface ScriptOutcome {
  /** What the script's last expression yielded, as console.log shows it; null when it failed. */
  readonly result: string | null;
  /** The same as a value of the host where it is a number, a string or a boolean. */
  readonly value: PrimitiveValue | null;
  readonly failure: ScriptFailure | null;
  /** Instructions run, those of its microtasks included. */
  readonly steps: number;
}

export class Script {
  readonly isolate: Isolate;
  readonly compiled: CompiledScript;

  constructor(isolate: Isolate, compiled: CompiledScript) {
    this.isolate = isolate;
    this.compiled = compiled;
  }

  /**
   * Runs the script in the context, then the microtasks that it leaves. The value of its last expression is given to
   * `receive`, as a tagged value that is good until the next allocation.
   */
  *run(context: Context, limits: ExecutionLimits = DEFAULT_LIMITS, receive?: (value: number) => void): Execution<ScriptOutcome> {
    if (context.isolate !== this.isolate) throw new ApiFatalError('v8::Script::Run', 'The context belongs to another isolate');
    const { machine: m } = this.isolate;
    const native = m.stack.push(context.native);
    const { steps, stepLimit } = m;
    limitSteps(m, limits);
    try {
      let failure = yield* execute(m, native, () => runFunction(m, this.#bind(m, context)));
      let result: string | null = null;
      let value: PrimitiveValue | null = null;
      if (failure === null) {
        receive?.(m.slots[RESULT_SLOT]!);
        value = primitiveOf(m, m.slots[RESULT_SLOT]!);
        result = format(m, m.slots[RESULT_SLOT]!);
      }
      m.slots[RESULT_SLOT] = 0;
      m.heap.keptObjects.clear();
      // Microtasks run when no other code is on its way, as in an event loop.
      if (failure === null && m.depth === 0) failure = yield* runJobs(m, native);
      return { result: failure === null ? result : null, value: failure === null ? (value ?? result) : null, failure, steps: stepsOf(m) };
    } finally {
      m.steps = steps + stepsOf(m);
      m.stepLimit = stepLimit;
      m.stack.length = native;
    }
  }

  /** A closure of the script over the context, in a new stack slot, ready to be called; its names become known. */
  #bind(m: Machine, context: Context): number {
    const lexicals = m.lexicals.get(context.number)!;
    const clash = this.compiled.main.lexicals.find(({ name }) => lexicals.has(name));
    if (clash !== undefined) throwError(m, 'SyntaxError', `Identifier '${clash.name}' has already been declared`);
    const pool = m.stack.push(makePool(this.isolate, this.compiled.main, this.compiled.source, false));
    const at = m.stack.push(makeFunction(m, pool, HOST_BASE + CONTEXT, false));
    m.stack.push(context.global);
    return at;
  }
}

/** Null for values that are none. */
function primitiveOf(m: Machine, value: number): PrimitiveValue | null {
  if (isNumber(m, value)) return numberValue(m, value);
  if (isString(m, value)) return m.strings.textOf(value);
  return value === m.oddballs.true ? true : value === m.oddballs.false ? false : null;
}

/** The script with this text; compiled once in an isolate. */
export function compileIn(isolate: Isolate, source: string): ScriptCompilation {
  const known = isolate.scripts.get(source);
  if (known !== undefined) return { ok: true, script: known };
  const result = compileScript(source);
  if (!result.ok) return result;
  const script = new Script(isolate, result.script);
  isolate.scripts.set(source, script);
  return { ok: true, script };
}

// ── Pools of constants ──────────────────────────────────────────────────────────────────────────────────────

const BYTECODE = objectType('BytecodeArray');

/** The constants of a function and of all functions inside it, with its bytecode: old objects. The address. */
export function makePool(isolate: Isolate, compiled: CompiledFunction, source: string, isLibrary: boolean): number {
  const { machine: m } = isolate;
  const pool = m.stack.push(makeElements(m, FIRST_CONSTANT + compiled.pool.length, false));
  const number = isolate.templateNumbers.get(compiled) ?? m.addTemplate(compiled, source, isLibrary);
  isolate.templateNumbers.set(compiled, number);
  m.words[m.slots[pool]! + ELEMENTS_WORD] = encodeSmi(number);
  const bytecodeWords = objectSizeBytes(BYTECODE, compiled.code.length) / WORD_BYTES;
  const bytecode = m.heap.allocate(BYTECODE_ARRAY, bytecodeWords, false);
  m.heap.store(m.slots[pool]!, ELEMENTS_WORD + 1, bytecode);
  for (const [index, entry] of compiled.pool.entries()) {
    const value = makeConstant(isolate, entry, source, isLibrary);
    m.heap.store(m.slots[pool]!, ELEMENTS_WORD + FIRST_CONSTANT + index, value);
  }
  m.stack.length = pool;
  return m.slots[pool]!;
}

function makeConstant(isolate: Isolate, entry: PoolEntry | boolean | null, source: string, isLibrary: boolean): number {
  const { machine: m } = isolate;
  if (entry === null) return m.oddballs.null;
  if (typeof entry === 'boolean') return m.boolean(entry);
  if (typeof entry === 'string') return m.strings.internalise(entry);
  if (typeof entry === 'number') {
    const isSmi = Number.isInteger(entry) && entry >= -SMI_LIMIT && entry < SMI_LIMIT && !Object.is(entry, -0);
    return isSmi ? encodeSmi(entry) : m.numbers.make(entry, false);
  }
  if ('code' in entry) return makePool(isolate, entry, source, isLibrary);
  const elements = m.stack.push(makeElements(m, entry.elements.length, false));
  for (const [index, element] of entry.elements.entries()) {
    const value = makeConstant(isolate, element, source, isLibrary);
    m.heap.store(m.slots[elements]!, ELEMENTS_WORD + index, value);
  }
  m.stack.length = elements;
  return m.slots[elements]!;
}
