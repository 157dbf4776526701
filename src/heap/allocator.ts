/**
 * The slow way to memory: where an allocation goes, what is tried when there is no room, when it is over.
 *
 * Models:    V8's heap allocator: a raw attempt in the space of the generation, then the version's sequence of
 *            collections and attempts, then the last resort, then a fatal error.
 * Simplifies: one mutator thread; another one, for stress, takes its turn before an allocation.
 * Invariant: an attempt changes nothing when it fails; an address returned is followed by enough uncovered words
 *            for the object, and belongs to the space the object is meant for.
 */
import { WORD_BYTES } from '../base/units.ts';
import type { RetryStep } from '../flags/presets/preset.ts';
import type { AllocationOrigin } from './allocators/free-list.ts';
import type { HeapConfiguration } from './configuration.ts';
import { HeapFatalError } from './fatal.ts';
import type { FaultInjector } from './fault-injection.ts';
import type { GarbageCollection } from './garbage-collection.ts';
import type { HeapLimits } from './heap-limits.ts';
import { PAGE_BYTES } from './layout/page-geometry.ts';
import { shouldExpandOnSlowAllocation } from './pacing/expansion.ts';
import type { LargeObjectSpace } from './spaces/large-object-space.ts';
import type { StressScavenges } from './stress-scavenges.ts';
import type { PagedSpace, PagedSpaceSupply } from './spaces/paged-space.ts';
import type { HeapStructure } from './structure.ts';

export interface AllocationCounts {
  /** Attempts repeated after a collection. */
  retries: number;
  /** Allocations that failed and were reported as a value. */
  failures: number;
  largeObjects: number;
}

/** What may be done for an allocation: see RetryPolicy in scenario/program. */
export type Persistence = 'last-resort' | 'light' | 'none';

export class Allocator implements PagedSpaceSupply {
  readonly counts: AllocationCounts = { retries: 0, failures: 0, largeObjects: 0 };
  /** Greater than 0: the old generation may pass its limit (never its maximum). */
  alwaysAllocateDepth = 0;
  injector: FaultInjector | null = null;
  /** Another thread gets its turn before each allocation that takes the slow way. */
  beforeAllocation: (() => void) | null = null;
  /** Told before the old generation gets so many bytes more. */
  onOldGenerationExpansion: ((bytes: number) => void) | null = null;
  /** Collects at random fill levels of new space. */
  stressScavenges: StressScavenges | null = null;
  /** If not, the areas of the old generation are closed behind every object. */
  inlineAllocation = true;
  private readonly structure: HeapStructure;
  private readonly configuration: HeapConfiguration;
  private readonly limits: HeapLimits;
  private readonly collection: GarbageCollection;
  private readonly maxRegularWords: number;
  private readonly maxRegularCodeWords: number;
  private retrying = false;

  constructor(structure: HeapStructure, configuration: HeapConfiguration, limits: HeapLimits, collection: GarbageCollection) {
    this.structure = structure;
    this.configuration = configuration;
    this.limits = limits;
    this.collection = collection;
    this.maxRegularWords = configuration.preset.layout.maxRegularObjectBytes / WORD_BYTES;
    this.maxRegularCodeWords = configuration.preset.layout.maxRegularCodeObjectBytes / WORD_BYTES;
  }

  /** The address of uninitialised memory for the object, or 0 when every attempt that is allowed has failed. */
  allocate(kind: number, sizeWords: number, young: boolean, persistence: Persistence): number {
    this.beforeAllocation?.();
    const address = this.attempt(kind, sizeWords, young);
    if (address !== 0) return address;
    if (persistence === 'none') return this.fail();
    const { allocation } = this.configuration.preset;
    const plan = young ? allocation.youngRetries : allocation.oldRetries;
    if (persistence === 'light') return this.retry(kind, sizeWords, young, plan.slice(0, allocation.lightRetries)) || this.fail();
    const found = this.retry(kind, sizeWords, young, plan);
    if (found === 0) throw new HeapFatalError(allocation.fatal);
    return found;
  }

  /** Whether an object of this size gets a page of its own. */
  isLarge(kind: number, sizeWords: number): boolean {
    return sizeWords > (this.structure.oldSpaceOf(kind).executable ? this.maxRegularCodeWords : this.maxRegularWords);
  }

  // ── What paged spaces ask ─────────────────────────────────────────────────────────────────────────────────

  sweepOnePage(space: PagedSpace): boolean {
    return this.collection.sweeper.sweepOnePage(space);
  }

  mayExpand(origin: AllocationOrigin): boolean {
    const may = this.limits.canExpand(PAGE_BYTES) && this.mayPassLimit(origin);
    if (may) this.onOldGenerationExpansion?.(PAGE_BYTES);
    return may;
  }

  mayForceExpand(): boolean {
    return !this.limits.forceOutOfMemory;
  }

  // ── Attempts ──────────────────────────────────────────────────────────────────────────────────────────────

  private attempt(kind: number, sizeWords: number, young: boolean): number {
    const large = this.isLarge(kind, sizeWords);
    if (this.injector?.shouldFail(this.targetSpace(kind, large, young)) === true) return 0;
    if (large) return this.attemptLarge(kind, sizeWords, young);
    return young ? this.attemptYoung(sizeWords) : this.attemptOld(this.structure.oldSpaceOf(kind), sizeWords);
  }

  private targetSpace(kind: number, large: boolean, young: boolean): number {
    const { newSpace, newLargeSpace } = this.structure;
    if (young && !large) return newSpace.id;
    if (young && newLargeSpace !== null) return newLargeSpace.id;
    return large ? this.structure.largeSpaceOf(kind).id : this.structure.oldSpaceOf(kind).id;
  }

  private attemptYoung(sizeWords: number): number {
    const { newSpace } = this.structure;
    let address = newSpace.allocateFast(sizeWords);
    if (address !== 0) return address;
    if (this.stressScavenges !== null && this.mayStress() && newSpace.isStopped(sizeWords)) {
      this.stressScavenges.request();
      address = newSpace.allocateFast(sizeWords);
      if (address !== 0) return address;
    }
    if (newSpace.isObserved(sizeWords)) {
      this.collection.beforeObservedAllocation(sizeWords);
      address = newSpace.allocateFast(sizeWords);
      if (address !== 0) return address;
    }
    return newSpace.allocateSlow(sizeWords, this.collection.isMarking && this.mayGrowWhileMarking());
  }

  private mayStress(): boolean {
    return this.alwaysAllocateDepth === 0 && !this.collection.settingUp;
  }

  /** Where no young collection comes while marking runs, new space grows until the limit is overshot by a large margin. */
  private mayGrowWhileMarking(): boolean {
    const { scavengesWhileMarking, growsNewSpace } = this.configuration.preset.marking;
    return growsNewSpace && !scavengesWhileMarking && !this.limits.overshot(true) && this.limits.canExpand(PAGE_BYTES);
  }

  private attemptOld(space: PagedSpace, sizeWords: number): number {
    let address = space.allocateFast(sizeWords);
    if (address === 0) {
      this.collection.beforeAllocation(space, sizeWords);
      this.collection.startMarkingIfLimitReached();
      address = space.allocateSlow(sizeWords, 'mutator', this);
    }
    if (address !== 0 && this.collection.isMarking) this.collection.markAllocated(address, sizeWords);
    if (!this.inlineAllocation) space.closeArea();
    return address;
  }

  private attemptLarge(kind: number, sizeWords: number, young: boolean): number {
    const { newLargeSpace } = this.structure;
    const address =
      young && newLargeSpace !== null
        ? this.attemptYoungLarge(newLargeSpace, sizeWords)
        : this.attemptOldLarge(this.structure.largeSpaceOf(kind), sizeWords);
    if (address !== 0) {
      this.counts.largeObjects++;
      const isYoung = young && newLargeSpace !== null;
      if (this.collection.isMarking && (!isYoung || this.configuration.preset.marking.blackAllocatesYoungLarge)) {
        this.collection.markAllocated(address, sizeWords);
      }
    }
    return address;
  }

  private attemptYoungLarge(space: LargeObjectSpace, sizeWords: number): number {
    this.collection.beforeAllocation(space, sizeWords);
    // The old generation must be able to take all of them: a scavenge promotes what survives.
    if (!this.limits.canExpand(space.usedBytes + sizeWords * WORD_BYTES)) return 0;
    const grows = this.configuration.preset.marking.growsYoungLarge && this.collection.isMarking && this.mayGrowWhileMarking();
    const fits = space.hasRoomFor(sizeWords) || grows;
    return fits ? space.allocate(sizeWords) : 0;
  }

  private attemptOldLarge(space: LargeObjectSpace, sizeWords: number): number {
    this.collection.beforeAllocation(space, sizeWords);
    this.collection.startMarkingIfLimitReached();
    if (!this.limits.canExpand(sizeWords * WORD_BYTES) || !this.mayPassLimit('mutator')) return 0;
    this.onOldGenerationExpansion?.(sizeWords * WORD_BYTES);
    return space.allocate(sizeWords);
  }

  private mayPassLimit(origin: AllocationOrigin): boolean {
    const { isMarking, markingState } = this.collection;
    return shouldExpandOnSlowAllocation(
      {
        origin,
        alwaysAllocate: this.alwaysAllocateDepth > 0,
        availableBytes: this.limits.availableBytes(),
        retryAfterCollection: this.retrying,
        optimizeForMemory: this.limits.sparesMemory(),
        markingRunning: isMarking,
        markingComplete: markingState === 'complete',
        overshotByLargeMargin: this.limits.overshot(isMarking),
        markingCanStart: this.collection.markingStart() !== 'none',
      },
      this.configuration.preset.marking,
    );
  }

  // ── Retries ───────────────────────────────────────────────────────────────────────────────────────────────

  private retry(kind: number, sizeWords: number, young: boolean, plan: readonly RetryStep[]): number {
    const { retriesAtMaximum, lastAttemptAlwaysAllocates } = this.configuration.preset.allocation;
    for (const [index, step] of plan.entries()) {
      this.collectFor(step);
      const last = index === plan.length - 1;
      // While the maximum is reached some versions go straight on to the next collection.
      if (!last && !retriesAtMaximum && !this.limits.canExpand(0)) continue;
      const address = this.attemptAgain(kind, sizeWords, young, last && lastAttemptAlwaysAllocates);
      if (address !== 0) return address;
    }
    return 0;
  }

  private collectFor(step: RetryStep): void {
    switch (step) {
      case 'collect-young':
        return this.collection.collect({ generation: 'young', reason: 'allocation failure' });
      case 'collect-old':
        return this.collection.collect({ generation: 'old', reason: 'allocation failure' });
      case 'last-resort':
        this.limits.raiseMaximum();
        this.collection.collectAllAvailable('last resort');
        // Versions that do not check the maximum after each collection check it here.
        if (!this.configuration.preset.allocation.retriesAtMaximum && !this.limits.canExpand(0) && !this.limits.raiseMaximum() && !this.limits.canExpand(0)) throw new HeapFatalError('Reached heap limit');
    }
  }

  private attemptAgain(kind: number, sizeWords: number, young: boolean, alwaysAllocate: boolean): number {
    this.counts.retries++;
    this.retrying = true;
    if (alwaysAllocate) this.alwaysAllocateDepth++;
    try {
      return this.attempt(kind, sizeWords, young);
    } finally {
      this.retrying = false;
      if (alwaysAllocate) this.alwaysAllocateDepth--;
    }
  }

  private fail(): 0 {
    this.counts.failures++;
    return 0;
  }
}
