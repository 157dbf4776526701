/**
 * What a heap tells of its work while it works, for those who ask: the figures behind V8's --trace-… lines. Plain data
 * without a word of text; sizes are bytes, times milliseconds of virtual time.
 */
import type { CollectionKind, CollectionReason, CollectorReason } from './collections.ts';
import type { SpaceName } from './spaces.ts';

/** The flags that print something here, and the events that each prints lines of. */
export const TRACE_FLAGS = {
  'trace-gc': ['collection'],
  'trace-gc-nvp': ['collection'],
  // The reducer's words were part of it before they had a flag of their own.
  'trace-gc-verbose': ['collection', 'reducer-looked', 'reducer-started', 'reducer-waits', 'reducer-finished'],
  'trace-gc-ignore-scavenger': [],
  'trace-gc-freelists': ['free-lists'],
  'trace-gc-heap-layout': ['heap-layout'],
  'trace-fragmentation': ['candidates-chosen'],
  'trace-fragmentation-verbose': ['candidate-weighed'],
  'trace-evacuation': ['page-evacuated', 'evacuation-ended'],
  'trace-evacuation-candidates': ['candidate-taken'],
  'trace-incremental-marking': ['marking-started', 'marking-step', 'marking-interrupted', 'marking-resumed', 'marking-stopped', 'marking-task'],
  'trace-page-promotions': ['page-promotion'],
  'trace-memory-reducer': ['reducer-looked', 'reducer-started', 'reducer-waits', 'reducer-finished'],
  'trace-mutator-utilization': ['mutator-utilization'],
} as const satisfies Readonly<Record<string, readonly TraceEvent['kind'][]>>;

export type TraceFlag = keyof typeof TRACE_FLAGS;
export const TRACE_FLAG_NAMES = Object.keys(TRACE_FLAGS) as readonly TraceFlag[];

/** Who listens. What nobody listens to need not be told. */
export interface TraceSink {
  wants(kind: TraceEvent['kind']): boolean;
  tell(event: TraceEvent): void;
}

export interface SpaceTrace {
  readonly name: SpaceName;
  readonly usedBytes: number;
  readonly availableBytes: number;
  readonly committedBytes: number;
  /** Its pages wait for the sweeper. */
  readonly swept: 'at-once' | 'later';
}

/** A limit of the old generation that was computed. */
export interface LimitTrace {
  /** Bytes in a millisecond; 0 = not measured. */
  readonly gcSpeed: number;
  readonly mutatorSpeed: number;
  readonly targetUtilization: number;
  /** From the speeds alone. */
  readonly dynamicFactor: number;
  /** That was used. */
  readonly factor: number;
  readonly consumedBytes: number;
  readonly limitBytes: number;
  /** It is that of the heaps of V8 and embedder together, too. */
  readonly holdsForAll: boolean;
}

/** A collection that is over. */
export interface CollectionTrace {
  readonly kind: 'collection';
  /** When its pause ended. */
  readonly atMs: number;
  readonly collector: CollectionKind;
  readonly reason: CollectionReason;
  readonly collectorReason: CollectorReason | null;
  readonly reduceMemory: boolean;
  readonly incremental: boolean;
  /** A running program asked for it. */
  readonly withStack: boolean;
  /** When it began, marking was running; pages of the last full collection waited for the sweeper. */
  readonly whileMarking: boolean;
  readonly whileSweeping: boolean;
  readonly pauseMs: number;
  /** From the end of the collection before. */
  readonly mutatorMs: number;
  /** Parts of the pause; what is missing is its fixed cost. */
  readonly phasesMs: { readonly copy: number; readonly mark: number; readonly evacuate: number; readonly sweep: number };
  /** All pauses so far. */
  readonly totalMs: number;
  readonly usedBeforeBytes: number;
  readonly usedAfterBytes: number;
  readonly committedBeforeBytes: number;
  readonly committedAfterBytes: number;
  /** Free blocks and waste of the paged spaces. */
  readonly holesBeforeBytes: number;
  readonly holesAfterBytes: number;
  /** Pages that are kept for the next. */
  readonly pooledPages: number;
  /** Marking before the pause. */
  readonly steps: { readonly count: number; readonly ms: number; readonly longestMs: number; readonly elapsedMs: number };
  /** Share of the time between full collections that the program had, 0..1. */
  readonly utilization: { readonly current: number; readonly average: number };
  /** Used bytes since the end of the collection before. */
  readonly allocatedBytes: number;
  readonly promotedBytes: number;
  readonly copiedBytes: number;
  /** Objects that a scavenge left where they were, on pages that stay young. */
  readonly quarantined: { readonly pages: number; readonly bytes: number };
  /** Shares in percent. */
  readonly promotionPercent: number;
  readonly survivalPercent: number;
  readonly averageSurvivalPercent: number;
  /** What was promoted of what the scavenge before had copied. */
  readonly promotionOfCopiedPercent: number;
  /** Bytes in a millisecond; 0 = not measured. */
  readonly speeds: { readonly scavenge: number; readonly compaction: number; readonly marking: number; readonly youngAllocation: number; readonly oldAllocation: number };
  /** Those that hold after a scavenge, that held until a full collection. */
  readonly oldLimitBytes: number;
  readonly globalLimitBytes: number;
  /** Pages of one semispace. */
  readonly newSpaceCapacityBytes: number;
  readonly spaces: readonly SpaceTrace[];
  /** What all spaces together may yet take. */
  readonly unreservedBytes: number;
  readonly externalBytes: number;
  /** What of it array buffers and external strings hold. */
  readonly heldExternalBytes: number;
  readonly limits: readonly LimitTrace[];
}

export interface FreeListsTrace {
  readonly kind: 'free-lists';
  /** Of the old space. */
  readonly pages: number;
  readonly freeBytes: number;
  readonly wasteBytes: number;
  readonly usedBytes: number;
  readonly capacityBytes: number;
  readonly categories: readonly { readonly blocks: number; readonly bytes: number }[];
}

export interface LayoutPage {
  readonly owner: SpaceName | 'to_space' | 'from_space';
  readonly address: number;
  readonly sizeBytes: number;
  readonly allocatedBytes: number;
  readonly wasteBytes: number;
}

export interface HeapLayoutTrace {
  readonly kind: 'heap-layout';
  readonly when: 'before' | 'after';
  /** Number of the collection, from 1. */
  readonly index: number;
  readonly collector: CollectionKind;
  readonly pages: readonly LayoutPage[];
}

/** Pages of one space, when candidates for evacuation are chosen. */
export type CandidateTrace =
  /** One that is free enough; with what has been taken until here. */
  | {
      readonly kind: 'candidate-weighed';
      readonly space: SpaceName;
      readonly freeBytes: number;
      readonly leastFreeBytes: number;
      readonly leastFreePercent: number;
      readonly takenBytes: number;
      readonly budgetBytes: number;
    }
  | { readonly kind: 'candidates-chosen'; readonly space: SpaceName; readonly reduceMemory: boolean; readonly pages: number; readonly liveBytes: number }
  | { readonly kind: 'candidate-taken'; readonly freeBytes: number; readonly freeBlocks: number };

export type EvacuationTrace =
  /** Whether a young page is handed over whole. */
  | { readonly kind: 'page-promotion'; readonly address: number; readonly moves: boolean; readonly liveBytes: number; readonly thresholdBytes: number }
  | {
      readonly kind: 'page-evacuated';
      readonly address: number;
      /** Of new space still: not one that was handed over whole. */
      readonly young: boolean;
      readonly whole: boolean;
      readonly executable: boolean;
      readonly holdsAgeMark: boolean;
      readonly liveBytes: number;
      readonly ms: number;
      readonly success: boolean;
    }
  | {
      readonly kind: 'evacuation-ended';
      readonly atMs: number;
      readonly pages: number;
      readonly liveBytes: number;
      readonly speed: number;
      readonly aborted: number;
    };

export type MarkingOrigin = 'task' | 'allocation';

/** Why so many bytes are a step. */
export type StepScheduleTrace =
  | { readonly rule: 'by-allocation'; readonly shareBytes: number; readonly growthBytes: number; readonly aheadBytes: number }
  | { readonly rule: 'by-time'; readonly elapsedMs: number; readonly markedBytes: number; readonly expectedBytes: number; readonly oldBytes: number };

export type MarkingTrace =
  | {
      readonly kind: 'marking-started';
      readonly atMs: number;
      readonly reason: CollectionReason;
      readonly usedBytes: number;
      readonly wasteBytes: number;
      readonly limitBytes: number;
      readonly globalUsedBytes: number;
      readonly globalLimitBytes: number;
    }
  | {
      readonly kind: 'marking-step';
      readonly atMs: number;
      readonly origin: MarkingOrigin;
      readonly wantedBytes: number;
      readonly markedBytes: number;
      readonly ms: number;
      /** Bytes in a millisecond. */
      readonly speed: number;
      /** Null where a scenario says how far. */
      readonly schedule: StepScheduleTrace | null;
    }
  /** Around a scavenge. */
  | { readonly kind: 'marking-interrupted'; readonly atMs: number }
  | { readonly kind: 'marking-resumed'; readonly atMs: number }
  | { readonly kind: 'marking-stopped'; readonly atMs: number; readonly usedBytes: number; readonly wasteBytes: number; readonly limitBytes: number }
  | { readonly kind: 'marking-task'; readonly atMs: number; readonly what: 'scheduled' | 'runs' };

export type ReducerTrace =
  | { readonly kind: 'reducer-looked'; readonly atMs: number; readonly idle: boolean }
  | { readonly kind: 'reducer-started'; readonly atMs: number; readonly collection: number }
  | { readonly kind: 'reducer-waits'; readonly atMs: number; readonly ms: number }
  | { readonly kind: 'reducer-finished'; readonly atMs: number; readonly collection: number; readonly more: boolean };

/** Share of the time that a program would have that allocates and is collected at these speeds, in bytes a millisecond. */
export interface UtilizationTrace {
  readonly kind: 'mutator-utilization';
  readonly atMs: number;
  readonly generation: 'young' | 'old' | 'embedder';
  readonly utilization: number;
  readonly mutatorSpeed: number;
  readonly gcSpeed: number;
}

export type TraceEvent = CollectionTrace | FreeListsTrace | HeapLayoutTrace | CandidateTrace | EvacuationTrace | MarkingTrace | ReducerTrace | UtilizationTrace;
