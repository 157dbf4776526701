/**
 * Which collector the young generation has, by the kind of its new space.
 *
 * Models:    V8's choice at start-up between scavenger and minor mark-sweep collector (--minor-ms).
 * Simplifies: nothing.
 * Invariant: a heap has semispaces or a paged new space, never both.
 */
import { invariant } from '../../base/invariant.ts';
import type { Xorshift128 } from '../../base/xorshift128.ts';
import type { V8Flags } from '../../flags/flag-definitions.ts';
import type { HeapStructure } from '../structure.ts';
import { MinorMarkSweeper } from './minor-mark-sweeper.ts';
import { ObjectPinning, pinningRule } from './object-pinning.ts';
import { PromotionChaos } from './promotion-chaos.ts';
import { Scavenger } from './scavenger.ts';
import type { SurvivalCounts } from './survival-counts.ts';
import type { Sweeper } from './sweeper.ts';

export type YoungCollector = Scavenger | MinorMarkSweeper;

export function createYoungCollector(structure: HeapStructure, sweeper: Sweeper, survival: SurvivalCounts, flags: V8Flags, random: Xorshift128): YoungCollector {
  const { semispaces, pagedNewSpace } = structure;
  const chaos = flags['scavenger-chaos-mode'] ? new PromotionChaos(random, flags['scavenger-chaos-mode-threshold']) : null;
  if (semispaces !== null) {
    const rule = pinningRule(flags);
    return new Scavenger(structure, semispaces, survival, chaos, rule === null ? null : new ObjectPinning(structure, semispaces, rule));
  }
  invariant(pagedNewSpace !== null, 'new space is of a kind');
  pagedNewSpace.sweepOnePage = () => sweeper.sweepOnePage(pagedNewSpace.paged);
  return new MinorMarkSweeper(structure, pagedNewSpace, sweeper, survival);
}
