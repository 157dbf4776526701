/** Sizes in bytes are powers of 1024 everywhere, as in V8's own flags. */
export const KiB = 1024;
export const MiB = 1024 * KiB; // 1,048,576
export const GiB = 1024 * MiB; // 1,073,741,824

/** One simulated word: a tagged value or eight raw bytes (64-bit V8 without pointer compression). */
export const WORD_BYTES = 8;
export const WORD_BYTES_LOG2 = 3;

/** One page of the simulated memory, in every preset. */
export const PAGE_BYTES = 256 * KiB; // 262,144

/** Bytes → whole words, rounded up. */
export function bytesToWords(bytes: number): number {
  return Math.ceil(bytes / WORD_BYTES);
}

export function wordsToBytes(words: number): number {
  return words * WORD_BYTES;
}

/** Rounds up to a multiple of `step` (any positive integer). */
export function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}

export function roundDown(value: number, step: number): number {
  return Math.floor(value / step) * step;
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/** The smallest power of two that is at least `value` (≥ 1). */
export function roundUpToPowerOfTwo(value: number): number {
  let power = 1;
  while (power < value) power *= 2;
  return power;
}
