/**
 * Tells who listens what each collection did and cost, and what the heap looks like around it.
 *
 * Models:    V8's GC tracer as far as its traces show it: figures before and after, ratios of survival, speeds, limits.
 * Simplifies: external callbacks take no time; parts of a pause follow from the cost model.
 * Invariant: it only reads: a heap that is listened to does what it would do alone.
 */
import type { CollectionKind, CollectionReason } from '../vocabulary/collections.ts';
import type { CollectionTrace, LayoutPage, LimitTrace, SpaceTrace, TraceSink, UtilizationTrace } from '../vocabulary/trace-events.ts';
import { WORD_BYTES } from '../base/units.ts';
import { CATEGORY_COUNT } from './allocators/free-list-categories.ts';
import type { VirtualClock } from './clock.ts';
import type { CollectionPace } from './collection-pace.ts';
import type { CollectionRecord, CollectionRecorder } from './collection-recorder.ts';
import type { FullCollectionResult } from './collectors/mark-compact.ts';
import type { Sweeper } from './collectors/sweeper.ts';
import type { HeapConfiguration } from './configuration.ts';
import type { HeapLimits } from './heap-limits.ts';
import type { IncrementalMarking } from './incremental-marking.ts';
import { PAGE_BYTES, pageStart } from './layout/page-geometry.ts';
import type { MajorWork } from './pacing/cost-model.ts';
import { majorPauseMs, scavengePauseMs } from './pacing/cost-model.ts';
import { mutatorUtilization } from './pacing/speeds.ts';
import { SurvivalRatios, survivalRatio } from './pacing/survival-ratio.ts';
import { PagedSpace } from './spaces/paged-space.ts';
import type { HeapStructure } from './structure.ts';

/** The parts of a heap that it reads. */
export interface TracedHeap {
  readonly structure: HeapStructure;
  readonly configuration: HeapConfiguration;
  readonly limits: HeapLimits;
  readonly clock: VirtualClock;
  readonly pace: CollectionPace;
  readonly sweeper: Sweeper;
  readonly recorder: CollectionRecorder;
  readonly incremental: IncrementalMarking;
  /** Outside the heap, in all and by heap objects. */
  readonly external: { readonly totalBytes: () => number; readonly heldBytes: () => number };
}

/** What only its beginning shows. */
interface Beginning {
  readonly withStack: boolean;
  readonly whileMarking: boolean;
  readonly whileSweeping: boolean;
  readonly holesBytes: number;
  readonly oldLimitBytes: number;
  readonly globalLimitBytes: number;
}

export class CollectionTracer {
  private readonly heap: TracedHeap;
  private readonly sink: TraceSink;
  private readonly ratios = new SurvivalRatios();
  private beginning: Beginning | null = null;
  private limits: LimitTrace[] = [];
  private collections = 0;
  private totalMs = 0;
  private endedMs = 0;
  private usedBytes = 0;
  /** By the last scavenge. */
  private copiedBytes = 0;
  private hasCompacted = false;
  /** Pages of a full collection wait for the sweeper, or did until just now. */
  private sweepingIsUntold = false;

  constructor(heap: TracedHeap, sink: TraceSink) {
    this.heap = heap;
    this.sink = sink;
    heap.limits.onLimit = (limit) => this.limits.push(limit);
  }

  /** Before anything of the collection has happened. */
  begins(collector: CollectionKind, whileMarking: boolean, withStack: boolean): void {
    const { sweeper, limits, clock } = this.heap;
    this.tellLayout('before', collector);
    if (!isFull(collector) && whileMarking) this.sink.tell({ kind: 'marking-interrupted', atMs: clock.nowMs });
    this.beginning = {
      withStack,
      whileMarking,
      whileSweeping: !sweeper.isFinished,
      holesBytes: holes(this.heap.structure),
      oldLimitBytes: limits.limitBytes,
      globalLimitBytes: limits.reportedGlobalLimitBytes(),
    };
  }

  /** The steps of a marking that began earlier are over. */
  marksInPause(): void {
    const { structure, limits, clock } = this.heap;
    if (this.beginning?.whileMarking !== true) return;
    this.sink.tell({ kind: 'marking-stopped', atMs: clock.nowMs, usedBytes: structure.oldGenerationUsedBytes(), wasteBytes: structure.oldGenerationWasteBytes(), limitBytes: limits.limitBytes });
  }

  evacuated({ traced, abortedPages }: FullCollectionResult): void {
    if (!this.sink.wants('evacuation-ended')) return;
    const { clock, structure } = this.heap;
    const speed = traced.liveBytes > 0 ? 1e6 / structure.preset.costs.evacuateNsPerByte : 0;
    this.sink.tell({ kind: 'evacuation-ended', atMs: clock.nowMs, pages: traced.pages, liveBytes: traced.liveBytes, speed, aborted: abortedPages });
  }

  /** After its pause, and after all that follows from it. */
  youngCollected(work: Parameters<typeof scavengePauseMs>[0]): void {
    const copies = this.heap.recorder.last?.kind === 'scavenge';
    const copy = !copies ? 0 : scavengePauseMs(work, { ...this.heap.structure.preset.costs, scavengeFixedNs: 0 });
    this.ends({ copy, mark: 0, evacuate: 0, sweep: 0 });
  }

  /** The same. */
  collectedFully({ markedBytes, evacuatedBytes, sweptPages }: MajorWork): void {
    const costs = { ...this.heap.structure.preset.costs, majorFixedNs: 0 };
    const part = (only: Partial<MajorWork>): number => majorPauseMs({ markedBytes: 0, evacuatedBytes: 0, sweptPages: 0, ...only }, costs);
    this.ends({ copy: 0, mark: part({ markedBytes }), evacuate: part({ evacuatedBytes }), sweep: part({ sweptPages }) });
  }

  markingStarts(reason: CollectionReason): void {
    const { structure, limits, clock, external } = this.heap;
    const usedBytes = structure.oldGenerationUsedBytes();
    this.sink.tell({
      kind: 'marking-started',
      atMs: clock.nowMs,
      reason,
      usedBytes,
      wasteBytes: structure.oldGenerationWasteBytes(),
      limitBytes: limits.limitBytes,
      globalUsedBytes: usedBytes + (limits.accountsGlobally ? external.totalBytes() : 0),
      globalLimitBytes: limits.reportedGlobalLimitBytes(),
    });
  }

  private ends(phasesMs: CollectionTrace['phasesMs']): void {
    const { beginning } = this;
    const record = this.heap.recorder.last;
    if (beginning === null || record === null) return; // somebody began to listen in the middle
    this.beginning = null;
    if (!isFull(record.kind) && beginning.whileMarking) this.sink.tell({ kind: 'marking-resumed', atMs: this.heap.clock.nowMs });
    this.totalMs += record.pauseMs;
    if (record.movedBytes + record.promotedBytes > 0 && isFull(record.kind)) this.hasCompacted = true;
    if (isFull(record.kind)) this.sweepingIsUntold = true;
    if (record.youngBytesBefore > 0) this.ratios.add(survivalRatio(record.copiedBytes, record.promotedBytes, record.youngBytesBefore));
    this.sink.tell(this.describe(record, beginning, phasesMs));
    this.tellLayout('after', record.kind);
    this.limits = [];
    this.endedMs = record.atTimeMs + record.pauseMs;
    this.usedBytes = record.after.usedBytes;
    if (record.youngBytesBefore > 0) this.copiedBytes = record.copiedBytes;
    this.collections = record.index;
  }

  /** Every page is swept. V8 tells it when the cycle ends with that. */
  sweepingEnds(): void {
    if (!this.sweepingIsUntold) return;
    this.sweepingIsUntold = false;
    if (this.sink.wants('free-lists')) this.tellFreeLists();
  }

  /** Somebody asks how much time collections of this generation, or of the embedder's heap, leave the program. */
  utilizationIsRead(generation: UtilizationTrace['generation']): void {
    if (!this.sink.wants('mutator-utilization')) return;
    const { speeds } = this.heap.pace;
    const mutatorSpeed = { young: speeds.youngAllocation, old: speeds.oldAllocation, embedder: speeds.embedderAllocation }[generation].overall;
    const gcSpeed = { young: speeds.scavengeSpeed, old: speeds.fullCollectionSpeed, embedder: speeds.embedderMarkingSpeed }[generation];
    this.sink.tell({ kind: 'mutator-utilization', atMs: this.heap.clock.nowMs, generation, utilization: mutatorUtilization(mutatorSpeed, gcSpeed), mutatorSpeed, gcSpeed });
  }

  private describe(record: CollectionRecord, beginning: Beginning, phasesMs: CollectionTrace['phasesMs']): CollectionTrace {
    const { structure, limits, pace, configuration, incremental, external } = this.heap;
    const { speeds } = pace;
    const young = record.youngBytesBefore;
    const full = isFull(record.kind);
    const steps = record.markingSteps ?? incremental.done;
    return {
      kind: 'collection',
      atMs: record.atTimeMs + record.pauseMs,
      collector: record.kind,
      reason: record.reason,
      collectorReason: record.collectorReason,
      reduceMemory: record.reduceMemory,
      incremental: record.incremental,
      withStack: beginning.withStack,
      whileMarking: beginning.whileMarking,
      whileSweeping: beginning.whileSweeping,
      pauseMs: record.pauseMs,
      mutatorMs: record.atTimeMs - this.endedMs,
      totalMs: this.totalMs,
      usedBeforeBytes: record.before.usedBytes,
      usedAfterBytes: record.after.usedBytes,
      committedBeforeBytes: record.before.committedBytes,
      committedAfterBytes: record.after.committedBytes,
      holesBeforeBytes: beginning.holesBytes,
      holesAfterBytes: holes(structure),
      pooledPages: record.pooledBytes / PAGE_BYTES,
      utilization: { current: record.mutatorUtilization, average: record.averageMutatorUtilization },
      allocatedBytes: record.before.usedBytes - this.usedBytes,
      promotedBytes: record.promotedBytes,
      copiedBytes: record.copiedBytes,
      quarantined: { pages: structure.semispaces?.quarantinedPages ?? 0, bytes: structure.semispaces?.quarantinedBytes ?? 0 },
      promotionPercent: percent(record.promotedBytes, young),
      survivalPercent: percent(record.copiedBytes, young),
      averageSurvivalPercent: this.ratios.mean() * 100,
      promotionOfCopiedPercent: young === 0 ? 0 : percent(record.promotedBytes, this.copiedBytes),
      speeds: {
        scavenge: speeds.scavengeSpeed,
        compaction: this.hasCompacted ? 1e6 / configuration.preset.costs.evacuateNsPerByte : 0,
        marking: speeds.markingSpeed,
        youngAllocation: speeds.youngAllocation.overall,
        oldAllocation: speeds.oldAllocation.overall,
      },
      oldLimitBytes: full ? beginning.oldLimitBytes : limits.limitBytes,
      globalLimitBytes: full ? beginning.globalLimitBytes : limits.reportedGlobalLimitBytes(),
      newSpaceCapacityBytes: structure.newSpace.totalCapacityBytes,
      spaces: spacesOf(this.heap),
      unreservedBytes: Math.max(0, limits.maximumReservedBytes - record.after.committedBytes),
      limits: this.limits,
      phasesMs,
      steps: { count: steps.count, ms: steps.totalMs, longestMs: steps.longestMs, elapsedMs: record.incremental ? steps.sinceStartMs : 0 },
      externalBytes: external.totalBytes(),
      heldExternalBytes: external.heldBytes(),
    };
  }

  private tellLayout(when: 'before' | 'after', collector: CollectionKind): void {
    // V8's own default: not around young collections (--trace-gc-heap-layout-ignore-minor-gc).
    if (!isFull(collector) || !this.sink.wants('heap-layout')) return;
    this.sink.tell({ kind: 'heap-layout', when, index: this.collections + 1, collector, pages: pagesOf(this.heap.structure) });
  }

  private tellFreeLists(): void {
    const { structure } = this.heap;
    const space = structure.oldSpace;
    const categories = Array.from({ length: CATEGORY_COUNT }, () => ({ blocks: 0, bytes: 0 }));
    space.freeList.forEachBlock((_block, sizeWords, category) => {
      categories[category]!.blocks++;
      categories[category]!.bytes += sizeWords * WORD_BYTES;
    });
    const { pages, availableBytes, wasteBytes, usedBytes } = space.figures();
    this.sink.tell({ kind: 'free-lists', pages, freeBytes: availableBytes, wasteBytes, usedBytes, capacityBytes: space.capacityBytes, categories });
  }
}

function isFull(kind: CollectionKind): boolean {
  return kind === 'mark-compact' || kind === 'mark-sweep';
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : (part / whole) * 100;
}

function holes({ pagedSpaces }: HeapStructure): number {
  return pagedSpaces.reduce((sum, space) => sum + (space.freeList.availableWords + space.freeList.wastedWords) * WORD_BYTES, 0);
}

function spacesOf({ structure, sweeper }: TracedHeap): readonly SpaceTrace[] {
  const later = !sweeper.isFinished;
  return structure.spaces.map((space) => {
    const { usedBytes, availableBytes, committedBytes } = space.figures();
    return { name: space.name, usedBytes, availableBytes, committedBytes, swept: later && space instanceof PagedSpace ? 'later' : 'at-once' };
  });
}

/** Semispaces first, read-only pages last. */
function pagesOf({ newSpace, semispaces, spaces, pages, readOnlySpace }: HeapStructure): readonly LayoutPage[] {
  const from = new Set(semispaces?.fromPages() ?? []);
  const page = (owner: LayoutPage['owner'], number: number, sizeBytes: number, allocatedBytes: number): LayoutPage => ({
    owner,
    address: pageStart(number) * WORD_BYTES,
    sizeBytes,
    allocatedBytes,
    wasteBytes: pages.wastedWords[number]! * WORD_BYTES,
  });
  return [...spaces]
    .sort((a, b) => rank(a) - rank(b))
    .flatMap((space) =>
      space.pageList().map((number) => {
        const area = pages.areaWords(number) * WORD_BYTES;
        if (space === semispaces) return page(from.has(number) ? 'from_space' : 'to_space', number, PAGE_BYTES, area);
        if (pages.objectWords[number]! > 0) return page(space.name, number, (pages.areaStart[number]! - pageStart(number)) * WORD_BYTES + area, area);
        if (space === readOnlySpace) return page(space.name, number, (pages.areaEnd[number]! - pageStart(number)) * WORD_BYTES, area);
        return page(space.name, number, PAGE_BYTES - pages.releasedWords[number]! * WORD_BYTES, pages.allocatedWords[number]! * WORD_BYTES);
      }),
    );

  function rank(space: HeapStructure['spaces'][number]): number {
    return space === newSpace ? 0 : space === readOnlySpace ? 2 : 1;
  }
}
