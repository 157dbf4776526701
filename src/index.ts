/**
 * The public API: a simulated V8 heap, handles to hold objects with, and scenarios that drive it.
 *
 * ```ts
 * const preset = findPreset('14.6')!;
 * const heap = new Heap(configureHeap(preset, resolveFlags(preset, {}), { memoryBytes: 8 * GiB, cores: 4 }));
 * const handles = new Handles(heap);
 * handles.inScope(() => handles.allocate('FixedArray', 100));
 * heap.collection.collect({ generation: 'young', reason: 'testing' });
 * ```
 */
import type { RunOptions } from './engine/engine.ts';
import type { RunResult } from './engine/result.ts';
import { createSimulator } from './engine-sim/simulator.ts';
import type { Compilation, ScenarioOverrides, ScenarioSource } from './scenario/compile.ts';
import { compileScenario } from './scenario/compile.ts';

export { GiB, KiB, MiB } from './base/units.ts';
export { InvariantError } from './base/invariant.ts';

// ── Presets, flags and heaps ────────────────────────────────────────────────────────────────────────────────────

export { PRESETS, findPreset } from './flags/presets/index.ts';
export type { Preset } from './flags/presets/index.ts';
export { resolveFlags } from './flags/flag-definitions.ts';
export type { GivenFlags, V8Flags } from './flags/flag-definitions.ts';
export type { Machine } from './flags/machine.ts';
export { configureHeap } from './heap/configuration.ts';
export type { HeapConfiguration } from './heap/configuration.ts';
export { Heap } from './heap/heap.ts';
export { HeapFatalError } from './heap/fatal.ts';
export type { CollectionObserver, CollectionRequest } from './heap/garbage-collection.ts';
export { HeapVerifier } from './heap/verifier.ts';
export type { ObjectTypeName } from './vocabulary/object-types.ts';

// ── Handles ─────────────────────────────────────────────────────────────────────────────────────────────────────

export { Handles } from './handles/handles.ts';
export { EscapableHandleScope, HandleScope, SealHandleScope } from './handles/handle-scope.ts';
export { Local } from './handles/local.ts';
export { MaybeLocal, emptyLocal } from './handles/maybe-local.ts';
export { Persistent, UniquePersistent } from './handles/persistent.ts';
export { Eternal } from './handles/eternal.ts';
export type { WeakCallback, WeakCallbackInfo } from './handles/weak-callbacks.ts';
export type { ValueType } from './handles/value-types.ts';
export { ApiFatalError } from './handles/api-fatal-error.ts';

// ── Scenarios ───────────────────────────────────────────────────────────────────────────────────────────────────

export { compileScenario } from './scenario/compile.ts';
export type { Compilation, ScenarioOverrides, ScenarioSource } from './scenario/compile.ts';
export type { ScenarioProblem } from './scenario/problems.ts';
export type { Program } from './scenario/program.ts';
export type { RunHooks, RunOptions } from './engine/engine.ts';
export type { Collection, ExpectationResult, RunResult, Sample } from './engine/result.ts';
export { createSimulator } from './engine-sim/simulator.ts';

/** What became of a scenario: its problems, or the result of its run. */
export type ScenarioOutcome = Extract<Compilation, { ok: false }> | { readonly ok: true; readonly result: RunResult };

/**
 * Compiles a scenario's text and runs it. Mistakes in the text come back as problems, all of them; whatever happens
 * on the simulated heap, out of memory included, is in the result.
 */
export async function runScenario(source: ScenarioSource, overrides: ScenarioOverrides = {}, options: RunOptions = {}): Promise<ScenarioOutcome> {
  const compilation = compileScenario(source, overrides);
  if (!compilation.ok) return compilation;
  return { ok: true, result: await createSimulator().run(compilation.program, options) };
}

// ── Scripts ─────────────────────────────────────────────────────────────────────────────────────────────────────

export { Isolate } from './runtime/isolate.ts';
export type { IsolateOptions } from './runtime/isolate.ts';
export type { Context } from './runtime/context.ts';
/** Compiles a script for an isolate; every problem has its place in the source. `script.run(context)` executes it. */
export { compileIn as compileScript } from './runtime/script.ts';
export type { Script, ScriptCompilation, ScriptOutcome } from './runtime/script.ts';
