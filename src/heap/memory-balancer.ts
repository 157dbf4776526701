/**
 * The limit of the old generation as the memory balancer sets it: after full collections, and at each second in between.
 *
 * Models:    V8's memory balancer and its heartbeat in the event loop.
 * Simplifies: speeds are those of virtual time.
 * Invariant: the heartbeat waits from the first full collection on, once.
 */
import type { HeapConfiguration } from './configuration.ts';
import { ALLOCATION_DECAY, COLLECTION_DECAY, balancedLimit, smoothed } from './pacing/memory-balancer.ts';
import type { SpeedSample } from './pacing/speeds.ts';

export const HEARTBEAT_MS = 1_000;

export class MemoryBalancer {
  private allocation: SpeedSample | null = null;
  private collection: SpeedSample | null = null;
  private liveBytes = 0;
  private measuredBytes = 0;
  private measuredMs = 0;
  private readonly configuration: HeapConfiguration;

  constructor(configuration: HeapConfiguration) {
    this.configuration = configuration;
  }

  /** Growth of the old generation between two collections. */
  allocated(sample: SpeedSample): void {
    if (sample.ms > 0) this.allocation = smoothed(this.allocation, sample, ALLOCATION_DECAY);
  }

  /** A full collection is over. @param oldBytes objects of the old generation now. @returns the limit */
  collected(sample: SpeedSample, oldBytes: number, nowMs: number, maximumOldBytes: number): number {
    this.collection = smoothed(this.collection, sample, COLLECTION_DECAY);
    this.liveBytes = this.measuredBytes = oldBytes;
    this.measuredMs = nowMs;
    return this.limit(maximumOldBytes);
  }

  /** @returns the limit */
  heartbeat(oldBytes: number, nowMs: number, maximumOldBytes: number): number {
    this.allocated({ bytes: Math.max(0, oldBytes - this.measuredBytes), ms: nowMs - this.measuredMs });
    this.measuredBytes = oldBytes;
    this.measuredMs = nowMs;
    return this.limit(maximumOldBytes);
  }

  private limit(maximumOldBytes: number): number {
    const { flags, sizes } = this.configuration;
    const none: SpeedSample = { bytes: 0, ms: 1 };
    return balancedLimit({
      liveBytes: this.liveBytes,
      allocation: this.allocation ?? none,
      collection: this.collection ?? none,
      c: flags['memory-balancer-c-value'],
      maximumOldBytes,
      floorBytes: sizes.limitFloorBytes,
    });
  }
}
