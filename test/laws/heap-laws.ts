/**
 * What holds for every heap, whatever its preset and its young collector: a new preset is checked by its row in PRESETS alone.
 *
 * A failure prints fast-check's seed and path; `fc.assert(…, { seed, path })` replays it. How many cases each law gets
 * is law-budget.ts's: 2,000 in `npm test`, 100,000 in `npm run test:soak`.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RecycledArrays } from '../../src/base/array-source.ts';
import { HeapFatalError } from '../../src/heap/fatal.ts';
import type { Heap } from '../../src/heap/heap.ts';
import { PAGE_BYTES, PAGE_WORDS, pageStart } from '../../src/heap/layout/page-geometry.ts';
import { FORCED_CANDIDATE } from '../../src/heap/pages/page-flags.ts';
import { NO_SPACE } from '../../src/heap/pages/page-table.ts';
import { takeCensus } from '../../src/heap/verifier/census.ts';
import type { HeapCase } from '../heap/heap-cases.ts';
import { collectFully, scavenge } from '../heap/heaps.ts';
import type { Operation } from './heap-model.ts';
import { ModelledHeap } from './heap-model.ts';
import { lawRuns } from './law-budget.ts';

const index = fc.nat(1000);
const young = fc.boolean();

const smallObject = fc.oneof(
  fc.record({ type: fc.constantFrom('FixedArray', 'JSObject', 'JSArray', 'Context', 'PropertyArray'), units: fc.nat(40) }),
  fc.record({ type: fc.constantFrom('ByteArray', 'SeqOneByteString', 'FixedDoubleArray'), units: fc.nat(400) }),
  fc.record({ type: fc.constantFrom('HeapNumber', 'ConsString', 'JSMap', 'Symbol'), units: fc.constant(0) }),
);
const anyObject = fc.oneof(
  { weight: 8, arbitrary: smallObject },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('FixedArray' as const), units: fc.integer({ min: 900, max: 6000 }) }) },
  // Around the greatest regular size, and large.
  { weight: 2, arbitrary: fc.record({ type: fc.constant('FixedArray' as const), units: fc.integer({ min: 16_370, max: 40_000 }) }) },
);
const oldObject = fc.oneof(
  { weight: 6, arbitrary: anyObject },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('Map', 'Cell', 'PropertyCell', 'FeedbackCell'), units: fc.constant(0) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('Code' as const), units: fc.integer({ min: 64, max: 200_000 }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('BytecodeArray' as const), units: fc.nat(5000) }) },
);
const retry = fc.constantFrom('last-resort' as const, 'light' as const, 'none' as const);

const mutation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 10, arbitrary: fc.tuple(anyObject, retry).map(([object, how]): Operation => ({ op: 'allocate', ...object, young: true, retry: how })) },
  { weight: 6, arbitrary: fc.tuple(oldObject, retry).map(([object, how]): Operation => ({ op: 'allocate', ...object, young: false, retry: how })) },
  { weight: 4, arbitrary: fc.tuple(smallObject, young, fc.integer({ min: 1, max: 1000 })).map(([object, isYoung, count]): Operation => ({ op: 'garbage', ...object, young: isYoung, count })) },
  { weight: 2, arbitrary: fc.tuple(anyObject, young, fc.integer({ min: 1, max: 12 })).map(([object, isYoung, count]): Operation => ({ op: 'garbage', ...object, young: isYoung, count })) },
  { weight: 14, arbitrary: fc.record({ op: fc.constant('link' as const), from: index, slot: fc.nat(40_000), to: index }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('number' as const), from: index, slot: fc.nat(40_000), value: fc.integer({ min: -(2 ** 30), max: 2 ** 30 - 1 }) }) },
  { weight: 8, arbitrary: fc.record({ op: fc.constant('drop' as const), handle: index }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('watch' as const), handle: index }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 20 }).map((count): Operation => ({ op: 'always-allocate', count })) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom('drop free lists' as const, 'abandon' as const, 'force' as const, 'starve' as const), index).map(([how, handle]): Operation => ({ op: 'disturb', how, handle })) },
);
const collection: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('minor' as const, 'minor' as const, 'major' as const, 'reduce' as const, 'precise' as const, 'last resort' as const).map((how): Operation => ({ op: 'collect', how })) },
  { weight: 3, arbitrary: fc.constantFrom('start' as const, 'step' as const, 'finish' as const).map((how): Operation => ({ op: 'mark', how })) },
);
/** Long ones are rare: what breaks a heap is mostly short, and short ones are quick. */
const program = fc.oneof(
  { weight: 9, arbitrary: fc.array(fc.oneof({ weight: 51, arbitrary: mutation }, { weight: 7, arbitrary: collection }), { maxLength: 30, size: 'max' }) },
  { weight: 1, arbitrary: fc.array(fc.oneof({ weight: 51, arbitrary: mutation }, { weight: 7, arbitrary: collection }), { maxLength: 120, size: 'max' }) },
);

/** Heaps live one after the other, two at most at the same time. */
const tables = [new RecycledArrays(), new RecycledArrays()] as const;

/** Runs the program on a heap whose tables are given back afterwards. */
function onHeap<T>(heapCase: HeapCase, operations: readonly Operation[], look: (modelled: ModelledHeap) => T, which: 0 | 1 = 0): T {
  const modelled = new ModelledHeap(heapCase, tables[which]);
  try {
    for (const one of operations) if (!modelled.apply(one)) break;
    return look(modelled);
  } finally {
    tables[which].recycle(modelled.heap.usedShare);
  }
}

/** A soak may take its time. */
const LONG_MS = 3_600_000;

/** A collection of the law's own may find that the heap is full: then there is nothing to hold. */
function unlessOutOfMemory(holds: () => void): void {
  try {
    holds();
  } catch (error) {
    if (!(error instanceof HeapFatalError)) throw error;
  }
}

export function heapLaws(heapCase: HeapCase): void {
  const numRuns = lawRuns();
  const law = (name: string, holds: (operations: readonly Operation[]) => void): void => {
    test(name, { timeout: LONG_MS }, () => {
      fc.assert(fc.property(program, (operations) => unlessOutOfMemory(() => holds(operations))), { numRuns });
    });
  };

  describe(`a heap of preset ${heapCase.label}`, () => {
    let compared = 0;
    law('keeps exactly the reachable graph through any program, and is sound after each collection', (operations) => {
      onHeap(heapCase, operations, (modelled) => {
        if (modelled.isUsable) modelled.verifier.verifyNow();
        compared += modelled.compared;
      });
    });
    test('which is no law about nothing', () => {
      expect(compared).toBeGreaterThan(numRuns / 2);
    });

    law('holds nothing but what is reachable after a full collection, and comes to rest', (operations) => {
      onHeap(heapCase, operations, ({ heap, isUsable }) => {
        if (!isUsable) return;
        heap.collection.collectPrecisely('testing');
        const census = takeCensus(heap.structure);
        const used = heap.structure.usedBytes();
        expect(used).toBe(census.bytes);
        // Fragmentation shows only once pages are counted anew, so a few more collections may compact.
        let moved = 1;
        for (let i = 0; i < 5 && moved > 0; i++) {
          const addresses = rootAddresses(heap);
          collectFully(heap);
          moved = heap.collection.recorder.last!.movedBytes;
          if (moved === 0) expect(rootAddresses(heap)).toEqual(addresses);
          expect(heap.structure.usedBytes()).toBe(used);
        }
        expect(moved).toBe(0);
        expect(takeCensus(heap.structure)).toEqual(census);
      });
    });

    law('is the same after a minor and a major collection as after a major one', (operations) => {
      const after = (minorFirst: boolean): unknown =>
        onHeap(heapCase, operations, ({ heap, isUsable }) => {
          if (!isUsable) return null;
          if (heap.collection.isMarking) collectFully(heap);
          if (minorFirst) scavenge(heap);
          collectFully(heap);
          // A scavenge takes what dead old objects lead to for alive: the next full collection knows better.
          collectFully(heap);
          return { census: takeCensus(heap.structure), used: heap.structure.usedBytes(), young: heap.structure.youngUsedBytes() };
        });
      expect(after(true)).toEqual(after(false));
    });

    law('changes addresses and nothing else when it compacts', (operations) => {
      onHeap(heapCase, operations, ({ heap, isUsable }) => {
        if (!isUsable) return;
        heap.collection.collectPrecisely('testing');
        const before = { census: takeCensus(heap.structure), spaces: usedBySpace(heap), weak: shown(heap) };
        const { pages, pagedSpaces } = heap.structure;
        for (const space of pagedSpaces) for (const page of space.pageList()) pages.setFlags(page, FORCED_CANDIDATE);
        const usedPages = pagedSpaces.reduce((sum, space) => sum + space.usedBytes, 0);
        collectFully(heap);
        const last = heap.collection.recorder.last!;
        if (last.abortedPages === 0) expect(last.movedBytes).toBe(usedPages);
        expect({ census: takeCensus(heap.structure), spaces: usedBySpace(heap), weak: shown(heap) }).toEqual(before);
      });
    });

    law('balances: what spaces say they use, waste and have free is what they hold', (operations) => {
      onHeap(heapCase, operations, ({ heap, isUsable }) => {
        if (!isUsable) return;
        heap.collection.sweeper.finish();
        let used = 0;
        let committed = 0;
        for (const space of heap.structure.spaces) {
          const figures = space.figures();
          if (space !== heap.structure.readOnlySpace) {
            used += figures.usedBytes;
            committed += figures.committedBytes;
          }
          for (const figure of Object.values(figures)) expect(figure).toBeGreaterThanOrEqual(0);
        }
        for (const space of heap.structure.sweptSpaces) {
          const { usedBytes, availableBytes, wasteBytes, committedBytes, pages } = space.figures();
          expect(usedBytes + availableBytes + wasteBytes).toBe(space.capacityBytes);
          expect(committedBytes).toBe(pages * PAGE_BYTES);
        }
        expect(used).toBe(heap.structure.usedBytes());
        expect(committed).toBe(heap.structure.committedBytes());
      });
    });

    law('has the same bytes after the same program', (operations) => {
      onHeap(heapCase, operations, (first) => {
        expect(onHeap(heapCase, operations, (second) => memoryHash(second.heap), 1)).toBe(memoryHash(first.heap));
      });
    });
  });
}

/** Laws for each preset: the budget is divided among them. */
export const LAWS_OF_A_HEAP = 6;

function rootAddresses(heap: Heap): number[] {
  const { slots, length } = heap.structure.roots.strong;
  return [...slots.subarray(0, length)];
}

function usedBySpace(heap: Heap): readonly (readonly [string, number])[] {
  return heap.structure.spaces.map((space) => [space.name, space.figures().usedBytes] as const);
}

/** Which weak roots show something. */
function shown(heap: Heap): readonly boolean[] {
  const { slots, length } = heap.structure.roots.weak;
  return [...slots.subarray(0, length)].map((value) => value !== 0);
}

/** Of every word of every page in use, and of where the pages are. */
function memoryHash(heap: Heap): number {
  const { pages, words } = heap.structure;
  let hash = 0x811c9dc5;
  for (let page = 0; page < pages.end; page++) {
    if (pages.owner[page] === NO_SPACE) continue;
    hash = Math.imul(hash ^ page ^ (pages.owner[page]! << 16), 0x01000193);
    for (let address = pageStart(page); address < pageStart(page) + PAGE_WORDS; address++) hash = Math.imul(hash ^ words[address]!, 0x01000193);
  }
  return hash >>> 0;
}
