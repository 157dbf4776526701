import { describe, expect, test } from 'vitest';
import { MiB } from '../../src/base/units.ts';
import { HeapFatalError } from '../../src/heap/fatal.ts';
import { FaultInjector } from '../../src/heap/fault-injection.ts';
import type { Heap } from '../../src/heap/heap.ts';
import { FIXED_ARRAY, objectLayout } from '../../src/heap/layout/object-layout.ts';
import { fillPagedSpace } from '../../src/heap/space-surgery.ts';
import { addressIn, allocateOld, allocateYoung, collectFully, keep, newHeap, newVerifiedHeap } from './heaps.ts';

/** The next `times` attempts fail. */
function failNext(heap: Heap, times: number): FaultInjector {
  heap.allocator.injector = new FaultInjector({ spaces: new Set(), after: 0, every: 1, times });
  return heap.allocator.injector;
}

function collections(heap: Heap): string[] {
  return heap.collection.recorder.records.map(({ kind, reason, reduceMemory }) => `${kind}: ${reason}${reduceMemory ? ' (reduce)' : ''}`);
}

const YOUNG = 'scavenge: allocation failure';
const FULL = 'mark-compact: allocation failure';
const LAST = 'mark-compact: last resort (reduce)';

describe('an allocation that fails', () => {
  test.each([
    [1, [YOUNG]],
    [2, [YOUNG, YOUNG]],
    [3, [YOUNG, YOUNG, FULL]],
    [4, [YOUNG, YOUNG, FULL, FULL]],
    [5, [YOUNG, YOUNG, FULL, FULL, LAST, LAST]],
  ])('%i times in new space of 14.6 is tried again after %j', (times, expected) => {
    const heap = newVerifiedHeap();
    failNext(heap, times);
    expect(allocateYoung(heap, 'FixedArray', 10)).toBeGreaterThan(0);
    expect(collections(heap)).toEqual(expected);
    expect(heap.allocator.counts).toMatchObject({ retries: times, failures: 0 });
  });

  test.each([
    [1, [FULL]],
    [2, [FULL, FULL]],
    [3, [FULL, FULL, LAST, LAST]],
  ])('%i times in old space of 14.6 is tried again after %j', (times, expected) => {
    const heap = newVerifiedHeap();
    failNext(heap, times);
    expect(allocateOld(heap, 'FixedArray', 10)).toBeGreaterThan(0);
    expect(collections(heap)).toEqual(expected);
  });

  test('every time is fatal after the last resort', () => {
    const heap = newVerifiedHeap();
    failNext(heap, 100);
    expect(() => allocateYoung(heap, 'FixedArray', 10)).toThrow(HeapFatalError);
    expect(collections(heap)).toEqual([YOUNG, YOUNG, FULL, FULL, LAST, LAST]);
  });

  test('is tried as often as a light retry may, and then is a value', () => {
    const heap = newVerifiedHeap();
    const { kind, sizeWords } = objectLayout(heap.configuration.preset, 'FixedArray', 10);
    failNext(heap, 100);
    expect(heap.allocate(kind, sizeWords, true, 'light')).toBe(0);
    expect(collections(heap)).toEqual([YOUNG, YOUNG]);
    expect(heap.allocator.counts).toMatchObject({ retries: 2, failures: 1 });
  });

  test('without retries is a value at once', () => {
    const heap = newVerifiedHeap();
    failNext(heap, 100);
    expect(heap.allocate(FIXED_ARRAY, 12, true, 'none')).toBe(0);
    expect(collections(heap)).toEqual([]);
    expect(heap.allocator.counts).toMatchObject({ retries: 0, failures: 1 });
  });

  test('keeps what was allocated before it, for an object of two parts', () => {
    const heap = newVerifiedHeap();
    const layout = objectLayout(heap.configuration.preset, 'JSMap', 0);
    heap.allocator.injector = new FaultInjector({ spaces: new Set(), after: 1, every: 1, times: 1 });
    const root = keep(heap, heap.allocateObject(layout, true));
    expect(collections(heap)).toEqual([YOUNG]); // between the map and its table
    expect(heap.sizeWordsAt(heap.load(addressIn(heap, root), 3))).toBe(19);
  });

  test('takes an array and its elements in one, and the elements are behind it', () => {
    const heap = newVerifiedHeap();
    const layout = objectLayout(heap.configuration.preset, 'JSArray', 50);
    heap.allocator.injector = new FaultInjector({ spaces: new Set(), after: 1, every: 1, times: 1 });
    const root = keep(heap, heap.allocateObject(layout, true));
    expect(collections(heap)).toEqual([]);
    const array = addressIn(heap, root);
    expect(heap.load(array, 2)).toBe(array + layout.sizeWords);
    expect(heap.sizeWordsAt(array + layout.sizeWords)).toBe(52);
    expect(heap.allocatedObjects).toBe(2);
  });

  test('leaves the rest of a page to the page when both do not fit together', () => {
    const heap = newVerifiedHeap();
    const { newSpace } = heap.structure;
    while (newSpace.lab.freeWords > 30) heap.allocate(FIXED_ARRAY, 10, true);
    const first = newSpace.usedPages().length;
    heap.allocateObject(objectLayout(heap.configuration.preset, 'JSArray', 50), true);
    expect(newSpace.usedPages().length).toBe(first + 1);
    expect(newSpace.lab.usedWords).toBe(56);
  });
});

describe('the limit of the old generation', () => {
  // After an empty full collection: 8 MB more than nothing, and new space.
  test.each([
    ['11.3', 9_419_488],
    ['12.4', 9_437_184],
    ['13.6', 9_437_184],
    ['14.6', 9_437_184],
    ['classic', 9_419_488],
  ] as const)('%s: is %i bytes after a first full collection of an empty heap', (preset, limit) => {
    const heap = newVerifiedHeap(preset);
    collectFully(heap);
    expect(heap.limits.limitBytes).toBe(limit);
  });

  test.each([
    ['11.3', 610_544],
    ['12.4', 628_240],
    ['13.6', 628_240],
    ['14.6', 628_240],
  ] as const)('%s: fourteen large arrays fit below it, the fifteenth passes it when asked always to allocate', (preset, available) => {
    const heap = newVerifiedHeap(preset);
    heap.collection.collectAllAvailable('testing');
    const before = heap.collection.recorder.records.length;
    heap.allocator.alwaysAllocateDepth++;
    const none = (type: 'FixedArray' | 'Map' | 'Code', units: number, young = false): number =>
      heap.allocateObject(objectLayout(heap.configuration.preset, type, units), young, 'none');
    expect(none('FixedArray', 100, true)).toBeGreaterThan(0);
    const { structure, limits } = heap;
    fillPagedSpace(heap, structure.oldSpaceOf(FIXED_ARRAY));
    expect(none('FixedArray', 100)).toBeGreaterThan(0);
    let large = 0;
    while (limits.availableBytes() > 629_152) {
      expect(none('FixedArray', 78_642)).toBeGreaterThan(0);
      large++;
    }
    expect(large).toBe(14);
    expect(limits.availableBytes()).toBe(available);
    expect(none('FixedArray', 78_642)).toBeGreaterThan(0);
    expect(limits.availableBytes()).toBe(0);
    expect(none('Map', 0)).toBeGreaterThan(0);
    expect(none('Code', 88)).toBeGreaterThan(0);
    expect(heap.collection.recorder.records.length).toBe(before);
  });

  test.each(['11.3', '12.4', '13.6'])('%s: with a heap of 20 MB half a page is allocated 68 times', (preset) => {
    const heap = newHeap(preset, { 'max-heap-size': 20, 'max-old-space-size': 0, 'max-semi-space-size': 0, 'incremental-marking': false });
    let objects = 0;
    while (heap.allocate(FIXED_ARRAY, 131_072 / 8, false, 'none') !== 0) objects++;
    expect(objects).toBe(68);
  });

  test('nothing gets memory while memory is forced to run out', () => {
    const heap = newHeap();
    heap.limits.forceOutOfMemory = true;
    expect(heap.allocate(FIXED_ARRAY, 12, false, 'none')).toBe(0);
    expect(heap.allocate(FIXED_ARRAY, 20_000, false, 'none')).toBe(0);
    heap.limits.forceOutOfMemory = false;
    expect(heap.allocate(FIXED_ARRAY, 12, false, 'none')).toBeGreaterThan(0);
  });

  test.each(['11.3', '12.4', '13.6'])('%s: objects that are all kept end in a fatal error within a semispace of the maximum', (preset) => {
    const heap = newHeap(preset, { 'max-old-space-size': 8 });
    const fill = (): void => {
      for (;;) keep(heap, allocateYoung(heap, 'FixedArray', 1000));
    };
    expect(fill).toThrow('Reached heap limit');
    const capacity = heap.structure.oldGenerationCapacityBytes();
    expect(capacity).toBeLessThanOrEqual((8 + 1) * MiB);
    expect(capacity).toBeGreaterThanOrEqual((8 - 1) * MiB);
  });

  test.each(['14.6', 'classic'])('%s: objects that are all kept end in a fatal error', (preset) => {
    const heap = newHeap(preset, { 'max-old-space-size': 8 });
    const fill = (): void => {
      for (;;) keep(heap, allocateYoung(heap, 'FixedArray', 1000));
    };
    expect(fill).toThrow(HeapFatalError);
    expect(heap.structure.usedBytes()).toBeGreaterThan(8 * MiB);
  });
});
