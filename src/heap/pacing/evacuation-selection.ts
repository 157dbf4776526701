/**
 * Which pages of an old space are emptied by a full collection.
 *
 * Models:    V8's selection: pages with enough free memory, fullest of garbage first, as many as the budget allows,
 *            unless their objects would fill as many pages again.
 * Simplifies: fixed thresholds; the engine adapts the normal one to the measured speed of compaction.
 * Invariant: the chosen pages are a prefix of the pages sorted by what is allocated on them.
 */

export interface EvacuationPage {
  /** Bytes not on the free list when the page was last swept; garbage since then counts as allocated. */
  readonly allocatedBytes: number;
  readonly areaBytes: number;
}

export interface EvacuationPolicy {
  /** Least free share of a page, in percent of floor(area / 100) × 100. */
  readonly freePercent: number;
  /** Most bytes to move. */
  readonly budgetBytes: number;
}

/** Positions in `pages` of those to empty, least allocated first. `everyPage`: whatever it costs and saves. */
export function selectEvacuationCandidates(
  pages: readonly EvacuationPage[],
  policy: EvacuationPolicy,
  everyPage = false,
): readonly number[] {
  const order = pages
    .map((page, index) => ({ ...page, index }))
    .filter((page) => everyPage || page.areaBytes - page.allocatedBytes >= policy.freePercent * Math.floor(page.areaBytes / 100))
    .sort((a, b) => a.allocatedBytes - b.allocatedBytes || a.index - b.index);
  if (everyPage) return order.map((page) => page.index);

  const chosen: number[] = [];
  let movedBytes = 0;
  for (const page of order) {
    if (movedBytes + page.allocatedBytes > policy.budgetBytes) break;
    movedBytes += page.allocatedBytes;
    chosen.push(page.index);
  }
  const areaBytes = pages[0]?.areaBytes ?? 0; // one space, one geometry
  const newPages = areaBytes === 0 ? 0 : Math.ceil(movedBytes / areaBytes);
  return chosen.length > newPages ? chosen : [];
}
