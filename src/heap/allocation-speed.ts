/**
 * How fast the program allocates in one generation.
 *
 * Models:    the samples that V8's GC tracer takes of allocation at each collection and when somebody asks. Until 13.0 it
 *            averaged over its last ten collections, and asked for the last five seconds where limits and the size of new
 *            space depend on it; since then one figure forgets half of the past each 100 ms.
 * Simplifies: virtual time.
 * Invariant: time that collections take is in no sample.
 */
import { GiB } from '../base/units.ts';
import type { AllocationMeasure } from '../flags/presets/preset.ts';
import type { SpeedSample } from './pacing/speeds.ts';
import { ALLOCATION_WINDOW_MS, NO_SAMPLE, averageSpeed, decayedSpeed, withSample } from './pacing/speeds.ts';

/** Bytes per millisecond; 0 = none was seen, or no time has passed. */
export interface AllocationSpeed {
  /** What was allocated since the last sample or collection. */
  sample(sample: SpeedSample): void;
  collectionEnded(): void;
  readonly overall: number;
  /** Of the last seconds. */
  readonly recent: number;
}

export function measuredBy(measure: AllocationMeasure): AllocationSpeed {
  return measure === 'decay' ? new DecayingSpeed() : new SpeedOfCollections();
}

class SpeedOfCollections implements AllocationSpeed {
  private samples: readonly SpeedSample[] = [];
  /** Since the last collection. */
  private since: SpeedSample = NO_SAMPLE;

  sample({ bytes, ms }: SpeedSample): void {
    this.since = { bytes: this.since.bytes + bytes, ms: this.since.ms + ms };
  }

  collectionEnded(): void {
    if (this.since.ms > 0) this.samples = withSample(this.samples, this.since);
    this.since = NO_SAMPLE;
  }

  get overall(): number {
    return averageSpeed(this.samples, this.since);
  }

  get recent(): number {
    return averageSpeed(this.samples, this.since, ALLOCATION_WINDOW_MS);
  }
}

class DecayingSpeed implements AllocationSpeed {
  private speed = 0;

  sample(sample: SpeedSample): void {
    this.speed = decayedSpeed(this.speed, sample);
  }

  collectionEnded(): void {
    // Nothing was sampled since it began.
  }

  get overall(): number {
    return Math.min(this.speed, GiB);
  }

  get recent(): number {
    return this.overall;
  }
}
