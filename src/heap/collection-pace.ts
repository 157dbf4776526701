/**
 * What collections measure of themselves and the program, and the limits that follow from it.
 *
 * Models:    the speeds, the mutator utilization and the counts of ineffective collections that V8's GC tracer keeps, and
 *            the limits computed from them after each collection.
 * Simplifies: virtual time.
 * Invariant: oldGrowth only grows: what full collections free does not count against it.
 */
import type { VirtualClock } from './clock.ts';
import type { CollectionRecord } from './collection-recorder.ts';
import type { HeapConfiguration } from './configuration.ts';
import { HeapFatalError } from './fatal.ts';
import type { HeapLimits } from './heap-limits.ts';
import type { CollectionSpeeds } from './pacing/growing-factor.ts';
import type { MutatorUtilization } from './pacing/ineffective-collections.ts';
import { NO_UTILIZATION, ineffectiveCollections, recordMutatorUtilization } from './pacing/ineffective-collections.ts';
import type { SpeedSample } from './pacing/speeds.ts';
import { Speeds } from './speeds.ts';
import type { HeapStructure } from './structure.ts';

export class CollectionPace {
  /** Objects of the old generation after the last full collection. */
  oldBytesAfterLastFull = 0;
  readonly speeds: Speeds;
  /** At the end of the last full collection. */
  utilization: MutatorUtilization = NO_UTILIZATION;
  private ineffectiveCount = 0;
  /** Growth of the old generation until the last full collection. */
  private oldGrowthBytes = 0;
  private readonly structure: HeapStructure;
  private readonly configuration: HeapConfiguration;
  private readonly limits: HeapLimits;
  private readonly clock: VirtualClock;

  constructor(structure: HeapStructure, configuration: HeapConfiguration, limits: HeapLimits, clock: VirtualClock) {
    this.structure = structure;
    this.configuration = configuration;
    this.limits = limits;
    this.clock = clock;
    this.speeds = new Speeds(configuration.preset.allocationSpeed);
  }

  /** Before each collection, and when somebody asks how fast the program allocates. */
  sampleAllocation(): void {
    const grown = this.speeds.sampleAllocation(this.clock.nowMs, this.structure.youngAllocatedBytes(), this.oldGrowth());
    this.limits.balancer?.allocated(grown);
  }

  /** Growth of the old generation so far, promotion included. */
  oldGrowth(): number {
    return this.oldGrowthBytes + this.structure.oldGenerationUsedBytes() - this.oldBytesAfterLastFull;
  }

  /** @param youngBytes young objects at the start */
  afterScavenge(copiedBytes: number, promotedBytes: number, youngBytes: number, pauseMs: number): void {
    this.limits.afterScavenge(copiedBytes, promotedBytes, youngBytes);
    if (this.speeds.youngAllocationIsLow) this.limits.afterQuietScavenge(this.limitSpeeds());
    this.speeds.scavenged(copiedBytes + promotedBytes, pauseMs);
  }

  /**
   * Sets the limits.
   * @param bytes objects of all spaces at the start
   * @param growthBytes oldGrowth then
   * @param marking what steps have done before the pause; null when there were none
   */
  afterFullCollection(bytes: number, growthBytes: number, pauseMs: number, marking: SpeedSample | null, reduceMemory: boolean): void {
    const { limitSeesOwnSpeed } = this.configuration.preset.oldGeneration;
    this.oldGrowthBytes = growthBytes;
    this.oldBytesAfterLastFull = this.structure.oldGenerationUsedBytes();
    if (limitSeesOwnSpeed) this.speeds.collectedFully(bytes, pauseMs, marking);
    this.limits.afterFullCollection(this.limitSpeeds(), reduceMemory);
    if (!limitSeesOwnSpeed) this.speeds.collectedFully(bytes, pauseMs, marking);
    this.limits.balance({ bytes, ms: pauseMs + (marking?.ms ?? 0) }, this.clock.nowMs);
  }

  /** The pause is over, and the clock knows it. */
  collectionEnded(): void {
    this.speeds.collectionEnded(this.clock.nowMs);
  }

  /** The program's share of the time, now and on average, as the last full collection found it. */
  get shares(): Pick<CollectionRecord, 'mutatorUtilization' | 'averageMutatorUtilization'> {
    return { mutatorUtilization: this.utilization.current, averageMutatorUtilization: this.utilization.average };
  }

  /** A full collection is about to end. */
  measureUtilization(pauseMs: number): void {
    const { countsFirstCollection } = this.configuration.preset.oldGeneration.ineffective;
    this.utilization = recordMutatorUtilization(this.utilization, this.clock.nowMs + pauseMs, pauseMs, countsFirstCollection);
  }

  /** Near the maximum, full collections that leave the program little time are counted. */
  countIneffective(): void {
    const { flags } = this.configuration;
    this.ineffectiveCount = ineffectiveCollections(
      this.ineffectiveCount,
      {
        enabled: flags['detect-ineffective-gcs-near-heap-limit'],
        consumedBytes: this.limits.consumedBytes(),
        maximumOldBytes: this.limits.maximumOldBytes,
        averageUtilization: this.utilization.average,
      },
      { sizeShare: flags['ineffective-gc-size-threshold'], utilization: flags['ineffective-gc-mutator-utilization-threshold'] },
    );
  }

  /** After each collection: out of memory, unless the near-heap-limit callback gives more. */
  checkHeapLimit(): void {
    const { ineffective, checkLimitAfterEachCollection } = this.configuration.preset.oldGeneration;
    if (this.ineffectiveCount >= ineffective.count) {
      if (!this.limits.raiseMaximum()) throw new HeapFatalError('Ineffective mark-compacts near heap limit');
      this.ineffectiveCount = 0;
    }
    // The callback may have made room in another way than by a greater maximum.
    if (checkLimitAfterEachCollection && !this.limits.canExpand(0) && !this.limits.raiseMaximum() && !this.limits.canExpand(0)) throw new HeapFatalError('Reached heap limit');
  }

  private limitSpeeds(): CollectionSpeeds {
    return { gcSpeed: this.speeds.fullCollectionSpeed, mutatorSpeed: this.speeds.oldAllocation.recent };
  }
}
