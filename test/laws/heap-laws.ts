/**
 * What holds for every heap, whatever its preset: a new preset is checked by its row in PRESETS alone.
 *
 * A failure prints fast-check's seed and path; `fc.assert(…, { seed, path })` replays it.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Preset } from '../../src/flags/presets/index.ts';
import type { Heap } from '../../src/heap/heap.ts';
import { PAGE_WORDS, pageStart } from '../../src/heap/layout/page-geometry.ts';
import { NO_SPACE } from '../../src/heap/pages/page-table.ts';
import { takeCensus } from '../../src/heap/verifier/census.ts';
import { collectFully } from '../heap/heaps.ts';
import type { Operation } from './heap-model.ts';
import { ModelledHeap } from './heap-model.ts';

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

const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 10, arbitrary: fc.tuple(anyObject, retry).map(([object, how]): Operation => ({ op: 'allocate', ...object, young: true, retry: how })) },
  { weight: 6, arbitrary: fc.tuple(oldObject, retry).map(([object, how]): Operation => ({ op: 'allocate', ...object, young: false, retry: how })) },
  { weight: 4, arbitrary: fc.tuple(smallObject, young, fc.integer({ min: 1, max: 3000 })).map(([object, isYoung, count]): Operation => ({ op: 'garbage', ...object, young: isYoung, count })) },
  { weight: 2, arbitrary: fc.tuple(anyObject, young, fc.integer({ min: 1, max: 12 })).map(([object, isYoung, count]): Operation => ({ op: 'garbage', ...object, young: isYoung, count })) },
  { weight: 14, arbitrary: fc.record({ op: fc.constant('link' as const), from: index, slot: fc.nat(40_000), to: index }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('number' as const), from: index, slot: fc.nat(40_000), value: fc.integer({ min: -(2 ** 30), max: 2 ** 30 - 1 }) }) },
  { weight: 8, arbitrary: fc.record({ op: fc.constant('drop' as const), handle: index }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('watch' as const), handle: index }) },
  { weight: 4, arbitrary: fc.constantFrom('minor' as const, 'minor' as const, 'major' as const, 'reduce' as const, 'precise' as const, 'last resort' as const).map((how): Operation => ({ op: 'collect', how })) },
  { weight: 3, arbitrary: fc.constantFrom('start' as const, 'step' as const, 'finish' as const).map((how): Operation => ({ op: 'mark', how })) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 20 }).map((count): Operation => ({ op: 'always-allocate', count })) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom('drop free lists' as const, 'abandon' as const, 'force' as const, 'starve' as const), index).map(([how, handle]): Operation => ({ op: 'disturb', how, handle })) },
);
const program = fc.array(operation, { maxLength: 120, size: 'max' });

function run(preset: Preset, operations: readonly Operation[]): ModelledHeap {
  const modelled = new ModelledHeap(preset.name);
  for (const one of operations) {
    if (!modelled.apply(one)) break;
  }
  return modelled;
}

export function heapLaws(preset: Preset): void {
  describe(`a heap of preset ${preset.name}`, () => {
    test('keeps exactly the reachable graph through any program, and is sound after each collection', () => {
      let collections = 0;
      fc.assert(
        fc.property(program, (operations) => {
          const modelled = run(preset, operations);
          modelled.verifier.verifyNow();
          collections += modelled.compared;
        }),
        { numRuns: 50 },
      );
      expect(collections).toBeGreaterThan(50);
    });

    test('holds nothing but what is reachable after a full collection, and comes to rest', () => {
      fc.assert(
        fc.property(program, (operations) => {
          const { heap } = run(preset, operations);
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
        }),
        { numRuns: 20 },
      );
    });

    test('has the same bytes after the same program', () => {
      fc.assert(
        fc.property(program, (operations) => {
          expect(memoryHash(run(preset, operations).heap)).toBe(memoryHash(run(preset, operations).heap));
        }),
        { numRuns: 6 },
      );
    });
  });
}

function rootAddresses(heap: Heap): number[] {
  const { slots, length } = heap.structure.roots.strong;
  return [...slots.subarray(0, length)];
}

/** Of every word of every page in use, and of where the pages are. */
function memoryHash(heap: Heap): number {
  const { pages, words } = heap.structure;
  let hash = 0x811c9dc5;
  for (let page = 0; page < pages.capacity; page++) {
    if (pages.owner[page] === NO_SPACE) continue;
    hash = Math.imul(hash ^ page ^ (pages.owner[page]! << 16), 0x01000193);
    for (let address = pageStart(page); address < pageStart(page) + PAGE_WORDS; address++) hash = Math.imul(hash ^ words[address]!, 0x01000193);
  }
  return hash >>> 0;
}
