/** Runs a script over a simulated heap, and in Node, so that a test may compare what they print. */
import { formatWithOptions } from 'node:util';
import { createContext, runInContext } from 'node:vm';
import type { GivenFlags } from '../../src/flags/flag-definitions.ts';
import type { Heap } from '../../src/heap/heap.ts';
import { HeapVerifier } from '../../src/heap/verifier.ts';
import type { Execution } from '../../src/runtime/execution.ts';
import { Isolate } from '../../src/runtime/isolate.ts';
import { compileIn } from '../../src/runtime/script.ts';
import type { ScriptOutcome } from '../../src/runtime/script.ts';
import { newHeap } from '../heap/heaps.ts';

export interface RunSettings {
  readonly preset?: string;
  readonly flags?: GivenFlags;
  /** A collection before each so manyth allocation of the script, young and full ones in turns; 0: none but those needed. */
  readonly collectEvery?: number;
  /** Every collection is verified. */
  readonly verify?: boolean;
  readonly steps?: number;
  /** Virtual milliseconds that the event loop runs afterwards. */
  readonly idleMs?: number;
}

export interface ScriptRun extends ScriptOutcome {
  readonly output: string;
  readonly isolate: Isolate;
  readonly heap: Heap;
}

/** To the end, with nothing done in the pauses. */
export function finish<Result>(execution: Execution<Result>): Result {
  for (;;) {
    const step = execution.next(true);
    if (step.done === true) return step.value;
  }
}

export function runScript(source: string, settings: RunSettings = {}): ScriptRun {
  const { preset = '14.6', flags = {}, collectEvery = 0, verify = true, steps = 1e7, idleMs = 0 } = settings;
  const heap = newHeap(preset, flags);
  const isolate = new Isolate(heap);
  const context = isolate.createContext();
  if (verify) new HeapVerifier(heap).install();
  if (collectEvery > 0) collectOften(heap, collectEvery);
  const outcome = runIn(isolate, source, steps, context);
  const late = outcome.failure === null && idleMs > 0 ? finish(isolate.idle(context, idleMs)) : outcome.failure;
  return { ...outcome, failure: late, output: isolate.output, isolate, heap };
}

export function runIn(isolate: Isolate, source: string, steps = 1e7, context = isolate.createContext()): ScriptOutcome {
  const compilation = compileIn(isolate, source);
  if (!compilation.ok) throw new Error(JSON.stringify(compilation.problems));
  return finish(compilation.script.run(context, { steps }));
}

function collectOften(heap: Heap, every: number): void {
  const allocate = heap.allocate.bind(heap);
  let count = 0;
  heap.allocate = (kind, sizeWords, young, persistence) => {
    count++;
    if (count % every === 0) heap.collection.collect({ generation: count % (2 * every) === 0 ? 'old' : 'young', reason: 'testing' });
    return allocate(kind, sizeWords, young, persistence);
  };
}

interface NodeTimer {
  readonly run: (...values: unknown[]) => void;
  readonly dueMs: number;
  readonly values: readonly unknown[];
}

/** What Node prints for it, in strict mode, its microtasks and timers included; exceptions that nobody catches are thrown. */
export function runInNode(source: string): string {
  const lines: string[] = [];
  const timers: NodeTimer[] = [];
  let nowMs = 0;
  let next: NodeTimer | undefined;
  const globals = {
    console: { log: (...values: unknown[]): void => void lines.push(formatWithOptions({}, ...values)) },
    gc: () => undefined,
    setTimeout: (run: NodeTimer['run'], delayMs: number, ...values: unknown[]): void => void timers.push({ run, dueMs: nowMs + Math.max(1, delayMs), values }),
    runTimer: () => next?.run(...next.values),
  };
  const context = createContext(globals, { microtaskMode: 'afterEvaluate' });
  runInContext(`"use strict";${source}`, context, { timeout: 5000 });
  while (timers.length > 0) {
    // The first of those that are due earliest.
    next = timers.reduce((first, timer) => (timer.dueMs < first.dueMs ? timer : first));
    timers.splice(timers.indexOf(next), 1);
    nowMs = next.dueMs;
    runInContext('runTimer()', context);
  }
  return lines.join('\n');
}
