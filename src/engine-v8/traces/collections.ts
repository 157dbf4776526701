/** From the lines of a trace to its collections: what a line leaves out is taken from the lines around it. */
import type { RealCollection } from '../../engine/real-run.ts';
import type { TraceFields } from './trace-line.ts';
import { readTraceLine } from './trace-line.ts';

/** Page of new space, and what 11.3 and 12.4 allocate in it: they print the capacity of a semispace only as that, in KB. */
const PAGE_BYTES = 262_144;
const PAGE_AREA_BYTES = 257_724;

interface Draft extends Omit<RealCollection, 'newSpaceCapacityBytes' | 'oldGenerationLimitBytes' | 'committedAfterBytes' | 'reason' | 'collectorReason'> {
  reason: string | null;
  collectorReason: string | null;
  newSpaceCapacityBytes: number | null;
  oldGenerationLimitBytes: number | null;
  committedAfterBytes: number | null;
}

/**
 * Everything of a trace that has figures; a line that was cut off in the middle is passed over.
 *
 * @param lastWords of a process that ran out of memory: its last collections in plain form, which has their reasons.
 */
export function readCollections(trace: string, lastWords = ''): readonly RealCollection[] {
  const collections = draftsOf(trace);
  for (const line of lastWords.split('\n').map(readTraceLine)) {
    if (line?.kind !== 'plain') continue;
    const told = collections.findLast(({ atMs }) => atMs === line.atMs);
    if (told === undefined) continue;
    told.reason ??= line.plain.reason || null;
    told.collectorReason ??= line.plain.collectorReason || null;
  }
  return collections;
}

function draftsOf(trace: string): Draft[] {
  const collections: Draft[] = [];
  /** 11.3 and 12.4 print the limit before the collection that computed it, later versions behind it. */
  let limitBefore: number | null = null;
  for (const text of trace.split('\n')) {
    const line = readTraceLine(text);
    if (line === null) continue;
    const last = collections.at(-1);
    if (line.kind === 'collection') {
      const draft = draftOf(line.atMs, line.fields, collections.length + 1);
      if (draft === null) continue;
      if (draft.kind === 'mark-compact') draft.oldGenerationLimitBytes ??= limitBefore;
      limitBefore = null;
      collections.push(draft);
    } else if (line.kind === 'limit') {
      // One that has its own already was told of it before: this is the next one's.
      const behind = last?.kind === 'mark-compact' && last.oldGenerationLimitBytes === null;
      if (behind) last.oldGenerationLimitBytes = line.limitBytes;
      else limitBefore = line.limitBytes;
    } else if (line.kind === 'space' && last !== undefined) {
      // One paged new space is not filled to its capacity: then only what is printed as such tells it.
      if (line.space === 'New space' && collections.every(({ kind }) => kind !== 'minor-mark-sweep')) last.newSpaceCapacityBytes ??= Math.round((line.usedBytes + line.availableBytes) / PAGE_AREA_BYTES) * PAGE_BYTES;
      if (line.space === 'All spaces') last.committedAfterBytes ??= line.committedBytes;
    }
  }
  return collections;
}

/** By what V8 prints as `gc=`. */
const KINDS: Readonly<Record<string, RealCollection['kind']>> = { s: 'scavenge', mms: 'minor-mark-sweep', mc: 'mark-compact' };

function draftOf(atMs: number, fields: TraceFields, index: number): Draft | null {
  const kind = KINDS[textOf(fields, 'gc') ?? ''] ?? null;
  const usedBeforeBytes = numberOf(fields, 'start_object_size') ?? numberOf(fields, 'total_size_before');
  const usedAfterBytes = numberOf(fields, 'end_object_size') ?? numberOf(fields, 'total_size_after');
  const allocatedBytes = numberOf(fields, 'allocated');
  const promotedBytes = numberOf(fields, 'promoted');
  const copiedBytes = numberOf(fields, 'new_space_survived');
  if (kind === null || usedBeforeBytes === null || usedAfterBytes === null || allocatedBytes === null || promotedBytes === null || copiedBytes === null) return null;
  return {
    index,
    kind,
    atMs,
    pauseMs: numberOf(fields, 'pause') ?? 0,
    reason: textOf(fields, 'reason'),
    collectorReason: textOf(fields, 'collector_reason'),
    usedBeforeBytes,
    usedAfterBytes,
    committedAfterBytes: numberOf(fields, 'end_memory_size'),
    allocatedBytes,
    copiedBytes,
    promotedBytes,
    newSpaceCapacityBytes: numberOf(fields, 'new_space_capacity'),
    // Printed with a scavenge it is the present one; with a full collection the one before it.
    oldGenerationLimitBytes: kind === 'mark-compact' ? null : numberOf(fields, 'old_gen_allocation_limit'),
  };
}

function numberOf(fields: TraceFields, name: string): number | null {
  const value = fields[name];
  return typeof value === 'number' ? value : null;
}

function textOf(fields: TraceFields, name: string): string | null {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : null;
}
