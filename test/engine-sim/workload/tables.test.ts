import { describe, expect, test } from 'vitest';
import { HeapTable } from '../../../src/engine-sim/workload/heap-table.ts';
import { SegmentedTable } from '../../../src/engine-sim/workload/segmented-table.ts';
import { allocateYoung, collectFully, newVerifiedHeap, scavenge, spaceNameOf } from '../../heap/heaps.ts';

describe('HeapTable', () => {
  test('is an array on the heap: what it holds lives, and what it held when released dies', () => {
    const heap = newVerifiedHeap();
    const table = new HeapTable(heap, 10);
    heap.barrier.store(table.base + 3, allocateYoung(heap, 'JSObject', 4));
    scavenge(heap);
    table.refresh();
    const moved = heap.structure.words[table.base + 3]!;
    expect(heap.sizeWordsAt(moved)).toBe(7);
    table.release();
    collectFully(heap);
    expect(heap.structure.oldGenerationUsedBytes() + heap.structure.youngUsedBytes()).toBe(0);
  });

  test('refresh finds it after it has moved', () => {
    const heap = newVerifiedHeap();
    const table = new HeapTable(heap, 10);
    const before = table.base;
    scavenge(heap);
    table.refresh();
    expect(table.base).not.toBe(before);
    expect(spaceNameOf(heap, table.base)).toBe('new_space');
  });

  test('a long one is a large object', () => {
    const heap = newVerifiedHeap();
    expect(spaceNameOf(heap, new HeapTable(heap, 20_000).base)).toBe('new_large_object_space');
  });
});

describe('SegmentedTable', () => {
  test('every slot has an address of its own, and a slot keeps its content when the table grows and moves', () => {
    const heap = newVerifiedHeap('14.6', { 'max-semi-space-size': 4 });
    const table = new SegmentedTable(heap);
    // Past the segments that double, and two of the largest more.
    while (table.capacity < 16_320 + 2 * 16_382) {
      const from = table.capacity;
      table.grow();
      for (let slot = from; slot < table.capacity; slot++) heap.structure.words[table.slotAddress(slot)] = -1 - slot;
      scavenge(heap);
      table.refresh();
    }
    expect(table.capacity).toBe(16_320 + 2 * 16_382);
    for (let slot = 0; slot < table.capacity; slot++) expect(heap.structure.words[table.slotAddress(slot)]).toBe(-1 - slot);
  });

  test('slotsFrom ends with the segment: up to there slots lie side by side', () => {
    const heap = newVerifiedHeap();
    const table = new SegmentedTable(heap);
    for (let segment = 0; segment < 10; segment++) table.grow();
    for (let slot = 0; slot < table.capacity; ) {
      const length = table.slotsFrom(slot);
      expect(table.slotAddress(slot + length - 1) - table.slotAddress(slot)).toBe(length - 1);
      expect(table.slotsFrom(slot + length - 1)).toBe(1);
      slot += length;
    }
  });

  test('its segments are regular objects: none needs pages of its own', () => {
    const heap = newVerifiedHeap();
    const table = new SegmentedTable(heap);
    for (let segment = 0; segment < 10; segment++) table.grow();
    expect(heap.allocator.counts.largeObjects).toBe(0);
  });

  test('what it held when released dies', () => {
    const heap = newVerifiedHeap();
    const table = new SegmentedTable(heap);
    table.grow();
    heap.barrier.store(table.slotAddress(5), allocateYoung(heap, 'HeapNumber'));
    table.release();
    collectFully(heap);
    expect(heap.structure.oldGenerationUsedBytes() + heap.structure.youngUsedBytes()).toBe(0);
  });
});
