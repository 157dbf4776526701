/**
 * Writes down every collection: the figures before and after, what it did, what it cost.
 *
 * Models:    V8's GC tracer, as far as a report shows it.
 * Simplifies: figures are kept for the whole run; speeds are derived from the last full collection alone.
 * Invariant: one record per collection, in order, numbered from 1.
 */
import type { CollectionKind, CollectionReason, CollectorReason } from '../vocabulary/collections.ts';
import type { SpaceName } from '../vocabulary/spaces.ts';
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
}

/** What only one kind of collection does is 0 for the other. */
export type CollectionWork = Pick<
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
>;

export function heapFigures(structure: HeapStructure): HeapFigures {
  const spaces: Partial<Record<SpaceName, number>> = {};
  for (const space of structure.spaces) {
    const { usedBytes } = space.figures();
    if (usedBytes > 0 && space !== structure.readOnlySpace) spaces[space.name] = usedBytes;
  }
  return { usedBytes: structure.usedBytes(), committedBytes: structure.committedBytes(), spaces };
}

export class CollectionRecorder {
  readonly records: CollectionRecord[] = [];
  /** Called with each record as it is made. */
  listener: ((record: CollectionRecord) => void) | null = null;

  add(record: Omit<CollectionRecord, 'index'>): void {
    const numbered: CollectionRecord = { index: this.records.length + 1, ...record };
    this.records.push(numbered);
    this.listener?.(numbered);
  }

  get last(): CollectionRecord | null {
    return this.records.at(-1) ?? null;
  }
}
