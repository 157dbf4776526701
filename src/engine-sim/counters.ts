/** The counts of a run at one moment: metrics of kind `count` are the difference to an earlier moment. */
import type { Handles } from '../handles/handles.ts';
import type { Scripting } from './scripting.ts';

export interface Counters {
  /** Collections so far: the records from here on belong to the block. */
  readonly collections: number;
  readonly objects: number;
  readonly bytes: number;
  readonly largeObjects: number;
  readonly retries: number;
  readonly failures: number;
  readonly injectedFailures: number;
  readonly weakCallbacks: number;
  readonly secondCallbacks: number;
  readonly finalizations: number;
  readonly clearedSlots: number;
  readonly deletedEphemerons: number;
  readonly tasksRun: number;
  readonly nearLimitCalls: number;
  readonly timeMs: number;
  readonly scriptLines: number;
  readonly scriptSteps: number;
}

export function readCounters(handles: Handles, injectedFailures: number, finalizations: number, scripting: Scripting | null): Counters {
  const { heap, weakCallbacks } = handles;
  const { counts } = heap.allocator;
  const { clearedSlots, deletedEphemerons } = heap.structure.weakCounts;
  return {
    collections: heap.collection.recorder.records.length,
    objects: heap.allocatedObjects,
    bytes: heap.allocatedBytes,
    largeObjects: counts.largeObjects,
    retries: counts.retries,
    failures: counts.failures,
    injectedFailures,
    weakCallbacks: weakCallbacks.firstPasses,
    secondCallbacks: weakCallbacks.secondPasses,
    finalizations,
    clearedSlots,
    deletedEphemerons,
    tasksRun: heap.tasks.runCount,
    nearLimitCalls: heap.limits.nearLimitCalls,
    timeMs: heap.nowMs,
    scriptLines: scripting?.lineCount ?? 0,
    scriptSteps: scripting?.steps ?? 0,
  };
}
