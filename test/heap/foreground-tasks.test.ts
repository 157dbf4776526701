import { beforeEach, describe, expect, test } from 'vitest';
import type { ForegroundTasks } from '../../src/heap/foreground-tasks.ts';
import type { Heap } from '../../src/heap/heap.ts';
import { allocateYoung, newHeap } from './heaps.ts';

let heap: Heap;
let tasks: ForegroundTasks;
let log: string[];

beforeEach(() => {
  heap = newHeap();
  ({ tasks } = heap);
  log = [];
});

const post = (name: string, delayMs?: number): void => void tasks.post(name, () => log.push(`${name} at ${String(heap.nowMs)}`), delayMs);

describe('foreground tasks', () => {
  test('run in the order in which they are due, then in that of posting', () => {
    post('late', 20);
    post('first');
    post('early', 10);
    post('second');
    post('as early', 10);
    while (tasks.runNextUntil(100));
    expect(log).toEqual(['first at 0', 'second at 0', 'early at 10', 'as early at 10', 'late at 20']);
    expect([heap.nowMs, tasks.runCount, tasks.nextDueMs]).toEqual([100, 5, Infinity]);
  });

  test('a delayed task does not run early, and no time passes without an event loop that waits', () => {
    post('delayed', 5);
    expect([tasks.runNext(), tasks.readyCount, tasks.delayedCount, heap.nowMs]).toEqual([false, 0, 1, 0]);
    heap.clock.advance(5);
    expect([tasks.readyCount, tasks.delayedCount]).toEqual([1, 0]);
    expect([tasks.runNext(), log]).toEqual([true, ['delayed at 5']]);
  });

  test('allocation lets time pass, and so makes tasks due', () => {
    post('delayed', 0.001);
    for (let i = 0; i < 1000; i++) allocateYoung(heap, 'FixedArray', 100);
    expect(tasks.readyCount).toBe(1);
  });

  test('waiting stops where it was told to, before a task that is due later', () => {
    post('delayed', 50);
    expect([tasks.runNextUntil(49), heap.nowMs, log]).toEqual([false, 49, []]);
    expect([tasks.runNextUntil(50), heap.nowMs, log]).toEqual([true, 50, ['delayed at 50']]);
  });

  test('a turn leaves what its tasks post to the next turn', () => {
    tasks.post('again', () => post('posted by a task'));
    post('other');
    const before = tasks.beginTurn();
    while (tasks.runNext(before));
    expect([log, tasks.readyCount]).toEqual([['other at 0'], 1]);
  });

  test('a turn begins with the scavenge of a new space that the program left nearly full', () => {
    const { newSpace } = heap.structure;
    while (newSpace.usedBytes < newSpace.totalCapacityBytes * 0.81) allocateYoung(heap, 'FixedArray', 100);
    expect(heap.collection.recorder.last).toBeNull();
    const before = tasks.beginTurn();
    expect([tasks.runNext(before), heap.collection.recorder.last?.reason]).toEqual([true, heap.configuration.preset.newSpace.taskReason]);
    expect([tasks.runNext(tasks.beginTurn()), newSpace.usedBytes]).toEqual([false, 0]);
  });

  test('a cancelled task never runs; cancelling one that ran does nothing', () => {
    const task = tasks.post('cancelled', () => log.push('cancelled'));
    post('other');
    tasks.cancel(task);
    expect([tasks.runNext(), tasks.runNext(), log]).toEqual([true, false, ['other at 0']]);
    tasks.cancel(task);
    expect(tasks.runCount).toBe(1);
  });

  test('a task may collect garbage and take time', () => {
    tasks.post('collect', () => heap.collection.collect({ generation: 'young', reason: 'task' }));
    expect([tasks.runNextUntil(0), heap.collection.recorder.last?.reason]).toEqual([true, 'task']);
    expect(heap.nowMs).toBeGreaterThan(0);
  });
});
