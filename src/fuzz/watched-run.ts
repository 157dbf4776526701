/**
 * Runs a scenario with two witnesses beside it: the verifier, at every step and around every collection, and the model.
 *
 * Invariant: watching changes nothing: the run has the results that it has alone.
 */
import type { RecycledArrays } from '../base/array-source.ts';
import { InvariantError } from '../base/invariant.ts';
import { WORD_BYTES } from '../base/units.ts';
import type { RunHooks } from '../engine/engine.ts';
import type { RunResult } from '../engine/result.ts';
import type { WatchedRun } from '../engine-sim/simulator.ts';
import { runWatched } from '../engine-sim/simulator.ts';
import type { StepWatcher } from '../engine-sim/step-runner.ts';
import type { Preset } from '../flags/presets/index.ts';
import type { Heap } from '../heap/heap.ts';
import type { ObjectLayout } from '../heap/layout/object-layout.ts';
import { objectLayout } from '../heap/layout/object-layout.ts';
import type { AllocateStep, Program, Step } from '../scenario/program.ts';
import { YOUNG_COLLECTION_KINDS } from '../vocabulary/collections.ts';
import { GraphModel, isBlock } from './graph-model.ts';
import { HeapComparison } from './heap-comparison.ts';

export type WatchedOutcome =
  | { readonly sound: true; readonly result: RunResult; readonly collections: number; readonly steps: number }
  /** A bug in heapstress. */
  | { readonly sound: false; readonly message: string };

/** `arrays`: for the tables of the heap; they are free again afterwards. */
export async function runUnderWatch(program: Program, hooks: RunHooks = {}, arrays: RecycledArrays | null = null): Promise<WatchedOutcome> {
  let steps = 0;
  let heap: Heap | null = null;
  try {
    const watch = (run: WatchedRun): StepWatcher => {
      heap = run.heap;
      const watcher = new Watcher(run, program);
      return {
        beforeStep: (step) => watcher.beforeStep(step),
        afterStep: (step) => {
          steps++;
          watcher.afterStep(step);
        },
      };
    };
    const result = await runWatched(program, { verifyHeap: true, hooks }, watch, arrays ?? undefined);
    return { sound: true, result, collections: result.collections.length, steps };
  } catch (error) {
    const message = error instanceof InvariantError ? error.message : error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { sound: false, message };
  } finally {
    arrays?.recycle((heap as Heap | null)?.usedShare ?? 1);
  }
}

interface OpenStep {
  readonly step: Step;
  readonly failures: number;
  readonly bytes: number;
  readonly collections: number;
  /** Bytes that steps inside have allocated. */
  inside: number;
}

class Watcher implements StepWatcher {
  private readonly run: WatchedRun;
  private readonly model: GraphModel;
  private readonly comparison: HeapComparison;
  private readonly preset: Preset;
  /** Innermost last. */
  private readonly open: OpenStep[] = [];

  constructor(run: WatchedRun, program: Program) {
    this.run = run;
    this.preset = run.heap.configuration.preset;
    this.model = new GraphModel(program, this.preset);
    this.comparison = new HeapComparison(run, this.model, program);
    const { collection } = run.heap;
    const { afterCollection } = collection;
    collection.afterCollection = () => {
      afterCollection?.();
      this.afterCollection();
    };
  }

  beforeStep(step: Step): void {
    const { heap } = this.run;
    this.open.push({ step, failures: heap.allocator.counts.failures, bytes: heap.allocatedBytes, collections: heap.collection.recorder.records.length, inside: 0 });
    if (isBlock(step)) this.model.enter(step);
  }

  afterStep(step: Step): void {
    // Steps that a fatal error ended never come here; the block around them does.
    const opened = this.close(step);
    if (this.model.isLost) return;
    this.checkAllocatedBytes(opened);
    this.model.apply(step, this.run.heap.allocator.counts.failures - opened.failures);
    this.run.verifier.verifyNow();
    this.emptyWeakHandles();
    if (step.op === 'workload' && step.phases.some(({ classes }) => classes.some(({ lifetime }) => lifetime.model === 'forever'))) this.comparison.acceptOthers();
    if (this.modelKnows()) this.comparison.compare({ afterFullCollection: false, atRest: this.isAtRest });
  }

  private close(step: Step): OpenStep {
    for (;;) {
      const opened = this.open.pop()!;
      if (opened.step === step) return opened;
      this.model.isLost = true;
    }
  }

  private modelKnows(): boolean {
    return !this.model.isLost;
  }

  private get isAtRest(): boolean {
    return this.open.every(({ step }) => isBlock(step));
  }

  private afterCollection(): void {
    const { heap } = this.run;
    const last = heap.collection.recorder.last!;
    const inner = this.open.at(-1)?.step;
    // A name that one step allocates under again and again: what it shows in the midst of it, the model does not know.
    if (this.model.isLost || (inner?.op === 'allocate' && inner.as !== null && inner.count > 1)) return;
    this.comparison.compare({ afterFullCollection: !YOUNG_COLLECTION_KINDS.includes(last.kind) && !last.incremental, atRest: false });
  }

  /** A collection empties weak handles to the dead; which of the dead it has noticed, is its own. */
  private emptyWeakHandles(): void {
    const weak = this.model.weakHandles();
    if (weak.length === 0) return;
    const alive = this.model.reachable();
    for (const [position, handle] of this.model.handles.entries()) {
      if (handle === undefined || !weak.includes(handle) || alive.has(handle.object!)) continue;
      if (this.run.handles.valueOf(position) === 0) this.model.release(handle);
    }
  }

  /** The heap counts what steps allocate, no more and no less: what collectors copy is not allocated. */
  private checkAllocatedBytes({ step, bytes, inside, failures }: OpenStep): void {
    const { heap } = this.run;
    const allocated = heap.allocatedBytes - bytes;
    const around = this.open.at(-1);
    if (around !== undefined) around.inside += allocated;
    if (isBlock(step)) return;
    const own = allocated - inside;
    const expected = this.bytesOf(step, heap.allocator.counts.failures - failures);
    if (expected !== null && own !== expected) throw new InvariantError('model: a step allocated other bytes than it says', { step: step.op, line: step.location.line, allocated: own, expected });
  }

  /** Null when the model cannot tell. */
  private bytesOf(step: Step, failures: number): number | null {
    switch (step.op) {
      case 'allocate':
        return failures === 0 ? this.bytesOfAllocation(step) : null;
      case 'keep':
      case 'drop':
      case 'link':
      case 'gc':
      case 'evacuate':
      case 'abandon':
      case 'sample':
      case 'expect':
      case 'reset':
      case 'weaken':
        return 0;
      default:
        return null;
    }
  }

  private bytesOfAllocation({ shape, until, while: conditions, count }: AllocateStep): number | null {
    if (shape.units.min !== shape.units.max || until !== null || conditions.length > 0) return null;
    return count * wordsOf(objectLayout(this.preset, shape.type, shape.units.min)) * WORD_BYTES;
  }
}

function wordsOf({ sizeWords, part }: ObjectLayout): number {
  return sizeWords + (part === null ? 0 : wordsOf(part.layout));
}
