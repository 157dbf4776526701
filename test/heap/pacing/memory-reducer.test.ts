/** V8's own table: memory-reducer-unittest. */
import { describe, expect, it } from 'vitest';
import { MiB } from '../../../src/base/units.ts';
import type { ReducerEvent, ReducerState } from '../../../src/heap/pacing/memory-reducer.ts';
import { moreIsLikely, stepMemoryReducer } from '../../../src/heap/pacing/memory-reducer.ts';

const policy = { collections: 3, startDelayMs: 30_000, longDelayMs: 8_000 };
const step = (state: ReducerState, event: ReducerEvent): ReducerState => stepMemoryReducer(state, event, policy);

const done = (lastCollectionMs = 1, committedAtLastRunBytes = 0, startedCollections = 0): ReducerState => ({ action: 'done', startedCollections, nextCollectionMs: 0, lastCollectionMs, committedAtLastRunBytes });
const wait = (startedCollections: number, nextCollectionMs: number, lastCollectionMs: number): ReducerState => ({ action: 'wait', startedCollections, nextCollectionMs, lastCollectionMs, committedAtLastRunBytes: 0 });
const running = (startedCollections: number, lastCollectionMs = 1): ReducerState => ({ action: 'run', startedCollections, nextCollectionMs: 0, lastCollectionMs, committedAtLastRunBytes: 0 });

const timer = (timeMs: number, shouldStart: boolean, canStart: boolean, committedBytes = 0): ReducerEvent => ({ type: 'timer', timeMs, shouldStart, canStart, committedBytes });
const full = (timeMs: number, more: boolean, committedBytes = 0): ReducerEvent => ({ type: 'full-collection', timeMs, moreIsLikely: more, committedBytes });
const garbage = (timeMs: number): ReducerEvent => ({ type: 'possible-garbage', timeMs, committedBytes: 0 });
const idle = (timeMs: number): ReducerEvent => timer(timeMs, true, true);
const busy = (timeMs: number): ReducerEvent => timer(timeMs, false, true);
const cannot = (timeMs: number): ReducerEvent => timer(timeMs, true, false);

describe('FromDoneToDone, FromDoneToWait, FromWaitToRun, FromRunToRun and FromRunToDone (memory-reducer-unittest.cc)', () => {
  it.each<[string, ReducerState, ReducerEvent, ReducerState]>([
    ['done, at a timer of an idle program', done(), idle(2), done()],
    ['done, at a timer of a busy program', done(), busy(2), done()],
    ['done, at a timer that cannot start', done(), cannot(2), done()],
    ['done, when too little is left', done(), full(2, true, 10 * MiB - 1), done()],
    ['done, when no tenth more is left than last time', done(1, 1000 * MiB), full(2, true, 1100 * MiB - 1), done(1, 1000 * MiB)],
    ['done, when 10 MB are left', done(), full(2, true, 10 * MiB), wait(0, 8_002, 2)],
    ['done, when they are and no more is likely', done(), full(2, false, 10 * MiB), wait(0, 8_002, 2)],
    ['done, when a tenth more is left', done(1, 1000 * MiB), full(2, true, 1100 * MiB), wait(0, 8_002, 2)],
    ['done, at possible garbage', done(), garbage(0), wait(0, 30_000, 1)],

    ['waiting, at possible garbage', wait(2, 1000, 0), garbage(2000), wait(2, 1000, 0)],
    ['waiting, at a timer of a busy program', wait(0, 1000, 0), busy(2000), wait(0, 10_000, 0)],
    ['waiting, at a timer that cannot start', wait(0, 1000, 0), cannot(2000), wait(0, 10_000, 0)],
    ['waiting, after a full collection', wait(0, 1000, 0), full(2000, true), wait(0, 10_000, 2000)],
    ['waiting, before its time', wait(0, 1000, 1), idle(999), wait(0, 1000, 1)],
    ['waiting, at its time', wait(0, 1000, 1), idle(1001), running(1)],
    ['waiting, when a busy program was left alone long enough', wait(0, 1000, 1), busy(100_002), running(1)],
    ['waiting, not quite so long', wait(0, 1000, 1), busy(100_001), wait(0, 108_001, 1)],
    ['waiting, when all its collections have run', wait(3, 1000, 0), timer(2000, true, true, 7 * MiB), done(0, 7 * MiB, 3)],

    ['running, at a timer', running(1), idle(2000), running(1)],
    ['running, at possible garbage', running(1), garbage(2000), running(1)],
    ['running, when more is likely after the first', running(1), full(2000, true), wait(1, 2500, 2000)],
    ['running, when no more is likely after the first', running(1), full(2000, false), wait(1, 2500, 2000)],
    ['running, when more is likely after the second', running(2), full(2000, true), wait(2, 2500, 2000)],
    ['running, when no more is likely after the second', running(2), full(2000, false, 5 * MiB), done(2000, 5 * MiB, 3)],
    ['running, after the last', running(3), full(2000, true), done(2000, 0, 3)],
  ])('%s', (_, state, event, next) => {
    expect(step(state, event)).toEqual(next);
  });

  it('stops after two collections where the version allows two', () => {
    expect(stepMemoryReducer(running(2), full(2000, true), { ...policy, collections: 2 }).action).toBe('done');
  });
});

describe('more garbage', () => {
  it.each([
    [20 * MiB, 19 * MiB - 1, 19 * MiB, true],
    [20 * MiB, 19 * MiB, 19 * MiB, false],
    [20 * MiB, 20 * MiB, 2 * MiB, false],
    [20 * MiB, 20 * MiB, 2 * MiB - 1, true],
  ])('is likely when %d became %d with %d in use: %s', (before, committed, used, likely) => {
    expect(moreIsLikely(before, committed, used)).toBe(likely);
  });
});
