import { describe, expect, test } from 'vitest';
import { kindOf } from '../../../src/heap/layout/object-layout.ts';
import { LARGE, TO, YOUNG } from '../../../src/heap/pages/page-flags.ts';
import { addressIn, allocateOld, allocateYoung, collectFully, keep, newHeap, newVerifiedHeap, scavenge, spaceNameOf } from '../heaps.ts';

const pageOf = (address: number): number => address >>> 15;

describe('large objects', () => {
  test.each([
    ['14.6', 16_382, 'old_space'],
    ['14.6', 16_383, 'large_object_space'],
    ['classic', 16_382, 'old_pointer_space'],
    ['classic', 16_383, 'large_object_space'],
  ] as const)('%s: an array of %i elements is in %s', (preset, length, space) => {
    const heap = newHeap(preset);
    expect(spaceNameOf(heap, allocateOld(heap, 'FixedArray', length))).toBe(space);
  });

  test.each([
    ['11.3', 122_856],
    ['12.4', 122_864],
    ['13.6', 131_056],
    ['14.6', 131_056],
  ] as const)('%s: code of more than %i bytes is large', (preset, bytes) => {
    const heap = newHeap(preset);
    expect(spaceNameOf(heap, allocateOld(heap, 'Code', bytes))).toBe('code_space');
    expect(spaceNameOf(heap, allocateOld(heap, 'Code', bytes + 8))).toBe('code_large_object_space');
  });

  test.each([
    ['11.3', 1_605_632],
    ['12.4', 1_605_632],
    ['13.6', 1_601_536],
    ['14.6', 1_601_536],
  ] as const)('%s: an array of 200,000 elements commits %i bytes', (preset, bytes) => {
    const heap = newHeap(preset);
    const space = heap.structure.largeSpaces[0]!;
    allocateOld(heap, 'FixedArray', 200_000);
    expect(space.figures().committedBytes).toBe(bytes);
    expect(space.figures().usedBytes).toBe(1_600_016);
  });

  test('a dead one is released by the next full collection', () => {
    const heap = newVerifiedHeap('14.6');
    const before = heap.structure.pages.used;
    for (let i = 0; i < 5; i++) allocateOld(heap, 'FixedArray', 200_000);
    collectFully(heap);
    expect(heap.structure.pages.used).toBe(before);
    expect(heap.structure.largeSpaces[0]!.figures()).toMatchObject({ pages: 0, committedBytes: 0, usedBytes: 0 });
  });

  test('an object larger than its header can say has its size on the page', () => {
    const heap = newVerifiedHeap('14.6');
    const length = 2 ** 21; // words that do not fit the size field
    const root = keep(heap, allocateOld(heap, 'FixedArray', length));
    heap.store(addressIn(heap, root), length + 1, allocateYoung(heap, 'HeapNumber'));
    collectFully(heap);
    expect(heap.sizeWordsAt(addressIn(heap, root))).toBe(length + 2);
    expect(heap.kindAt(heap.load(addressIn(heap, root), length + 1))).toBe(kindOf('HeapNumber'));
  });
});

describe('young large objects', () => {
  test.each(['minor', 'major'] as const)('change their space at the first %s collection they survive', (kind) => {
    const heap = newVerifiedHeap('14.6');
    const root = keep(heap, allocateYoung(heap, 'FixedArray', 200_000));
    const address = addressIn(heap, root);
    heap.store(address, 2, allocateYoung(heap, 'HeapNumber'));
    expect(spaceNameOf(heap, address)).toBe('new_large_object_space');
    expect(heap.structure.pages.flags[pageOf(address)]).toBe(LARGE | TO);
    if (kind === 'minor') scavenge(heap);
    else collectFully(heap);
    expect(addressIn(heap, root)).toBe(address);
    expect(spaceNameOf(heap, address)).toBe('large_object_space');
    expect(heap.structure.pages.hasFlag(pageOf(address), YOUNG)).toBe(false);
    const { promotedBytes, copiedBytes } = heap.collection.recorder.last!;
    expect([promotedBytes, copiedBytes]).toEqual(kind === 'minor' ? [1_600_016, 16] : [1_600_032, 0]);
  });

  test('three of 320,016 bytes fit beside one megabyte of new space: the fourth comes after a scavenge', () => {
    const heap = newVerifiedHeap('14.6');
    const scavenges: number[] = [];
    for (let i = 0; i < 10; i++) {
      allocateYoung(heap, 'FixedArray', 40_000);
      scavenges.push(heap.collection.recorder.records.length);
    }
    expect(scavenges).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 3]);
  });

  test('dead ones are all released by a scavenge', () => {
    const heap = newVerifiedHeap('14.6');
    const before = heap.structure.pages.used;
    for (let i = 0; i < 3; i++) allocateYoung(heap, 'FixedArray', 40_000);
    scavenge(heap);
    expect(heap.structure.newLargeSpace!.figures()).toMatchObject({ pages: 0, usedBytes: 0, committedBytes: 0 });
    expect(heap.structure.largeSpaces[0]!.figures().pages).toBe(0);
    expect(heap.structure.pages.used).toBe(before + 1); // to-space has its first page
  });

  test('the textbook heap has none: they are old at once', () => {
    const heap = newHeap('classic');
    expect(spaceNameOf(heap, allocateYoung(heap, 'FixedArray', 40_000))).toBe('large_object_space');
  });

  test('young ones beyond the capacity raise it until new space is resized', () => {
    const heap = newHeap('14.6');
    const space = heap.structure.newLargeSpace!;
    const before = space.capacityBytes;
    const bytes = space.usedBytes;
    allocateYoung(heap, 'FixedArray', 2 * (before / 8));
    expect(space.capacityBytes).toBe(bytes + 2 * before + 16);
    scavenge(heap);
    expect(space.usedBytes).toBe(0);
    expect(space.capacityBytes).toBe(2 * before + 16);
  });
});
