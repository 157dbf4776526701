/**
 * When an idle heap is made smaller.
 *
 * Models:    V8's memory reducer: after a full collection that left more memory than last time, or other signs of
 *            garbage, it waits until the program hardly allocates, then collects with less memory in mind, a few times.
 * Simplifies: no embedder in the background.
 * Invariant: `wait` always has a time of its next look; a run counts as started until the full collection that ends it.
 */
import { MiB } from '../../base/units.ts';
import type { MemoryReducerPolicy } from '../../flags/presets/preset.ts';

export type ReducerAction = 'done' | 'wait' | 'run';

export interface ReducerState {
  readonly action: ReducerAction;
  /** Collections begun since the last `done`. */
  readonly startedCollections: number;
  /** Virtual time; matters in `wait` alone. */
  readonly nextCollectionMs: number;
  /** Virtual time; 0 before there was one. */
  readonly lastCollectionMs: number;
  /** Old generation, when the reducer was last done. */
  readonly committedAtLastRunBytes: number;
}

export const INITIAL_REDUCER_STATE: ReducerState = {
  action: 'done',
  startedCollections: 0,
  nextCollectionMs: 0,
  lastCollectionMs: 0,
  committedAtLastRunBytes: 0,
};

interface EventBase {
  readonly timeMs: number;
  /** Memory of the old generation. */
  readonly committedBytes: number;
}

export type ReducerEvent =
  | (EventBase & {
      readonly type: 'timer';
      /** The program is idle (see speeds: hasLowAllocationRate), or memory is to be spared. */
      readonly shouldStart: boolean;
      /** Marking does not run and could. */
      readonly canStart: boolean;
    })
  | (EventBase & { readonly type: 'full-collection'; readonly moreIsLikely: boolean })
  | (EventBase & { readonly type: 'possible-garbage' });

/** Between two looks at a program that is not idle. Source: V8 (kLongDelayMs; flag memory-reducer-delay-ms in 14.6). */
export const LONG_DELAY_MS = 8_000;
/** Between two collections of a run. Source: V8 (kShortDelayMs). */
const SHORT_DELAY_MS = 500;
/** Then a busy program is interrupted all the same. Source: V8 (kWatchdogDelayMs). */
const WATCHDOG_MS = 100_000;
/** By how much memory must have grown since the last run. Source: V8 (kCommittedMemoryFactor, kCommittedMemoryDelta). */
const COMMITTED_FACTOR = 1.1;
const COMMITTED_DELTA = 10 * MiB;

export function stepMemoryReducer(state: ReducerState, event: ReducerEvent, policy: MemoryReducerPolicy & { readonly longDelayMs: number }): ReducerState {
  switch (state.action) {
    case 'done':
      return fromDone(state, event, policy);
    case 'wait':
      return fromWait(state, event, policy);
    case 'run':
      return fromRun(state, event, policy);
  }
}

function fromDone(state: ReducerState, event: ReducerEvent, { longDelayMs, startDelayMs }: MemoryReducerPolicy & { readonly longDelayMs: number }): ReducerState {
  switch (event.type) {
    case 'timer':
      return state;
    case 'full-collection': {
      const before = state.committedAtLastRunBytes;
      if (event.committedBytes < Math.max(Math.floor(before * COMMITTED_FACTOR), before + COMMITTED_DELTA)) return state;
      return waiting(0, event.timeMs + longDelayMs, event.timeMs);
    }
    case 'possible-garbage':
      return waiting(0, event.timeMs + startDelayMs, state.lastCollectionMs);
  }
}

function fromWait(state: ReducerState, event: ReducerEvent, { longDelayMs, collections }: MemoryReducerPolicy & { readonly longDelayMs: number }): ReducerState {
  switch (event.type) {
    case 'possible-garbage':
      return state;
    case 'full-collection':
      return waiting(state.startedCollections, event.timeMs + longDelayMs, event.timeMs);
    case 'timer': {
      if (state.startedCollections >= collections) return done(collections, state.lastCollectionMs, event.committedBytes);
      const overdue = state.lastCollectionMs !== 0 && event.timeMs > state.lastCollectionMs + WATCHDOG_MS;
      if (!event.canStart || (!event.shouldStart && !overdue)) return waiting(state.startedCollections, event.timeMs + longDelayMs, state.lastCollectionMs);
      if (state.nextCollectionMs > event.timeMs) return state;
      return { action: 'run', startedCollections: state.startedCollections + 1, nextCollectionMs: 0, lastCollectionMs: state.lastCollectionMs, committedAtLastRunBytes: 0 };
    }
  }
}

function fromRun(state: ReducerState, event: ReducerEvent, { collections }: MemoryReducerPolicy): ReducerState {
  if (event.type !== 'full-collection') return state;
  const goesOn = state.startedCollections < collections && (event.moreIsLikely || state.startedCollections === 1);
  return goesOn ? waiting(state.startedCollections, event.timeMs + SHORT_DELAY_MS, event.timeMs) : done(collections, event.timeMs, event.committedBytes);
}

function waiting(startedCollections: number, nextCollectionMs: number, lastCollectionMs: number): ReducerState {
  return { action: 'wait', startedCollections, nextCollectionMs, lastCollectionMs, committedAtLastRunBytes: 0 };
}

function done(startedCollections: number, lastCollectionMs: number, committedAtLastRunBytes: number): ReducerState {
  return { action: 'done', startedCollections, nextCollectionMs: 0, lastCollectionMs, committedAtLastRunBytes };
}

/** Whether a further collection is likely to free more: this one gave memory back, or much of what is held is unused. */
export function moreIsLikely(committedBeforeBytes: number, committedBytes: number, usedBytes: number): boolean {
  const slack = 16 * MiB; // V8 source: HasHighFragmentation
  return committedBeforeBytes > committedBytes + MiB || committedBytes - usedBytes > usedBytes + slack;
}
