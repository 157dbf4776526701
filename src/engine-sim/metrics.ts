/**
 * Every metric of the scenario language, read off a running heap. The type makes sure that none is missing.
 */
import { WORD_BYTES } from '../base/units.ts';
import type { CollectionRecord } from '../heap/collection-recorder.ts';
import type { Handles } from '../handles/handles.ts';
import type { Heap } from '../heap/heap.ts';
import { kindOf, strongEnd, taggedEnd } from '../heap/layout/object-layout.ts';
import { CLEARED } from '../heap/layout/tagged-value.ts';
import type { MetricName } from '../scenario/metrics.ts';
import type { MetricRef } from '../scenario/program.ts';
import type { Space, SpaceFigures } from '../heap/spaces/space.ts';
import type { Counters } from './counters.ts';
import type { HandleSteps } from './handle-steps.ts';
import type { NamedObjects } from './named-objects.ts';
import { UNSWEPT } from '../heap/pages/page-flags.ts';
import { LargeObjectSpace } from '../heap/spaces/large-object-space.ts';
import type { Surgery } from './surgery.ts';
import { OBJECT_READERS } from './object-metrics.ts';
import type { Scripting } from './scripting.ts';
import { hostDescriptorCount } from '../runtime/host-functions.ts';
import { countObjects } from '../heap/object-walk.ts';
import { YOUNG_COLLECTION_KINDS } from '../vocabulary/collections.ts';

export type MetricValue = number | boolean | string;
/** Counters of 64 bits are bigints. */
export type MetricReading = MetricValue | bigint;

export interface MetricSource {
  readonly heap: Heap;
  readonly objects: NamedObjects;
  readonly handles: Handles;
  readonly handleSteps: HandleSteps;
  /** Null when no step has needed an isolate so far. */
  readonly scripting: Scripting | null;
  readonly now: Counters;
  readonly since: Counters;
  /** Collections since `since`. */
  readonly collections: readonly CollectionRecord[];
  readonly space: Space | null;
  /** Position of the object that the metric names. */
  readonly object: number;
  /** Of the slot, where the metric is one of a slot. */
  readonly slot: number;
  /** The same for a list and a handle. */
  readonly list: number;
  readonly observer: number;
  readonly surgery: Surgery;
  readonly handle: number;
  /** Rounds that the innermost loop has behind it. */
  readonly round: number;
  readonly peakUsedBytes: number;
  readonly outOfMemory: boolean;
  /** Runs the verifier over the heap as it is; false when a fatal error has left it in the middle of a collection. */
  readonly verify: () => boolean;
}

const WEAK_COLLECTIONS: ReadonlySet<number> = new Set([kindOf('JSWeakMap'), kindOf('JSWeakSet')]);

type Reader = (source: MetricSource) => MetricReading;

type Chosen = (record: CollectionRecord) => boolean;
const isScavenge: Chosen = ({ kind }) => kind === 'scavenge';
const isMinor: Chosen = ({ kind }) => YOUNG_COLLECTION_KINDS.includes(kind);
const isMajor: Chosen = (record) => !isMinor(record);
const sum = (pick: (record: CollectionRecord) => number, chosen: Chosen = () => true): Reader => ({ collections }) => {
  let total = 0;
  for (const record of collections) {
    if (chosen(record)) total += pick(record);
  }
  return total;
};
const survival = (chosen: Chosen): Reader => (source) => {
  const looked = sum((record) => record.youngBytesBefore, chosen)(source) as number;
  const survived = sum((record) => record.copiedBytes + record.promotedBytes, chosen)(source) as number;
  return looked === 0 ? 0 : survived / looked;
};
const countKind = (matches: (record: CollectionRecord) => boolean): Reader => ({ collections }) => collections.filter(matches).length;
const ofSpace = (pick: (figures: SpaceFigures) => number): Reader => ({ space }) => (space === null ? 0 : pick(space.figures()));

const READERS: Readonly<Record<MetricName, Reader>> = {
  'heap.used': ({ heap }) => heap.structure.usedBytes(),
  'heap.committed': ({ heap }) => heap.structure.committedBytes(),
  'heap.pooled': ({ heap }) => heap.pagePool.bytes,
  'heap.available': ({ heap }) => Math.max(0, heap.limits.maximumOldBytes - heap.structure.oldGenerationUsedBytes()),
  'heap.limit': ({ heap }) => heap.limits.maximumReservedBytes,
  'heap.peak': ({ peakUsedBytes, heap }) => Math.max(peakUsedBytes, heap.structure.usedBytes()),
  'heap.verified': ({ verify }) => verify(), // a violation is our bug: it throws
  'old-generation.used': ({ heap }) => heap.structure.oldGenerationUsedBytes(),
  'old-generation.limit': ({ heap }) => heap.limits.limitBytes,
  'old-generation.available': ({ heap }) => heap.limits.availableBytes(),
  'old-generation.max': ({ heap }) => heap.limits.maximumOldBytes,

  '<space>.used': ofSpace((figures) => figures.usedBytes),
  '<space>.committed': ofSpace((figures) => figures.committedBytes),
  '<space>.available': ofSpace((figures) => figures.availableBytes),
  '<space>.waste': ofSpace((figures) => figures.wasteBytes),
  '<space>.pages': ofSpace((figures) => figures.pages),
  '<space>.objects': ({ heap, space }) => (space === null ? 0 : countObjects(heap.structure, space)),
  '<space>.capacity': ({ space }) => (space instanceof LargeObjectSpace ? space.usedBytes : space !== null && 'capacityBytes' in space ? (space.capacityBytes as number) : 0),
  '<space>.allocation-counter': ({ space, surgery }) => (space === null ? 0n : surgery.counter(space)),
  '<space>.unswept-pages': ({ heap, space }) => (space === null ? 0 : space.pageList().filter((page) => heap.structure.pages.hasFlag(page, UNSWEPT)).length),
  'new_space.quarantined-pages': ({ heap }) => heap.structure.semispaces?.quarantinedPages ?? 0,
  'new_space.quarantined': ({ heap }) => heap.structure.semispaces?.quarantinedBytes ?? 0,
  'new_space.page-bytes': ({ heap }) => heap.structure.newSpace.totalCapacityBytes,

  'gc.count': ({ collections }) => collections.length,
  'gc.time': sum((record) => record.pauseMs),
  'gc.scavenge.count': countKind(isScavenge),
  'gc.scavenge.copied': sum((record) => record.copiedBytes, isScavenge),
  'gc.scavenge.promoted': sum((record) => record.promotedBytes, isScavenge),
  'gc.scavenge.survival': survival(isScavenge),
  'gc.minor.count': countKind(isMinor),
  'gc.minor.kept': sum((record) => record.copiedBytes, isMinor),
  'gc.minor.promoted': sum((record) => record.promotedBytes, isMinor),
  'gc.minor.promoted-pages': sum((record) => record.promotedPages, isMinor),
  'gc.minor.survival': survival(isMinor),
  'gc.major.count': countKind(isMajor),
  'gc.mark-compact.count': countKind((record) => record.kind === 'mark-compact'),
  'gc.mark-sweep.count': countKind((record) => record.kind === 'mark-sweep'),
  'gc.major.promoted': sum((record) => record.promotedBytes, isMajor),
  'gc.major.moved': sum((record) => record.movedBytes, isMajor),
  'gc.major.evacuated-pages': sum((record) => record.evacuatedPages, isMajor),
  'gc.major.aborted-pages': sum((record) => record.abortedPages, isMajor),
  'gc.major.promoted-pages': sum((record) => record.promotedPages, isMajor),
  'gc.major.released-pages': sum((record) => record.releasedPages, isMajor),
  'gc.last.kind': ({ heap }) => heap.collection.recorder.last?.kind ?? 'none',
  'gc.last.reason': ({ heap }) => heap.collection.recorder.last?.reason ?? 'none',
  'gc.sweeping': ({ heap }) => !heap.collection.sweeper.isFinished,
  'gc.flags': ({ heap }) => (heap.collection.reducesMemory ? 'reduce-memory' : 'none'),
  'gc.marking': ({ heap }) => heap.collection.markingState,

  'allocation.objects': ({ now, since }) => now.objects - since.objects,
  'allocation.bytes': ({ now, since }) => now.bytes - since.bytes,
  'allocation.large-objects': ({ now, since }) => now.largeObjects - since.largeObjects,
  'allocation.retries': ({ now, since }) => now.retries - since.retries,
  'allocation.failures': ({ now, since }) => now.failures - since.failures,
  'allocation.tracked': ({ heap }) => heap.allocationWatch?.count ?? 0,
  'allocation.last-size': ({ heap }) => heap.allocationWatch?.lastBytes ?? 0,
  'allocation.last-address': ({ heap }) => (heap.allocationWatch?.lastAddress ?? 0) * WORD_BYTES,
  'allocation.injected-failures': ({ now, since }) => now.injectedFailures - since.injectedFailures,

  'near-heap-limit.calls': ({ now, since }) => now.nearLimitCalls - since.nearLimitCalls,
  'external.bytes': ({ heap }) => heap.external.totalBytes,
  'external.young': ({ heap }) => heap.external.youngBytes,
  'external.old': ({ heap: { external } }) => external.totalBytes - external.youngBytes - external.embedderBytes,
  'external.embedder': ({ heap }) => heap.external.embedderBytes,
  'external.limit': ({ heap }) => heap.external.softLimitBytes,
  'external.holders': ({ heap }) => heap.external.holderCount,
  'remembered-set.slots': ({ heap }) => heap.structure.oldToNew.count(),
  'free-list.blocks': ({ heap }) => freeBlocks(heap).blocks,
  'free-list.largest': ({ heap }) => freeBlocks(heap).largestBytes,
  'handle.local': ({ objects }) => objects.localCount,
  'handle.global': ({ handles }) => handles.globalCount,
  'handle.scopes': ({ objects }) => objects.scopeCount,
  'handle.blocks': ({ handles }) => handles.blockCount,
  'handle.spare-blocks': ({ heap }) => (heap.structure.roots.locals.hasSpareBlock ? 1 : 0),
  'handle.eternal': ({ handles }) => handles.eternalCount,
  'handle.callbacks': ({ now, since }) => now.weakCallbacks - since.weakCallbacks,
  'handle.second-callbacks': ({ now, since }) => now.secondCallbacks - since.secondCallbacks,
  'handle.pending-callbacks': ({ handles }) => handles.weakCallbacks.pendingCount,

  'handle.<handle>.empty': ({ handleSteps, handle }) => handleSteps.named.isEmpty(handle),
  'handle.<handle>.alive': ({ handleSteps, handle }) => !handleSteps.named.isEmpty(handle),
  'handle.<handle>.weak': ({ handleSteps, handle }) => handleSteps.named.isWeak(handle),
  'handle.<handle>.location': ({ handleSteps, handle }) => handleSteps.named.location(handle),
  'handle.<handle>.address': ({ handleSteps, handle }) => Math.max(0, handleSteps.named.valueOf(handle)) * WORD_BYTES,
  'maybe-local.last': ({ handleSteps }) => handleSteps.lastMaybe,

  'weak.cleared': ({ now, since }) => now.clearedSlots - since.clearedSlots,
  'weak.deleted-entries': ({ now, since }) => now.deletedEphemerons - since.deletedEphemerons,
  'weak.kept': ({ heap }) => heap.keptObjects.count,
  'finalization.callbacks': ({ now, since }) => now.finalizations - since.finalizations,
  'tasks.pending': ({ heap }) => heap.tasks.readyCount,
  'tasks.delayed': ({ heap }) => heap.tasks.delayedCount,
  'tasks.run': ({ now, since }) => now.tasksRun - since.tasksRun,

  'memory-reducer.state': ({ heap }) => heap.collectionTasks.reducer.action,
  'memory-reducer.collections': ({ heap }) => heap.collectionTasks.reducer.startedCollections,

  'object.<object>.alive': ({ objects, object }) => objects.watched(object) !== 0,
  'object.<object>.moved': ({ objects, object }) => objects.hasMoved(object),
  'object.<object>.space': ({ heap, objects, object }) => {
    const address = objects.watched(object);
    return address === 0 ? 'none' : heap.structure.spaceAt(address).name;
  },
  'object.<object>.size': ({ heap, objects, object }) => {
    const address = objects.watched(object);
    return address === 0 ? 0 : heap.sizeWordsAt(address) * WORD_BYTES;
  },
  'object.<object>.age': ({ heap, objects, object }) => {
    const address = objects.watched(object);
    return address === 0 ? 0 : heap.ageAt(address);
  },
  'object.<object>.target': (source) => weakWords(source)[0] ?? 'none',
  'object.<object>.cleared': (source) => weakWords(source).filter((word) => word === 'cleared').length,
  'object.<object>.entries': (source) => entryCounts(source).elements,
  'object.<object>.deleted-entries': (source) => entryCounts(source).deleted,
  'object.<object>.address': ({ objects, object }) => objects.watched(object) * WORD_BYTES,

  ...OBJECT_READERS,

  'observer.<observer>.notifications': ({ surgery, observer }) => surgery.observer(observer).notifications,
  'observer.<observer>.bytes': ({ surgery, observer }) => surgery.observer(observer).bytes,

  'page.released': ({ surgery }) => surgery.releasedBytes,
  'compaction-space.pages': ({ surgery }) => surgery.compactionPages,
  'read-only.used': ({ surgery }) => surgery.readOnlySpace?.figures().usedBytes ?? 0,
  'read-only.capacity': ({ surgery }) => surgery.readOnlySpace?.capacityBytes ?? 0,
  'read-only.committed': ({ surgery }) => surgery.readOnlySpace?.figures().committedBytes ?? 0,
  'repeat.index': ({ round }) => round,
  'object.<object>.descriptors': ({ scripting, objects, object }) => {
    const address = objects.watched(object);
    return scripting === null || address === 0 ? 0 : hostDescriptorCount(scripting.isolate.machine, address);
  },
  'deref.last': ({ handleSteps }) => handleSteps.lastDeref,

  'script.result': ({ scripting }) => scripting?.last.result ?? 'undefined',
  'script.error': ({ scripting }) => scripting?.last.error ?? 'none',
  'script.output': ({ scripting }) => scripting?.output.lines.join('\n') ?? '',
  'script.lines': ({ now, since }) => now.scriptLines - since.scriptLines,
  'script.steps': ({ now, since }) => now.scriptSteps - since.scriptSteps,
  'context.count': ({ scripting }) => scripting?.contextCounts().native ?? 0,
  'context.detached': ({ scripting }) => scripting?.contextCounts().detached ?? 0,

  time: ({ now, since }) => now.timeMs - since.timeMs,
  oom: ({ outOfMemory }) => outOfMemory,
};

export function readMetric(metric: MetricRef, source: MetricSource): MetricReading {
  return READERS[metric.name](source);
}

/** What the weak words of the object show; those of a table of entries are none of its own. */
function weakWords({ heap, objects, object }: MetricSource): readonly ('object' | 'empty' | 'cleared')[] {
  const address = objects.watched(object);
  if (address === 0) return [];
  const kind = heap.kindAt(address);
  const size = heap.sizeWordsAt(address);
  const words: ('object' | 'empty' | 'cleared')[] = [];
  for (let word = strongEnd(kind, size); word < taggedEnd(kind, size); word++) {
    const value = heap.load(address, word);
    words.push(value === CLEARED ? 'cleared' : value === 0 ? 'empty' : 'object');
  }
  return words;
}

function entryCounts({ heap, objects, object }: MetricSource): { readonly elements: number; readonly deleted: number } {
  const address = objects.watched(object);
  const isCollection = address !== 0 && WEAK_COLLECTIONS.has(heap.kindAt(address));
  return isCollection ? heap.weakCollections.counts(address) : { elements: 0, deleted: 0 };
}

function freeBlocks(heap: Heap): { blocks: number; largestBytes: number } {
  let blocks = 0;
  let largestWords = 0;
  for (const space of heap.structure.pagedSpaces) {
    space.freeList.forEachBlock((_block, sizeWords) => {
      blocks++;
      largestWords = Math.max(largestWords, sizeWords);
    });
  }
  return { blocks, largestBytes: largestWords * WORD_BYTES };
}
