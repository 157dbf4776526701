import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FIXED_ARRAY } from '../../../src/heap/layout/object-layout.ts';
import { PAGE_BYTES, pageOf } from '../../../src/heap/layout/page-geometry.ts';
import { NEVER_ALLOCATE } from '../../../src/heap/pages/page-flags.ts';
import { CLEARED } from '../../../src/heap/layout/tagged-value.ts';
import type { Heap } from '../../../src/heap/heap.ts';
import { verifyHeap } from '../../../src/heap/verifier.ts';
import { casesWithMinorMarkSweep } from '../heap-cases.ts';
import { addressIn, allocateOld, allocateYoung, collectFully, keep, newVerifiedHeap, scavenge, spaceNameOf } from '../heaps.ts';

function minorHeap(preset = '13.6', flags: Record<string, number | boolean> = {}): Heap {
  return newVerifiedHeap(preset, { 'minor-ms': true, ...flags });
}

/** Kept young, promoted, in bytes. */
function lastWork(heap: Heap): [number, number] {
  const { copiedBytes, promotedBytes } = heap.collection.recorder.last!;
  return [copiedBytes, promotedBytes];
}

/** A page of arrays of 1,016 bytes, of which so many in a hundred are kept. Roots. */
function fillPage(heap: Heap, percent: number): number[] {
  const roots: number[] = [];
  const first = allocateYoung(heap, 'FixedArray', 125);
  const page = pageOf(first);
  for (let i = 0, address = first; pageOf(address) === page; i++, address = allocateYoung(heap, 'FixedArray', 125)) {
    if ((i * percent) % 100 < percent) roots.push(keep(heap, address));
  }
  return roots;
}

describe.each(casesWithMinorMarkSweep())('a minor mark-sweep of $label', ({ preset }) => {
  test('leaves survivors where they are', () => {
    const heap = minorHeap(preset);
    const root = keep(heap, allocateYoung(heap, 'FixedArray', 100));
    const address = addressIn(heap, root);
    allocateYoung(heap, 'FixedArray', 200);
    scavenge(heap);
    expect(addressIn(heap, root)).toBe(address);
    expect(heap.ageAt(address)).toBe(1);
    expect(lastWork(heap)).toEqual([816, 0]);
    expect(heap.collection.recorder.last).toMatchObject({ kind: 'minor-mark-sweep', promotedPages: 0, copiedObjects: 1 });
  });

  test('promotes a page that is mostly alive when nothing more was allocated there', () => {
    const heap = minorHeap(preset);
    const roots = fillPage(heap, 60);
    const addresses = roots.map((root) => addressIn(heap, root));
    scavenge(heap); // all of the page was allocated since the beginning
    expect(spaceNameOf(heap, addresses[0]!)).toBe('new_space');
    scavenge(heap);
    expect(roots.map((root) => addressIn(heap, root))).toEqual(addresses);
    expect(new Set(addresses.map((address) => spaceNameOf(heap, address)))).toEqual(new Set(['old_space']));
    expect(heap.collection.recorder.last).toMatchObject({ promotedPages: 1, promotedObjects: roots.length, promotedBytes: roots.length * 1016 });
  });

  test('sets a page free where nothing lives', () => {
    const heap = minorHeap(preset);
    fillPage(heap, 0);
    scavenge(heap);
    expect(heap.structure.newSpace.usedBytes).toBe(0);
    expect(heap.structure.pagedNewSpace!.figures().availableBytes).toBe(heap.structure.pagedNewSpace!.paged.capacityBytes);
  });

  test('keeps what an old object leads to, and what that leads to', () => {
    const heap = minorHeap(preset);
    const old = keep(heap, allocateOld(heap, 'FixedArray', 3));
    const young = allocateYoung(heap, 'FixedArray', 3);
    heap.store(addressIn(heap, old), 3, young);
    const further = allocateYoung(heap, 'FixedArray', 5);
    heap.store(young, 4, further);
    scavenge(heap);
    expect(lastWork(heap)[0]).toBe(40 + 56);
    heap.store(addressIn(heap, old), 3, 0);
    scavenge(heap);
    expect(lastWork(heap)).toEqual([0, 0]);
  });

  test('remembers the young objects that promoted ones lead to', () => {
    const heap = minorHeap(preset);
    const [first] = fillPage(heap, 90);
    scavenge(heap);
    const late = allocateYoung(heap, 'FixedArray', 3); // on another page
    heap.store(addressIn(heap, first!), 4, late);
    expect(heap.structure.oldToNew.has(addressIn(heap, first!) + 4)).toBe(false);
    scavenge(heap);
    expect(spaceNameOf(heap, addressIn(heap, first!))).toBe('old_space');
    expect(spaceNameOf(heap, late)).toBe('new_space');
    expect(heap.structure.oldToNew.has(addressIn(heap, first!) + 4)).toBe(true);
  });

  test('gives a live large object to the old generation, and lets a dead one go', () => {
    const heap = minorHeap(preset);
    const root = keep(heap, allocateYoung(heap, 'FixedArray', 20_000));
    const young = allocateYoung(heap, 'FixedArray', 3);
    heap.store(addressIn(heap, root), 4, young);
    scavenge(heap);
    expect(spaceNameOf(heap, addressIn(heap, root))).toBe('large_object_space');
    expect(heap.structure.oldToNew.has(addressIn(heap, root) + 4)).toBe(true);
    allocateYoung(heap, 'FixedArray', 20_000);
    scavenge(heap);
    expect(heap.structure.newLargeSpace!.isEmpty).toBe(true);
  });

  test('takes the targets of WeakRefs for alive, even where scavenges do not', () => {
    const heap = minorHeap(preset);
    const ref = keep(heap, allocateYoung(heap, 'JSWeakRef'));
    const target = allocateYoung(heap, 'JSObject', 1);
    heap.storeWeak(addressIn(heap, ref), 3, target);
    scavenge(heap);
    expect(heap.load(addressIn(heap, ref), 3)).toBe(target);
    collectFully(heap);
    expect(heap.load(addressIn(heap, ref), 3)).toBe(CLEARED);
  });

  test('never comes while marking runs: the cycle is finished instead', () => {
    const heap = minorHeap(preset);
    heap.collection.startMarking();
    scavenge(heap);
    expect(heap.collection.recorder.last).toMatchObject({ kind: 'mark-compact', collectorReason: 'Incremental marking forced finalization' });
  });

  test('needs no memory of the old generation for its survivors: one megabyte may live in a full heap', () => {
    const heap = minorHeap(preset, { 'max-old-space-size': 1 });
    const root = keep(heap, allocateYoung(heap, 'FixedArray', 8000));
    for (let i = 0; i < 3; i++) scavenge(heap);
    expect(heap.kindAt(addressIn(heap, root))).toBe(FIXED_ARRAY);
  });
});

describe('a page of new space', () => {
  test('is sealed in its fifth collection, and promoted in the next though little of it lives', () => {
    const heap = minorHeap();
    const root = keep(heap, allocateYoung(heap, 'FixedArray', 100));
    const page = pageOf(addressIn(heap, root));
    const history: string[] = [];
    for (let i = 0; i < 6; i++) {
      // Something is allocated on the page each time, as long as that can be.
      allocateYoung(heap, 'FixedArray', 8000);
      scavenge(heap);
      const { pages } = heap.structure;
      history.push(heap.isYoung(addressIn(heap, root)) ? (pages.hasFlag(page, NEVER_ALLOCATE) ? 'sealed' : 'young') : 'old');
    }
    expect(history).toEqual(['young', 'young', 'young', 'young', 'sealed', 'old']);
  });

  test('is not promoted by the collection after it was allocated in last', () => {
    const heap = minorHeap('13.6', { 'minor-ms-page-promotion-max-lab-threshold': 100 });
    const full = fillPage(heap, 90);
    scavenge(heap); // the page after it is the last one now
    expect(spaceNameOf(heap, addressIn(heap, full[0]!))).toBe('old_space');
    const last = keep(heap, allocateYoung(heap, 'FixedArray', 16_000));
    const more = keep(heap, allocateYoung(heap, 'FixedArray', 16_000));
    scavenge(heap);
    expect(spaceNameOf(heap, addressIn(heap, more))).toBe('new_space');
    expect(spaceNameOf(heap, addressIn(heap, last))).toBe('new_space');
  });

  test.each([
    ['12.4', true],
    ['13.6', false],
    ['14.6', false],
  ])('%s: its free memory can be allocated in after it was promoted: %s; if not, it is waste', (preset, soon) => {
    const heap = minorHeap(preset);
    fillPage(heap, 60);
    scavenge(heap);
    scavenge(heap);
    const space = heap.structure.oldSpaceOf(FIXED_ARRAY);
    const [page] = space.pageList();
    expect(soon ? space.figures().availableBytes : space.wasteBytes).toBeGreaterThan(90_000);
    expect(soon ? space.wasteBytes : space.figures().availableBytes).toBe(0);
    expect(pageOf(allocateOld(heap, 'FixedArray', 20)) === page).toBe(soon);
    collectFully(heap);
    heap.collection.sweeper.finish();
    expect(space.figures().availableBytes).toBeGreaterThan(90_000);
  });
});

describe('its size', () => {
  test('doubles in the collection after those whose survivors exceed it', () => {
    const heap = minorHeap('13.6', { 'max-semi-space-size': 4, predictable: true });
    const capacities: number[] = [];
    for (let i = 0; i < 4; i++) {
      for (let bytes = 0; bytes < 450_000; bytes += 10_016) keep(heap, allocateYoung(heap, 'FixedArray', 1250));
      scavenge(heap);
      capacities.push(heap.structure.newSpace.totalCapacityBytes / PAGE_BYTES);
    }
    // 0.45 MB survive the first, 0.9 MB the second: the third one sees that this is more than one.
    expect(capacities).toEqual([4, 4, 8, 8]);
  });

  test('shrinks when memory is to be reduced, never under --predictable', () => {
    for (const predictable of [false, true]) {
      const heap = minorHeap('13.6', { 'max-semi-space-size': 4, 'lazy-new-space-shrinking': true, predictable });
      for (let i = 0; i < 3000; i++) allocateYoung(heap, 'FixedArray', 125);
      expect(heap.structure.newSpace.totalCapacityBytes / PAGE_BYTES).toBe(16);
      scavenge(heap);
      heap.collection.collect({ generation: 'old', reason: 'testing', reduceMemory: true });
      expect(heap.structure.newSpace.totalCapacityBytes / PAGE_BYTES).toBe(predictable ? 16 : 4);
      expect(heap.structure.newSpace.pageList().length).toBeLessThanOrEqual(predictable ? 16 : 4);
      verifyHeap(heap);
    }
  });
});

test('ephemerons, weak arrays, global handles and payloads come out as from a scavenge, whatever is promoted meanwhile', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ young: fc.boolean(), keepKey: fc.boolean(), keepTable: fc.boolean(), page: fc.integer({ min: 0, max: 100 }) }), { maxLength: 12 }), (rows) => {
      const heap = minorHeap();
      const made = rows.map(({ young, keepKey, keepTable, page }) => {
        fillPage(heap, page);
        const map = keep(heap, young ? allocateYoung(heap, 'JSWeakMap') : allocateOld(heap, 'JSWeakMap'));
        const key = keep(heap, allocateYoung(heap, 'JSObject', 1));
        const value = keep(heap, allocateYoung(heap, 'JSObject', 2));
        heap.weakCollections.set(addressIn(heap, map), addressIn(heap, key), addressIn(heap, value));
        const watched = heap.structure.roots.weak.add(addressIn(heap, value));
        heap.structure.roots.strong.remove(value);
        if (!keepKey) heap.structure.roots.strong.remove(key);
        if (!keepTable) heap.structure.roots.strong.remove(map);
        return { map, keepKey, keepTable, watched };
      });
      for (let i = 0; i < 3; i++) scavenge(heap); // a value dies with the collection after its key
      for (const { map, keepKey, keepTable, watched } of made) {
        if (keepTable) expect(heap.weakCollections.counts(addressIn(heap, map)).elements).toBe(keepKey ? 1 : 0);
        if (keepTable && keepKey) expect(heap.structure.roots.weak.get(watched)).not.toBe(0);
      }
      verifyHeap(heap);
    }),
    { numRuns: 40 },
  );
});
