import { describe, expect, test } from 'vitest';
import { FIXED_ARRAY, kindOf } from '../../../src/heap/layout/object-layout.ts';
import { ABORTED, EVACUATION_CANDIDATE } from '../../../src/heap/pages/page-flags.ts';
import type { Heap } from '../../../src/heap/heap.ts';
import { fillPagedSpace, forceEvacuation, sealOldSpace } from '../../../src/heap/space-surgery.ts';
import { addressIn, allocateOld, allocateYoung, collectFully, keep, newVerifiedHeap, spaceNameOf } from '../heaps.ts';

const pageOf = (address: number): number => address >>> 15;
const MANUAL = { 'manual-evacuation-candidates-selection': true };

/** Bytes of a data page's area in 14.6. */
const AREA = 262_128;
/** A tenth of it, in whole words. */
const TENTH = 26_208;

function arrayOfBytes(heap: Heap, bytes: number): number {
  return allocateOld(heap, 'FixedArray', (bytes - 16) / 8);
}

/** Nothing fails but pages; the collection itself must get along. */
function collectWithoutMemory(heap: Heap): void {
  heap.limits.forceOutOfMemory = true;
  collectFully(heap);
  heap.limits.forceOutOfMemory = false;
  heap.collection.sweeper.finish();
}

function isClean(heap: Heap, page: number): boolean {
  const { marks, pages } = heap.structure;
  return marks.next(page << 15, (page + 1) << 15) === -1 && !pages.hasFlag(page, ABORTED | EVACUATION_CANDIDATE);
}

describe('a full collection', () => {
  test('moves every young survivor to the old generation', () => {
    const heap = newVerifiedHeap();
    sealOldSpace(heap);
    const root = keep(heap, allocateYoung(heap, 'FixedArray', 16_382));
    expect(spaceNameOf(heap, addressIn(heap, root))).toBe('new_space');
    collectFully(heap);
    expect(spaceNameOf(heap, addressIn(heap, root))).toBe('old_space');
    expect(heap.structure.newSpace.usedBytes).toBe(0);
  });

  test.each([
    ['11.3', 132_423],
    ['12.4', 132_423],
    ['13.6', 134_680],
    ['14.6', 134_680],
  ] as const)('%s: sets a limit that the next %i maps reach', (preset, maps) => {
    const heap = newVerifiedHeap(preset, { 'incremental-marking': false });
    collectFully(heap);
    const map = kindOf('Map');
    let fitted = 0;
    while (heap.allocate(map, 9, false, 'none') !== 0) fitted++;
    expect(fitted).toBe(maps);
    collectFully(heap);
    expect(heap.allocate(map, 9, false, 'none')).toBeGreaterThan(0);
  });

  test('clears weak slots, follows strong ones and keeps what both show', () => {
    const heap = newVerifiedHeap();
    const { weak } = heap.structure.roots;
    const root = keep(heap, allocateOld(heap, 'FixedArray', 3));
    const watching = [weak.add(addressIn(heap, root)), weak.add(allocateOld(heap, 'FixedArray', 3)), weak.add(allocateYoung(heap, 'FixedArray', 3))];
    collectFully(heap);
    expect(watching.map((slot) => weak.get(slot))).toEqual([addressIn(heap, root), 0, 0]);
  });
});

describe('page promotion', () => {
  // 70 % of the area, rounded down: 183,489 bytes.
  test.each([
    { live: 183_488, moves: true },
    { live: 183_496, moves: false },
  ])('a page with $live live bytes is emptied: $moves', ({ live, moves }) => {
    const heap = newVerifiedHeap();
    const first = keep(heap, allocateYoung(heap, 'FixedArray', 16_382));
    const second = keep(heap, allocateYoung(heap, 'FixedArray', (live - 131_072 - 16) / 8));
    const before = [addressIn(heap, first), addressIn(heap, second)];
    collectFully(heap);
    const after = [addressIn(heap, first), addressIn(heap, second)];
    expect(after.map((address) => spaceNameOf(heap, address))).toEqual(['old_space', 'old_space']);
    if (moves) expect(after).not.toEqual(before);
    else expect(after).toEqual(before);
    expect(heap.collection.recorder.last!.promotedPages).toBe(moves ? 0 : 1);
    expect(heap.collection.recorder.last!.promotedBytes).toBe(live);
  });

  test('with a threshold of 0 a full new space moves whole, page by page', () => {
    const heap = newVerifiedHeap('14.6', { 'page-promotion-threshold': 0 });
    const roots: number[] = [];
    for (let i = 0; i < 4; i++) {
      roots.push(keep(heap, allocateYoung(heap, 'FixedArray', 16_382)));
      roots.push(keep(heap, allocateYoung(heap, 'FixedArray', 16_380)));
    }
    const before = roots.map((root) => addressIn(heap, root));
    collectFully(heap);
    expect(roots.map((root) => addressIn(heap, root))).toEqual(before);
    expect(heap.collection.recorder.last!.promotedPages).toBe(4);
    heap.collection.sweeper.finish();
    expect(heap.structure.oldSpaceOf(FIXED_ARRAY).usedBytes).toBe(4 * AREA);
  });
});

describe('pages that moved whole', () => {
  test('are not swept for what is emptied after them', () => {
    const heap = newVerifiedHeap('14.6');
    const { newSpace } = heap.structure;
    // Three pages of pairs, the second of each dead, small as mementos: scraps, were the pages swept. Then one page to be emptied.
    for (let i = 0; newSpace.usedPages().length < 4; i++) {
      const live = allocateYoung(heap, 'FixedArray', 14);
      if (newSpace.usedPages().length < 4 || i % 4 === 0) keep(heap, live);
      allocateYoung(heap, 'FixedArray', 0);
    }
    collectFully(heap);
    expect(heap.collection.recorder.last!.promotedPages).toBe(3);
    expect(heap.limits.consumedBytes()).toBe(heap.structure.oldGenerationUsedBytes());
    expect(heap.collection.sweeper.waitingPages(heap.structure.oldSpaceOf(FIXED_ARRAY))).toHaveLength(3);
  });
});

describe('compaction', () => {
  test('empties a forced page and updates roots and slots', () => {
    const heap = newVerifiedHeap('14.6', MANUAL);
    const space = heap.structure.oldSpaceOf(FIXED_ARRAY);
    sealOldSpace(heap);
    const array = keep(heap, allocateOld(heap, 'FixedArray', 10));
    const before = addressIn(heap, array);
    allocateOld(heap, 'FixedArray', 100);
    const target = allocateOld(heap, 'FixedArray', 100);
    heap.store(before, 2, target);
    fillPagedSpace(heap, space);
    allocateOld(heap, 'FixedArray', 100);
    expect(forceEvacuation(heap, before)).toBe(true);
    collectFully(heap);
    const after = addressIn(heap, array);
    expect(pageOf(after)).not.toBe(pageOf(before));
    expect(heap.load(after, 2)).not.toBe(target);
    expect(heap.sizeWordsAt(heap.load(after, 2))).toBe(102);
    expect(space.pageList()).not.toContain(pageOf(before));
    expect(heap.collection.recorder.last).toMatchObject({ evacuatedPages: 1, movedBytes: 96 + 816 });
  });

  test('updates slots of large objects that were stored while marking ran', () => {
    const heap = newVerifiedHeap('14.6', MANUAL);
    fillPagedSpace(heap, heap.structure.oldSpaceOf(FIXED_ARRAY));
    const literal = keep(heap, allocateOld(heap, 'FixedArray', 4));
    const before = addressIn(heap, literal);
    forceEvacuation(heap, before);
    const large = keep(heap, allocateOld(heap, 'FixedArray', 1_000_000));
    heap.collection.startMarking();
    for (let i = 0; i < 1_000_000; i += 100_000) heap.store(addressIn(heap, large), 2 + i, addressIn(heap, literal));
    heap.collection.advanceMarking(0);
    collectFully(heap);
    expect(addressIn(heap, literal)).not.toBe(before);
    for (let i = 0; i < 1_000_000; i += 100_000) expect(heap.load(addressIn(heap, large), 2 + i)).toBe(addressIn(heap, literal));
  });

  test('empties twenty nearly empty pages into one', () => {
    const heap = newVerifiedHeap('14.6', { 'page-promotion': false });
    const space = heap.structure.oldSpaceOf(FIXED_ARRAY);
    keep(heap, allocateOld(heap, 'FixedArray', 1));
    const pages = space.pageList().length;
    for (let i = 0; i < 20; i++) {
      fillPagedSpace(heap, space);
      keep(heap, allocateOld(heap, 'FixedArray', 1));
    }
    expect(space.pageList()).toHaveLength(pages + 20);
    for (let i = 0; i < 3; i++) collectFully(heap);
    expect(space.pageList().length - pages).toBeLessThanOrEqual(10);
    heap.collection.collectAllAvailable('testing');
    expect(space.pageList().length).toBeLessThanOrEqual(pages);
  });

  test('moves nothing once the heap is compact', () => {
    const heap = newVerifiedHeap('14.6', { 'compact-on-every-full-gc': false });
    const roots = [...Array(3000).keys()].map((i) => keep(heap, allocateOld(heap, 'FixedArray', i % 50)));
    for (const root of roots) if (root % 4 !== 0) heap.structure.roots.strong.remove(root);
    collectFully(heap);
    collectFully(heap);
    const before = roots.map((root) => addressIn(heap, root));
    collectFully(heap);
    expect(roots.map((root) => addressIn(heap, root))).toEqual(before);
    expect(heap.collection.recorder.last!.movedBytes).toBe(0);
  });
});

describe('compaction without memory', () => {
  test('leaves a full page as it is', () => {
    const heap = newVerifiedHeap('14.6', MANUAL);
    sealOldSpace(heap);
    const roots = [keep(heap, arrayOfBytes(heap, 131_072)), keep(heap, arrayOfBytes(heap, AREA - 131_072))];
    const before = roots.map((root) => addressIn(heap, root));
    expect(pageOf(before[0]!)).toBe(pageOf(before[1]!));
    forceEvacuation(heap, before[0]!);
    const pages = heap.structure.pages.used;
    collectWithoutMemory(heap);
    expect(roots.map((root) => addressIn(heap, root))).toEqual(before);
    expect(isClean(heap, pageOf(before[0]!))).toBe(true);
    expect(heap.structure.pages.used).toBe(pages);
    expect(heap.collection.recorder.last).toMatchObject({ movedBytes: 0, abortedPages: 1, evacuatedPages: 0 });
  });

  test('moves what fits elsewhere and stops at the first that does not', () => {
    const heap = newVerifiedHeap('14.6', MANUAL);
    sealOldSpace(heap);
    const roots = [...Array(10).keys()].map(() => keep(heap, arrayOfBytes(heap, TENTH)));
    roots.push(keep(heap, arrayOfBytes(heap, AREA - 10 * TENTH)));
    const page = pageOf(addressIn(heap, roots[0]!));
    const held = [...Array(3).keys()].map(() => keep(heap, arrayOfBytes(heap, TENTH)));
    const other = pageOf(addressIn(heap, held[0]!));
    forceEvacuation(heap, addressIn(heap, roots[0]!));
    collectWithoutMemory(heap);
    const pagesAfter = roots.map((root) => pageOf(addressIn(heap, root)));
    expect(pagesAfter).toEqual([...Array<number>(7).fill(other), ...Array<number>(4).fill(page)]);
    expect(isClean(heap, page)).toBe(true);
    expect(heap.collection.recorder.last).toMatchObject({ movedBytes: 7 * TENTH, abortedPages: 1 });
  });

  test('updates pointers between objects that moved and objects that stayed on the page', () => {
    const heap = newVerifiedHeap('14.6', MANUAL);
    const root = keep(heap, allocateOld(heap, 'FixedArray', 10));
    sealOldSpace(heap);
    let previous = 0;
    let page = 0;
    for (let i = 0; i < 11; i++) {
      const array = arrayOfBytes(heap, i < 10 ? TENTH : AREA - 10 * TENTH);
      if (previous !== 0) heap.store(array, 2, previous);
      previous = array; // old objects do not move while no collection runs
      page = pageOf(array);
    }
    heap.store(addressIn(heap, root), 2, previous);
    const held = [1, 2].map(() => keep(heap, arrayOfBytes(heap, TENTH)));
    const other = pageOf(addressIn(heap, held[0]!));
    forceEvacuation(heap, previous);
    collectWithoutMemory(heap);
    const chain: number[] = [];
    for (let array = heap.load(addressIn(heap, root), 2); array !== 0 && chain.length < 20; array = heap.load(array, 2)) chain.push(pageOf(array));
    expect(chain).toEqual([...Array<number>(3).fill(page), ...Array<number>(8).fill(other)]);
    expect(isClean(heap, page)).toBe(true);
  });

  test('of two pages, pointers into the one given up first survive the emptying of the other', () => {
    const heap = newVerifiedHeap('14.6', MANUAL);
    sealOldSpace(heap);
    // Two full pages of ten objects, each of which points to its counterpart; and room for a few of them.
    const first = [...Array(10).keys()].map(() => keep(heap, arrayOfBytes(heap, TENTH)));
    keep(heap, arrayOfBytes(heap, AREA - 10 * TENTH));
    const second = [...Array(10).keys()].map(() => keep(heap, arrayOfBytes(heap, TENTH)));
    keep(heap, arrayOfBytes(heap, AREA - 10 * TENTH));
    for (let i = 0; i < 5; i++) keep(heap, arrayOfBytes(heap, TENTH));
    for (let i = 0; i < 10; i++) {
      heap.store(addressIn(heap, first[i]!), 2, addressIn(heap, second[9 - i]!));
      heap.store(addressIn(heap, second[i]!), 2, addressIn(heap, first[9 - i]!));
    }
    forceEvacuation(heap, addressIn(heap, first[0]!));
    forceEvacuation(heap, addressIn(heap, second[0]!));
    collectWithoutMemory(heap);
    expect(heap.collection.recorder.last!.abortedPages).toBe(2);
    for (let i = 0; i < 10; i++) {
      expect(heap.load(addressIn(heap, first[i]!), 2)).toBe(addressIn(heap, second[9 - i]!));
      expect(heap.load(addressIn(heap, second[i]!), 2)).toBe(addressIn(heap, first[9 - i]!));
    }
  });
});

describe('marking in steps', () => {
  test('what was stored somewhere meanwhile survives that cycle, dead or not; what never was does not', () => {
    const heap = newVerifiedHeap('14.6');
    const holder = keep(heap, allocateOld(heap, 'FixedArray', 1));
    heap.collection.startMarking();
    allocateYoung(heap, 'FixedArray', 50);
    heap.store(addressIn(heap, holder), 2, allocateYoung(heap, 'FixedArray', 100));
    heap.store(addressIn(heap, holder), 2, 0);
    collectFully(heap);
    expect(heap.structure.usedBytes()).toBe(24 + 816);
    expect(heap.collection.recorder.last!.incremental).toBe(true);
    collectFully(heap);
    expect(heap.structure.usedBytes()).toBe(24);
  });

  test('new space then grows past its capacity instead of being scavenged', () => {
    const heap = newVerifiedHeap('14.6');
    for (let i = 0; i < 3000; i++) keep(heap, allocateOld(heap, 'FixedArray', 100)); // 37 steps
    heap.collection.startMarking();
    for (let i = 0; i < 2500; i++) allocateYoung(heap, 'FixedArray', 100);
    expect(heap.structure.newSpace.usedBytes).toBeGreaterThan(heap.structure.newSpace.capacityBytes);
    expect(heap.collection.recorder.records).toHaveLength(0);
    heap.collection.collect({ generation: 'young', reason: 'testing' });
    expect(heap.collection.recorder.last!.collectorReason).toBe('Incremental marking forced finalization');
  });

  test('the program ends a cycle when a step has left nothing to follow', () => {
    const heap = newVerifiedHeap('14.6');
    for (let i = 0; i < 200; i++) keep(heap, allocateOld(heap, 'FixedArray', 100)); // 163,200 bytes: three steps
    heap.collection.startMarking();
    for (let i = 0; i < 240; i++) allocateYoung(heap, 'FixedArray', 100);
    expect(heap.collection.recorder.records).toHaveLength(0);
    for (let i = 0; i < 10; i++) allocateYoung(heap, 'FixedArray', 100);
    expect(heap.collection.recorder.records).toMatchObject([{ reason: 'finalize incremental marking via stack guard', incremental: true }]);
    expect(heap.collection.markingState).toBe('stopped');
  });

  test('what only the stack or local handles hold is left to the pause', () => {
    const heap = newVerifiedHeap('14.6');
    const { stack, locals, strong } = heap.structure.roots;
    const held = [stack, locals, strong].map((table) => table.add(allocateOld(heap, 'FixedArray', 100)));
    heap.collection.startMarking();
    heap.collection.advanceMarking(0);
    const isMarked = (address: number): boolean => heap.structure.marks.has(address);
    expect([stack.get(held[0]!), locals.get(held[1]!), strong.get(held[2]!)].map(isMarked)).toEqual([false, false, true]);
    collectFully(heap);
    expect(heap.structure.usedBytes()).toBe(3 * 816);
  });

  test('a large array is visited in chunks, and completely', () => {
    const heap = newVerifiedHeap('12.4');
    const holder = keep(heap, allocateOld(heap, 'FixedArray', 50_000));
    const last = allocateOld(heap, 'FixedArray', 1);
    heap.store(addressIn(heap, holder), 2 + 49_999, last);
    heap.collection.startMarking();
    for (let i = 0; i < 3; i++) heap.collection.advanceMarking(64 * 1024);
    expect(heap.structure.marks.has(last)).toBe(false);
    heap.collection.advanceMarking(64 * 1024);
    expect(heap.structure.marks.has(last)).toBe(true);
  });
});

/**
 * Dead memory is reused while the collection still updates pointers. Raw data that looks like the old address of
 * something that has moved would be "updated" if a slot were left there: the census counts contents too.
 */
describe('slots in objects that die are forgotten when their memory is freed:', () => {
  const RAW_WORD = 2;

  test('those of the remembered set', () => {
    const heap = newVerifiedHeap('14.6', MANUAL);
    const space = heap.structure.oldSpaceOf(FIXED_ARRAY);
    keep(heap, allocateOld(heap, 'FixedArray', 3));
    const dying = allocateOld(heap, 'FixedArray', 3);
    fillPagedSpace(heap, space);
    const young = keep(heap, allocateYoung(heap, 'FixedDoubleArray', 3));
    heap.store(dying, RAW_WORD, addressIn(heap, young));
    heap.structure.words[addressIn(heap, young) + RAW_WORD] = addressIn(heap, young);
    collectFully(heap);
    expect(addressIn(heap, young)).toBe(dying);
  });

  test('those recorded for compaction', () => {
    const heap = newVerifiedHeap('14.6', MANUAL);
    const space = heap.structure.oldSpaceOf(FIXED_ARRAY);
    const target = keep(heap, allocateOld(heap, 'FixedDoubleArray', 3));
    heap.structure.words[addressIn(heap, target) + RAW_WORD] = addressIn(heap, target);
    fillPagedSpace(heap, space);
    keep(heap, allocateOld(heap, 'FixedArray', 3));
    const dying = allocateOld(heap, 'FixedArray', 3);
    space.closeArea();
    forceEvacuation(heap, addressIn(heap, target));
    heap.collection.startMarking();
    heap.store(dying, RAW_WORD, addressIn(heap, target));
    expect(heap.structure.toMoved.has(dying + RAW_WORD)).toBe(true);
    heap.collection.advanceMarking(0);
    collectFully(heap);
    expect(addressIn(heap, target)).toBe(dying);
  });
});
