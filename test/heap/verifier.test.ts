/** A verifier that has never found anything proves nothing: here heaps are broken on purpose, one way a test. */
import { describe, expect, test, vi } from 'vitest';
import { InvariantError } from '../../src/base/invariant.ts';
import type { Heap } from '../../src/heap/heap.ts';
import { Marker } from '../../src/heap/collectors/marker.ts';
import { forwardingHeader, makeHeader } from '../../src/heap/layout/header.ts';
import { FIXED_ARRAY, kindOf } from '../../src/heap/layout/object-layout.ts';
import { FROM, LARGE, TO, UNSWEPT } from '../../src/heap/pages/page-flags.ts';
import { HeapVerifier, verifyHeap } from '../../src/heap/verifier.ts';
import { HEAP_CASES } from './heap-cases.ts';
import { addressIn, allocateOld, allocateYoung, collectFully, keep, newHeap, newVerifiedHeap, scavenge } from './heaps.ts';

const pageOf = (address: number): number => address >>> 15;

interface Populated {
  readonly heap: Heap;
  /** Addresses; nothing moves any more. */
  readonly old: number;
  readonly nextOld: number;
  readonly young: number;
  readonly large: number;
  /** A free block of old space between objects. */
  readonly block: number;
}

/** Something of everything: swept old objects with free blocks among them, young ones, a large one. */
function populated(): Populated {
  const heap = newHeap();
  const roots = [...Array(300).keys()].map((i) => keep(heap, allocateOld(heap, 'FixedArray', 10 + (i % 20))));
  for (const root of roots) if (root % 3 === 0) heap.structure.roots.strong.set(root, 0);
  const large = keep(heap, allocateOld(heap, 'FixedArray', 50_000));
  collectFully(heap);
  heap.collection.sweeper.finish();
  const survivor = keep(heap, allocateYoung(heap, 'FixedArray', 20));
  scavenge(heap);
  const [first, second] = roots.filter((root) => addressIn(heap, root) !== 0);
  const old = addressIn(heap, first!);
  heap.store(old, 4, addressIn(heap, survivor));
  let block = 0;
  heap.structure.oldSpaceOf(FIXED_ARRAY).freeList.forEachBlock((candidate, size) => {
    if (size < 100) block = candidate;
  });
  expect(block).toBeGreaterThan(0);
  return { heap, old, nextOld: addressIn(heap, second!), young: addressIn(heap, survivor), large: addressIn(heap, large), block };
}

/** What the verifier says after `damage`, and where. */
function found(damage: (populated: Populated) => void): { message: string; details: Readonly<Record<string, unknown>>; place: Populated } {
  const place = populated();
  verifyHeap(place.heap);
  damage(place);
  try {
    verifyHeap(place.heap);
  } catch (error) {
    if (error instanceof InvariantError) return { message: error.message, details: error.details, place };
    throw error;
  }
  throw new Error('the verifier found nothing');
}

describe('the verifier finds, and names the place of,', () => {
  test('a lost forwarding', () => {
    const { message, details, place } = found(({ heap, old, nextOld }) => {
      heap.structure.words[nextOld] = forwardingHeader(old);
    });
    expect(message).toContain('forwarded');
    expect(details).toMatchObject({ space: 'old_space', page: pageOf(place.nextOld), address: place.nextOld });
  });

  test('a pointer that was not updated', () => {
    const { message, details, place } = found(({ heap, old }) => {
      const stale = heap.structure.semispaces!.fromPages()[0]!;
      heap.structure.words[old + 5] = heap.structure.pages.areaStart[stale]!;
    });
    expect(message).toMatch(/forwarded|from-space/);
    expect(details).toMatchObject({ address: place.old, slotWord: 5, targetSpace: 'new_space' });
  });

  test('a root that was not updated', () => {
    const { message, details } = found(({ heap }) => {
      heap.structure.roots.strong.set(3, heap.structure.pages.areaStart[heap.structure.semispaces!.fromPages()[0]!]!);
    });
    expect(message).toMatch(/forwarded|from-space/);
    expect(details).toMatchObject({ table: 'strong', slot: 3 });
  });

  test('a missed remembered-set entry', () => {
    const { message, details, place } = found(({ heap, old }) => heap.structure.oldToNew.delete(old + 4));
    expect(message).toContain('not in the remembered set');
    expect(details).toMatchObject({ space: 'old_space', address: place.old, slotWord: 4, target: place.young });
  });

  test('a remembered slot that its summary does not tell of', () => {
    const { message, details, place } = found(({ heap, old }) => {
      heap.structure.oldToNew.summary[pageOf(old)] = 0;
    });
    expect(message).toContain('summary');
    expect(details).toMatchObject({ set: 'oldToNew', page: pageOf(place.old) });
  });

  test('a remembered slot in free memory', () => {
    const { message, details, place } = found(({ heap, block }) => heap.structure.oldToNew.insert(block + 4));
    expect(message).toContain('a slot that is none');
    expect(details).toMatchObject({ address: place.block + 4, within: 'a free block' });
  });

  test('a block that was freed twice', () => {
    const { message, details, place } = found(({ heap, block }) => {
      heap.structure.oldSpaceOf(FIXED_ARRAY).freeList.free(block, heap.sizeWordsAt(block));
    });
    expect(message).toContain('on the list twice');
    expect(details).toMatchObject({ space: 'old_space', address: place.block });
  });

  test('an object that was freed alive', () => {
    const { message } = found(({ heap, old }) => {
      heap.structure.oldSpaceOf(FIXED_ARRAY).freeList.free(old, heap.sizeWordsAt(old));
    });
    expect(message).toMatch(/free|no slot|a slot that is none/);
  });

  test('a free block inside an object', () => {
    const { message, details, place } = found(({ heap, old }) => {
      heap.structure.oldSpaceOf(FIXED_ARRAY).freeList.free(old + 6, 3);
    });
    expect(message).toContain('inside something else');
    expect(details).toMatchObject({ address: place.old + 6, within: place.old });
  });

  test('a free block in the wrong category', () => {
    const { message, details, place } = found(({ heap, block }) => {
      heap.structure.words[block] = makeHeader(kindOf('FreeSpace'), 4);
      heap.structure.words[block + 1] = 4;
    });
    expect(message).toContain('wrong category');
    expect(details).toMatchObject({ space: 'old_space', address: place.block });
  });

  test('a category that is linked to itself', () => {
    const { message } = found(({ heap }) => {
      const { freeList } = heap.structure.oldSpaceOf(FIXED_ARRAY);
      const head = freeList.heads.find((pageCategory) => pageCategory >= 0)!;
      freeList.chains.nextPageCategory[head] = head;
    });
    expect(message).toMatch(/reverse|twice/);
  });

  test('an object that is too large for its place', () => {
    const { message, details } = found(({ heap, old }) => {
      heap.structure.words[old] = makeHeader(FIXED_ARRAY, heap.sizeWordsAt(old) + 1);
    });
    expect(message).toMatch(/no size|not have the size|crosses|inside/);
    expect(details).toMatchObject({ space: 'old_space' });
  });

  test('an object that reaches over the end of its page', () => {
    const { message, details, place } = found(({ heap, old }) => {
      heap.structure.words[old] = makeHeader(FIXED_ARRAY, 40_000);
    });
    expect(message).toContain('crosses the end');
    expect(details).toMatchObject({ address: place.old, sizeWords: 40_000 });
  });

  test('an object of a size that its type does not have', () => {
    const { message, details, place } = found(({ heap, old }) => {
      heap.structure.words[old] = makeHeader(kindOf('JSRegExp'), heap.sizeWordsAt(old));
    });
    expect(message).toContain('size of its type');
    expect(details).toMatchObject({ address: place.old, kind: 'JSRegExp' });
  });

  test('a wrong age', () => {
    const { message, details, place } = found(({ heap, young }) => {
      heap.structure.words[young] = makeHeader(FIXED_ARRAY, heap.sizeWordsAt(young));
    });
    expect(message).toContain('age');
    expect(details).toMatchObject({ space: 'new_space', address: place.young, age: 0, belowMark: true });
  });

  test('a mark that a scavenge leaves behind', () => {
    const heap = newVerifiedHeap('classic');
    // Enough to mark that the scavenge does not become the end of marking.
    for (let i = 0; i < 300; i++) keep(heap, allocateOld(heap, 'FixedArray', 1000));
    const host = keep(heap, allocateOld(heap, 'FixedArray', 4));
    heap.store(addressIn(heap, host), 2, allocateYoung(heap, 'FixedArray', 4));
    heap.collection.startMarking();
    heap.collection.advanceMarking(4096);
    expect(heap.structure.marks.has(heap.load(addressIn(heap, host), 2))).toBe(true);
    const moving = vi.spyOn(Marker.prototype, 'moveMark').mockReturnValue(undefined);
    try {
      expect(() => scavenge(heap)).toThrow('a survivor has lost its mark');
    } finally {
      moving.mockRestore();
    }
  });

  test('an overlapping object: a pointer into the middle of another', () => {
    const { message, details, place } = found(({ heap, old, nextOld }) => {
      heap.structure.words[old + 6] = nextOld + 2;
    });
    expect(message).toContain('first word of a live object');
    expect(details).toMatchObject({ address: place.old, target: place.nextOld + 2, inside: place.nextOld });
  });

  test('an overlapping object on an unswept page', () => {
    const { message, details, place } = found(({ heap, old }) => {
      collectFully(heap); // promotes what is young, for which it sweeps
      collectFully(heap);
      const { marks, words } = heap.structure;
      expect(marks.has(old)).toBe(true);
      marks.add(old + 2);
      words[old + 2] = makeHeader(FIXED_ARRAY, 2);
    });
    expect(message).toContain('inside another');
    expect(details).toMatchObject({ space: 'old_space', page: pageOf(place.old), address: place.old + 2 });
  });

  test('a page on two lists', () => {
    const { message, details, place } = found(({ heap, old }) => {
      heap.structure.pagedSpaces.find((space) => space.name === 'trusted_space')!.adoptPage(pageOf(old));
      heap.structure.pages.setOwner(pageOf(old), heap.structure.oldSpaceOf(FIXED_ARRAY).id);
    });
    expect(message).toContain('two lists');
    expect(details).toMatchObject({ page: pageOf(place.old), space: 'trusted_space', other: 'old_space' });
  });

  test('a page that nobody lists', () => {
    const { message, details, place } = found(({ heap, old }) => {
      heap.structure.pages.setOwner(pageOf(old), 200);
    });
    expect(message).toContain('owner');
    expect(details).toMatchObject({ page: pageOf(place.old), owner: 'unknown space 200' });
  });

  test('flags that belong to another space', () => {
    const { message, details, place } = found(({ heap, old }) => heap.structure.pages.setFlags(pageOf(old), FROM));
    expect(message).toContain('flags');
    expect(details).toMatchObject({ space: 'old_space', page: pageOf(place.old) });
  });

  test('different flags within a run', () => {
    const { message, details, place } = found(({ heap, large }) => {
      heap.structure.pages.flags[pageOf(large) + 1] = LARGE | FROM;
    });
    expect(message).toContain('different flags');
    expect(details).toMatchObject({ space: 'large_object_space', page: pageOf(place.large) + 1 });
  });

  test('a page that is unswept but waits for nobody', () => {
    const { message } = found(({ heap, old }) => heap.structure.pages.setFlags(pageOf(old), UNSWEPT));
    expect(message).toContain('sweeper');
  });

  test('a stale mark bit', () => {
    const { message, details, place } = found(({ heap, large }) => heap.structure.marks.add(large));
    expect(message).toContain('mark bit is left over');
    expect(details).toMatchObject({ space: 'large_object_space', address: place.large });
  });

  test('a stale mark bit on a free page', () => {
    const { message } = found(({ heap, large }) => {
      heap.structure.roots.strong.slots.forEach((address, root) => {
        if (address === large) heap.structure.roots.strong.set(root, 0);
      });
      collectFully(heap);
      heap.structure.marks.add((heap.structure.newSpace.pageList()[0]! << 15) + 40);
    });
    expect(message).toContain('mark bit is left over');
  });

  test('a mark without an object, while marking runs', () => {
    const { message, details, place } = found(({ heap, block }) => {
      heap.collection.startMarking();
      heap.structure.marks.add(block);
    });
    expect(message).toContain('marked');
    expect(details).toMatchObject({ address: place.block });
  });

  test('miscounted live words, while marking runs', () => {
    const { message } = found(({ heap, old }) => {
      heap.collection.startMarking();
      heap.collection.advanceMarking(0);
      heap.structure.pages.liveWords[pageOf(old)]! += 1;
    });
    expect(message).toContain('miscounts its marked words');
  });

  test('slots recorded for a compaction that does not run', () => {
    const { message } = found(({ heap, old }) => heap.structure.toMoved.insert(old + 3));
    expect(message).toContain('compacted');
  });

  test.each<[string, (populated: Populated) => void, string]>([
    ['allocated words of a page', ({ heap, old }) => heap.structure.pages.allocatedWords[pageOf(old)]!++, 'allocated words'],
    ['wasted words of a page', ({ heap, old }) => heap.structure.pages.wastedWords[pageOf(old)]!++, 'waste'],
    ['size of a space', ({ heap }) => heap.structure.oldSpaceOf(FIXED_ARRAY).sizeWords++, 'size of a space'],
    ['free words of a space', ({ heap }) => heap.structure.oldSpaceOf(FIXED_ARRAY).freeList.availableWords++, 'miscounts'],
    ['wasted words of a space', ({ heap }) => heap.structure.oldSpaceOf(FIXED_ARRAY).freeList.wastedWords++, 'waste'],
    ['size of a large-object space', ({ heap }) => heap.structure.largeSpaces[0]!.sizeWords++, 'size of a space'],
    ['number of pages', ({ heap }) => heap.structure.pages.used++, 'number of pages'],
    ['number of root slots', ({ heap }) => heap.structure.roots.strong.count++, 'number of root slots'],
    ['age mark', ({ heap }) => (heap.structure.semispaces!.ageMark += 100_000), 'age'],
  ])('a wrong %s', (_counter, damage, message) => {
    expect(found(damage).message).toContain(message);
  });

  test('a root slot that was removed twice', () => {
    const { message } = found(({ heap }) => {
      const slot = heap.structure.roots.strong.add(0);
      heap.structure.roots.strong.remove(slot);
      heap.structure.roots.strong.freed.push(slot);
      heap.structure.roots.strong.count--;
    });
    expect(message).toContain('removed twice');
  });

  test('a pointer to a page that is not in use', () => {
    const { message, details } = found(({ heap, old }) => {
      heap.structure.words[old + 5] = (heap.structure.pages.capacity - 1) << 15;
    });
    expect(message).toContain('page that is not in use');
    expect(details).toMatchObject({ space: 'old_space', slotWord: 5 });
  });
});

describe('the verifier changes nothing', () => {
  test.each(HEAP_CASES)('and finds nothing in a sound heap of $label', ({ preset, flags }) => {
    const heap = newHeap(preset, flags);
    const root = keep(heap, allocateOld(heap, 'FixedArray', 10));
    heap.store(addressIn(heap, root), 2, allocateYoung(heap, 'JSArray', 5));
    const before = [...heap.structure.words.subarray(0, 4 << 15)];
    const report = verifyHeap(heap);
    expect([...heap.structure.words.subarray(0, 4 << 15)]).toEqual(before);
    const oddballs = heap.structure.readOnlySpace === null ? 0 : 5;
    expect(report).toMatchObject({ objects: 3 + oddballs, pointers: 2, rememberedPointers: 1, objectBytes: 96 + 32 + 56 + oddballs * 48 });
  });
});

describe('hooked to a heap, it', () => {
  test('checks every collection and can be asked any time', () => {
    const heap = newHeap();
    const verifier = new HeapVerifier(heap);
    verifier.install();
    keep(heap, allocateYoung(heap, 'FixedArray', 10));
    scavenge(heap);
    collectFully(heap);
    expect(verifier.runs).toBe(2);
    expect(verifier.verifyNow().objects).toBe(6);
    expect(verifier.runs).toBe(3);
  });

  test('leaves what was hooked before in place', () => {
    const heap = newHeap();
    const called: string[] = [];
    heap.collection.beforeCollection = () => called.push('before');
    heap.collection.afterCollection = () => called.push('after');
    new HeapVerifier(heap).install();
    scavenge(heap);
    expect(called).toEqual(['before', 'after']);
  });

  test.each<[string, (heap: Heap, address: number) => void]>([
    ['loses an object', (heap, address) => (heap.structure.words[address + 2] = 0)],
    ['changes a number', (heap, address) => (heap.structure.words[address + 3] = -7)],
    ['turns a pointer elsewhere', (heap, address) => (heap.structure.words[address + 2] = address)],
  ])('finds a collection that %s', (_what, damage) => {
    const heap = newHeap();
    const root = keep(heap, allocateOld(heap, 'FixedArray', 10));
    heap.store(addressIn(heap, root), 2, allocateOld(heap, 'HeapNumber'));
    new HeapVerifier(heap).install();
    // As if the collection itself had done it: after the census before, and before the one after.
    const verify = heap.collection.afterCollection!;
    heap.collection.afterCollection = () => {
      damage(heap, addressIn(heap, root));
      verify();
    };
    expect(() => collectFully(heap)).toThrow('changed the reachable graph');
  });
});

describe('in one paged new space, it finds', () => {
  /** A quarter of four pages alive, one page swept. */
  function paged(): Heap {
    const heap = newHeap('13.6', { 'minor-ms': true });
    for (let i = 0; i < 1000; i++) {
      const address = allocateYoung(heap, 'FixedArray', 125);
      if (i % 4 === 0) keep(heap, address);
    }
    scavenge(heap);
    allocateYoung(heap, 'FixedArray', 10);
    heap.structure.newSpace.closeArea();
    return heap;
  }
  const sweptPage = ({ structure }: Heap): number => structure.newSpace.pageList().find((page) => !structure.pages.hasFlag(page, UNSWEPT))!;
  const unsweptPage = ({ structure }: Heap): number => structure.newSpace.pageList().find((page) => structure.pages.hasFlag(page, UNSWEPT))!;

  test.each<readonly [what: string, damage: (heap: Heap) => unknown, message: string]>([
    ['what was allocated lately', (heap) => (heap.structure.pagedNewSpace!.labWords[sweptPage(heap)] = 40_000), 'allocated on it since'],
    ['what was allocated on an unswept page', (heap) => (heap.structure.pagedNewSpace!.labWords[unsweptPage(heap)] = 8), 'allocated on it since'],
    ['a page that is not young', (heap) => heap.structure.pages.clearFlags(sweptPage(heap), TO), 'flags'],
    ['a page that from-space has', (heap) => heap.structure.pages.setFlags(sweptPage(heap), FROM), 'flags'],
    ['a lost mark of a page that waits', (heap) => heap.structure.marks.clearPage(heap.structure.pages, unsweptPage(heap)), 'live'],
    ['a page that nobody will sweep', (heap) => heap.structure.pages.clearFlags(unsweptPage(heap), UNSWEPT), 'sweeper'],
    ['free words miscounted', (heap) => heap.structure.pagedNewSpace!.paged.freeList.availableWords++, 'miscounts'],
    ['its size', (heap) => heap.structure.pagedNewSpace!.paged.sizeWords++, 'size of a space'],
    ['its waste', (heap) => heap.structure.pagedNewSpace!.paged.freeList.wastedWords++, 'waste'],
  ])('%s', (_what, damage, message) => {
    const heap = paged();
    verifyHeap(heap);
    damage(heap);
    expect(() => verifyHeap(heap)).toThrow(message);
  });

  test('a slot of a young page in the remembered set', () => {
    const heap = paged();
    heap.structure.oldToNew.insert(heap.structure.pages.areaStart[sweptPage(heap)]! + 2);
    expect(() => verifyHeap(heap)).toThrow('not old');
  });
});
