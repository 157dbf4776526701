import { describe, expect, test } from 'vitest';
import { KiB } from '../../../src/base/units.ts';
import { FIXED_ARRAY } from '../../../src/heap/layout/object-layout.ts';
import { PAGE_BYTES, pageOf } from '../../../src/heap/layout/page-geometry.ts';
import { verifyHeap } from '../../../src/heap/verifier.ts';
import { addressIn, allocateYoung, collectFully, keep, newHeap, newVerifiedHeap, scavenge, spaceNameOf } from '../heaps.ts';

/** Bytes of a data page's area. */
const AREA = { '14.6': 262_128, classic: 257_720 } as const;

describe.each(['14.6', 'classic'] as const)('new space of %s', (preset) => {
  test('four objects of half a page fit into one megabyte: one a page', () => {
    const heap = newHeap(preset);
    const { newSpace } = heap.structure;
    let objects = 0;
    for (;;) {
      const address = heap.allocate(FIXED_ARRAY, 131_072 / 8, true, 'none');
      if (address === 0) break;
      objects++;
      expect(spaceNameOf(heap, address)).toBe('new_space');
    }
    expect(objects).toBe(4);
    expect(newSpace.usedBytes).toBe(3 * AREA[preset] + 131_072);
    expect(newSpace.figures().availableBytes).toBe(AREA[preset] - 131_072);
    verifyHeap(heap);
  });

  test('an attempt that fails leaves the room for smaller objects', () => {
    const heap = newHeap(preset);
    for (let i = 0; i < 4; i++) allocateYoung(heap, 'FixedArray', 16_382);
    const { top } = heap.structure.newSpace.lab;
    expect(heap.allocate(FIXED_ARRAY, 16_384, true, 'none')).toBe(0);
    expect(heap.structure.newSpace.lab.top).toBe(top);
    expect(heap.allocate(FIXED_ARRAY, 100, true, 'none')).toBe(top);
  });

  test('its capacity counts areas, its total capacity pages', () => {
    const { newSpace } = newHeap(preset).structure;
    expect(newSpace.capacityBytes).toBe(4 * AREA[preset]);
    expect(newSpace.totalCapacityBytes).toBe(4 * PAGE_BYTES);
  });

  test('the counter of allocated bytes advances by what the mutator allocates, and by no collection', () => {
    const heap = newVerifiedHeap(preset);
    const before = heap.allocatedBytes;
    for (let i = 0; i < 20; i++) {
      keep(heap, allocateYoung(heap, 'FixedArray', 126)); // 1,024 bytes
      if (i % 7 === 0) scavenge(heap);
      if (i % 11 === 5) collectFully(heap);
      expect(heap.allocatedBytes - before).toBe((i + 1) * 1024);
    }
  });

  test('is empty after a full collection, and its first page is open or opened by the next object', () => {
    const heap = newVerifiedHeap(preset);
    allocateYoung(heap, 'FixedArray', 10);
    collectFully(heap);
    expect(heap.structure.newSpace.usedBytes).toBe(0);
    allocateYoung(heap, 'FixedArray', 10);
    expect(heap.structure.newSpace.usedBytes).toBe(96);
  });
});

describe('page tails of new space', () => {
  test('14.6 parks a tail of 4 KiB and more, and comes back to it when the pages are used up', () => {
    const heap = newHeap('14.6');
    const first = allocateYoung(heap, 'FixedArray', 16_382); // 131,072 of 262,128
    for (let i = 0; i < 3; i++) allocateYoung(heap, 'FixedArray', 16_382);
    allocateYoung(heap, 'FixedArray', 16_378); // 131,040 on the last page: 16 bytes are left there
    const back = allocateYoung(heap, 'FixedArray', 100);
    expect(pageOf(back)).toBe(pageOf(first));
    expect(heap.collection.recorder.records).toHaveLength(0);
    verifyHeap(heap);
  });

  test('the textbook heap loses them', () => {
    const heap = newHeap('classic');
    for (let i = 0; i < 4; i++) allocateYoung(heap, 'FixedArray', 16_382);
    allocateYoung(heap, 'FixedArray', 15_829); // the rest of the last page: 126,648
    expect(heap.allocate(FIXED_ARRAY, 102, true, 'none')).toBe(0);
  });

  test('the age mark holds also when to-space is filled to its end', () => {
    // 14.6: survivors of a scavenge fill all four pages, so that large ones find no room at the end.
    const heap = newVerifiedHeap('14.6');
    const roots: number[] = [];
    for (let i = 0; i < 4; i++) {
      roots.push(keep(heap, allocateYoung(heap, 'FixedArray', 1000)));
      roots.push(keep(heap, allocateYoung(heap, 'FixedArray', 16_382)));
      roots.push(keep(heap, allocateYoung(heap, 'FixedArray', 14_000)));
    }
    scavenge(heap);
    const young = roots.filter((root) => heap.isYoung(addressIn(heap, root)));
    scavenge(heap);
    expect(young.length).toBeGreaterThan(0);
    expect(young.filter((root) => heap.isYoung(addressIn(heap, root)))).toEqual([]);
  });
});

describe('an observer of allocation', () => {
  test('is asked at the object with which so many words more are allocated, across pages', () => {
    const { newSpace } = newHeap('14.6').structure;
    const allocate = (words: number): number => newSpace.allocateFast(words) || newSpace.allocateSlow(words, false);
    allocate(100);
    newSpace.observeAfter(AREA['14.6'] / 8 + 1000);
    expect(newSpace.allocateFast(16_000)).not.toBe(0);
    expect(newSpace.isObserved(16_000)).toBe(false);
    expect(allocate(16_000)).not.toBe(0);
    expect(allocate(1_500)).not.toBe(0); // on the next page; the rest of the first is not allocated
    expect(newSpace.isObserved(265)).toBe(false);
    expect(newSpace.isObserved(266)).toBe(true);
    expect(newSpace.allocateFast(265)).not.toBe(0);
    expect(newSpace.allocateFast(2)).toBe(0);
    newSpace.stopObserving();
    expect(newSpace.allocateFast(2)).not.toBe(0);
    expect(newSpace.isObserved(1_000_000)).toBe(false);
  });

  test('is not asked by collectors, and again when they are done', () => {
    const heap = newHeap('14.6');
    const { newSpace } = heap.structure;
    for (let i = 0; i < 20; i++) keep(heap, allocateYoung(heap, 'FixedArray', 1000));
    newSpace.observeAfter(500);
    scavenge(heap);
    expect(heap.collection.recorder.last!.copiedBytes).toBe(20 * 8_016);
    expect(newSpace.lab.limit).toBe(newSpace.lab.top + 499);
  });
});

test('new space is committed page by page or at once, as the preset says', () => {
  expect(newHeap('14.6').structure.newSpace.figures().committedBytes).toBe(0);
  expect(newHeap('classic').structure.newSpace.figures().committedBytes).toBe(4 * PAGE_BYTES);
  const heap = newHeap('14.6');
  allocateYoung(heap, 'FixedArray', 10);
  expect(heap.structure.newSpace.figures().committedBytes).toBe(256 * KiB);
});
