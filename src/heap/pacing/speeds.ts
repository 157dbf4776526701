/**
 * How fast the program allocates and the collector works, from the last few samples.
 *
 * Models:    V8's averages over its last ten collections, the speed of allocation that forgets, and the share of time they
 *            would leave to the program.
 * Simplifies: nothing.
 * Invariant: an average that was measured is between 1 byte and 1 GB a millisecond; 0 = not measured.
 */
import { GiB, clamp } from '../../base/units.ts';

export interface SpeedSample {
  readonly bytes: number;
  readonly ms: number;
}

/** V8 source: the size of its ring buffers. */
const SAMPLES = 10;
/** Samples of allocation that limits go by. V8 source: kThroughputTimeFrameMs. */
export const ALLOCATION_WINDOW_MS = 5_000;
/** Half of the past is forgotten in this time. V8 source (kSmoothedAllocationSpeedDecayRate); speeds traced by Node 24 and 26 fall so. */
const HALF_LIFE_MS = 100;
/** A collector that has not been measured is taken to be so fast, in bytes a millisecond. V8 source. */
const CONSERVATIVE_GC_SPEED = 200_000;
/** Beyond this share of time left to it a program counts as hardly allocating. V8 source. */
const HIGH_MUTATOR_UTILIZATION = 0.993;

export const NO_SAMPLE: SpeedSample = { bytes: 0, ms: 0 };

/** The newest samples, newest first. */
export function withSample(samples: readonly SpeedSample[], sample: SpeedSample): readonly SpeedSample[] {
  return [sample, ...samples.slice(0, SAMPLES - 1)];
}

/**
 * Bytes per millisecond over `latest` and the samples, newest first, until `windowMs` are covered; Infinity: all of
 * them. 0 when no time has been measured.
 */
export function averageSpeed(samples: readonly SpeedSample[], latest: SpeedSample = NO_SAMPLE, windowMs = Infinity): number {
  let { bytes, ms } = latest;
  for (const sample of samples) {
    if (ms >= windowMs) break;
    bytes += sample.bytes;
    ms += sample.ms;
  }
  return ms === 0 ? 0 : clamp(bytes / ms, 1, GiB);
}

/** The speed when `sample` follows one of `before`. */
export function decayedSpeed(before: number, { bytes, ms }: SpeedSample): number {
  if (ms === 0) return before;
  const now = bytes / ms;
  return now + (before - now) * 2 ** (-ms / HALF_LIFE_MS);
}

/** The speed of two stages that follow each other over the same bytes; 0 when one of them was not measured. */
export function combinedSpeed(first: number, second: number): number {
  return first === 0 || second === 0 ? 0 : (first * second) / (first + second);
}

/** The share of time that is left to a program that allocates at one speed and is collected at another; 0 when it was not seen allocating. */
export function mutatorUtilization(allocationSpeed: number, gcSpeed: number): number {
  if (allocationSpeed === 0) return 0;
  const speed = gcSpeed === 0 ? CONSERVATIVE_GC_SPEED : gcSpeed;
  return speed / (allocationSpeed + speed);
}

export function isLowAllocationRate(allocationSpeed: number, gcSpeed: number): boolean {
  return mutatorUtilization(allocationSpeed, gcSpeed) > HIGH_MUTATOR_UTILIZATION;
}
