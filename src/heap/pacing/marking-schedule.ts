/**
 * How many bytes a step of marking marks.
 *
 * Models:    V8’s two schedules. By allocation (11.x): each step adds its share of the heap, and what the old generation
 *            has grown by, to what should be marked by now, and a step on allocation may stay a margin behind.
 *            By time (12.x on): the live bytes are to be marked within a fixed time; a marker ahead of that does the
 *            least, and one that has stalled does a fixed amount.
 * Simplifies: nothing is marked by other threads.
 * Invariant: pure; a state is replaced, never changed.
 */
import type { MarkingPolicy } from '../../flags/presets/preset.ts';
import type { StepScheduleTrace } from '../../vocabulary/trace-events.ts';

export type MarkingSchedulePolicy = MarkingPolicy['schedule'];

export interface MarkingProgress {
  /** Old object bytes when marking began. */
  readonly initialOldBytes: number;
  /** Old object bytes at the last step. */
  readonly oldBytes: number;
  /** What should be marked by now (schedule by allocation). */
  readonly scheduledBytes: number;
  /** What steps have marked, less what has died young since. */
  readonly markedBytes: number;
  /** The same when the last step was asked for (schedule by time). */
  readonly markedBeforeBytes: number;
}

export interface MarkingStepState {
  /** Old object bytes now. */
  readonly oldBytes: number;
  /** Virtual time since marking began. */
  readonly elapsedMs: number;
  /** Hardly any old memory is left: less than new space and a reserve. */
  readonly nearMaximum: boolean;
  /** A task’s step does not stay behind its schedule. */
  readonly byTask: boolean;
  /** Bytes marked in a millisecond. */
  readonly markingSpeed: number;
}

export function beginMarking(oldBytes: number): MarkingProgress {
  return { initialOldBytes: oldBytes, oldBytes, scheduledBytes: 0, markedBytes: 0, markedBeforeBytes: 0 };
}

export interface MarkingStep {
  readonly bytes: number;
  /** With which it begins. */
  readonly progress: MarkingProgress;
  /** What the bytes follow from. */
  readonly why: StepScheduleTrace;
}

export function nextMarkingStep(progress: MarkingProgress, state: MarkingStepState, policy: MarkingSchedulePolicy): MarkingStep {
  return policy.rule === 'by-allocation' ? stepByAllocation(progress, state, policy) : stepByTime(progress, state, policy);
}

function stepByAllocation(
  progress: MarkingProgress,
  state: MarkingStepState,
  policy: Extract<MarkingSchedulePolicy, { rule: 'by-allocation' }>,
): MarkingStep {
  const share = state.nearMaximum
    ? Math.floor(state.oldBytes / policy.stepsNearMaximum)
    : Math.min(Math.max(Math.floor(progress.initialOldBytes / policy.steps), policy.leastBytes), policy.mostBytes);
  const growth = Math.max(0, state.oldBytes - progress.oldBytes);
  const scheduledBytes = progress.scheduledBytes + share + growth;
  const behind = scheduledBytes - progress.markedBytes - (state.byTask ? 0 : policy.marginBytes);
  const affordable = Math.floor(policy.stepMs * state.markingSpeed);
  return {
    bytes: Math.max(Math.min(Math.max(0, behind), affordable), policy.leastBytes),
    progress: { ...progress, oldBytes: state.oldBytes, scheduledBytes },
    why: { rule: 'by-allocation', shareBytes: share, growthBytes: growth, aheadBytes: progress.markedBytes - scheduledBytes },
  };
}

function stepByTime(
  progress: MarkingProgress,
  state: MarkingStepState,
  policy: Extract<MarkingSchedulePolicy, { rule: 'by-time' }>,
): MarkingStep {
  const marked = policy.seesMarked ? progress.markedBytes : 0;
  const expected = Math.ceil((state.oldBytes * state.elapsedMs) / policy.targetMs);
  const since = marked - progress.markedBeforeBytes;
  const stalled = since >= 0 && since < policy.stalledBytes;
  const bytes = stalled ? Math.max(policy.stalledBytes, policy.leastBytes) : Math.max(policy.leastBytes, expected - marked);
  return {
    bytes,
    progress: { ...progress, oldBytes: state.oldBytes, markedBeforeBytes: marked },
    why: { rule: 'by-time', elapsedMs: state.elapsedMs, markedBytes: marked, expectedBytes: expected, oldBytes: state.oldBytes },
  };
}

export function marked(progress: MarkingProgress, bytes: number): MarkingProgress {
  return { ...progress, markedBytes: progress.markedBytes + bytes };
}

/** A scavenge has freed so many bytes: what of them was marked is marked no more. */
export function diedYoung(progress: MarkingProgress, bytes: number): MarkingProgress {
  return { ...progress, markedBytes: Math.max(0, progress.markedBytes - bytes) };
}
