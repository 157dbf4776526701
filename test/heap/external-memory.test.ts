/** Memory outside the heap, by V8's own tests of array buffers and external strings and by what was measured. */
import { describe, expect, test } from 'vitest';
import { MiB } from '../../src/base/units.ts';
import type { Heap } from '../../src/heap/heap.ts';
import { addressIn, allocateOld, allocateYoung, collectFully, keep, newHeap, newVerifiedHeap, scavenge, spaceNameOf } from './heaps.ts';

const PRESETS = ['11.3', '12.4', '13.6', '14.6'];
const figures = ({ external }: Heap): readonly number[] => [external.totalBytes, external.youngBytes, external.holderCount];

describe.each(PRESETS)('array buffers of %s', (preset) => {
  test('are young, then old, then freed, and in no list twice', () => {
    const heap = newVerifiedHeap(preset);
    const root = keep(heap, allocateYoung(heap, 'JSArrayBuffer', 117));
    expect(figures(heap)).toEqual([117, 117, 1]);
    scavenge(heap);
    expect(figures(heap)).toEqual([117, 117, 1]);
    scavenge(heap);
    expect(figures(heap)).toEqual([117, 0, 1]);
    collectFully(heap);
    expect([spaceNameOf(heap, addressIn(heap, root)), heap.external.bytesOf(addressIn(heap, root))]).toEqual(['old_space', 117]);
    heap.structure.roots.strong.set(root, 0);
    collectFully(heap);
    expect(figures(heap)).toEqual([0, 0, 0]);
  });

  test('of dead objects are freed by a scavenge; typed arrays hold their buffers', () => {
    const heap = newVerifiedHeap(preset);
    for (let i = 0; i < 10; i++) allocateYoung(heap, 'JSTypedArray', 1000);
    const root = keep(heap, allocateYoung(heap, 'JSTypedArray', 500));
    expect(figures(heap)).toEqual([10_500, 10_500, 11]);
    scavenge(heap);
    expect(figures(heap)).toEqual([500, 500, 1]);
    expect(heap.sizeWordsAt(addressIn(heap, root)) * 8).toBe(preset < '13' ? 96 : 104);
  });

  test('external strings are old from the beginning', () => {
    const heap = newVerifiedHeap(preset);
    keep(heap, allocateOld(heap, 'ExternalOneByteString', 16));
    allocateOld(heap, 'ExternalTwoByteString', 16);
    expect(figures(heap)).toEqual([48, 0, 2]);
    collectFully(heap);
    expect(figures(heap)).toEqual([16, 0, 1]);
  });

  test('64 MB more than the last full collection left start marking, which further reports end', () => {
    const heap = newVerifiedHeap(preset, { 'max-old-space-size': 512 });
    heap.external.adjustEmbedder(10 * MiB);
    collectFully(heap);
    expect(heap.external.softLimitBytes).toBe(74 * MiB);
    heap.external.adjustEmbedder(64 * MiB);
    expect(heap.collection.isMarking).toBe(false);
    heap.external.adjustEmbedder(1);
    expect(heap.collection.isMarking).toBe(true);
    for (let i = 0; heap.collection.isMarking; i++) {
      expect(i).toBeLessThan(1000);
      heap.external.adjustEmbedder(1);
    }
    expect(heap.collection.recorder.last?.reason).toBe('finalize incremental marking via stack guard');
    expect(heap.external.softLimitBytes).toBe(heap.external.totalBytes + 64 * MiB);
  });

  test('without incremental marking, or beyond half of the old generation’s maximum, there is a full collection at once', () => {
    const atOnce = newVerifiedHeap(preset, { 'incremental-marking': false, 'max-old-space-size': 512 });
    atOnce.external.adjustEmbedder(64 * MiB + 1);
    expect(atOnce.collection.recorder.records).toMatchObject([{ kind: 'mark-compact', reason: 'external memory pressure', reduceMemory: false }]);
    const far = newVerifiedHeap(preset, { 'max-old-space-size': 256 });
    far.external.adjustEmbedder(128 * MiB + 1);
    expect(far.collection.recorder.records).toMatchObject([{ kind: 'mark-compact', reason: 'external memory pressure', reduceMemory: true }]);
  });

  test('bytes outside count against the limit of the old generation, and bytes given back do not', () => {
    const heap = newHeap(preset);
    const before = heap.limits.availableBytes();
    heap.external.adjustEmbedder(10 * MiB);
    expect(heap.limits.availableBytes()).toBe(before - 10 * MiB);
    heap.external.adjustEmbedder(-10 * MiB);
    expect(heap.limits.availableBytes()).toBe(before);
  });
});

test.each([['11.3', 1], ['12.4', 1], ['13.6', 0], ['14.6', 0]])('V8’s test of 1,000 dead buffers of 64 KB: %s scavenges %d time for them', (preset, scavenges) => {
  const heap = newHeap(preset, { 'incremental-marking': false, 'max-semi-space-size': 16 });
  for (let i = 0; i < 1000; i++) allocateYoung(heap, 'JSArrayBuffer', 65_536);
  const { records } = heap.collection.recorder;
  expect(records.filter(({ kind, reason }) => kind === 'scavenge' && reason === 'external memory pressure').length).toBe(scavenges);
  expect(records.filter(({ kind }) => kind === 'mark-compact').length).toBe(0);
});

describe('near the heap limit', () => {
  const fill = (heap: Heap): void => {
    for (;;) keep(heap, allocateYoung(heap, 'FixedArray', 1000));
  };

  test.each(PRESETS)('%s asks for more before it is out of memory, and stops when it gets no more', (preset) => {
    const heap = newVerifiedHeap(preset, { 'max-old-space-size': 16 });
    const asked: number[] = [];
    heap.limits.nearLimitCallback = (maximum) => {
      asked.push(maximum / MiB);
      return asked.length === 1 ? maximum + 8 * MiB : maximum;
    };
    expect(() => fill(heap)).toThrow(/heap limit|CALL_AND_RETRY_LAST/);
    expect(asked[0]).toBe(16);
    expect(asked[1]).toBe(24);
    expect(heap.limits.maximumReservedBytes).toBe(27 * MiB);
    expect(heap.structure.oldGenerationUsedBytes()).toBeGreaterThan(20 * MiB);
  });

  test('a raised limit falls back as far as the objects let it', () => {
    const { limits } = newHeap('14.6');
    limits.maximumOldBytes = 200 * MiB;
    limits.restoreMaximum(64 * MiB, 100 * MiB);
    expect(limits.maximumOldBytes).toBe(125 * MiB);
    limits.restoreMaximum(64 * MiB, 10 * MiB);
    expect(limits.maximumOldBytes).toBe(64 * MiB);
  });
});

test('critical memory pressure: two full collections when much could be freed, one while marking was about to end', () => {
  const heap = newVerifiedHeap('14.6');
  heap.external.adjustEmbedder(30 * MiB);
  heap.collection.notePressure('critical');
  expect(heap.collection.recorder.records).toMatchObject([{ reason: 'memory pressure', reduceMemory: true }, { reason: 'memory pressure', reduceMemory: true }]);
  expect(heap.limits.sparesMemory()).toBe(true);
  heap.collection.notePressure('none');
  expect(heap.limits.sparesMemory()).toBe(false);
  heap.collection.notePressure('moderate');
  expect(heap.collection.isMarking).toBe(true);
});
