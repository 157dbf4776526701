/**
 * One garbage collection from request to record: choose the collector, run it, resize, set limits, check.
 *
 * Models:    V8's collection sequence (select, prologue, collect, resize new space, limits, marking start, heap
 *            limit check) and its compound requests: memory-reducing, precise, last resort.
 * Simplifies: what waits for the event loop is in collection-tasks.ts.
 * Invariant: between collections every page is walkable, no area is open that a collector opened, and the write
 *            barrier knows the marker iff marking runs.
 */
import { Xorshift128 } from '../base/xorshift128.ts';
import type { CollectionKind, CollectionReason, CollectorReason } from '../vocabulary/collections.ts';
import type { TraceSink } from '../vocabulary/trace-events.ts';
import type { WriteBarrier } from './barriers/write-barrier.ts';
import type { VirtualClock } from './clock.ts';
import { CollectionPace } from './collection-pace.ts';
import { CollectionRecorder } from './collection-recorder.ts';
import type { CollectionStart } from './collection-recorder.ts';
import { CollectionTracer } from './collection-tracer.ts';
import { MarkCompactCollector } from './collectors/mark-compact.ts';
import { Marker } from './collectors/marker.ts';
import type { MinorMarkSweeper, MinorMarkSweepResult } from './collectors/minor-mark-sweeper.ts';
import type { ScavengeResult } from './collectors/scavenger.ts';
import { Scavenger } from './collectors/scavenger.ts';
import { SurvivalCounts } from './collectors/survival-counts.ts';
import { Sweeper } from './collectors/sweeper.ts';
import type { YoungCollector } from './collectors/young-collector.ts';
import { createYoungCollector } from './collectors/young-collector.ts';
import type { HeapConfiguration } from './configuration.ts';
import type { HeapLimits } from './heap-limits.ts';
import { IncrementalMarking } from './incremental-marking.ts';
import { NewSpaceSizing } from './new-space-sizing.ts';
import type { MajorWork } from './pacing/cost-model.ts';
import { majorPauseMs, markingStepMs, minorMarkSweepPauseMs, scavengePauseMs } from './pacing/cost-model.ts';
import { selectCollector } from './pacing/collector-selection.ts';
import { afterCriticalPressure } from './pacing/memory-pressure.ts';
import type { CandidateRule } from './pacing/compaction.ts';
import { candidateRule, keepsCandidates } from './pacing/compaction.ts';
import { canPromoteYoungAndExpand } from './pacing/expansion.ts';
import { markingStart } from './pacing/marking-start.ts';
import { nextMarkingLimitPercent } from './pacing/stress-limits.ts';
import type { SpeedSample } from './pacing/speeds.ts';
import type { LargeObjectSpace } from './spaces/large-object-space.ts';
import type { PagedSpace, PagedSpaceSupply } from './spaces/paged-space.ts';
import { StackGuard } from './stack-guard.ts';
import type { HeapStructure } from './structure.ts';

export interface CollectionRequest {
  readonly generation: 'young' | 'old';
  readonly reason: CollectionReason;
  readonly reduceMemory?: boolean;
  /** One of several: weak callbacks run before the next. */
  readonly allAvailable?: boolean;
  /** The event loop asks for it: no program is on the stack. */
  readonly byTask?: boolean;
}

/** Who has work to do around every collection. The heap is consistent at all three moments. */
export interface CollectionObserver {
  /** Before it, outside the pause: may allocate. */
  prologue?(): void;
  /** At the end of the pause: may not allocate. */
  inPause?(): void;
  /** After it: may allocate. `synchronous`: what could be left to a task is to be done now. */
  epilogue?(synchronous: boolean): void;
}

/** What a full collection left, for whoever decides whether another one is worth it. */
export interface FullCollectionOutcome {
  /** Memory of the old generation. */
  readonly committedBeforeBytes: number;
  readonly committedBytes: number;
  readonly usedBytes: number;
}

export type MarkingState = 'stopped' | 'marking' | 'complete';

export class GarbageCollection {
  readonly survival = new SurvivalCounts();
  /** What stress modes draw from. */
  readonly random: Xorshift128;
  readonly recorder: CollectionRecorder;
  readonly sweeper: Sweeper;
  /** The heap is being filled with what it begins with: marking does not start. */
  settingUp = false;
  readonly stackGuard = new StackGuard();
  /** Runs before each collection, while nothing has changed yet. */
  beforeCollection: (() => void) | null = null;
  /** Runs after each collection, when the heap is consistent again. */
  afterCollection: (() => void) | null = null;
  /** Told in this order, before and after the two above: they see what the collector itself has done. */
  readonly observers: CollectionObserver[] = [];
  /** Marking should start soon, or has started: it goes on in the event loop. */
  onMarkingWanted: (() => void) | null = null;
  /** After a full collection's pause. */
  onFullCollection: ((outcome: FullCollectionOutcome) => void) | null = null;
  /** Bytes that the heap and its embedder hold outside; and those of heap objects among them. */
  externalBytes: () => number = () => 0;
  heldExternalBytes: () => number = () => 0;
  /** Null while nobody traces. */
  private tracer: CollectionTracer | null = null;
  private readonly pace: CollectionPace;
  private readonly newSpaceSizing: NewSpaceSizing;
  /** Full collections so far. */
  fullCollections = 0;
  /** Whether a marking that is complete is left to a task; if not, the program ends it. */
  completionWaits: () => boolean = () => false;
  private readonly marker: Marker;
  private readonly incremental: IncrementalMarking;
  private readonly youngCollector: YoungCollector;
  private readonly fullCollector: MarkCompactCollector;
  private readonly structure: HeapStructure;
  private readonly configuration: HeapConfiguration;
  private readonly limits: HeapLimits;
  private readonly clock: VirtualClock;
  private readonly barrier: WriteBarrier;
  private supply!: PagedSpaceSupply;
  private alwaysAllocating: () => boolean = () => false;

  private collecting = false;
  private markingReducesMemory = false;
  /** Drawn for --stress-marking; null = not given. */
  private stressMarkingPercent: number | null = null;

  constructor(
    structure: HeapStructure,
    configuration: HeapConfiguration,
    limits: HeapLimits,
    clock: VirtualClock,
    barrier: WriteBarrier,
  ) {
    this.structure = structure;
    this.configuration = configuration;
    this.limits = limits;
    this.clock = clock;
    this.barrier = barrier;
    this.pace = new CollectionPace(structure, configuration, limits, clock);
    this.newSpaceSizing = new NewSpaceSizing(structure, configuration, this.pace);
    this.random = new Xorshift128(configuration.randomSeed);
    this.recorder = new CollectionRecorder(structure, clock);
    this.sweeper = new Sweeper(structure);
    this.marker = new Marker(structure, this.survival);
    this.incremental = new IncrementalMarking(structure, configuration, limits, clock, this.marker);
    this.youngCollector = createYoungCollector(structure, this.sweeper, this.survival, configuration.flags, this.random);
    this.fullCollector = new MarkCompactCollector(structure, this.marker, this.sweeper, this.survival, this.random);
    this.drawMarkingLimit();
    this.stackGuard.connect('finish-marking', () => {
      if (this.markingState === 'complete') this.collect({ generation: 'old', reason: 'finalize incremental marking via stack guard' });
    });
  }

  /** True for good once a collection has ended in a fatal error: the heap is then as it was in the middle. */
  get isCollecting(): boolean {
    return this.collecting;
  }

  /** Collectors and the allocator need each other: the allocator makes itself known here. */
  connect(supply: PagedSpaceSupply, alwaysAllocating: () => boolean): void {
    this.supply = supply;
    this.alwaysAllocating = alwaysAllocating;
  }

  get markingState(): MarkingState {
    if (!this.fullCollector.isMarking) return 'stopped';
    return this.incremental.isComplete ? 'complete' : 'marking';
  }

  get isMarking(): boolean {
    return this.fullCollector.isMarking;
  }

  /** From here on the sink is told of all that collections do. */
  traceTo(sink: TraceSink): void {
    const { structure, configuration, limits, clock, pace, sweeper, recorder, incremental } = this;
    structure.trace = sink;
    const external = { totalBytes: () => this.externalBytes(), heldBytes: () => this.heldExternalBytes() };
    this.tracer = new CollectionTracer({ structure, configuration, limits, clock, pace, sweeper, recorder, incremental, external }, sink);
  }

  // ── Requests ──────────────────────────────────────────────────────────────────────────────────────────────

  collect(request: CollectionRequest): void {
    for (const observer of this.observers) observer.prologue?.();
    this.structure.deferred.settleSlots();
    this.beforeCollection?.();
    this.collecting = true;
    const choice = this.selectCollector(request);
    if (choice.collector === 'young') this.collectYoung(request);
    else this.collectFully(request, choice.reason);
    this.collecting = false;
    this.structure.leftSlots.clear();
    this.afterCollection?.();
    for (const observer of this.observers) observer.inPause?.();
    const synchronous = request.reason === 'testing' || request.allAvailable === true || this.configuration.flags.predictable;
    for (const observer of this.observers) observer.epilogue?.(synchronous);
    this.pace.checkHeapLimit();
  }

  /** As much as can be had: memory-reducing full collections, until they free no handles any more. */
  collectAllAvailable(reason: CollectionReason): void {
    const { min, max } = this.configuration.preset.allocation.allAvailable;
    const { globals, eternals } = this.structure.roots;
    for (let i = 0; i < max; i++) {
      const handles = globals.count + eternals.count;
      this.collect({ generation: 'old', reason, reduceMemory: true, allAvailable: true });
      if (i + 1 >= min && globals.count + eternals.count === handles) return;
    }
  }

  /** The embedder says how short memory is. */
  notePressure(level: 'none' | 'moderate' | 'critical'): void {
    this.limits.memoryPressure = level !== 'none';
    switch (level) {
      case 'none':
        return;
      case 'moderate':
        if (this.canStartMarking()) this.startMarking(true, false, 'memory pressure');
        return;
      case 'critical': {
        const before = this.recorder.records.length;
        this.collect({ generation: 'old', reason: 'memory pressure', reduceMemory: true });
        const { pauseMs } = this.recorder.records[before]!;
        const committedBytes = this.structure.committedBytes();
        const unusedBytes = committedBytes - this.structure.usedBytes() + this.externalBytes();
        const next = afterCriticalPressure({ committedBytes, unusedBytes, pauseMs });
        if (next === 'collect') this.collect({ generation: 'old', reason: 'memory pressure', reduceMemory: true });
        else if (next === 'mark' && this.canStartMarking()) this.startMarking(true, false, 'memory pressure');
      }
    }
  }

  /** A running marking is finished first, so that garbage made meanwhile does not survive; then every page is swept. */
  collectPrecisely(reason: CollectionReason): void {
    if (this.isMarking) this.collect({ generation: 'old', reason });
    this.collect({ generation: 'old', reason });
    this.finishSweeping();
  }

  // ── Incremental marking ───────────────────────────────────────────────────────────────────────────────────

  /**
   * @param reduceMemory the collection that ends it is a memory-reducing one
   * @param reason what V8 says that it is started for
   */
  startMarking(reduceMemory = false, byTask = false, reason: CollectionReason = 'testing'): void {
    if (this.isMarking) return;
    this.structure.deferred.settle();
    this.closeOldAreas();
    this.markingReducesMemory = reduceMemory;
    const rule = this.candidateRule(reduceMemory, byTask, false);
    this.finishSweeping();
    this.tracer?.markingStarts(reason);
    this.fullCollector.startMarking(rule);
    this.incremental.begin();
    this.limits.markingStarts();
    this.barrier.activate(this.marker);
    this.onMarkingWanted?.();
  }

  /** Every page that waits is swept. */
  finishSweeping(): void {
    this.sweeper.finish();
    this.tracer?.sweepingEnds();
  }

  /** Gives the running cycle up. */
  stopMarking(): void {
    if (!this.isMarking) return;
    this.fullCollector.abandonMarking();
    this.incremental.end();
    this.barrier.deactivate();
    this.markingReducesMemory = false;
  }

  /** The running cycle is to reduce memory. */
  get reducesMemory(): boolean {
    return this.isMarking && this.markingReducesMemory;
  }

  /** `bytes` 0: until nothing is left to follow. */
  advanceMarking(bytes: number): void {
    if (!this.isMarking) return;
    if (bytes === 0) this.incremental.drain();
    else this.incremental.step(bytes);
  }

  /** A step as far as the schedule says; by a task, or because of allocation. */
  stepMarking(origin: 'task' | 'allocation'): void {
    if (this.isMarking) this.incremental.stepOnSchedule(origin === 'task');
  }

  /** New space is observed, and an object of this size is the one that a step waits for. The step may end the cycle. */
  beforeObservedAllocation(sizeWords: number): void {
    this.incremental.expectYoungStep(sizeWords);
    this.stepOnAllocation();
  }

  /** The same for the other spaces, for an object of any size. */
  beforeAllocation(space: PagedSpace | LargeObjectSpace, sizeWords: number): void {
    if (this.isMarking && this.incremental.isDue(space, sizeWords)) this.stepOnAllocation();
  }

  private stepOnAllocation(): void {
    if (this.alwaysAllocating()) return;
    this.stepMarking('allocation');
    if (this.markingState === 'complete' && !this.completionWaits()) this.stackGuard.request('finish-marking');
  }

  /** Starts marking if the old generation has reached its limit. */
  startMarkingIfLimitReached(): void {
    const start = this.markingStart();
    if (start === 'hard') this.startMarking(false, false, 'allocation limit');
    else if (start === 'soft') this.onMarkingWanted?.();
  }

  /** Marking does not run, and nothing forbids it. */
  canStartMarking(): boolean {
    const { preset, flags } = this.configuration;
    return preset.marking.incremental && flags['incremental-marking'] && !this.settingUp && !this.isMarking && !this.alwaysAllocating();
  }

  /** The memory balancer looks at the limit again. */
  balanceLimit(): void {
    this.limits.balanceAgain(this.clock.nowMs);
  }

  sparesMemory(): boolean {
    return this.limits.sparesMemory();
  }

  /** The program is as good as idle. */
  hasLowAllocationRate(): boolean {
    this.clock.accountAllocation(this.structure.allocatedBytes());
    this.pace.sampleAllocation();
    const { speeds } = this.pace;
    this.tracer?.utilizationIsRead('young');
    if (!speeds.youngAllocationIsLow) return false;
    this.tracer?.utilizationIsRead('old');
    if (!speeds.oldAllocationIsLow) return false;
    this.tracer?.utilizationIsRead('embedder');
    return speeds.embedderAllocationIsLow;
  }

  markingStart(): 'none' | 'soft' | 'hard' {
    const { preset, flags } = this.configuration;
    if (preset.marking.limitReached !== 'marking') return 'none';
    return markingStart(
      {
        enabled: preset.marking.incremental && flags['incremental-marking'],
        busy: this.isMarking || this.settingUp,
        alwaysAllocate: this.alwaysAllocating(),
        oldObjectBytes: this.structure.oldGenerationUsedBytes(),
        consumedBytes: this.limits.chargedBytes(),
        limitBytes: this.limits.limitBytes,
        globalAvailableBytes: this.limits.globalAvailableBytes(),
        newSpaceCapacityBytes: this.structure.newSpace.totalCapacityBytes,
        optimizeForMemory: this.limits.sparesMemory(),
        softTriggerPercent: flags['incremental-marking-soft-trigger'],
        hardTriggerPercent: flags['incremental-marking-hard-trigger'],
        oldBytesAtLastFull: this.pace.oldBytesAfterLastFull,
        externalBytes: this.limits.externalSinceFullBytes,
        stressed: flags['stress-incremental-marking'],
        stressPercent: this.stressMarkingPercent,
      },
      preset.marking,
    ).start;
  }

  /** An object was allocated in the old generation, or as a young large object, while marking runs. */
  markAllocated(address: number, sizeWords: number): void {
    this.marker.markAllocated(address, sizeWords);
  }

  /** The same for an object with weak words, when its header is written. */
  listAllocated(address: number, kind: number): void {
    this.marker.listAllocated(address, kind);
  }

  // ── The two collectors ────────────────────────────────────────────────────────────────────────────────────

  private selectCollector(request: CollectionRequest): { collector: 'young' | 'full'; reason: CollectorReason | null } {
    const { preset, flags } = this.configuration;
    const { newSpace, newLargeSpace } = this.structure;
    return selectCollector({
      youngRequested: request.generation === 'young',
      forceFull: flags['gc-global'],
      markingRunning: this.isMarking,
      markingComplete: this.markingState === 'complete',
      overshotByLargeMargin: this.limits.overshot(this.isMarking),
      scavengesWhileMarking: preset.marking.scavengesWhileMarking,
      promotionLimitReached: preset.marking.limitReached === 'full-collection' && this.limits.availableBytes() === 0,
      canPromoteYoung: canPromoteYoungAndExpand(
        this.limits.room(),
        { newSpaceCapacityBytes: newSpace.capacityBytes, newLargeBytes: newLargeSpace?.usedBytes ?? 0 },
        0,
      ),
    });
  }

  private collectYoung(request: CollectionRequest): void {
    if (this.youngCollector instanceof Scavenger) this.scavenge(this.youngCollector, request);
    else this.minorMarkSweep(this.youngCollector, request);
  }

  private scavenge(scavenger: Scavenger, request: CollectionRequest): void {
    const start = this.recorder.open();
    this.tracer?.begins('scavenge', this.isMarking, request.byTask !== true);
    this.pace.sampleAllocation();
    if (this.configuration.preset.newSpace.growthDecision === 'prologue') this.newSpaceSizing.resize(false);
    this.closeOldAreas();
    const work = scavenger.collect(this.supply, this.isMarking ? this.marker : null);
    this.closeOldAreas();
    this.newSpaceSizing.survived(work.copiedBytes + work.promotedBytes);
    if (this.isMarking) this.incremental.diedYoung(start.youngBytes - work.copiedBytes - work.promotedBytes);
    if (this.configuration.preset.newSpace.growthDecision === 'epilogue') this.newSpaceSizing.resize(false);
    this.youngCollected(start, work, 'scavenge', request.reason, scavengePauseMs(work, this.configuration.preset.costs));
  }

  private minorMarkSweep(collector: MinorMarkSweeper, request: CollectionRequest): void {
    const { flags, preset } = this.configuration;
    const start = this.recorder.open();
    this.tracer?.begins('minor-mark-sweep', this.isMarking, request.byTask !== true);
    this.pace.sampleAllocation();
    const grow = this.newSpaceSizing.begin(false);
    this.closeAreas();
    const work = collector.collect(
      {
        thresholdPercent: flags['minor-ms-page-promotion-threshold'],
        maxLabPercent: flags['minor-ms-page-promotion-max-lab-threshold'],
        maxAge: flags['minor-ms-max-page-age'],
      },
      (bytes) => this.limits.canExpand(bytes),
    );
    this.newSpaceSizing.survived(work.copiedBytes + work.promotedBytes);
    this.newSpaceSizing.end(grow);
    this.youngCollected(start, work, 'minor-mark-sweep', request.reason, minorMarkSweepPauseMs(work, preset.costs));
  }

  /** The end of a young collection: limits, record, and whether marking is due. */
  private youngCollected(start: CollectionStart, work: ScavengeResult | MinorMarkSweepResult, kind: CollectionKind, reason: CollectionReason, pauseMs: number): void {
    this.tracer?.utilizationIsRead('young');
    this.pace.afterScavenge(work.copiedBytes, work.promotedBytes, start.youngBytes, pauseMs);
    this.recorder.close(start, pauseMs, work, { kind, reason, collectorReason: null, reduceMemory: false, incremental: false, markingSteps: null, ...this.pace.shares }, this.limits.limitBytes);
    this.pace.collectionEnded();
    this.tracer?.youngCollected(work);
    this.startMarkingIfLimitReached();
  }

  private collectFully(request: CollectionRequest, collectorReason: CollectorReason | null): void {
    const { preset, flags } = this.configuration;
    const incremental = this.isMarking;
    const reduceMemory = request.reduceMemory === true || (incremental && this.markingReducesMemory);
    this.structure.deferred.settle();
    const start = this.recorder.open();
    this.tracer?.begins('mark-compact', incremental, request.byTask !== true);
    this.pace.sampleAllocation();
    const growthBytes = this.pace.oldGrowth();
    const markingSteps = incremental ? this.incremental.done : null;
    const committedBeforeBytes = this.structure.oldGenerationCommittedBytes();
    const sweptBefore = this.sweeper.sweptPages;
    const { growthDecision } = preset.newSpace;
    if (growthDecision === 'prologue') this.newSpaceSizing.resize(reduceMemory);
    const grow = growthDecision === 'sweeping' ? this.newSpaceSizing.begin(reduceMemory) : null;
    if (incremental) this.incremental.end();
    this.tracer?.marksInPause();
    this.closeAreas();
    const rule = this.candidateRule(reduceMemory, request.byTask === true, true);
    if (!incremental) this.finishSweeping();
    const result = this.fullCollector.collect(
      rule,
      {
        pagePromotion: flags['page-promotion'],
        reduceMemory,
        promotionThresholdPercent: flags['page-promotion-threshold'],
        candidates: this.candidateFate(request.byTask !== true),
      },
      this.supply,
    );
    this.barrier.deactivate();
    this.closeOldAreas(); // new space has just been reset: its first page stays open
    this.newSpaceSizing.survived(result.promotedBytes);
    if (growthDecision === 'sweeping') this.newSpaceSizing.end(grow);
    else this.newSpaceSizing.resize(reduceMemory, growthDecision === 'prologue');

    const work: MajorWork = {
      markedBytes: Math.max(0, result.markedBytes - (incremental ? this.incremental.markedBytes : 0)),
      evacuatedBytes: result.promotedBytes + result.movedBytes,
      sweptPages: this.sweeper.sweptPages - sweptBefore,
    };
    const pauseMs = majorPauseMs(work, preset.costs);
    this.tracer?.evacuated(result);
    if (reduceMemory) this.structure.pages.pool?.empty();
    this.pace.afterFullCollection(start.figures.usedBytes, growthBytes, pauseMs, incremental ? this.stepsOfMarking() : null, reduceMemory);
    const kind = result.candidates === 0 ? preset.compaction.withoutCandidates : 'mark-compact';
    this.pace.measureUtilization(pauseMs);
    const what = { kind, reason: request.reason, collectorReason, reduceMemory, incremental, markingSteps, ...this.pace.shares };
    this.recorder.close(start, pauseMs, result, what, this.limits.limitBytes);
    this.pace.collectionEnded();
    this.fullCollections++;
    this.drawMarkingLimit();
    this.pace.countIneffective();
    this.onFullCollection?.({
      committedBeforeBytes,
      committedBytes: this.structure.oldGenerationCommittedBytes(),
      usedBytes: this.structure.oldGenerationUsedBytes(),
    });
    this.tracer?.collectedFully(work);
  }

  private candidateRule(reduceMemory: boolean, byTask: boolean, atomic: boolean): CandidateRule {
    const { preset, flags } = this.configuration;
    return candidateRule(flags, preset.compaction, {
      reduceMemory,
      sparesMemory: this.limits.sparesMemory(),
      withStack: !byTask,
      atomic,
      promotionFits: preset.compaction.rule === 'promotion-does-not-fit' && this.promotionFits(),
    });
  }

  private candidateFate(withStack: boolean): 'evacuated' | 'stressed' | 'kept' {
    const { flags } = this.configuration;
    if (keepsCandidates(flags, withStack)) return 'kept';
    return flags['stress-compaction'] || flags['stress-compaction-random'] ? 'stressed' : 'evacuated';
  }

  /** Whether free memory of the old generation is enough for everything young. */
  private promotionFits(): boolean {
    const { structure } = this;
    let free = 0;
    for (const space of structure.pagedSpaces) free += space.figures().availableBytes;
    return structure.youngUsedBytes() <= free || this.limits.canExpand(structure.youngUsedBytes() - free);
  }

  // ── Paces and areas ───────────────────────────────────────────────────────────────────────────────────────

  private stepsOfMarking(): SpeedSample {
    const { markedBytes } = this.incremental;
    return { bytes: markedBytes, ms: markingStepMs(markedBytes, this.configuration.preset.costs) };
  }

  private drawMarkingLimit(): void {
    const percent = this.configuration.flags['stress-marking'];
    if (percent > 0) this.stressMarkingPercent = nextMarkingLimitPercent(percent, this.random);
  }

  private closeAreas(): void {
    this.structure.newSpace.closeArea();
    this.closeOldAreas();
  }

  private closeOldAreas(): void {
    for (const space of this.structure.pagedSpaces) space.closeArea();
  }
}
