import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findPreset } from '../../src/flags/presets/index.ts';
import type { Heap } from '../../src/heap/heap.ts';
import { CLEARED, encodeSmi } from '../../src/heap/layout/tagged-value.ts';
import { FORCED_CANDIDATE } from '../../src/heap/pages/page-flags.ts';
import { pageOf } from '../../src/heap/layout/page-geometry.ts';
import type { HeapCase } from './heap-cases.ts';
import { HEAP_CASES } from './heap-cases.ts';
import { addressIn, allocateOld, allocateYoung, collectFully, keep, newVerifiedHeap, scavenge, spaceNameOf } from './heaps.ts';

/** Word of a JSWeakRef that holds its target, and word of element 0 of a WeakFixedArray. */
const TARGET = 3;
const ELEMENT_0 = 2;

function drop(heap: Heap, root: number): void {
  heap.structure.roots.strong.remove(root);
}

/** A WeakRef to a new young object; roots of both. */
function weakRef(heap: Heap, young = true): { readonly ref: number; readonly target: number } {
  const target = keep(heap, allocateYoung(heap, 'JSObject', 1));
  const ref = keep(heap, young ? allocateYoung(heap, 'JSWeakRef') : allocateOld(heap, 'JSWeakRef'));
  heap.storeWeak(addressIn(heap, ref), TARGET, addressIn(heap, target));
  return { ref, target };
}

function targetOf(heap: Heap, ref: number): number {
  return heap.load(addressIn(heap, ref), TARGET);
}

/** Minor mark-sweeps take WeakRefs for strong in every version: measured. */
function clearsWeakRefs({ preset, flags }: HeapCase): boolean {
  return findPreset(preset)!.weakness.scavengesClearTargets && flags['minor-ms'] !== true;
}

for (const heapCase of HEAP_CASES) {
  const clearsTargets = clearsWeakRefs(heapCase);
  describe(`weakness in preset ${heapCase.label}`, () => {
    test.each([true, false])('a WeakRef (young: %s) follows its target, which a scavenge clears only if the version does so', (young) => {
      const heap = newVerifiedHeap(heapCase.preset, heapCase.flags);
      const { ref, target } = weakRef(heap, young);
      scavenge(heap);
      expect(targetOf(heap, ref)).toBe(addressIn(heap, target));
      drop(heap, target);
      collectFully(heap);
      expect(targetOf(heap, ref)).toBe(CLEARED);

      const other = weakRef(heap, young);
      drop(heap, other.target);
      scavenge(heap);
      expect(targetOf(heap, other.ref) === CLEARED).toBe(clearsTargets);
    });

    test('WeakReferencesBasic: a weak word of an old holder is cleared when the last strong handle is gone', () => {
      const heap = newVerifiedHeap(heapCase.preset, heapCase.flags);
      const holder = keep(heap, allocateYoung(heap, 'WeakFixedArray', 1));
      collectFully(heap);
      expect(heap.load(addressIn(heap, holder), ELEMENT_0)).toBe(0);
      const code = keep(heap, allocateOld(heap, 'Code', 256));
      heap.storeWeak(addressIn(heap, holder), ELEMENT_0, addressIn(heap, code));
      collectFully(heap);
      expect(heap.load(addressIn(heap, holder), ELEMENT_0)).toBe(addressIn(heap, code));
      drop(heap, code);
      collectFully(heap);
      expect(heap.load(addressIn(heap, holder), ELEMENT_0)).toBe(CLEARED);
    });

    test('WeakReferencesOldToNewScavenged: an old holder shows the new address of a young object', () => {
      const heap = newVerifiedHeap(heapCase.preset, heapCase.flags);
      const holder = keep(heap, allocateOld(heap, 'WeakFixedArray', 1));
      const array = keep(heap, allocateYoung(heap, 'FixedArray', 1));
      heap.storeWeak(addressIn(heap, holder), ELEMENT_0, addressIn(heap, array));
      scavenge(heap);
      expect(heap.load(addressIn(heap, holder), ELEMENT_0)).toBe(addressIn(heap, array));
    });

    test('WeakArraysBasic: a scavenge keeps what a weak array shows, a full collection only what something else shows', () => {
      const heap = newVerifiedHeap(heapCase.preset, heapCase.flags);
      const array = keep(heap, allocateYoung(heap, 'WeakFixedArray', 4));
      expect(heap.sizeWordsAt(addressIn(heap, array)) * 8).toBe(48);
      let escaped = 0;
      for (const [element, number] of [2016, 2017, 2018, 2019].entries()) {
        const held = keep(heap, allocateYoung(heap, 'FixedArray', 1));
        heap.store(addressIn(heap, held), 2, encodeSmi(number));
        heap.storeWeak(addressIn(heap, array), ELEMENT_0 + element, addressIn(heap, held));
        if (element === 1) escaped = held;
        else drop(heap, held);
      }
      const shown = (element: number): number => heap.load(addressIn(heap, array), ELEMENT_0 + element);
      scavenge(heap);
      expect([0, 1, 2, 3].map((element) => heap.load(shown(element), 2))).toEqual([2016, 2017, 2018, 2019].map(encodeSmi));
      collectFully(heap);
      expect([0, 2, 3].map(shown)).toEqual([CLEARED, CLEARED, CLEARED]);
      expect(shown(1)).toBe(addressIn(heap, escaped));
    });

    test('weakmaps Weakness: a chain of entries dies in one cycle with its first key', () => {
      const heap = newVerifiedHeap(heapCase.preset, heapCase.flags);
      const map = keep(heap, allocateYoung(heap, 'JSWeakMap'));
      const key = keep(heap, allocateYoung(heap, 'JSObject', 1));
      const set = (entryKey: number, value: number): void => heap.weakCollections.set(addressIn(heap, map), addressIn(heap, entryKey), value);
      const object = keep(heap, allocateYoung(heap, 'JSObject', 1));
      const symbol = keep(heap, allocateYoung(heap, 'Symbol'));
      set(key, addressIn(heap, object));
      set(object, encodeSmi(23));
      set(symbol, encodeSmi(23));
      drop(heap, object);
      drop(heap, symbol);
      expect(heap.weakCollections.counts(addressIn(heap, map)).elements).toBe(3);
      heap.collection.collectPrecisely('testing');
      expect(heap.weakCollections.counts(addressIn(heap, map))).toMatchObject({ elements: 2, deleted: 1 });
      drop(heap, key);
      heap.collection.collectPrecisely('testing');
      expect(heap.weakCollections.counts(addressIn(heap, map))).toMatchObject({ elements: 0, deleted: 3 });
    });

    test('a scavenge deletes entries of dead young keys; their values die one collection later', () => {
      const heap = newVerifiedHeap(heapCase.preset, heapCase.flags);
      const map = keep(heap, allocateYoung(heap, 'JSWeakMap'));
      const value = allocateYoung(heap, 'JSObject', 1);
      const watch = heap.structure.roots.weak.add(value);
      const held = keep(heap, value);
      const key = allocateYoung(heap, 'JSObject', 1);
      heap.weakCollections.set(addressIn(heap, map), key, addressIn(heap, held));
      drop(heap, held);
      scavenge(heap);
      expect(heap.weakCollections.counts(addressIn(heap, map)).elements).toBe(0);
      expect(heap.structure.roots.weak.get(watch)).toBeGreaterThan(0);
      scavenge(heap);
      expect(heap.structure.roots.weak.get(watch)).toBe(0);
    });

    test('weak holders that move while marking runs, where a version scavenges then, are still cleared at its end', () => {
      const heap = newVerifiedHeap(heapCase.preset, heapCase.flags);
      const { ref, target } = weakRef(heap);
      const map = keep(heap, allocateYoung(heap, 'JSWeakMap'));
      heap.weakCollections.set(addressIn(heap, map), addressIn(heap, target), encodeSmi(1));
      collectFully(heap); // the target is old now; a map and a reference to it shall be young
      const youngMap = keep(heap, allocateYoung(heap, 'JSWeakMap'));
      const youngRef = keep(heap, allocateYoung(heap, 'JSWeakRef'));
      heap.weakCollections.set(addressIn(heap, youngMap), addressIn(heap, target), encodeSmi(2));
      heap.storeWeak(addressIn(heap, youngRef), TARGET, addressIn(heap, target));
      drop(heap, target);
      heap.collection.startMarking();
      heap.collection.advanceMarking(0);
      scavenge(heap);
      collectFully(heap);
      expect([targetOf(heap, ref), targetOf(heap, youngRef)]).toEqual([CLEARED, CLEARED]);
      expect([map, youngMap].map((each) => heap.weakCollections.counts(addressIn(heap, each)).elements)).toEqual([0, 0]);
    });

    test('weak maps agree with a model that knows only reachability, whatever is collected in between', () => {
      fc.assert(
        fc.property(fc.array(operation, { maxLength: 80, size: 'max' }), (operations) => runWeakMapProgram(heapCase, operations)),
        { numRuns: 60 },
      );
    });
  });
}

const KEYS = 12;
const operation = fc.oneof(
  { weight: 6, arbitrary: fc.record({ op: fc.constant('set' as const), key: fc.nat(KEYS - 1), value: fc.nat(KEYS - 1) }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('delete' as const), key: fc.nat(KEYS - 1) }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('drop' as const), key: fc.nat(KEYS - 1) }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('new' as const), key: fc.nat(KEYS - 1), old: fc.boolean() }) },
  { weight: 5, arbitrary: fc.record({ op: fc.constantFrom('minor' as const, 'minor' as const, 'major' as const, 'start' as const, 'step' as const, 'force' as const) }) },
);
type Operation = typeof operation extends fc.Arbitrary<infer Value> ? Value : never;

/** Keys are numbered; the value of an entry is a key. After each full collection the map holds what the model says. */
function runWeakMapProgram({ preset, flags }: HeapCase, operations: readonly Operation[]): void {
  const heap = newVerifiedHeap(preset, flags);
  const map = keep(heap, allocateYoung(heap, 'JSWeakMap'));
  const mapAt = (): number => addressIn(heap, map);
  /** Root slot by identity; identities that are not here are only reachable through entries, if at all. */
  const held = new Map<number, number>();
  const current: (number | undefined)[] = [];
  const entries = new Map<number, number>();
  let identities = 0;
  for (const step of operations) {
    switch (step.op) {
      case 'new': {
        if (current[step.key] !== undefined) break;
        const identity = identities++;
        const root = keep(heap, step.old ? allocateOld(heap, 'JSObject', 1) : allocateYoung(heap, 'JSObject', 1));
        heap.store(addressIn(heap, root), 3, encodeSmi(identity));
        held.set(identity, root);
        current[step.key] = identity;
        break;
      }
      case 'set': {
        const [key, value] = [current[step.key], current[step.value]];
        if (key === undefined || value === undefined) break;
        heap.weakCollections.set(mapAt(), addressIn(heap, held.get(key)!), addressIn(heap, held.get(value)!));
        entries.set(key, value);
        break;
      }
      case 'delete': {
        const key = current[step.key];
        if (key === undefined) break;
        expect(heap.weakCollections.delete(mapAt(), addressIn(heap, held.get(key)!))).toBe(entries.delete(key));
        break;
      }
      case 'drop': {
        const key = current[step.key];
        if (key === undefined) break;
        drop(heap, held.get(key)!);
        held.delete(key);
        current[step.key] = undefined;
        break;
      }
      case 'minor':
        scavenge(heap);
        break;
      case 'start':
        if (heap.configuration.preset.marking.incremental) heap.collection.startMarking();
        break;
      case 'step':
        heap.collection.advanceMarking(256);
        break;
      case 'force':
        for (const root of held.values()) {
          if (spaceNameOf(heap, addressIn(heap, root)).startsWith('old')) heap.structure.pages.setFlags(pageOf(addressIn(heap, root)), FORCED_CANDIDATE);
        }
        break;
      case 'major':
        heap.collection.collectPrecisely('testing');
        forgetDead(entries, new Set(held.keys()));
        expect(heap.weakCollections.counts(mapAt()).elements).toBe(entries.size);
        break;
    }
  }
  for (const [key, root] of held) {
    const value = heap.weakCollections.get(mapAt(), addressIn(heap, root));
    const expected = entries.get(key);
    expect(value === null ? undefined : heap.load(value, 3)).toBe(expected === undefined ? undefined : encodeSmi(expected));
  }
}

function forgetDead(entries: Map<number, number>, reachable: Set<number>): void {
  for (let before = -1; before !== reachable.size; ) {
    before = reachable.size;
    for (const [key, value] of entries) if (reachable.has(key)) reachable.add(value);
  }
  for (const key of [...entries.keys()]) if (!reachable.has(key)) entries.delete(key);
}

test('a chain of ephemerons longer than the rounds allow is followed to its end', () => {
  const heap = newVerifiedHeap('14.6');
  const map = keep(heap, allocateYoung(heap, 'JSWeakMap'));
  const first = keep(heap, allocateYoung(heap, 'JSObject', 1));
  const links: number[] = [first];
  for (let i = 0; i < 200; i++) links.push(keep(heap, allocateYoung(heap, 'HeapNumber')));
  // The last link first, so that each round finds but one.
  for (let i = links.length - 1; i > 0; i--) {
    heap.weakCollections.set(addressIn(heap, map), addressIn(heap, links[i - 1]!), addressIn(heap, links[i]!));
  }
  for (const link of links.slice(1)) drop(heap, link);
  collectFully(heap);
  expect(heap.weakCollections.counts(addressIn(heap, map))).toEqual({ elements: 200, deleted: 0, capacity: 512 });
  drop(heap, first);
  collectFully(heap);
  expect(heap.weakCollections.counts(addressIn(heap, map))).toMatchObject({ elements: 0, deleted: 200 });
});

test('the table of an empty weak map has 104 bytes, and grows by V8’s rule', () => {
  const heap = newVerifiedHeap('14.6');
  const map = keep(heap, allocateYoung(heap, 'JSWeakMap'));
  const capacities: number[] = [];
  expect(heap.sizeWordsAt(heap.load(addressIn(heap, map), 3)) * 8).toBe(104);
  for (let i = 0; i < 12; i++) {
    const key = keep(heap, allocateYoung(heap, 'JSObject', 1));
    heap.weakCollections.set(addressIn(heap, map), addressIn(heap, key), encodeSmi(i));
    capacities.push(heap.weakCollections.counts(addressIn(heap, map)).capacity);
  }
  expect(capacities).toEqual([4, 4, 4, 8, 8, 16, 16, 16, 16, 16, 16, 32]);
});

describe('a FinalizationRegistry', () => {
  function registered({ preset, flags }: Pick<HeapCase, 'preset' | 'flags'> = { preset: '14.6', flags: {} }): { readonly heap: Heap; readonly registry: number; readonly target: number; readonly posts: () => number } {
    const heap = newVerifiedHeap(preset, flags);
    let posts = 0;
    heap.finalization.onDirty = () => posts++;
    const registry = keep(heap, heap.finalization.create(encodeSmi(7)));
    const target = keep(heap, allocateYoung(heap, 'JSObject', 1));
    heap.finalization.register(addressIn(heap, registry), addressIn(heap, target), encodeSmi(42), addressIn(heap, target));
    return { heap, registry, target, posts: () => posts };
  }

  test('has a callback due once its target has died, with the holdings, and not before', () => {
    const { heap, registry, target, posts } = registered();
    collectFully(heap);
    expect([posts(), heap.finalization.takeDue()]).toEqual([0, null]);
    drop(heap, target);
    collectFully(heap);
    expect(heap.finalization.counts(addressIn(heap, registry))).toEqual({ active: 0, cleared: 1 });
    expect(heap.finalization.takeDue()).toEqual({ registry: addressIn(heap, registry), cleanup: encodeSmi(7), holdings: encodeSmi(42) });
    expect([posts(), heap.finalization.takeDue(), heap.finalization.isDirty]).toEqual([1, null, false]);
  });

  test.each(HEAP_CASES.map((heapCase) => [heapCase.label, clearsWeakRefs(heapCase), heapCase] as const))('of preset %s is told by a young collection: %s', (_, isTold, heapCase) => {
    const { heap, target } = registered(heapCase);
    drop(heap, target);
    scavenge(heap);
    expect(heap.finalization.isDirty).toBe(isTold);
  });

  test('calls nobody back for what was unregistered', () => {
    const { heap, registry, target } = registered();
    expect(heap.finalization.unregister(addressIn(heap, registry), addressIn(heap, target))).toBe(true);
    expect(heap.finalization.unregister(addressIn(heap, registry), addressIn(heap, target))).toBe(false);
    drop(heap, target);
    collectFully(heap);
    expect(heap.finalization.isDirty).toBe(false);
  });

  test('that died itself calls nobody back', () => {
    const { heap, registry, target } = registered();
    drop(heap, target);
    drop(heap, registry);
    collectFully(heap);
    expect(heap.finalization.takeDue()).toBeNull();
  });

  test('that dies while a callback is due calls nobody back', () => {
    const { heap, registry, target } = registered();
    drop(heap, target);
    collectFully(heap);
    drop(heap, registry);
    collectFully(heap);
    expect([heap.finalization.isDirty, heap.finalization.takeDue(), heap.finalization.isDirty]).toEqual([true, null, false]);
  });
});

test('an object kept during a job outlives collections until the job ends', () => {
  const heap = newVerifiedHeap('14.6');
  const { ref, target } = weakRef(heap);
  heap.keptObjects.add(addressIn(heap, target));
  drop(heap, target);
  for (const collect of [scavenge, scavenge, collectFully]) {
    collect(heap);
    expect(targetOf(heap, ref)).toBeGreaterThan(CLEARED);
    heap.keptObjects.add(targetOf(heap, ref));
  }
  expect(heap.keptObjects.count).toBe(1);
  heap.keptObjects.clear();
  collectFully(heap);
  expect(targetOf(heap, ref)).toBe(CLEARED);
});
