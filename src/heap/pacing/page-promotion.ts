/**
 * Whether a collection hands a new-space page to the old generation whole: a full one instead of copying its objects, a
 * minor mark-sweep instead of sweeping it.
 *
 * Models:    V8's page promotion by the share of live bytes, in minor mark-sweeps also by age.
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

export interface YoungPage {
  readonly liveBytes: number;
  /** Free pieces too small to be allocated in. */
  readonly wastedBytes: number;
  /** Allocated since the last collection. */
  readonly labBytes: number;
  /** It was the last to be allocated in. */
  readonly isLast: boolean;
  /** Minor collections that it has stayed young in. */
  readonly age: number;
}

export interface MinorPromotionRule {
  readonly thresholdPercent: number;
  readonly maxLabPercent: number;
  readonly maxAge: number;
}

/**
 * `promote` where little was allocated lately and much is alive or wasted, or nothing was allocated at all; `seal`: it is old
 * enough, so nothing is to be allocated there any more, and the next collection promotes it. V8 source (ShouldMovePage).
 */
export function decideYoungPage(page: YoungPage, areaBytes: number, pageBytes: number, rule: MinorPromotionRule): 'promote' | 'seal' | 'keep' {
  const isFull = page.liveBytes + page.wastedBytes > Math.floor((areaBytes * rule.thresholdPercent) / 100) || page.labBytes === 0;
  const isSettled = !page.isLast && page.labBytes <= Math.floor((pageBytes * rule.maxLabPercent) / 100);
  if (isFull && isSettled) return 'promote';
  return page.age === rule.maxAge ? 'seal' : 'keep';
}
