/**
 * The size categories of the free list and how a size finds its category.
 *
 * Models:    V8's FreeListMany: 24 categories (V8 source; verified against its unit test's table).
 * Simplifies: nothing.
 * Invariant: bounds rise strictly; category of size s is the last one whose bound is ≤ s (0 below the second bound).
 */
export const CATEGORY_COUNT = 24;
export const LAST_CATEGORY = CATEGORY_COUNT - 1;

/** Lower bounds in bytes. */
export const CATEGORY_BOUNDS_BYTES: readonly number[] = [
  24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256,
  512, 1024, 2048, 4096, 8192, 16384, 32768, 65536,
];

/** Up to this size categories are found by division, beyond it by bound. */
const PRECISE_CATEGORY_MAX_BYTES = 256;
/** The fast path looks for blocks this much larger than asked for, so that the rest is worth keeping open. */
const FAST_PATH_OFFSET_BYTES = 2048 - 128; // 1,920
/** Objects up to this size may also take blocks of the middle categories on the fast path. */
export const TINY_OBJECT_MAX_BYTES = 128;
/** First category of the fast path for tiny objects: the 2,048 class. */
export const FAST_PATH_FIRST_CATEGORY = 18;
/** Where tiny objects fall back to: the 256 class. */
export const FAST_PATH_TINY_FALLBACK_CATEGORY = 15;

export function categoryOf(sizeBytes: number): number {
  if (sizeBytes < CATEGORY_BOUNDS_BYTES[1]!) return 0;
  if (sizeBytes <= PRECISE_CATEGORY_MAX_BYTES) return (sizeBytes >> 4) - 1;
  for (let category = FAST_PATH_TINY_FALLBACK_CATEGORY; category < LAST_CATEGORY; category++) {
    if (sizeBytes < CATEGORY_BOUNDS_BYTES[category + 1]!) return category;
  }
  return LAST_CATEGORY;
}

/** The first category whose blocks all leave room to spare behind an object of this size. */
export function fastCategoryOf(sizeBytes: number): number {
  const wanted = sizeBytes + FAST_PATH_OFFSET_BYTES;
  for (let category = FAST_PATH_FIRST_CATEGORY; category < LAST_CATEGORY; category++) {
    if (CATEGORY_BOUNDS_BYTES[category]! >= wanted) return category;
  }
  return LAST_CATEGORY;
}
