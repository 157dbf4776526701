import { describe, expect, test } from 'vitest';
import { FIXED_ARRAY } from '../../../src/heap/layout/object-layout.ts';
import { PAGE_BYTES, pageOf } from '../../../src/heap/layout/page-geometry.ts';
import { UNSWEPT } from '../../../src/heap/pages/page-flags.ts';
import type { PagedNewSpace } from '../../../src/heap/spaces/paged-new-space.ts';
import type { Heap } from '../../../src/heap/heap.ts';
import { fillNewSpace } from '../../../src/heap/space-surgery.ts';
import { verifyHeap } from '../../../src/heap/verifier.ts';
import { addressIn, allocateYoung, collectFully, keep, newVerifiedHeap, scavenge, spaceNameOf } from '../heaps.ts';

/** One megabyte of new space: four pages. */
function pagedHeap(flags: Record<string, number | boolean> = {}): { readonly heap: Heap; readonly space: PagedNewSpace } {
  const heap = newVerifiedHeap('13.6', { 'minor-ms': true, ...flags });
  return { heap, space: heap.structure.pagedNewSpace! };
}

/** Arrays of 1,016 bytes until there is no room; each `every`th is kept. Their roots. */
function fill(heap: Heap, every: number): number[] {
  const roots: number[] = [];
  for (let i = 0; ; i++) {
    const address = heap.allocate(FIXED_ARRAY, 127, true, 'none');
    if (address === 0) return roots;
    if (i % every === 0) roots.push(keep(heap, address));
  }
}

describe('a paged new space', () => {
  test('begins without pages and takes one at a time, up to its capacity', () => {
    const { heap, space } = pagedHeap();
    expect(space.pageList()).toHaveLength(0);
    expect(space.committedBytes).toBe(0);
    allocateYoung(heap, 'FixedArray', 10);
    expect(space.pageList()).toHaveLength(1);
    fill(heap, 1000);
    expect(space.committedBytes).toBe(4 * PAGE_BYTES);
    expect(space.totalCapacityBytes).toBe(4 * PAGE_BYTES);
    expect(heap.structure.pages.used).toBe(space.pageList().length + 1); // and the read-only one
  });

  test('counts the bytes of objects, not of pages', () => {
    const { heap, space } = pagedHeap();
    for (let i = 1; i <= 10; i++) {
      allocateYoung(heap, 'FixedArray', 8192);
      expect(space.usedBytes).toBe(i * 65_552);
    }
    expect(heap.structure.youngAllocatedBytes()).toBe(10 * 65_552);
  });

  test('allocates between survivors once their pages are swept, and not before it needs the memory', () => {
    const { heap, space } = pagedHeap();
    const roots = fill(heap, 4); // a quarter lives: gaps of 3,048 bytes
    scavenge(heap);
    const waiting = space.pageList().filter((page) => heap.structure.pages.hasFlag(page, UNSWEPT));
    expect(waiting).toHaveLength(4);
    expect(space.usedBytes).toBe(roots.length * 1016);
    expect(space.figures().availableBytes).toBe(0);
    const survivor = addressIn(heap, roots[0]!);
    const fresh = allocateYoung(heap, 'FixedArray', 100);
    expect(heap.structure.pages.hasFlag(pageOf(fresh), UNSWEPT)).toBe(false);
    expect(space.pageList().filter((page) => heap.structure.pages.hasFlag(page, UNSWEPT))).toHaveLength(3);
    expect(space.pageList()).toHaveLength(4); // no page was added for it
    expect(addressIn(heap, roots[0]!)).toBe(survivor);
  });

  test('does not keep pieces of less than 2 KB, and makes up for them with pages', () => {
    const { heap, space } = pagedHeap();
    fill(heap, 2); // half lives: gaps of 1,016 bytes
    scavenge(heap);
    heap.collection.sweeper.finish();
    const { availableBytes, wasteBytes, pages } = space.figures();
    expect(pages).toBe(4);
    expect(wasteBytes).toBeGreaterThan(2 * PAGE_BYTES * 0.9);
    expect(availableBytes).toBe(0);
    fill(heap, 1000);
    expect(space.pageList()).toHaveLength(5); // one page of the two that are lost fits into the capacity
    verifyHeap(heap);
  });

  test('--minor-ms-min-lab-size-kb says how small pieces may be', () => {
    const { heap, space } = pagedHeap({ 'minor-ms-min-lab-size-kb': 4 });
    fill(heap, 4);
    scavenge(heap);
    heap.collection.sweeper.finish();
    expect(space.figures().availableBytes).toBe(0); // gaps of 3 KB
  });

  test('knows what was allocated on each page since the last collection', () => {
    const { heap, space } = pagedHeap();
    const address = allocateYoung(heap, 'FixedArray', 126);
    const page = pageOf(address);
    expect(space.labWords[page]).toBe(heap.structure.pages.areaWords(page)); // the open area is given out
    keep(heap, address);
    space.closeArea();
    expect(space.labWords[page]! * 8).toBe(1024);
    scavenge(heap);
    expect(space.labWords[page]).toBe(0);
    expect(space.age[page]).toBe(1);
  });

  test('is asked whether there is room, and keeps its word', () => {
    const { heap, space } = pagedHeap();
    fill(heap, 4);
    scavenge(heap);
    for (let i = 0; i < 10_000 && space.hasRoomFor(300); i++) {
      expect(heap.allocate(FIXED_ARRAY, 300, true, 'none')).toBeGreaterThan(0);
    }
    expect(heap.allocate(FIXED_ARRAY, 300, true, 'none')).toBe(0);
  });

  test('can be filled: then the next allocation collects', () => {
    const { heap, space } = pagedHeap();
    fill(heap, 4);
    scavenge(heap);
    fillNewSpace(heap, 0);
    expect(space.hasRoomFor(2)).toBe(false);
    expect(space.figures().availableBytes).toBe(0);
    verifyHeap(heap);
    const collections = heap.collection.recorder.records.length;
    allocateYoung(heap, 'FixedArray', 1);
    expect(heap.collection.recorder.records.length).toBe(collections + 1);
  });

  test('is empty after a full collection, its pages free', () => {
    const { heap, space } = pagedHeap();
    const [root] = fill(heap, 4);
    collectFully(heap);
    expect(spaceNameOf(heap, addressIn(heap, root!))).toBe('old_space');
    expect(space.usedBytes).toBe(0);
    expect(space.figures().availableBytes).toBe(space.paged.capacityBytes);
    expect(space.pageList()).toHaveLength(4);
  });
});
