import { describe, expect, test } from 'vitest';
import type { Heap } from '../../../src/heap/heap.ts';
import { encodeSmi } from '../../../src/heap/layout/tagged-value.ts';
import type { Census } from '../../../src/heap/verifier/census.ts';
import { takeCensus } from '../../../src/heap/verifier/census.ts';
import { addressIn, allocateOld, allocateYoung, collectFully, keep, newHeap, scavenge } from '../heaps.ts';

/** A holder whose two elements are arrays of these lengths, held by a root. */
function pairOf(heap: Heap, lengths: readonly [number, number]): number {
  const root = keep(heap, allocateYoung(heap, 'FixedArray', 3));
  lengths.forEach((length, i) => heap.store(addressIn(heap, root), 2 + i, allocateYoung(heap, 'FixedArray', length)));
  return root;
}

function pointToItself(heap: Heap, slot: number): void {
  const address = allocateKept(heap);
  heap.store(address, slot, address);
}

function censusOf(build: (heap: Heap) => void): Census {
  const heap = newHeap();
  build(heap);
  return takeCensus(heap.structure);
}

describe('a census', () => {
  test('counts what is reachable and nothing else', () => {
    const census = censusOf((heap) => {
      pairOf(heap, [1, 2]);
      allocateYoung(heap, 'FixedArray', 100);
    });
    expect(census).toMatchObject({ objects: 3, bytes: 40 + 24 + 32 });
  });

  test('does not depend on addresses, spaces or ages', () => {
    const young = censusOf((heap) => pairOf(heap, [4, 9]));
    const elsewhere = censusOf((heap) => {
      for (let i = 0; i < 50; i++) allocateYoung(heap, 'FixedArray', i);
      pairOf(heap, [4, 9]);
    });
    const old = censusOf((heap) => {
      pairOf(heap, [4, 9]);
      scavenge(heap);
      scavenge(heap);
      collectFully(heap);
    });
    expect(elsewhere).toEqual(young);
    expect(old).toEqual(young);
  });

  test.each<[string, (heap: Heap) => void, (heap: Heap) => void]>([
    ['the order of slots', (heap) => pairOf(heap, [1, 2]), (heap) => pairOf(heap, [2, 1])],
    ['sharing', (heap) => pairOf(heap, [1, 1]), (heap) => {
      const root = pairOf(heap, [1, 0]);
      heap.store(addressIn(heap, root), 3, heap.load(addressIn(heap, root), 2));
      keep(heap, allocateOld(heap, 'FixedArray', 1));
    }],
    ['small integers', (heap) => heap.store(allocateKept(heap), 2, encodeSmi(1)), (heap) => heap.store(allocateKept(heap), 2, encodeSmi(2))],
    ['an empty slot and the integer 0', (heap) => heap.store(allocateKept(heap), 2, encodeSmi(0)), (heap) => heap.store(allocateKept(heap), 2, 0)],
    ['kinds', (heap) => keep(heap, allocateOld(heap, 'FixedArray', 2)), (heap) => keep(heap, allocateOld(heap, 'PropertyArray', 2))],
    ['cycles', (heap) => pointToItself(heap, 2), (heap) => pointToItself(heap, 3)],
  ])('tells %s apart', (_what, one, other) => {
    expect(censusOf(one).hash).not.toBe(censusOf(other).hash);
  });

  test('can be taken again and again with the same result', () => {
    const heap = newHeap();
    pairOf(heap, [3, 5]);
    expect(takeCensus(heap.structure)).toEqual(takeCensus(heap.structure));
  });
});

/** The address of an old array in root slot 1. */
function allocateKept(heap: Heap): number {
  return addressIn(heap, keep(heap, allocateOld(heap, 'FixedArray', 4)));
}
