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

describe('positions in the order of allocation', () => {
  test('what was allocated since is found, also on a page whose tail was reopened meanwhile', () => {
    const heap = newHeap('14.6', { 'min-semi-space-size': 1 });
    const { newSpace } = heap.structure;
    allocateYoung(heap, 'FixedArray', 1000); // before
    const position = newSpace.markPosition();
    const since: number[] = [];
    for (let i = 0; i < 4; i++) since.push(allocateYoung(heap, 'FixedArray', 16_382));
    since.push(allocateYoung(heap, 'FixedArray', 16_378));
    since.push(allocateYoung(heap, 'FixedArray', 14_000)); // in the tail of the first page, now the last in order
    expect(pageOf(since.at(-1)!)).toBe(pageOf(since[0]!));
    const ranges = newSpace.rangesSince(position);
    const found = ranges.flatMap(([from, to]) => {
      const addresses: number[] = [];
      for (let address = from; address < to; address += heap.sizeWordsAt(address)) {
        if (heap.kindAt(address) === FIXED_ARRAY) addresses.push(address);
      }
      return addresses;
    });
    expect([...found].sort((a, b) => a - b)).toEqual([...since].sort((a, b) => a - b));
  });

  test('nothing is found when nothing was allocated since, wherever allocation stood', () => {
    const heap = newHeap('14.6');
    const { newSpace } = heap.structure;
    expect(newSpace.rangesSince(newSpace.markPosition())).toEqual([]);
    for (let i = 0; i < 4; i++) allocateYoung(heap, 'FixedArray', 16_382);
    heap.allocate(FIXED_ARRAY, 16_384, true, 'none');
    for (const [from, to] of newSpace.rangesSince(newSpace.markPosition())) expect(to - from).toBe(0);
  });
});

test('new space is committed page by page or at once, as the preset says', () => {
  expect(newHeap('14.6').structure.newSpace.figures().committedBytes).toBe(0);
  expect(newHeap('classic').structure.newSpace.figures().committedBytes).toBe(4 * PAGE_BYTES);
  const heap = newHeap('14.6');
  allocateYoung(heap, 'FixedArray', 10);
  expect(heap.structure.newSpace.figures().committedBytes).toBe(256 * KiB);
});
