/**
 * Writes down every collection: the figures before and after, what it did, what it cost.
 *
 * Models:    V8's GC tracer, as far as a report shows it.
 * Simplifies: figures are kept for the whole run; speeds are derived from the last full collection alone.
 * Invariant: one record per collection, in order, numbered from 1.
 */
import type { CollectionKind, CollectionReason, CollectorReason } from '../vocabulary/collections.ts';
import type { SpaceName } from '../vocabulary/spaces.ts';
import type { VirtualClock } from './clock.ts';
import type { HeapStructure } from './structure.ts';

export interface HeapFigures {
  readonly usedBytes: number;
  readonly committedBytes: number;
  readonly spaces: Readonly<Partial<Record<SpaceName, number>>>;
}

export interface CollectionRecord {
  readonly index: number;
  readonly kind: CollectionKind;
  readonly reason: CollectionReason;
  readonly collectorReason: CollectorReason | null;
  readonly reduceMemory: boolean;
  readonly incremental: boolean;
  readonly atAllocatedBytes: number;
  readonly atTimeMs: number;
  readonly pauseMs: number;
  readonly before: HeapFigures;
  readonly after: HeapFigures;
  readonly youngBytesBefore: number;
  readonly copiedBytes: number;
  readonly copiedObjects: number;
  readonly promotedBytes: number;
  readonly promotedObjects: number;
  readonly movedBytes: number;
  readonly evacuatedPages: number;
  readonly abortedPages: number;
  readonly promotedPages: number;
  readonly releasedPages: number;
  readonly newSpaceCapacityBytes: number;
  readonly oldGenerationLimitBytes: number;
  readonly pooledBytes: number;
  /** Of the time between the ends of the last two full collections; and on average over all. */
  readonly mutatorUtilization: number;
  readonly averageMutatorUtilization: number;
  /** Of the marking that the collection ends; null when it did all of it. */
  readonly markingSteps: MarkingSteps | null;
}

/** What was marked before the pause. Virtual milliseconds. */
export interface MarkingSteps {
  readonly count: number;
  readonly totalMs: number;
  readonly longestMs: number;
  /** From the start of marking to that of the collection. */
  readonly sinceStartMs: number;
}

/** What a collection did; what only the other kind of collection does is left out and counts as 0. */
export type CollectionWork = Partial<
  Pick<
    CollectionRecord,
    | 'copiedBytes'
    | 'copiedObjects'
    | 'promotedBytes'
    | 'promotedObjects'
    | 'movedBytes'
    | 'evacuatedPages'
    | 'abortedPages'
    | 'promotedPages'
    | 'releasedPages'
  >
>;

export type CollectionIdentity = Pick<CollectionRecord, 'kind' | 'reason' | 'collectorReason' | 'reduceMemory' | 'incremental' | 'mutatorUtilization' | 'averageMutatorUtilization' | 'markingSteps'>;

/** The heap as a collection finds it. */
export interface CollectionStart {
  readonly allocatedBytes: number;
  readonly timeMs: number;
  readonly figures: HeapFigures;
  readonly youngBytes: number;
  readonly oldBytes: number;
}

export function heapFigures(structure: HeapStructure): HeapFigures {
  const spaces: Partial<Record<SpaceName, number>> = {};
  for (const space of structure.spaces) {
    const { usedBytes } = space;
    if (usedBytes > 0 && space !== structure.readOnlySpace) spaces[space.name] = usedBytes;
  }
  return { usedBytes: structure.usedBytes(), committedBytes: structure.committedBytes(), spaces };
}

export class CollectionRecorder {
  readonly records: CollectionRecord[] = [];
  /** Called with each record as it is made. */
  listener: ((record: CollectionRecord) => void) | null = null;
  private readonly structure: HeapStructure;
  private readonly clock: VirtualClock;

  constructor(structure: HeapStructure, clock: VirtualClock) {
    this.structure = structure;
    this.clock = clock;
  }

  /** Before anything of the collection has happened; lets the time of all allocation until now pass. */
  open(): CollectionStart {
    const { structure, clock } = this;
    const allocatedBytes = structure.allocatedBytes();
    clock.accountAllocation(allocatedBytes);
    return {
      allocatedBytes,
      timeMs: clock.nowMs,
      figures: heapFigures(structure),
      youngBytes: structure.youngUsedBytes(),
      oldBytes: structure.oldGenerationUsedBytes(),
    };
  }

  /** After its last change to the heap and its limit: the pause passes, the record is made. */
  close(start: CollectionStart, pauseMs: number, work: CollectionWork, what: CollectionIdentity, limitBytes: number): void {
    this.clock.advance(pauseMs);
    const record: CollectionRecord = {
      index: this.records.length + 1,
      kind: what.kind,
      reason: what.reason,
      collectorReason: what.collectorReason,
      reduceMemory: what.reduceMemory,
      incremental: what.incremental,
      atAllocatedBytes: start.allocatedBytes,
      atTimeMs: start.timeMs,
      pauseMs,
      before: start.figures,
      after: heapFigures(this.structure),
      youngBytesBefore: start.youngBytes,
      copiedBytes: work.copiedBytes ?? 0,
      copiedObjects: work.copiedObjects ?? 0,
      promotedBytes: work.promotedBytes ?? 0,
      promotedObjects: work.promotedObjects ?? 0,
      movedBytes: work.movedBytes ?? 0,
      evacuatedPages: work.evacuatedPages ?? 0,
      abortedPages: work.abortedPages ?? 0,
      promotedPages: work.promotedPages ?? 0,
      releasedPages: work.releasedPages ?? 0,
      newSpaceCapacityBytes: this.structure.newSpace.capacityBytes,
      oldGenerationLimitBytes: limitBytes,
      pooledBytes: this.structure.pages.pool?.bytes ?? 0,
      mutatorUtilization: what.mutatorUtilization,
      averageMutatorUtilization: what.averageMutatorUtilization,
      markingSteps: what.markingSteps,
    };
    this.records.push(record);
    this.listener?.(record);
  }

  get last(): CollectionRecord | null {
    return this.records.at(-1) ?? null;
  }
}
