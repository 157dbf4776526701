import { describe, expect, test } from 'vitest';
import { encodeSmi } from '../../../src/heap/layout/tagged-value.ts';
import { addressIn, allocateOld, allocateYoung, collectFully, keep, newVerifiedHeap, scavenge } from '../heaps.ts';

const pageOf = (address: number): number => address >>> 15;

describe('the write barrier', () => {
  test('remembers each old slot with a young pointer once', () => {
    const heap = newVerifiedHeap();
    const array = allocateOld(heap, 'FixedArray', 3);
    keep(heap, array);
    const [first, second] = [allocateYoung(heap, 'HeapNumber'), allocateYoung(heap, 'HeapNumber')];
    for (const word of [2, 3, 4]) heap.store(array, word, first);
    heap.store(array, 4, second);
    expect(heap.structure.oldToNew.countPage(pageOf(array))).toBe(3);
  });

  test('remembers nothing for young hosts, old targets, numbers and empty slots', () => {
    const heap = newVerifiedHeap();
    const [old, young] = [allocateOld(heap, 'FixedArray', 3), allocateYoung(heap, 'FixedArray', 3)];
    heap.store(old, 2, allocateOld(heap, 'HeapNumber'));
    heap.store(old, 3, encodeSmi(-5));
    heap.store(old, 4, 0);
    heap.store(young, 2, allocateYoung(heap, 'HeapNumber'));
    expect(heap.structure.oldToNew.count()).toBe(0);
  });

  test('remembers slots in every bucket of a large object', () => {
    const heap = newVerifiedHeap();
    const array = allocateOld(heap, 'FixedArray', 131_072);
    keep(heap, array);
    const number = allocateYoung(heap, 'HeapNumber');
    for (const index of [0, 131_071]) heap.store(array, 2 + index, number);
    expect(heap.structure.oldToNew.count()).toBe(2);
    scavenge(heap);
    expect(heap.load(array, 2)).toBe(heap.load(array, 2 + 131_071));
    expect(heap.isYoung(heap.load(array, 2))).toBe(true);
    scavenge(heap);
    expect(heap.structure.oldToNew.count()).toBe(0);
  });

  test('a slot that is overwritten stays until the next scavenge', () => {
    const heap = newVerifiedHeap();
    const array = allocateOld(heap, 'FixedArray', 3);
    keep(heap, array);
    const number = allocateYoung(heap, 'HeapNumber');
    for (const word of [2, 3, 4]) heap.store(array, word, number);
    heap.store(array, 3, 0);
    expect(heap.structure.oldToNew.countPage(pageOf(array))).toBe(3);
    scavenge(heap);
    expect(heap.structure.oldToNew.countPage(pageOf(array))).toBe(2);
    scavenge(heap);
    expect(heap.structure.oldToNew.countPage(pageOf(array))).toBe(0);
  });

  test('while marking runs, what is stored into a visited object survives', () => {
    const heap = newVerifiedHeap();
    const host = keep(heap, allocateOld(heap, 'FixedArray', 3));
    const hidden = keep(heap, allocateOld(heap, 'FixedArray', 3));
    const target = heap.structure.roots.weak.add(allocateOld(heap, 'FixedArray', 7));
    heap.store(addressIn(heap, hidden), 2, heap.structure.roots.weak.get(target));
    heap.collection.startMarking();
    heap.collection.advanceMarking(0);
    // The only pointer moves from an object that is kept to one that was visited already.
    const late = allocateYoung(heap, 'FixedArray', 5);
    heap.store(addressIn(heap, host), 3, late);
    heap.store(addressIn(heap, host), 2, heap.load(addressIn(heap, hidden), 2));
    heap.store(addressIn(heap, hidden), 2, 0);
    heap.structure.roots.strong.remove(hidden);
    collectFully(heap);
    expect(heap.load(addressIn(heap, host), 2)).toBe(heap.structure.roots.weak.get(target));
    expect(heap.sizeWordsAt(heap.load(addressIn(heap, host), 3))).toBe(7);
    expect(heap.structure.roots.weak.get(target)).toBeGreaterThan(0);
  });
});
