/**
 * How large the old generation may be, now and at most.
 *
 * Models:    V8's allocation limit: a first guess, lowered by what survives until the first full collection, then
 *            set anew by every full collection; and the hard maximum.
 * Simplifies: no embedder heap, so no limit for V8 and embedder heap together.
 * Invariant: limitBytes ≤ maximumOldBytes unless a floor was given by flags; the rules are in pacing.
 */
import type { HeapConfiguration } from './configuration.ts';
import type { OldGenerationRoom } from './pacing/expansion.ts';
import { canExpandOldGeneration, sparesMemory } from './pacing/expansion.ts';
import { firstGlobalLimit, globalLimitAfterFullCollection } from './pacing/global-limit.ts';
import type { CollectionSpeeds, GrowingMode } from './pacing/growing-factor.ts';
import { growingFactor, limitGrowingFactor, maxGrowingFactor } from './pacing/growing-factor.ts';
import { overshotByLargeMargin } from './pacing/marking-start.ts';
import { availableBelowLimit, limitAfterFullCollection, limitAfterScavenge, limitAtMarkingStart, limitStepBytes } from './pacing/old-generation-limit.ts';
import { SurvivalRatios, survivalRatio } from './pacing/survival-ratio.ts';
import type { SpeedSample } from './pacing/speeds.ts';
import { MemoryBalancer } from './memory-balancer.ts';
import type { LimitTrace } from '../vocabulary/trace-events.ts';
import type { HeapStructure } from './structure.ts';

export class HeapLimits {
  limitBytes: number;
  /** As configured; a near-heap-limit callback may have raised it. */
  maximumOldBytes: number;
  /** Called when the old generation has reached its maximum: a greater maximum, or the same. */
  nearLimitCallback: ((maximumOldBytes: number) => number) | null = null;
  /** A full collection that leaves less than this takes a raised maximum back; 0 = none does. */
  restoreBelowBytes = 0;
  /** Calls of the callback so far. */
  nearLimitCalls = 0;
  /** The embedder has said that memory is short. */
  memoryPressure = false;
  /** External memory, and what of it is beyond what the last full collection left. */
  externalBytes = 0;
  externalSinceFullBytes = 0;
  /** With external memory; Infinity unless a flag asks for it. */
  private globalLimitBytes: number;
  /** A scenario makes every further page fail. */
  forceOutOfMemory = false;
  /** Sets the limits instead (--memory-balancer). */
  readonly balancer: MemoryBalancer | null;
  /** Hears of each limit that is computed from speeds. */
  onLimit: ((limit: LimitTrace) => void) | null = null;
  private configured = false;
  private readonly survival = new SurvivalRatios();
  private readonly structure: HeapStructure;
  private readonly configuration: HeapConfiguration;

  constructor(structure: HeapStructure, configuration: HeapConfiguration) {
    this.structure = structure;
    this.configuration = configuration;
    this.balancer = configuration.flags['memory-balancer'] ? new MemoryBalancer(configuration) : null;
    this.limitBytes = configuration.sizes.initialOldGenerationLimitBytes;
    this.maximumOldBytes = configuration.sizes.maximumOldGenerationBytes;
    this.globalLimitBytes = this.accountsGlobally ? firstGlobalLimit(this.limitBytes) : Infinity;
  }

  /** External memory counts against a limit of its own with the old generation. */
  get accountsGlobally(): boolean {
    return this.configuration.flags['external-memory-accounted-in-global-limit'];
  }

  /** heap_size_limit: what the whole heap may hold. */
  get maximumReservedBytes(): number {
    const { sizes } = this.configuration;
    return sizes.heapSizeLimitBytes + this.maximumOldBytes - sizes.maximumOldGenerationBytes;
  }

  /** Asks the callback for more, if there is one; whether it gave more. */
  raiseMaximum(): boolean {
    if (this.nearLimitCallback === null) return false;
    this.nearLimitCalls++;
    const wanted = this.nearLimitCallback(this.maximumOldBytes);
    if (wanted <= this.maximumOldBytes) return false;
    this.maximumOldBytes = wanted;
    return true;
  }

  /** The callback goes; the maximum falls back as far as what is on the heap lets it, with a quarter more. V8 source. */
  restoreMaximum(maximumOldBytes: number, usedBytes: number): void {
    this.maximumOldBytes = Math.min(this.maximumOldBytes, Math.max(maximumOldBytes, usedBytes + Math.floor(usedBytes / 4)));
  }

  /** What the next limit is computed from, by the preset's rule. */
  consumedBytes(): number {
    const objects = this.structure.oldGenerationUsedBytes();
    return this.configuration.preset.oldGeneration.consumed === 'objects' ? objects : objects + this.structure.oldGenerationWasteBytes();
  }

  /** What the limit is compared with. */
  chargedBytes(): number {
    return this.consumedBytes() + (this.accountsGlobally ? 0 : this.externalSinceFullBytes);
  }

  availableBytes(): number {
    return Math.min(availableBelowLimit(this.limitBytes, this.chargedBytes()), this.globalAvailableBytes());
  }

  /** What V8 reports: without external memory in it, its first value and the limit of the old generation. */
  reportedGlobalLimitBytes(): number {
    if (this.accountsGlobally) return this.globalLimitBytes;
    return this.configured ? this.limitBytes : firstGlobalLimit(this.limitBytes);
  }

  /** Infinity where external memory has no limit of its own. */
  globalAvailableBytes(): number {
    return availableBelowLimit(this.globalLimitBytes, this.consumedBytes() + this.externalBytes);
  }

  room(): OldGenerationRoom {
    return {
      capacityBytes: this.structure.oldGenerationCapacityBytes(),
      maximumOldBytes: this.maximumOldBytes,
      reservedBytes: this.structure.committedBytes(),
      maximumReservedBytes: this.maximumReservedBytes,
      forceOutOfMemory: this.forceOutOfMemory,
    };
  }

  canExpand(sizeBytes: number): boolean {
    return canExpandOldGeneration(this.room(), sizeBytes);
  }

  sparesMemory(): boolean {
    return this.memoryPressure || sparesMemory(this.room(), this.configuration.flags['optimize-for-size']);
  }

  overshot(markingRunning: boolean): boolean {
    return overshotByLargeMargin(
      {
        limitBytes: this.limitBytes,
        maximumOldBytes: this.maximumOldBytes,
        consumedBytes: this.chargedBytes(),
        youngBytes: this.structure.youngUsedBytes(),
        markingRunning,
      },
      this.configuration.preset.marking.overshoot,
    );
  }

  afterScavenge(copiedBytes: number, promotedBytes: number, youngBytesBefore: number): void {
    this.survival.add(survivalRatio(copiedBytes, promotedBytes, youngBytesBefore));
    if (this.configured || this.configuration.sizes.initialLimitIsGiven) return;
    const policy = this.configuration.preset.oldGeneration;
    this.limitBytes = limitAfterScavenge({
      limitBytes: this.limitBytes,
      consumedBytes: this.consumedBytes(),
      survivalRatio: this.survival.mean(),
      stepBytes: policy.limitStepBytes,
      minimumLimitBytes: policy.minimumLimitBytes,
    });
    if (this.accountsGlobally) this.globalLimitBytes = Math.min(this.globalLimitBytes, firstGlobalLimit(this.limitBytes));
  }

  markingStarts(): void {
    if (!this.configuration.preset.marking.raisesLimit) return;
    this.limitBytes = limitAtMarkingStart(this.limitBytes, this.chargedBytes(), this.maximumOldBytes);
    this.globalLimitBytes = Math.max(this.globalLimitBytes, this.accountsGlobally ? this.consumedBytes() + this.externalBytes : 0);
  }

  /** A context was disposed of: its objects will go, so what collections have learnt does not hold any more. */
  forgetCollections(): void {
    this.configured = false;
    this.survival.reset();
    this.limitBytes = this.configuration.sizes.initialOldGenerationLimitBytes;
  }

  /** A scavenge of a program that hardly allocates may lower the limit that a full collection has set. */
  afterQuietScavenge(speeds: CollectionSpeeds): void {
    if (!this.configured || this.configuration.sizes.initialLimitIsGiven || !this.configuration.flags['scavenger-updates-allocation-limit']) return;
    this.limitBytes = Math.min(this.limitBytes, this.computeLimit(speeds, false));
  }

  afterFullCollection(speeds: CollectionSpeeds, reduceMemory: boolean): void {
    this.configured = true;
    const initial = this.configuration.sizes.maximumOldGenerationBytes;
    if (this.maximumOldBytes > initial && this.structure.oldGenerationUsedBytes() < this.restoreBelowBytes) this.maximumOldBytes = initial;
    this.limitBytes = this.computeLimit(speeds, reduceMemory);
    if (this.accountsGlobally) this.globalLimitBytes = this.computeGlobalLimit(speeds, reduceMemory);
  }

  /** After a full collection: the balancer's limit, if there is one. @param collection what it began with, and its time */
  balance(collection: SpeedSample, nowMs: number): void {
    if (this.balancer !== null) this.limitBytes = this.balancer.collected(collection, this.structure.oldGenerationUsedBytes(), nowMs, this.maximumOldBytes);
  }

  /** Each second of an event loop that turns. */
  balanceAgain(nowMs: number): void {
    if (this.balancer !== null) this.limitBytes = this.balancer.heartbeat(this.structure.oldGenerationUsedBytes(), nowMs, this.maximumOldBytes);
  }

  private computeLimit(speeds: CollectionSpeeds, reduceMemory: boolean): number {
    const { preset, sizes } = this.configuration;
    const policy = preset.oldGeneration;
    const mode = this.growingMode(reduceMemory);
    const consumedBytes = this.consumedBytes();
    const factor = this.growingFactor(speeds, mode);
    const limitBytes = limitAfterFullCollection({
      consumedBytes,
      factor,
      stepBytes: limitStepBytes(mode, policy),
      newSpaceBytes: this.newSpaceAllowance(),
      maximumOldBytes: this.maximumOldBytes,
      floorBytes: sizes.limitFloorBytes,
      limitFloor: policy.limitFloor,
      minimumLimitBytes: policy.minimumLimitBytes,
    });
    this.onLimit?.({
      ...speeds,
      targetUtilization: policy.growing.targetMutatorUtilization,
      dynamicFactor: growingFactor({ ...speeds, maxFactor: maxGrowingFactor(this.maximumOldBytes, policy.growing) }, policy.growing),
      factor,
      consumedBytes,
      limitBytes,
      holdsForAll: !this.accountsGlobally,
    });
    return limitBytes;
  }

  private computeGlobalLimit(speeds: CollectionSpeeds, reduceMemory: boolean): number {
    const { preset, flags, machine } = this.configuration;
    const mode = this.growingMode(reduceMemory);
    return globalLimitAfterFullCollection({
      consumedBytes: this.consumedBytes(),
      externalBytes: this.externalBytes,
      factor: this.growingFactor(speeds, mode),
      maximumExternalFactor: flags['external-memory-max-growing-factor'],
      stepBytes: limitStepBytes(mode, preset.oldGeneration),
      newSpaceBytes: this.newSpaceAllowance(),
      maximumOldBytes: this.maximumOldBytes,
      physicalBytes: machine.memoryBytes,
      oldLimitBytes: this.limitBytes,
    });
  }

  private growingMode(reduceMemory: boolean): GrowingMode {
    return reduceMemory ? 'minimal' : this.sparesMemory() ? 'conservative' : 'default';
  }

  private growingFactor({ gcSpeed, mutatorSpeed }: CollectionSpeeds, mode: GrowingMode): number {
    const { preset, flags } = this.configuration;
    return limitGrowingFactor(
      { gcSpeed, mutatorSpeed, maximumOldBytes: this.maximumOldBytes, mode, growingPercent: flags['heap-growing-percent'] },
      preset.oldGeneration.growing,
    );
  }

  private newSpaceAllowance(): number {
    const { newSpace } = this.structure;
    return this.configuration.preset.oldGeneration.limitAddsNewSpace === 'capacity' ? newSpace.capacityBytes : newSpace.totalCapacityBytes;
  }
}
