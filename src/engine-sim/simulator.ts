/** The simulated engine: runs a compiled program on a heap of its own and reports what happened. */
import { ArrayReserve } from '../base/array-reserve.ts';
import type { ArraySource } from '../base/array-source.ts';
import { invariant } from '../base/invariant.ts';
import type { Engine, RunOptions } from '../engine/engine.ts';
import type { OutOfMemory, RunProblem, RunResult, RunStatus, SurvivalByAge } from '../engine/result.ts';
import { resolveFlags } from '../flags/flag-definitions.ts';
import type { Baseline } from '../flags/presets/preset.ts';
import { findPreset } from '../flags/presets/index.ts';
import { withPolicies } from '../flags/presets/policies.ts';
import { populateBaseline } from '../heap/baseline.ts';
import { configureHeap } from '../heap/configuration.ts';
import { ApiFatalError } from '../handles/api-fatal-error.ts';
import { HeapFatalError } from '../heap/fatal.ts';
import { Heap } from '../heap/heap.ts';
import { outOfMemoryMessage } from '../heap/pacing/out-of-memory.ts';
import { HeapVerifier } from '../heap/verifier.ts';
import { WORD_BYTES } from '../base/units.ts';
import type { Program, Step } from '../scenario/program.ts';
import type { NamedHandles } from './named-handles.ts';
import type { NamedObjects } from './named-objects.ts';
import type { IsolateRunOptions } from './isolate-runs.ts';
import { IsolateEnded } from './isolate-runs.ts';
import { RunError, RunStopped } from './run-error.ts';
import { headroomOf } from './steps/memory.ts';
import type { StepWatcher } from './step-runner.ts';
import { traceHeap } from './tracing.ts';
import { StepRunner } from './step-runner.ts';

/** Its runs may overlap; those that do not share the memory of their heaps. */
export function createSimulator(): Engine {
  const reserve = new ArrayReserve();
  return {
    async run(program, options = {}) {
      const arrays = reserve.lend();
      try {
        const heap = makeHeap(program, options.start ?? null, arrays);
        const result = await runOnHeap(heap, program, options, null);
        const { end, capacity } = heap.structure.pages;
        reserve.takeBack(arrays, end, capacity);
        return result;
      } finally {
        reserve.forget(arrays);
      }
    },
  };
}

interface Ending {
  readonly status: RunStatus;
  readonly outOfMemory: OutOfMemory | null;
  readonly problem: RunProblem | null;
}

/** What a watcher sees of a run before its first step. */
export interface WatchedRun {
  readonly heap: Heap;
  readonly objects: NamedObjects;
  readonly handles: NamedHandles;
  readonly verifier: HeapVerifier;
}

/** Runs the program while somebody looks at the heap between its steps. @param watch called before the first step. */
export function runWatched(program: Program, options: RunOptions, watch: ((run: WatchedRun) => StepWatcher) | null, arrays?: ArraySource): Promise<RunResult> {
  return runOnHeap(makeHeap(program, options.start ?? null, arrays), program, options, watch);
}

async function runOnHeap(heap: Heap, program: Program, options: RunOptions, watch: ((run: WatchedRun) => StepWatcher) | null): Promise<RunResult> {
  const verifier = new HeapVerifier(heap);
  const afterEveryCollection = options.verifyHeap === true || heap.configuration.flags['verify-heap'];
  if (afterEveryCollection) verifier.install();
  // A fatal error inside a collection leaves the heap as it was in the middle of it: nothing to verify then.
  const verify = (): boolean => {
    if (heap.collection.isCollecting) return false;
    verifier.verifyNow();
    return true;
  };
  const runner = new StepRunner(heap, program, options, isolateOptions(options), verify);
  heap.collection.recorder.listener = (record) => {
    runner.peakUsedBytes = Math.max(runner.peakUsedBytes, record.before.usedBytes);
    options.hooks?.onCollection?.(record);
  };

  const { hooks } = options;
  if (hooks?.onTrace !== undefined) traceHeap(heap, hooks.onTrace.bind(hooks));
  runner.watcher = watch?.({ heap, objects: runner.objects, handles: runner.handleSteps.named, verifier }) ?? null;
  const ending = await runToItsEnd(runner, heap);
  verify();
  runner.finish();
  options.measure?.take(runner.checks.measure(options.measure.metrics));

  const { settings } = program;
  const { counts } = heap.allocator;
  return {
    scenario: { name: program.name, description: program.description, file: program.file },
    engine: { name: 'heapstress', preset: heap.configuration.preset.name },
    seed: settings.seed,
    flags: settings.flags,
    machine: settings.machine,
    params: settings.params,
    ...ending,
    outOfMemoryExpected: expectsOutOfMemory(program),
    timeMs: heap.nowMs,
    allocated: { objects: heap.allocatedObjects, bytes: heap.allocatedBytes, retries: counts.retries, failures: counts.failures },
    steps: runner.stepRecords(),
    samples: runner.samples,
    collections: heap.collection.recorder.records,
    survival: survivalByAge(heap),
    expectations: runner.checks.results,
    console: runner.scriptingIfAny?.output ?? { lines: [], leftOut: 0 },
    isolates: runner.isolates.results,
    verification: { runs: verifier.runs, afterEveryCollection },
  };
}

/** What is told while a run goes on is told of the main isolate; the others only offer checkpoints. */
function isolateOptions(options: RunOptions): IsolateRunOptions {
  const { hooks, runIsolates, measure, ...rest } = options;
  const checkpoint = hooks?.checkpoint?.bind(hooks);
  const inner: RunOptions = { ...rest, ...(runIsolates === undefined ? {} : { runIsolates }), hooks: checkpoint === undefined ? {} : { checkpoint } };
  const run = (program: Program): Promise<RunResult> => runWatched(program, inner, null);
  return {
    run,
    runAtOnce: async (programs) => {
      if (runIsolates !== undefined) return runIsolates(programs, rest);
      const results: RunResult[] = [];
      for (const program of programs) results.push(await run(program));
      return results;
    },
  };
}

function makeHeap(program: Program, start: Baseline | null, arrays?: ArraySource): Heap {
  const { settings } = program;
  const named = findPreset(settings.preset);
  invariant(named !== null, 'a compiled program names a known preset', { preset: settings.preset });
  const preset = withPolicies(named, settings.policies);
  const heap = new Heap(configureHeap(preset, resolveFlags(preset, settings.flags), settings.machine, headroomOf(program), settings.seed), arrays);
  const baseline = start ?? (settings.baseline === 'node' ? preset.baseline : null);
  if (baseline !== null) populateBaseline(heap, baseline);
  heap.programBegins();
  return heap;
}

async function runToItsEnd(runner: StepRunner, heap: Heap): Promise<Ending> {
  try {
    await runner.run();
    return { status: 'completed', outOfMemory: null, problem: null };
  } catch (error) {
    if (error instanceof HeapFatalError) {
      runner.outOfMemory = true;
      return { status: 'out-of-memory', outOfMemory: describe(error, heap, runner.current), problem: null };
    }
    if (error instanceof RunError) return { status: 'invalid', outOfMemory: null, problem: placeOf(error, runner.current) };
    if (error instanceof ApiFatalError) {
      const hint = 'V8 would end the process here; to expect it, put the steps into expect-fatal';
      return { status: 'invalid', outOfMemory: null, problem: placeOf(new RunError('API_FATAL', error.message, hint), runner.current) };
    }
    if (error instanceof IsolateEnded) {
      runner.outOfMemory = error.ending.status === 'out-of-memory';
      return error.ending;
    }
    if (error instanceof RunStopped) return { status: 'interrupted', outOfMemory: null, problem: null };
    throw error;
  }
}

function describe(error: HeapFatalError, heap: Heap, step: Step | null): OutOfMemory {
  return {
    where: error.where,
    message: outOfMemoryMessage(error.where),
    atAllocatedBytes: heap.allocatedBytes,
    step: step?.id ?? 0,
  };
}

function placeOf(error: RunError, step: Step | null): RunProblem {
  return {
    code: error.code,
    message: error.message,
    hint: error.hint,
    file: error.place?.file ?? null,
    line: error.place?.line ?? step?.location.line ?? 1,
    column: error.place?.column ?? step?.location.column ?? 1,
  };
}

/** Some expectation of the scenario, in whatever block, wants `oom: true`. */
function expectsOutOfMemory(program: Program): boolean {
  return program.expect.some(({ metric, constraint }) => metric.name === 'oom' && constraint.kind === 'equals' && constraint.value === true);
}

function survivalByAge(heap: Heap): readonly SurvivalByAge[] {
  const { objects, words } = heap.collection.survival;
  const rows: SurvivalByAge[] = [{ age: 0, objects: heap.allocatedObjects, bytes: heap.allocatedBytes }];
  for (let age = 1; age < objects.length; age++) {
    if (objects[age] === 0) break;
    rows.push({ age, objects: objects[age]!, bytes: words[age]! * WORD_BYTES });
  }
  return rows;
}
