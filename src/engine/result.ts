/**
 * What a run yields, whatever engine ran it. Pure data: it is printed as it is by the JSON reporter,
 * so every field is part of the published report format (schemaVersion 1).
 *
 * Space and heap figures have exactly the keys of Node's v8.getHeapSpaceStatistics() and
 * v8.getHeapStatistics(). All sizes are bytes, all times milliseconds of virtual time.
 */
import type { CollectionKind, CollectionReason, CollectorReason, OutOfMemoryPlace } from '../vocabulary/collections.ts';
import type { SpaceName } from '../vocabulary/spaces.ts';

export interface HeapSpaceStatistics {
  readonly space_name: SpaceName;
  readonly space_size: number;
  readonly space_used_size: number;
  readonly space_available_size: number;
  readonly physical_space_size: number;
}

export interface HeapStatistics {
  readonly total_heap_size: number;
  readonly total_heap_size_executable: number;
  readonly total_physical_size: number;
  readonly total_available_size: number;
  readonly used_heap_size: number;
  readonly heap_size_limit: number;
  readonly malloced_memory: number;
  readonly peak_malloced_memory: number;
  readonly does_zap_garbage: 0;
  readonly number_of_native_contexts: number;
  readonly number_of_detached_contexts: number;
  readonly total_global_handles_size: number;
  readonly used_global_handles_size: number;
  readonly external_memory: number;
  readonly total_allocated_bytes: number;
}

/** What V8's figures leave out: pages, waste, free blocks. One row per space of the preset that is in use. */
export interface SpaceOccupancy {
  readonly space: SpaceName;
  readonly pages: number;
  readonly committedBytes: number;
  readonly usedBytes: number;
  readonly availableBytes: number;
  readonly wasteBytes: number;
}

export interface Sample {
  readonly label: string;
  /** Step that took it; null for the sample at the end of the run. */
  readonly step: number | null;
  readonly atAllocatedBytes: number;
  readonly atTimeMs: number;
  readonly heapSpaceStatistics: readonly HeapSpaceStatistics[];
  readonly heapStatistics: HeapStatistics;
  readonly occupancy: readonly SpaceOccupancy[];
}

export interface HeapSnapshotFigures {
  readonly usedBytes: number;
  readonly committedBytes: number;
  /** Used bytes per space in use. */
  readonly spaces: Readonly<Partial<Record<SpaceName, number>>>;
}

export interface Collection {
  /** 1-based. */
  readonly index: number;
  readonly kind: CollectionKind;
  readonly reason: CollectionReason;
  readonly collectorReason: CollectorReason | null;
  readonly reduceMemory: boolean;
  /** Marking had been running incrementally when the pause began. */
  readonly incremental: boolean;
  readonly atAllocatedBytes: number;
  readonly atTimeMs: number;
  readonly pauseMs: number;
  readonly before: HeapSnapshotFigures;
  readonly after: HeapSnapshotFigures;
  /** Young bytes that the collection looked at: used new space and young large objects at its start. */
  readonly youngBytesBefore: number;
  readonly copiedBytes: number;
  readonly copiedObjects: number;
  readonly promotedBytes: number;
  readonly promotedObjects: number;
  /** Bytes of old objects moved by compaction. */
  readonly movedBytes: number;
  readonly evacuatedPages: number;
  readonly abortedPages: number;
  readonly promotedPages: number;
  readonly releasedPages: number;
  /** Allocatable bytes of one semispace after the collection. */
  readonly newSpaceCapacityBytes: number;
  readonly oldGenerationLimitBytes: number;
  /** Pages that were given back and are kept for the next. */
  readonly pooledBytes: number;
  /** The program's share of the time between the last two full collections, 0 to 1; and on average. */
  readonly mutatorUtilization: number;
  readonly averageMutatorUtilization: number;
  /** Marking that had been done before the pause; null when there was none. */
  readonly markingSteps: { readonly count: number; readonly totalMs: number; readonly longestMs: number; readonly sinceStartMs: number } | null;
}

/** Objects that reached this age: allocated (0), survived one collection (1), … 7 stands for 7 and more. */
export interface SurvivalByAge {
  readonly age: number;
  readonly objects: number;
  readonly bytes: number;
}

export interface StepRecord {
  readonly id: number;
  readonly op: string;
  readonly line: number;
  /** How often it ran (blocks and procedures repeat steps). */
  readonly runs: number;
  readonly objects: number;
  readonly bytes: number;
  readonly collections: number;
  readonly failures: number;
}

export interface ExpectationResult {
  readonly metric: string;
  readonly expected: string;
  readonly actual: number | boolean | string;
  /** For formatting `actual`. */
  readonly unit: 'bytes' | 'count' | 'ratio' | 'ms' | 'boolean' | 'text' | 'address' | 'value';
  readonly passed: boolean;
  readonly line: number;
  readonly column: number;
}

export interface OutOfMemory {
  readonly where: OutOfMemoryPlace;
  /** V8's message, e.g. `FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory`. */
  readonly message: string;
  readonly atAllocatedBytes: number;
  readonly step: number;
}

/** A mistake of the scenario that shows only while it runs, such as a link to a dropped object. */
export interface RunProblem {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  /** Where the place is; null: in the scenario itself. */
  readonly file: string | null;
  readonly line: number;
  readonly column: number;
}

/** What scripts printed with console.log and the like. */
export interface ConsoleLines {
  readonly lines: readonly string[];
  /** Lines beyond the most that are kept. */
  readonly leftOut: number;
}

/** What one isolate of the scenario did; its expectations and steps are among those of the run. */
export interface IsolateResult {
  /** With the names of the isolates around it: `outer/inner`. */
  readonly name: string;
  readonly line: number;
  readonly seed: number;
  readonly status: RunStatus;
  readonly timeMs: number;
  readonly allocated: RunResult['allocated'];
  readonly samples: readonly Sample[];
  readonly collections: readonly Collection[];
  readonly survival: readonly SurvivalByAge[];
  readonly console: ConsoleLines;
  readonly verification: RunResult['verification'];
}

export type RunStatus =
  | 'completed'
  | 'out-of-memory'
  /** A RunProblem ended it. */
  | 'invalid'
  /** The hooks asked it to stop. */
  | 'interrupted';

export interface RunResult {
  readonly scenario: { readonly name: string; readonly description: string; readonly file: string };
  readonly engine: { readonly name: 'heapstress'; readonly preset: string };
  readonly seed: number;
  readonly flags: Readonly<Record<string, number | boolean>>;
  readonly machine: { readonly memoryBytes: number; readonly cores: number };
  readonly params: Readonly<Record<string, number | string | boolean>>;
  readonly status: RunStatus;
  readonly outOfMemory: OutOfMemory | null;
  /** The scenario said `oom: true` somewhere, so running out of memory is not a failure. */
  readonly outOfMemoryExpected: boolean;
  readonly problem: RunProblem | null;
  readonly timeMs: number;
  readonly allocated: { readonly objects: number; readonly bytes: number; readonly retries: number; readonly failures: number };
  readonly steps: readonly StepRecord[];
  readonly samples: readonly Sample[];
  readonly collections: readonly Collection[];
  readonly survival: readonly SurvivalByAge[];
  readonly expectations: readonly ExpectationResult[];
  readonly console: ConsoleLines;
  /** In the order of the document; one that ran several times is there as often. */
  readonly isolates: readonly IsolateResult[];
  readonly verification: { readonly runs: number; readonly afterEveryCollection: boolean };
}
