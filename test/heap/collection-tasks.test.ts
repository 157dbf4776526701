/** What the collector has the event loop do, on small heaps. */
import { describe, expect, test } from 'vitest';
import type { Heap } from '../../src/heap/heap.ts';
import { FIXED_ARRAY_ELEMENTS } from '../../src/heap/layout/object-layout.ts';
import { addressIn, allocateOld, allocateYoung, collectFully, keep, newHeap, newVerifiedHeap, scavenge } from './heaps.ts';

const PRESETS = ['11.3', '12.4', '13.6', '14.6'];

function fillNewSpace(heap: Heap, share: number): void {
  const { newSpace } = heap.structure;
  while (newSpace.usedBytes < newSpace.totalCapacityBytes * share) allocateYoung(heap, 'FixedArray', 100);
}

const reasons = (heap: Heap): readonly string[] => heap.collection.recorder.records.map(({ kind, reason }) => `${kind}: ${reason}`);

describe.each(PRESETS)('the scavenge task of %s', (preset) => {
  test('comes when new space is 80 % full, once', () => {
    const heap = newVerifiedHeap(preset);
    fillNewSpace(heap, 0.79);
    expect(heap.tasks.readyCount).toBe(0);
    fillNewSpace(heap, 0.8);
    expect(heap.tasks.readyCount).toBe(1);
    while (heap.tasks.runNext());
    expect(reasons(heap)).toEqual([`scavenge: ${preset === '14.6' ? 'allocation failure' : 'task'}`]);
  });

  test('is taken back by a collection that came earlier', () => {
    const heap = newHeap(preset);
    fillNewSpace(heap, 0.9);
    expect(heap.tasks.readyCount).toBe(1);
    scavenge(heap);
    expect([heap.tasks.readyCount, heap.tasks.runNext(), reasons(heap).length]).toEqual([0, false, 1]);
  });

  test('waits for another trigger, or never comes, as flags say', () => {
    const later = newHeap(preset, { 'minor-gc-task-trigger': 90 });
    fillNewSpace(later, 0.85);
    expect(later.tasks.readyCount).toBe(0);
    const never = newHeap(preset, { 'minor-gc-task': false });
    fillNewSpace(never, 0.9);
    expect(never.tasks.readyCount).toBe(0);
  });
});

test.each([['12.4', ['scavenge: task']], ['13.6', []], ['14.6', []]])('while %s marks, the scavenge task does %j', (preset, expected) => {
  const heap = newHeap(preset, { 'incremental-marking-task': false });
  const root = keep(heap, 0);
  // More to mark than the steps will get through.
  for (let i = 0; i < 1000; i++) {
    const address = allocateOld(heap, 'FixedArray', 1000);
    heap.store(address, FIXED_ARRAY_ELEMENTS, addressIn(heap, root));
    heap.structure.roots.strong.set(root, address);
  }
  heap.collection.startMarking();
  fillNewSpace(heap, 0.9);
  while (heap.tasks.runNext());
  expect(reasons(heap)).toEqual(expected);
});

describe.each(PRESETS)('marking in the event loop of %s', (preset) => {
  /** A chain of old objects up to just below the limit. */
  function nearLimit(flags = {}): Heap {
    const heap = newVerifiedHeap(preset, { 'initial-old-space-size': 12, ...flags });
    const { limits } = heap;
    // Leaves less than a semispace, more than nothing.
    const root = keep(heap, 0);
    while (limits.availableBytes() > 600_000) {
      const address = allocateOld(heap, 'FixedArray', 1000);
      heap.store(address, FIXED_ARRAY_ELEMENTS, addressIn(heap, root));
      heap.structure.roots.strong.set(root, address);
    }
    heap.collection.startMarkingIfLimitReached();
    return heap;
  }

  test('starts when the limit is near, goes on and ends there', () => {
    const heap = nearLimit();
    expect([heap.collection.markingState, heap.tasks.readyCount]).toEqual(['stopped', 1]);
    heap.tasks.runNext();
    expect(heap.collection.markingState).toBe('marking');
    let turns = 1;
    for (; heap.tasks.runNext(); turns++) expect(turns).toBeLessThan(1000);
    expect(turns).toBeGreaterThan(1);
    expect(reasons(heap)).toEqual(['mark-compact: finalize incremental marking via task']);
  });

  test('does not start once the limit is far away again, nor without the flag', () => {
    const heap = nearLimit();
    collectFully(heap);
    heap.limits.limitBytes = 40 * 2 ** 20;
    while (heap.tasks.runNext());
    expect(heap.collection.markingState).toBe('stopped');
    expect(nearLimit({ 'incremental-marking-task': false }).tasks.readyCount).toBe(0);
  });
});

describe.each(PRESETS)('the memory reducer of %s', (preset) => {
  const collections = preset === '11.3' ? 3 : 2;

  /** A heap whose full collection leaves more than 10 MB, all of it garbage afterwards. */
  function bigHeap(flags = {}): Heap {
    const heap = newVerifiedHeap(preset, flags);
    const roots = Array.from({ length: 1500 }, () => keep(heap, allocateOld(heap, 'FixedArray', 1000)));
    collectFully(heap);
    for (const root of roots) {
      expect(addressIn(heap, root)).not.toBe(0);
      heap.structure.roots.strong.set(root, 0);
    }
    return heap;
  }

  const idle = (heap: Heap, ms: number): void => {
    for (const end = heap.nowMs + ms; heap.tasks.runNextUntil(end); );
  };

  // Measured on Node 24 and 26: where an embedder that allocates nothing counts as busy, only the watchdog starts it.
  const [waitsMs, collects] = ['13.6', '14.6'].includes(preset) ? [100_000, 1] : [8_000, collections];

  test('waits, then makes an idle heap smaller', () => {
    const heap = bigHeap();
    expect(heap.collectionTasks.reducer.action).toBe('wait');
    const before = heap.structure.committedBytes();
    idle(heap, waitsMs);
    expect(heap.collection.fullCollections).toBe(1);
    allocateYoung(heap, 'FixedArray', 1); // hardly anything
    idle(heap, 30_000);
    expect(heap.collectionTasks.reducer.action).toBe(collects === 1 ? 'wait' : 'done');
    expect(heap.collection.fullCollections).toBeGreaterThan(1);
    expect(heap.collection.fullCollections).toBeLessThanOrEqual(1 + collects);
    expect(heap.collection.recorder.last).toMatchObject({ reduceMemory: true, incremental: true });
    expect(heap.structure.committedBytes()).toBeLessThan(before / 4);
  });

  test('is off with --predictable, and with --no-memory-reducer', () => {
    for (const flags of [{ predictable: true }, { 'memory-reducer': false }, { 'incremental-marking': false }]) {
      const heap = bigHeap(flags);
      expect([heap.collectionTasks.reducer.action, heap.tasks.nextDueMs]).toEqual(['done', Infinity]);
    }
  });

  test('looks at a small heap that grew by 1 MB', () => {
    const heap = newHeap(preset);
    const pages = (): number => heap.structure.pagedSpaces.reduce((sum, space) => sum + space.figures().pages, 0);
    heap.programBegins();
    while (heap.collectionTasks.reducer.action === 'done') keep(heap, allocateOld(heap, 'FixedArray', 1024));
    // V8’s own test: the fifth page, since four of them hold less than a megabyte.
    expect(pages()).toBe(5);
    expect(heap.collectionTasks.reducer.action).toBe('wait');
    const off = newHeap(preset, { 'memory-reducer-for-small-heaps': false });
    for (let i = 0; i < 300; i++) keep(off, allocateOld(off, 'FixedArray', 1024));
    expect(off.collectionTasks.reducer.action).toBe('done');
  });
});

test.each(PRESETS)('a scavenge of a quiet program lowers the limit of %s, one of a busy program does not', (preset) => {
  for (const quietMs of [0, 60_000]) {
    const heap = newHeap(preset);
    for (let i = 0; i < 1000; i++) keep(heap, allocateOld(heap, 'FixedArray', 1000));
    collectFully(heap);
    const far = 50 * 2 ** 20; // above what the old generation needs
    heap.limits.limitBytes = far;
    for (let i = 0; i < 600; i++) allocateYoung(heap, 'FixedArray', 100);
    heap.clock.advance(quietMs);
    scavenge(heap);
    expect(heap.limits.limitBytes < far).toBe(quietMs > 0);
  }
});
