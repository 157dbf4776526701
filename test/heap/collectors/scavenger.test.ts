import { describe, expect, test } from 'vitest';
import { FIXED_ARRAY } from '../../../src/heap/layout/object-layout.ts';
import { sealOldSpace } from '../../../src/heap/space-surgery.ts';
import type { newHeap} from '../heaps.ts';
import { addressIn, allocateOld, allocateYoung, collectFully, keep, newVerifiedHeap, scavenge, spaceNameOf } from '../heaps.ts';

const pageOf = (address: number): number => address >>> 15;

/** Copied, promoted, in bytes. */
function lastWork(heap: ReturnType<typeof newHeap>): [number, number] {
  const { copiedBytes, promotedBytes } = heap.collection.recorder.last!;
  return [copiedBytes, promotedBytes];
}

describe('copy buffers', () => {
  /** Bytes of to-space that are not survivors, after a scavenge of what roots hold. */
  function lost(preset: string, type: 'FixedArray' | 'JSArray', length: number): number {
    const heap = newVerifiedHeap(preset);
    keep(heap, allocateYoung(heap, type, length));
    scavenge(heap);
    return heap.structure.newSpace.usedBytes - lastWork(heap)[0];
  }
  const BUFFER = 32 * 1024;

  test.each([
    ['14.6', BUFFER - 32], // the array was copied as a root, its elements behind that buffer
    ['13.6', 0],
    ['12.4', 0],
    ['11.3', 0],
  ])('%s: an array and its elements lose %i bytes', (preset, bytes) => {
    expect(lost(preset, 'JSArray', 50)).toBe(bytes);
  });

  test.each(['11.3', '12.4', '13.6', '14.6'])('%s: one object loses nothing', (preset) => {
    expect(lost(preset, 'FixedArray', 50)).toBe(0);
  });

  test.each([
    ['14.6', BUFFER - 32],
    ['13.6', 0],
    ['12.4', 0],
    ['11.3', BUFFER - 32],
  ])('%s: elements that are too large for a buffer lose %i bytes', (preset, bytes) => {
    expect(lost(preset, 'JSArray', 2000)).toBe(bytes);
  });
});

describe('a scavenge', () => {
  test.each([
    ['11.3', 1260],
    ['12.4', 1260],
    ['13.6', 1284],
    ['14.6', 1284],
    ['classic', 1260],
  ] as const)('%s: comes after %i arrays of 816 bytes', (preset, count) => {
    const heap = newVerifiedHeap(preset);
    let fitted = 0;
    while (heap.allocate(FIXED_ARRAY, 102, true, 'none') !== 0) fitted++;
    expect(fitted).toBe(count);
    allocateYoung(heap, 'FixedArray', 100);
    expect(heap.collection.recorder.records.map(({ kind, reason }) => [kind, reason])).toEqual([['scavenge', 'allocation failure']]);
  });

  test.each(['14.6', 'classic'])('%s: copies survivors once and promotes them the second time', (preset) => {
    const heap = newVerifiedHeap(preset);
    const roots = [...Array(10).keys()].map(() => keep(heap, allocateYoung(heap, 'FixedArray', 3)));
    allocateYoung(heap, 'FixedArray', 1000);
    scavenge(heap);
    expect(lastWork(heap)).toEqual([400, 0]);
    expect(heap.structure.newSpace.usedBytes).toBe(400);
    scavenge(heap);
    expect(lastWork(heap)).toEqual([0, 400]);
    expect(roots.map((root) => heap.isYoung(addressIn(heap, root)))).toEqual(Array(10).fill(false));
    scavenge(heap);
    expect(lastWork(heap)).toEqual([0, 0]);
    expect(roots.map((root) => heap.ageAt(addressIn(heap, root)))).toEqual(Array(10).fill(2));
  });

  test('after a full collection everything that is allocated is new again', () => {
    const heap = newVerifiedHeap();
    keep(heap, allocateYoung(heap, 'FixedArray', 3));
    scavenge(heap);
    collectFully(heap);
    keep(heap, allocateYoung(heap, 'FixedArray', 3));
    scavenge(heap);
    expect(lastWork(heap)).toEqual([40, 0]);
  });

  test('follows pointers from copies, from promoted objects and in cycles', () => {
    const heap = newVerifiedHeap();
    const root = keep(heap, allocateYoung(heap, 'FixedArray', 2));
    scavenge(heap);
    const second = keep(heap, allocateYoung(heap, 'FixedArray', 2));
    heap.store(addressIn(heap, root), 2, addressIn(heap, second));
    heap.store(addressIn(heap, second), 2, addressIn(heap, root));
    heap.store(addressIn(heap, second), 3, allocateYoung(heap, 'HeapNumber'));
    heap.structure.roots.strong.remove(second);
    scavenge(heap);
    expect(lastWork(heap)).toEqual([32 + 16, 32]);
    const inner = heap.load(addressIn(heap, root), 2);
    expect(heap.load(inner, 2)).toBe(addressIn(heap, root));
    expect(spaceNameOf(heap, heap.load(inner, 3))).toBe('new_space');
  });

  test('remembers the young elements of what it promotes', () => {
    const heap = newVerifiedHeap();
    sealOldSpace(heap);
    const array = keep(heap, allocateYoung(heap, 'FixedArray', 1));
    scavenge(heap);
    expect(lastWork(heap)).toEqual([24, 0]);
    heap.store(addressIn(heap, array), 2, allocateYoung(heap, 'HeapNumber'));
    scavenge(heap);
    expect(lastWork(heap)).toEqual([16, 24]);
    expect(spaceNameOf(heap, addressIn(heap, array))).toBe('old_space');
    expect(heap.isYoung(heap.load(addressIn(heap, array), 2))).toBe(true);
    expect(heap.structure.oldToNew.countPage(pageOf(addressIn(heap, array)))).toBe(1);
  });

  test('promotes what finds no room in to-space', () => {
    const heap = newVerifiedHeap();
    // Two a page; copied in the order of their roots, the larger ones take a page each and lose its tail.
    const larger = [1, 2, 3, 4].map(() => heap.structure.roots.strong.add(0));
    const smaller = [1, 2, 3, 4].map(() => heap.structure.roots.strong.add(0));
    for (let i = 0; i < 4; i++) {
      heap.structure.roots.strong.set(larger[i]!, allocateYoung(heap, 'FixedArray', 16_382)); // 131,072
      heap.structure.roots.strong.set(smaller[i]!, allocateYoung(heap, 'FixedArray', 16_380)); // 131,056
    }
    expect(heap.collection.recorder.records).toHaveLength(0);
    scavenge(heap);
    expect(lastWork(heap)).toEqual([4 * 131_072 + 131_056, 3 * 131_056]);
    expect(smaller.map((root) => spaceNameOf(heap, addressIn(heap, root)))).toEqual(['new_space', 'old_space', 'old_space', 'old_space']);
  });

  test('clears weak slots of what died, and no others', () => {
    const heap = newVerifiedHeap();
    const { weak } = heap.structure.roots;
    const root = keep(heap, allocateYoung(heap, 'FixedArray', 3));
    const watching = [weak.add(addressIn(heap, root)), weak.add(allocateYoung(heap, 'FixedArray', 3)), weak.add(allocateOld(heap, 'FixedArray', 3))];
    scavenge(heap);
    expect(watching.map((slot) => weak.get(slot) !== 0)).toEqual([true, false, true]);
    expect(weak.get(watching[0]!)).toBe(addressIn(heap, root));
  });

  test('a dead old object keeps the young objects it points to', () => {
    const heap = newVerifiedHeap();
    const old = allocateOld(heap, 'FixedArray', 1);
    heap.store(old, 2, allocateYoung(heap, 'FixedArray', 5));
    scavenge(heap);
    expect(lastWork(heap)).toEqual([56, 0]);
    collectFully(heap);
    expect(heap.structure.usedBytes()).toBe(0);
  });

  test('the textbook heap promotes beyond a quarter of to-space', () => {
    const heap = newVerifiedHeap('classic');
    for (let i = 0; i < 600; i++) keep(heap, allocateYoung(heap, 'FixedArray', 100)); // 489,600 bytes
    scavenge(heap);
    const [copied, promoted] = lastWork(heap);
    expect(copied + promoted).toBe(600 * 816);
    expect(copied).toBe(315 * 816); // the last that stays below 257,720 bytes
  });
});
