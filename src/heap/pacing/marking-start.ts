/**
 * When marking in steps starts, and when it has fallen too far behind.
 *
 * Models:    V8's test of the limits at the end of scavenges and on slow old allocations.
 * Simplifies: one limit (none for V8 and embedder heap together).
 * Invariant: marking never starts below the preset's minimum, nor while it runs.
 */
import type { MarkingPolicy } from '../../flags/presets/preset.ts';
import type { CollectionReason } from '../../vocabulary/collections.ts';
import { availableBelowLimit } from './old-generation-limit.ts';
import { percentToLimit } from './stress-limits.ts';

export interface MarkingStart {
  /** `hard`: now. `soft`: by a task, at the next turn of the event loop. */
  readonly start: 'none' | 'soft' | 'hard';
  readonly reason: CollectionReason | null;
}

export interface MarkingStartState {
  /** --incremental-marking. */
  readonly enabled: boolean;
  /** Marking runs already, or a collection does. */
  readonly busy: boolean;
  /** Inside an always-allocate block. */
  readonly alwaysAllocate: boolean;
  /** Object bytes of the old generation: what the minimum is compared with. */
  readonly oldObjectBytes: number;
  /** What the limit is compared with: objects, and waste where the preset counts it, and external bytes. */
  readonly consumedBytes: number;
  readonly limitBytes: number;
  /** What a limit with external memory leaves; Infinity = there is none. */
  readonly globalAvailableBytes: number;
  /** Page bytes of the semispace the new space aims at. */
  readonly newSpaceCapacityBytes: number;
  /** See expansion: sparesMemory. */
  readonly optimizeForMemory: boolean;
  /** --incremental-marking-soft-trigger and -hard-trigger, in percent of the way from the last full collection to the limit; 0 = not given. */
  readonly softTriggerPercent: number;
  readonly hardTriggerPercent: number;
  readonly oldBytesAtLastFull: number;
  /** External memory since then. */
  readonly externalBytes: number;
  /** --stress-incremental-marking. */
  readonly stressed: boolean;
  /** --stress-marking: the share of the way that was drawn, in percent; null = not given. */
  readonly stressPercent: number | null;
}

export function markingStart(state: MarkingStartState, policy: Pick<MarkingPolicy, 'minimumOldBytes'>): MarkingStart {
  const none: MarkingStart = { start: 'none', reason: null };
  if (!state.enabled || state.busy || state.alwaysAllocate) return none;
  if (state.stressed) return { start: 'hard', reason: 'allocation limit' };
  if (state.oldObjectBytes <= policy.minimumOldBytes) return none;
  if (isStressed(state)) return { start: 'hard', reason: 'allocation limit' };
  if (state.softTriggerPercent > 0 || state.hardTriggerPercent > 0) return startByTriggers(state);
  const own = availableBelowLimit(state.limitBytes, state.consumedBytes);
  const available = Math.min(own, state.globalAvailableBytes);
  if (available > state.newSpaceCapacityBytes) return none;
  const reason: CollectionReason = own <= state.newSpaceCapacityBytes ? 'allocation limit' : 'global allocation limit';
  if (state.optimizeForMemory || available === 0) return { start: 'hard', reason };
  return { start: 'soft', reason: 'task' };
}

function isStressed(state: MarkingStartState): boolean {
  const percent = wayToLimit(state);
  return state.stressPercent !== null && percent > 0 && percent >= state.stressPercent;
}

/** Given, they alone decide. V8 source: more than the trigger, in whole percent. */
function startByTriggers(state: MarkingStartState): MarkingStart {
  const percent = wayToLimit(state);
  if (state.hardTriggerPercent > 0 && percent > state.hardTriggerPercent) return { start: 'hard', reason: 'allocation limit' };
  if (state.softTriggerPercent > 0 && percent > state.softTriggerPercent) return { start: 'soft', reason: 'task' };
  return { start: 'none', reason: null };
}

function wayToLimit({ oldBytesAtLastFull, oldObjectBytes, externalBytes, limitBytes }: MarkingStartState): number {
  return percentToLimit({ oldBytesAtLastFull, oldBytes: oldObjectBytes + externalBytes, limitBytes });
}

/** Bytes beyond the limit that count as a large margin: a share of it, or half the way to the maximum if that is less. */
export function overshootMarginBytes(limitBytes: number, maximumOldBytes: number, policy: MarkingPolicy['overshoot']): number {
  const margin = Math.max(Math.floor(limitBytes * policy.share), policy.bytes);
  return Math.min(margin, Math.max(0, Math.floor((maximumOldBytes - limitBytes) / 2)));
}

export function overshotByLargeMargin(
  state: {
    readonly limitBytes: number;
    readonly maximumOldBytes: number;
    /** Of the old generation, with external bytes. */
    readonly consumedBytes: number;
    /** New space and young large objects. */
    readonly youngBytes: number;
    readonly markingRunning: boolean;
  },
  policy: MarkingPolicy['overshoot'],
): boolean {
  const young = state.markingRunning && policy.countsYoung ? state.youngBytes : 0;
  const overshoot = state.consumedBytes + young - state.limitBytes;
  return overshoot > 0 && overshoot >= overshootMarginBytes(state.limitBytes, state.maximumOldBytes, policy);
}
