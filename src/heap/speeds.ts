/**
 * Samples of how fast the program allocates and the collectors work, in virtual time.
 *
 * Models:    the speeds that V8's GC tracer keeps.
 * Simplifies: no embedder heap.
 * Invariant: every byte allocated is in one sample of its generation, or in what was allocated since the last collection.
 */
import type { AllocationMeasure } from '../flags/presets/preset.ts';
import { measuredBy } from './allocation-speed.ts';
import type { AllocationSpeed } from './allocation-speed.ts';
import type { SpeedSample } from './pacing/speeds.ts';
import { NO_SAMPLE, averageSpeed, combinedSpeed, isLowAllocationRate, withSample } from './pacing/speeds.ts';

export class Speeds {
  readonly youngAllocation: AllocationSpeed;
  readonly oldAllocation: AllocationSpeed;
  /** Of nothing at all: the embedder's heap is empty. What that counts as depends on the measure. */
  readonly embedderAllocation: AllocationSpeed;
  private scavenges: readonly SpeedSample[] = [];
  private fullCollections: readonly SpeedSample[] = [];
  /** Full collections that ended marking in steps: the pause alone. */
  private finalPauses: readonly SpeedSample[] = [];
  private markingSteps: SpeedSample = NO_SAMPLE;
  private embedderMarking: readonly SpeedSample[] = [];
  private sampledMs = 0;
  private youngBytes = 0;
  private oldBytes = 0;

  private readonly measure: AllocationMeasure;

  constructor(measure: AllocationMeasure) {
    this.measure = measure;
    this.youngAllocation = measuredBy(measure);
    this.oldAllocation = measuredBy(measure);
    this.embedderAllocation = measuredBy(measure);
  }

  /** Totals of bytes that the generations have grown by so far. @returns what the old one has since the last sample */
  sampleAllocation(nowMs: number, youngBytes: number, oldBytes: number): SpeedSample {
    const ms = nowMs - this.sampledMs;
    const grown = { bytes: oldBytes - this.oldBytes, ms };
    this.youngAllocation.sample({ bytes: youngBytes - this.youngBytes, ms });
    this.oldAllocation.sample(grown);
    this.embedderAllocation.sample({ bytes: 0, ms });
    this.sampledMs = nowMs;
    this.youngBytes = youngBytes;
    this.oldBytes = oldBytes;
    return grown;
  }

  /** A collection is over. Its time is not the program's; what it promoted counts for the time until the next one. */
  collectionEnded(nowMs: number): void {
    this.youngAllocation.collectionEnded();
    this.oldAllocation.collectionEnded();
    this.embedderAllocation.collectionEnded();
    this.sampledMs = nowMs;
  }

  scavenged(survivedBytes: number, ms: number): void {
    this.scavenges = withSample(this.scavenges, { bytes: survivedBytes, ms });
  }

  /** @param bytes object bytes at the start of the pause */
  collectedFully(bytes: number, ms: number, marking: SpeedSample | null): void {
    // 13.6 and later keep a sample where nothing was marked. Measured: Node 24 and 26 trace a speed of 1 after a full collection, Node 20 and 22 of 0.
    if (this.measure === 'decay') this.embedderMarking = withSample(this.embedderMarking, { bytes: 0, ms });
    if (marking === null) {
      this.fullCollections = withSample(this.fullCollections, { bytes, ms });
      return;
    }
    this.finalPauses = withSample(this.finalPauses, { bytes, ms });
    // The newest cycle counts as much as all before it. V8 source.
    const before = this.markingSteps;
    this.markingSteps = before.ms === 0 ? marking : { bytes: (before.bytes + marking.bytes) / 2, ms: (before.ms + marking.ms) / 2 };
  }

  /** Bytes a full collection gets through in a millisecond; 0 = not measured. */
  get fullCollectionSpeed(): number {
    const inSteps = combinedSpeed(averageSpeed([], this.markingSteps), averageSpeed(this.finalPauses));
    return inSteps > 0 ? inSteps : averageSpeed(this.fullCollections);
  }

  get scavengeSpeed(): number {
    return averageSpeed(this.scavenges);
  }

  /** Of steps. */
  get markingSpeed(): number {
    return averageSpeed([], this.markingSteps);
  }

  get embedderMarkingSpeed(): number {
    return averageSpeed(this.embedderMarking);
  }

  /** Of both generations, in the last seconds: new space shrinks by it. */
  get recentAllocation(): number {
    return this.youngAllocation.recent + this.oldAllocation.recent;
  }

  get youngAllocationIsLow(): boolean {
    return isLowAllocationRate(this.youngAllocation.overall, this.scavengeSpeed);
  }

  get oldAllocationIsLow(): boolean {
    return isLowAllocationRate(this.oldAllocation.overall, this.fullCollectionSpeed);
  }

  /** Since 13.6 nothing counts as much: measured on Node 24 and 26, whose memory reducer waits for its watchdog. */
  get embedderAllocationIsLow(): boolean {
    return isLowAllocationRate(this.embedderAllocation.overall, this.embedderMarkingSpeed);
  }
}
