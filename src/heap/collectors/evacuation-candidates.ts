/**
 * Which old pages a full collection empties.
 *
 * Models:    V8's selection at the start of marking, by fragmentation; pages forced by a scenario; the textbook
 *            heap's rule that nothing moves while promoted objects fit.
 * Simplifies: no compaction-speed feedback.
 * Invariant: a candidate is a swept page of a paged space, its free blocks are off the free list.
 */
import { WORD_BYTES } from '../../base/units.ts';
import { selectEvacuationCandidates } from '../pacing/evacuation-selection.ts';
import { ABORTED, EVACUATION_CANDIDATE, FORCED_CANDIDATE, NEVER_EVACUATE } from '../pages/page-flags.ts';
import type { PagedSpace } from '../spaces/paged-space.ts';
import type { HeapStructure } from '../structure.ts';

export interface CandidateRule {
  readonly compact: boolean;
  readonly reduceMemory: boolean;
  /** Every page, whatever its fragmentation (--compact-on-every-full-gc). */
  readonly everyPage: boolean;
  /** Only pages that a scenario has forced (--manual-evacuation-candidates-selection). */
  readonly forcedOnly: boolean;
}

/** Flags the candidates and returns them, space by space. */
export function chooseEvacuationCandidates(structure: HeapStructure, rule: CandidateRule): readonly number[] {
  const chosen: number[] = [];
  for (const space of structure.pagedSpaces) {
    for (const page of candidatesOf(structure, space, rule)) {
      structure.pages.clearFlags(page, FORCED_CANDIDATE | ABORTED);
      structure.pages.setFlags(page, EVACUATION_CANDIDATE);
      space.dropFreeBlocks(page);
      chosen.push(page);
    }
  }
  return chosen;
}

function candidatesOf(structure: HeapStructure, space: PagedSpace, rule: CandidateRule): readonly number[] {
  const { pages } = structure;
  const list = space.pageList().filter((page) => !pages.hasFlag(page, NEVER_EVACUATE));
  const forced = list.filter((page) => pages.hasFlag(page, FORCED_CANDIDATE));
  if (rule.forcedOnly || !rule.compact) return forced;
  const free = list.filter((page) => !pages.hasFlag(page, FORCED_CANDIDATE));
  const policy = rule.reduceMemory ? structure.preset.compaction.reduceMemory : structure.preset.compaction.normal;
  const selected = selectEvacuationCandidates(
    free.map((page) => ({ allocatedBytes: pages.allocatedWords[page]! * WORD_BYTES, areaBytes: pages.areaWords(page) * WORD_BYTES })),
    policy,
    rule.everyPage,
  );
  return [...forced, ...selected.map((index) => free[index]!)];
}
