/** Heaps under stress flags: when they collect, what they move, and that what is left is what should be. */
import { describe, expect, it } from 'vitest';
import { Xorshift128 } from '../../src/base/xorshift128.ts';
import type { GivenFlags } from '../../src/flags/flag-definitions.ts';
import type { CollectionRecord } from '../../src/heap/collection-recorder.ts';
import type { Heap } from '../../src/heap/heap.ts';
import { allocateOld, allocateYoung, collectFully, keep, newVerifiedHeap, scavenge } from './heaps.ts';

const VERSIONS = ['11.3', '12.4', '13.6', '14.6'];
const candidatesOf = (record: CollectionRecord): number => record.evacuatedPages + record.abortedPages;
const kinds = (heap: Heap): readonly string[] => heap.collection.recorder.records.map(({ kind, reason }) => `${kind}: ${reason}`);

function allocateGarbage(heap: Heap, bytes: number): void {
  const until = heap.allocatedBytes + bytes;
  while (heap.allocatedBytes < until) allocateYoung(heap, 'FixedArray', 20);
}

describe.each(VERSIONS)('--stress-scavenge in %s', (preset) => {
  const flags: GivenFlags = { 'stress-scavenge': 50, 'random-seed': 5 };

  it('collects at the shares of new space that V8’s generator draws', () => {
    const heap = newVerifiedHeap(preset, flags);
    const random = new Xorshift128(5);
    const capacity = heap.structure.newSpace.totalCapacityBytes;
    for (let at = 0; at < 4; at++) {
      const limit = random.nextInt(51);
      const used = heap.structure.newSpace.usedBytes;
      allocateGarbage(heap, Math.max(0, (capacity * limit) / 100 - used - 1000));
      expect(kinds(heap).length).toBe(at);
      allocateGarbage(heap, 2000);
      expect(kinds(heap).length).toBe(at + 1);
    }
  });

  it('asks for what the version does', () => {
    const heap = newVerifiedHeap(preset, flags);
    allocateGarbage(heap, heap.structure.newSpace.totalCapacityBytes);
    expect(new Set(kinds(heap))).toEqual(new Set([preset === '11.3' ? 'mark-compact: testing' : 'scavenge: testing']));
    expect(heap.collection.recorder.records[0]!.reduceMemory).toBe(preset === '11.3');
  });

  it('leaves always-allocate blocks alone', () => {
    const heap = newVerifiedHeap(preset, flags);
    heap.allocator.alwaysAllocateDepth++;
    allocateGarbage(heap, heap.structure.newSpace.capacityBytes * 0.9);
    expect(kinds(heap)).toEqual([]);
  });

  it('draws other shares from another seed, the same from the same', () => {
    const offsets = (seed: number): readonly number[] => {
      const heap = newVerifiedHeap(preset, { 'stress-scavenge': 50, 'random-seed': seed });
      allocateGarbage(heap, 4 * 1024 * 1024);
      return heap.collection.recorder.records.map(({ atAllocatedBytes }) => atAllocatedBytes);
    };
    expect(offsets(1)).toEqual(offsets(1));
    expect(offsets(1)).not.toEqual(offsets(2));
  });
});

describe.each(VERSIONS)('stressed marking in %s', (preset) => {
  it('starts however small the heap is', () => {
    const heap = newVerifiedHeap(preset, { 'stress-incremental-marking': true });
    allocateOld(heap, 'FixedArray', 10);
    expect(heap.collection.isMarking).toBe(true);
  });

  it('starts at a drawn share of the way to the limit, beyond 8 MB', () => {
    const startedAt = (flags: GivenFlags): number => {
      const heap = newVerifiedHeap(preset, { ...flags, 'initial-old-space-size': 32 });
      while (!heap.collection.isMarking) keep(heap, allocateOld(heap, 'FixedArray', 1000));
      return Math.floor(heap.structure.oldGenerationUsedBytes() / 1024 / 1024);
    };
    const random = new Xorshift128(9);
    const share = random.nextInt(91);
    expect(startedAt({ 'stress-marking': 90, 'random-seed': 9 })).toBe(Math.max(8, Math.floor((32 * share) / 100)));
    expect(startedAt({})).toBeGreaterThan(29);
  });
});

describe.each(VERSIONS)('stressed compaction in %s', (preset) => {
  function heapWithOldPages(flags: GivenFlags): Heap {
    const heap = newVerifiedHeap(preset, flags);
    for (let i = 0; i < 100; i++) keep(heap, allocateOld(heap, 'FixedArray', 3000)); // ten pages, full
    return heap;
  }

  it('moves every second full page, but for a few', () => {
    const heap = heapWithOldPages({ 'stress-compaction': true });
    collectFully(heap);
    const [record] = heap.collection.recorder.records;
    expect(record!.evacuatedPages + record!.abortedPages).toBe(5);
    expect(heap.structure.newSpace.totalCapacityBytes).toBe(1024 * 1024);
    scavenge(heap);
    expect(kinds(heap)[1]).toMatch(/^mark-compact/);
  });

  it('moves random pages, other ones each time', () => {
    const heap = heapWithOldPages({ 'stress-compaction-random': true });
    for (let i = 0; i < 12; i++) collectFully(heap);
    const counts = new Set(heap.collection.recorder.records.map(candidatesOf));
    expect(counts.size).toBeGreaterThan(3);
  });

  it('keeps full pages without stress', () => {
    const heap = heapWithOldPages({});
    collectFully(heap);
    expect(candidatesOf(heap.collection.recorder.records[0]!)).toBe(0);
  });
});

describe('compaction beneath a stack', () => {
  const flags: GivenFlags = { 'compact-on-every-full-gc': true, 'compact-with-stack': false };
  const collect = (given: GivenFlags, byTask: boolean, markFirst: boolean): { candidates: number; evacuated: number } => {
    const heap = newVerifiedHeap('14.6', given);
    for (let i = 0; i < 100; i++) keep(heap, allocateOld(heap, 'FixedArray', 3000));
    if (markFirst) heap.collection.startMarking();
    heap.collection.collect({ generation: 'old', reason: 'testing', byTask });
    const record = heap.collection.recorder.records[0]!;
    return { candidates: candidatesOf(record), evacuated: record.evacuatedPages };
  };

  it('is not begun when flags say so, nor finished when marking has begun it', () => {
    expect(collect(flags, false, false)).toEqual({ candidates: 0, evacuated: 0 });
    expect(collect(flags, false, true)).toEqual({ candidates: 10, evacuated: 0 });
  });

  it('goes on in the event loop, and by default', () => {
    expect(collect(flags, true, false)).toEqual({ candidates: 10, evacuated: 10 });
    expect(collect(flags, true, true)).toEqual({ candidates: 10, evacuated: 10 });
    expect(collect({ 'compact-on-every-full-gc': true }, false, false)).toEqual({ candidates: 10, evacuated: 10 });
  });

  it('leaves code space alone when flags say so', () => {
    const heap = newVerifiedHeap('14.6', { 'compact-on-every-full-gc': true, 'compact-code-space': false });
    for (let i = 0; i < 100; i++) keep(heap, allocateOld(heap, 'Code', 24_000));
    collectFully(heap);
    expect(candidatesOf(heap.collection.recorder.records[0]!)).toBe(0);
  });
});

describe('--scavenger-chaos-mode', () => {
  const promotedShare = (flags: GivenFlags): number => {
    const heap = newVerifiedHeap('14.6', flags);
    for (let i = 0; i < 5000; i++) keep(heap, allocateYoung(heap, 'FixedArray', 4));
    scavenge(heap);
    const { copiedBytes, promotedBytes } = heap.collection.recorder.records[0]!;
    return promotedBytes / (copiedBytes + promotedBytes);
  };

  it('promotes the share of the survivors that is asked for, though none has survived before', () => {
    expect(promotedShare({})).toBe(0);
    expect(promotedShare({ 'scavenger-chaos-mode': true })).toBeCloseTo(0.5, 1);
    expect(promotedShare({ 'scavenger-chaos-mode': true, 'scavenger-chaos-mode-threshold': 20 })).toBeCloseTo(0.2, 1);
    expect(promotedShare({ 'scavenger-chaos-mode': true, 'scavenger-chaos-mode-threshold': 100 })).toBe(1);
  });
});
