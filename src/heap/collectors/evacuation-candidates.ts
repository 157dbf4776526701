/**
 * Which old pages a full collection empties.
 *
 * Models:    V8's selection at the start of marking, by the rule that pacing/compaction has found; pages forced by a
 *            scenario; stress modes.
 * Simplifies: no compaction-speed feedback.
 * Invariant: a candidate is a swept page of a paged space, its free blocks are off the free list.
 */
import { WORD_BYTES } from '../../base/units.ts';
import type { Xorshift128 } from '../../base/xorshift128.ts';
import type { CandidateRule } from '../pacing/compaction.ts';
import type { EvacuationPolicy, Selection } from '../pacing/evacuation-selection.ts';
import { leastFreeBytes, selectEvacuationCandidates } from '../pacing/evacuation-selection.ts';
import { ABORTED, EVACUATION_CANDIDATE, FORCED_CANDIDATE, NEVER_EVACUATE } from '../pages/page-flags.ts';
import type { PagedSpace } from '../spaces/paged-space.ts';
import type { HeapStructure } from '../structure.ts';
import type { TraceSink } from '../../vocabulary/trace-events.ts';

/** Share of the candidates that stress leaves where they are. Source: V8. */
const STRESS_ABORTS = 0.05;

/** Flags the candidates and returns them, space by space. */
export function chooseEvacuationCandidates(structure: HeapStructure, rule: CandidateRule, random: Xorshift128): readonly number[] {
  const chosen: number[] = [];
  for (const space of structure.pagedSpaces) {
    for (const page of candidatesOf(structure, space, rule, random)) {
      tellCandidate(structure, space, page);
      structure.pages.clearFlags(page, FORCED_CANDIDATE | ABORTED);
      structure.pages.setFlags(page, EVACUATION_CANDIDATE);
      space.dropFreeBlocks(page);
      chosen.push(page);
    }
  }
  return chosen;
}

/** Those that stress leaves where they are after all. */
export function stressAbortions(candidates: readonly number[], random: Xorshift128): ReadonlySet<number> {
  return new Set(candidates.filter(() => random.nextDouble() < STRESS_ABORTS));
}

function candidatesOf(structure: HeapStructure, space: PagedSpace, rule: CandidateRule, random: Xorshift128): readonly number[] {
  const { pages } = structure;
  const list = space.pageList().filter((page) => !pages.hasFlag(page, NEVER_EVACUATE));
  const forced = list.filter((page) => pages.hasFlag(page, FORCED_CANDIDATE));
  if (rule.choice === 'forced' || (space.executable && !rule.code)) return forced;
  const free = list.filter((page) => !pages.hasFlag(page, FORCED_CANDIDATE));
  return [...forced, ...choose(structure, space, free, rule, random)];
}

function tellCandidate({ trace, pages }: HeapStructure, space: PagedSpace, page: number): void {
  if (trace?.wants('candidate-taken') !== true) return;
  const freeBytes = (pages.areaWords(page) - pages.allocatedWords[page]!) * WORD_BYTES;
  trace.tell({ kind: 'candidate-taken', freeBytes, freeBlocks: space.freeList.pageBlocks(page) });
}

function choose(structure: HeapStructure, space: PagedSpace, free: readonly number[], { choice, policy, reduceMemory }: CandidateRule, random: Xorshift128): readonly number[] {
  const { pages, trace } = structure;
  switch (choice) {
    case 'forced':
      return [];
    case 'every-second-page':
      return free.filter((_, index) => index % 2 === 0);
    case 'random-pages':
      return random.sample(free.length, Math.floor(random.nextDouble() * (free.length + 1))).map((index) => free[index]!);
    case 'every-page':
    case 'by-fragmentation':
      return selectEvacuationCandidates(
        free.map((page) => ({ allocatedBytes: pages.allocatedWords[page]! * WORD_BYTES, areaBytes: pages.areaWords(page) * WORD_BYTES })),
        policy,
        choice === 'every-page',
        trace === null ? null : (selection) => tellSelection(trace, space, policy, reduceMemory, selection),
      ).map((index) => free[index]!);
  }
}

/** V8 tells of every page that is free enough, taken or not, and then of the space. */
function tellSelection(trace: TraceSink, { name: space }: PagedSpace, policy: EvacuationPolicy, reduceMemory: boolean, { weighed, pages, movedBytes }: Selection): void {
  if (trace.wants('candidate-weighed')) {
    for (const { areaBytes, allocatedBytes, takenBytes } of weighed) {
      trace.tell({
        kind: 'candidate-weighed',
        space,
        freeBytes: areaBytes - allocatedBytes,
        leastFreeBytes: leastFreeBytes(areaBytes, policy),
        leastFreePercent: policy.freePercent,
        takenBytes,
        budgetBytes: policy.budgetBytes,
      });
    }
  }
  if (trace.wants('candidates-chosen')) trace.tell({ kind: 'candidates-chosen', space, reduceMemory, pages: pages.length, liveBytes: movedBytes });
}
