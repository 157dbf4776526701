/**
 * Whether a full collection hands a new-space page to the old generation whole instead of copying its objects.
 *
 * Models:    V8's page promotion by the share of live bytes.
 * Simplifies: bytes at the page's end that no object covers do not count as live.
 * Invariant: a page without live bytes is never promoted.
 */

/** `thresholdPercent` of the page's area, rounded down, must be exceeded. Never when memory is to be reduced. */
export function shouldPromotePage(liveBytes: number, areaBytes: number, thresholdPercent: number, reduceMemory: boolean): boolean {
  return !reduceMemory && liveBytes > promotionThresholdBytes(areaBytes, thresholdPercent);
}

export function promotionThresholdBytes(areaBytes: number, thresholdPercent: number): number {
  return Math.floor((areaBytes * thresholdPercent) / 100);
}
