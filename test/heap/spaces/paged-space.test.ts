import { describe, expect, test } from 'vitest';
import { FIXED_ARRAY } from '../../../src/heap/layout/object-layout.ts';
import { PAGE_BYTES, pageOf } from '../../../src/heap/layout/page-geometry.ts';
import { NEVER_ALLOCATE } from '../../../src/heap/pages/page-flags.ts';
import { verifyHeap } from '../../../src/heap/verifier.ts';
import { allocateOld, collectFully, keep, newHeap, newVerifiedHeap, spaceNameOf } from '../heaps.ts';

describe('a paged space', () => {
  test('counts every object as it is allocated, and none of them after a collection, swept or not', () => {
    const heap = newVerifiedHeap('14.6');
    const space = heap.structure.oldSpaceOf(FIXED_ARRAY);
    heap.allocator.alwaysAllocateDepth++;
    for (let i = 1; i <= 100; i++) {
      allocateOld(heap, 'FixedArray', 8192);
      expect(space.usedBytes).toBe(i * 65_552);
    }
    heap.allocator.alwaysAllocateDepth--;
    expect(space.pageList()).toHaveLength(34); // three a page
    collectFully(heap);
    expect(space.usedBytes).toBe(0);
    heap.collection.sweeper.finish();
    expect(space.usedBytes).toBe(0);
    expect(space.pageList()).toHaveLength(1); // one empty page is kept
    verifyHeap(heap);
  });

  test('page by page, areas are objects, free blocks, waste and the open area', () => {
    const heap = newVerifiedHeap('14.6');
    const space = heap.structure.oldSpaceOf(FIXED_ARRAY);
    for (let i = 0; i < 2000; i++) {
      const address = allocateOld(heap, 'FixedArray', i % 2 === 0 ? i % 40 : 0);
      if (i % 2 === 0) keep(heap, address);
    }
    collectFully(heap);
    heap.collection.sweeper.finish();
    const { availableBytes, usedBytes, wasteBytes, pages, committedBytes } = space.figures();
    expect(availableBytes + usedBytes + wasteBytes).toBe(space.capacityBytes);
    expect(committedBytes).toBe(pages * PAGE_BYTES);
    expect(wasteBytes).toBe(999 * 16); // a gap of two words between each two that are kept
  });

  test('its dropped free list is waste until the next sweep', () => {
    const heap = newVerifiedHeap('14.6');
    const space = heap.structure.oldSpaceOf(FIXED_ARRAY);
    const first = allocateOld(heap, 'FixedArray', 1);
    keep(heap, first);
    space.closeArea();
    space.dropFreeList();
    expect(space.figures().availableBytes).toBe(0);
    expect(space.figures().wasteBytes).toBe(space.capacityBytes - 24);
    verifyHeap(heap);
    expect(pageOf(allocateOld(heap, 'FixedArray', 1))).not.toBe(pageOf(first));
    collectFully(heap);
    heap.collection.sweeper.finish();
    expect(space.figures().wasteBytes).toBe(0);
  });

  test('abandoned pages take no objects, also after a sweep', () => {
    const heap = newVerifiedHeap('14.6');
    const space = heap.structure.oldSpaceOf(FIXED_ARRAY);
    const first = allocateOld(heap, 'FixedArray', 1);
    keep(heap, first);
    space.abandonFreeMemory();
    collectFully(heap);
    heap.collection.sweeper.finish();
    expect(heap.structure.pages.hasFlag(pageOf(first), NEVER_ALLOCATE)).toBe(true);
    expect(pageOf(allocateOld(heap, 'FixedArray', 1))).not.toBe(pageOf(first));
    verifyHeap(heap);
  });

  test('the counter of allocated bytes is not moved by what collectors allocate', () => {
    const heap = newVerifiedHeap('14.6');
    const before = heap.allocatedBytes;
    keep(heap, allocateOld(heap, 'FixedArray', 126));
    collectFully(heap);
    keep(heap, allocateOld(heap, 'FixedArray', 126));
    expect(heap.allocatedBytes - before).toBe(2048);
  });
});

test.each([
  ['14.6', 'FixedArray', 'old_space'],
  ['14.6', 'ByteArray', 'old_space'],
  ['14.6', 'Map', 'old_space'],
  ['14.6', 'Code', 'code_space'],
  ['14.6', 'BytecodeArray', 'trusted_space'],
  ['classic', 'FixedArray', 'old_pointer_space'],
  ['classic', 'ByteArray', 'old_data_space'],
  ['classic', 'HeapNumber', 'old_data_space'],
  ['classic', 'Map', 'map_space'],
  ['classic', 'Cell', 'cell_space'],
  ['classic', 'PropertyCell', 'property_cell_space'],
  ['classic', 'Code', 'code_space'],
] as const)('%s keeps an old %s in %s', (preset, type, space) => {
  const heap = newHeap(preset);
  expect(spaceNameOf(heap, allocateOld(heap, type, 64))).toBe(space);
});
