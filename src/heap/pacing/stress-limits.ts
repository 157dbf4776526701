/**
 * When stress modes want a collection: random shares of what would be the limit.
 *
 * Models:    --stress-scavenge and --stress-marking: a share of new space, or of the way from the last full collection
 *            to the limit of the old generation, drawn anew after each collection.
 * Simplifies: nothing.
 * Invariant: shares are whole percents, at most what the flag says.
 */
import type { Xorshift128 } from '../../base/xorshift128.ts';

/** At least what is full already, so that the next collection does not come at once. */
export function nextScavengeLimitPercent(flagPercent: number, fullPercent: number, random: Xorshift128): number {
  const least = Math.floor(fullPercent);
  return least >= flagPercent ? flagPercent : least + random.nextInt(flagPercent - least + 1);
}

export function nextMarkingLimitPercent(flagPercent: number, random: Xorshift128): number {
  return random.nextInt(flagPercent + 1);
}

/** How far the old generation has come from the last full collection to its limit, in whole percent; 0 before it has grown. */
export function percentToLimit(way: {
  readonly oldBytesAtLastFull: number;
  /** Objects and external memory. */
  readonly oldBytes: number;
  readonly limitBytes: number;
}): number {
  const grown = way.oldBytes - way.oldBytesAtLastFull;
  if (grown <= 0) return 0;
  const whole = way.limitBytes - way.oldBytesAtLastFull;
  return whole <= 0 ? 100 : Math.floor((grown / whole) * 100);
}
