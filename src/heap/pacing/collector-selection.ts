/**
 * Which collector answers a request, and the reason that is printed behind the request's own.
 *
 * Models:    V8's order of tests, first match wins; and the textbook heap's promotion limit.
 * Simplifies: no stress modes, no young mark-sweep.
 * Invariant: a scavenge is chosen only for a young request, and then without a reason.
 */
import type { CollectorReason } from '../../vocabulary/collections.ts';

export interface CollectorState {
  /** The space that failed, or that the request is for, is young. */
  readonly youngRequested: boolean;
  /** --gc-global. */
  readonly forceFull: boolean;
  readonly markingRunning: boolean;
  /** Marking has nothing left to do but the pause. */
  readonly markingComplete: boolean;
  readonly overshotByLargeMargin: boolean;
  /** preset.marking.scavengesWhileMarking */
  readonly scavengesWhileMarking: boolean;
  /** The old generation is at its limit, and the preset collects then instead of marking (preset.marking.limitReached). */
  readonly promotionLimitReached: boolean;
  /** See expansion: canPromoteYoungAndExpand(…, 0). */
  readonly canPromoteYoung: boolean;
}

export interface CollectorChoice {
  readonly collector: 'young' | 'full';
  readonly reason: CollectorReason | null;
}

export function selectCollector(state: CollectorState): CollectorChoice {
  if (!state.youngRequested) return full('GC in old space requested');
  if (state.forceFull) return full('GC in old space forced by flags');
  if (state.promotionLimitReached) return full('promotion limit reached');
  if (state.markingRunning && !state.scavengesWhileMarking) return full('Incremental marking forced finalization');
  if (state.markingRunning && state.markingComplete && state.overshotByLargeMargin) {
    return full('Incremental marking needs finalization');
  }
  if (!state.canPromoteYoung) return full('scavenge might not succeed');
  return { collector: 'young', reason: null };
}

function full(reason: CollectorReason): CollectorChoice {
  return { collector: 'full', reason };
}
