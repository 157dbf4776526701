/** The counts of a run at one moment: metrics of kind `count` are the difference to an earlier moment. */
import type { Heap } from '../heap/heap.ts';

export interface Counters {
  /** Collections so far: the records from here on belong to the block. */
  readonly collections: number;
  readonly objects: number;
  readonly bytes: number;
  readonly largeObjects: number;
  readonly retries: number;
  readonly failures: number;
  readonly injectedFailures: number;
  readonly timeMs: number;
}

export function readCounters(heap: Heap, injectedFailures: number): Counters {
  const { counts } = heap.allocator;
  return {
    collections: heap.collection.recorder.records.length,
    objects: heap.allocatedObjects,
    bytes: heap.allocatedBytes,
    largeObjects: counts.largeObjects,
    retries: counts.retries,
    failures: counts.failures,
    injectedFailures,
    timeMs: heap.nowMs,
  };
}
