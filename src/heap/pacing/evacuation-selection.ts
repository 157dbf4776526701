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

/** The pages that are free enough, fullest of garbage first, and what came of them; for whoever traces it. */
export interface Selection {
  /** `takenBytes`: to be moved from this page and those before it. */
  readonly weighed: readonly (EvacuationPage & { readonly takenBytes: number })[];
  /** Positions of those to empty. */
  readonly pages: readonly number[];
  /** What fits the budget, even where emptying would then save no page. */
  readonly movedBytes: number;
}

export function leastFreeBytes(areaBytes: number, { freePercent }: EvacuationPolicy): number {
  return freePercent * Math.floor(areaBytes / 100);
}

/** Positions in `pages` of those to empty, least allocated first. `everyPage`: whatever it costs and saves. */
export function selectEvacuationCandidates(
  pages: readonly EvacuationPage[],
  policy: EvacuationPolicy,
  everyPage = false,
  tell: ((selection: Selection) => void) | null = null,
): readonly number[] {
  const order = pages
    .map((page, index) => ({ ...page, index }))
    .filter((page) => everyPage || page.areaBytes - page.allocatedBytes >= leastFreeBytes(page.areaBytes, policy))
    .sort((a, b) => a.allocatedBytes - b.allocatedBytes || a.index - b.index);

  let movedBytes = 0;
  const taken: number[] = [];
  const weighed = order.map((page) => {
    if (everyPage || movedBytes + page.allocatedBytes <= policy.budgetBytes) {
      movedBytes += page.allocatedBytes;
      taken.push(page.index);
    }
    return { ...page, takenBytes: movedBytes };
  });
  const areaBytes = pages[0]?.areaBytes ?? 0; // one space, one geometry
  const newPages = areaBytes === 0 ? 0 : Math.ceil(movedBytes / areaBytes);
  const chosen = everyPage || taken.length > newPages ? taken : [];
  tell?.({ weighed, pages: chosen, movedBytes });
  return chosen;
}
