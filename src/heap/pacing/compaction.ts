/**
 * Whether and how a full collection empties old pages.
 *
 * Models:    V8's rules before the pages themselves are looked at: by fragmentation with targets for three moods, all
 *            pages, every second, random ones, or those that a test names; not beneath a stack, not in code space, when flags say so.
 * Simplifies: the normal target of fragmentation is fixed; V8 adapts it to the measured speed of compaction.
 * Invariant: pages that a scenario has forced are emptied in any case.
 */
import type { V8Flags } from '../../flags/flag-definitions.ts';
import type { CompactionPolicy } from '../../flags/presets/preset.ts';
import type { EvacuationPolicy } from './evacuation-selection.ts';

export interface CandidateRule {
  /** `forced`: only pages that a scenario has named. */
  readonly choice: 'by-fragmentation' | 'every-page' | 'every-second-page' | 'random-pages' | 'forced';
  readonly policy: EvacuationPolicy;
  /** Pages of executable spaces, too. */
  readonly code: boolean;
  /** The collection is to reduce memory. */
  readonly reduceMemory: boolean;
}

export interface CompactionState {
  readonly reduceMemory: boolean;
  /** See expansion: sparesMemory. */
  readonly sparesMemory: boolean;
  /** A running program asked for the collection. */
  readonly withStack: boolean;
  /** Marking has not begun earlier. */
  readonly atomic: boolean;
  /** Free memory of the old generation is enough for everything young. */
  readonly promotionFits: boolean;
}

type CompactionFlags = Pick<
  V8Flags,
  | 'compact'
  | 'compact-with-stack'
  | 'compact-code-space'
  | 'compact-code-space-with-stack'
  | 'compact-on-every-full-gc'
  | 'manual-evacuation-candidates-selection'
  | 'stress-compaction'
  | 'stress-compaction-random'
  | 'compaction-max-evacuated-bytes-mb'
  | 'compaction-max-evacuated-bytes-mb-for-reduce-memory'
  | 'compaction-max-evacuated-bytes-mb-for-optimize-memory'
  | 'compaction-target-fragmentation-percent-for-reduce-memory'
  | 'compaction-target-fragmentation-percent-for-optimize-memory'
>;

const BYTES_PER_MB = 1024 * 1024;

export function candidateRule(flags: CompactionFlags, compaction: CompactionPolicy, state: CompactionState): CandidateRule {
  return {
    choice: candidateChoice(flags, compaction, state),
    policy: evacuationPolicy(flags, compaction, state),
    reduceMemory: state.reduceMemory,
    code: flags['compact-code-space'] && (!state.withStack || (flags['compact-with-stack'] && flags['compact-code-space-with-stack'])),
  };
}

/** Candidates of a marking that began earlier stay where they are when its end finds a stack. */
export function keepsCandidates(flags: CompactionFlags, withStack: boolean): boolean {
  return withStack && !flags['compact-with-stack'];
}

function candidateChoice(flags: CompactionFlags, { rule }: CompactionPolicy, { atomic, withStack, promotionFits }: CompactionState): CandidateRule['choice'] {
  if (flags['manual-evacuation-candidates-selection'] || !flags.compact) return 'forced';
  if (atomic && keepsCandidates(flags, withStack)) return 'forced';
  if (rule === 'promotion-does-not-fit' && promotionFits) return 'forced';
  if (flags['stress-compaction-random']) return 'random-pages';
  if (flags['stress-compaction']) return 'every-second-page';
  return flags['compact-on-every-full-gc'] ? 'every-page' : 'by-fragmentation';
}

function evacuationPolicy(flags: CompactionFlags, { normal }: CompactionPolicy, { reduceMemory, sparesMemory }: CompactionState): EvacuationPolicy {
  if (reduceMemory) {
    return {
      freePercent: flags['compaction-target-fragmentation-percent-for-reduce-memory'],
      budgetBytes: flags['compaction-max-evacuated-bytes-mb-for-reduce-memory'] * BYTES_PER_MB,
    };
  }
  if (sparesMemory) {
    return {
      freePercent: flags['compaction-target-fragmentation-percent-for-optimize-memory'],
      budgetBytes: flags['compaction-max-evacuated-bytes-mb-for-optimize-memory'] * BYTES_PER_MB,
    };
  }
  return { freePercent: normal.freePercent, budgetBytes: flags['compaction-max-evacuated-bytes-mb'] * BYTES_PER_MB };
}
