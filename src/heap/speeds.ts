/**
 * Samples of how fast the program allocates and the collectors work, in virtual time.
 *
 * Models:    the speeds that V8's GC tracer keeps.
 * Simplifies: no embedder heap.
 * Invariant: every byte allocated is in one sample of its generation, or in what was allocated since the last collection.
 */
import type { SpeedSample } from './pacing/speeds.ts';
import { ALLOCATION_WINDOW_MS, NO_SAMPLE, averageSpeed, combinedSpeed, isLowAllocationRate, withSample } from './pacing/speeds.ts';

export class Speeds {
  private youngAllocation: readonly SpeedSample[] = [];
  private oldAllocation: readonly SpeedSample[] = [];
  private scavenges: readonly SpeedSample[] = [];
  private fullCollections: readonly SpeedSample[] = [];
  /** Full collections that ended marking in steps: the pause alone. */
  private finalPauses: readonly SpeedSample[] = [];
  private markingSteps: SpeedSample = NO_SAMPLE;
  /** Since the last collection. */
  private youngSince = NO_SAMPLE;
  private oldSince = NO_SAMPLE;
  private sampledMs = 0;
  private youngBytes = 0;
  private oldBytes = 0;

  /** Totals of bytes that the generations have grown by so far. @returns what the old one has since the last sample */
  sampleAllocation(nowMs: number, youngBytes: number, oldBytes: number): SpeedSample {
    const ms = nowMs - this.sampledMs;
    this.youngSince = { bytes: this.youngSince.bytes + youngBytes - this.youngBytes, ms: this.youngSince.ms + ms };
    const grown = { bytes: oldBytes - this.oldBytes, ms };
    this.oldSince = { bytes: this.oldSince.bytes + grown.bytes, ms: this.oldSince.ms + ms };
    this.sampledMs = nowMs;
    this.youngBytes = youngBytes;
    this.oldBytes = oldBytes;
    return grown;
  }

  /** A collection is over. Its time is not the program's; what it promoted counts for the time until the next one. */
  collectionEnded(nowMs: number): void {
    if (this.youngSince.ms > 0) {
      this.youngAllocation = withSample(this.youngAllocation, this.youngSince);
      this.oldAllocation = withSample(this.oldAllocation, this.oldSince);
    }
    this.youngSince = this.oldSince = NO_SAMPLE;
    this.sampledMs = nowMs;
  }

  scavenged(survivedBytes: number, ms: number): void {
    this.scavenges = withSample(this.scavenges, { bytes: survivedBytes, ms });
  }

  /** @param bytes object bytes at the start of the pause */
  collectedFully(bytes: number, ms: number, marking: SpeedSample | null): void {
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

  get youngAllocationSpeed(): number {
    return averageSpeed(this.youngAllocation, this.youngSince, ALLOCATION_WINDOW_MS);
  }

  get oldAllocationSpeed(): number {
    return averageSpeed(this.oldAllocation, this.oldSince, ALLOCATION_WINDOW_MS);
  }

  get youngAllocationIsLow(): boolean {
    return isLowAllocationRate(this.youngAllocationSpeed, this.scavengeSpeed);
  }

  get oldAllocationIsLow(): boolean {
    return isLowAllocationRate(this.oldAllocationSpeed, this.fullCollectionSpeed);
  }
}
