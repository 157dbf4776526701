/**
 * How much of the young generation survives, over the last collections.
 *
 * Models:    V8's ring of ten survival samples and their mean.
 * Simplifies: nothing.
 * Invariant: holds the newest samples, at most CAPACITY of them.
 */
const CAPACITY = 10;

/**
 * One sample: surviving share of the bytes the young generation held when the pause began (page-granular, so the
 * lost ends of pages count). 0 when it held nothing.
 */
export function survivalRatio(copiedBytes: number, promotedBytes: number, youngBytesBefore: number): number {
  return youngBytesBefore === 0 ? 0 : (copiedBytes + promotedBytes) / youngBytesBefore;
}

export class SurvivalRatios {
  private readonly samples: number[] = [];

  /** 0..1. */
  add(ratio: number): void {
    if (this.samples.length === CAPACITY) this.samples.shift();
    this.samples.push(ratio);
  }

  get count(): number {
    return this.samples.length;
  }

  /** 0 without samples. */
  mean(): number {
    if (this.samples.length === 0) return 0;
    return this.samples.reduce((sum, sample) => sum + sample, 0) / this.samples.length;
  }

  reset(): void {
    this.samples.length = 0;
  }
}
