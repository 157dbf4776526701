/** The objects of a fresh Node process: every space holds what the preset says, and the live share survives. */
import { describe, expect, test } from 'vitest';
import { resolveFlags } from '../../src/flags/flag-definitions.ts';
import { PRESETS } from '../../src/flags/presets/index.ts';
import { populateBaseline } from '../../src/heap/baseline.ts';
import { configureHeap } from '../../src/heap/configuration.ts';
import { Heap } from '../../src/heap/heap.ts';
import { verifyHeap } from '../../src/heap/verifier.ts';

describe.each(PRESETS.filter((preset) => preset.baseline !== null))('the baseline of $name', (preset) => {
  const baseline = preset.baseline!;
  const make = (): Heap => {
    const heap = new Heap(configureHeap(preset, resolveFlags(preset, {}), { memoryBytes: 2 ** 30, cores: 2 }));
    populateBaseline(heap, baseline);
    return heap;
  };
  const used = (heap: Heap, name: string): number => heap.structure.spaces.find((space) => space.name === name)?.figures().usedBytes ?? 0;

  test('fills each space with the measured bytes', () => {
    const heap = make();
    verifyHeap(heap);
    expect(used(heap, 'old_space')).toBe(baseline.oldBytes);
    expect(used(heap, 'trusted_space')).toBe(baseline.trustedBytes);
    expect(used(heap, 'large_object_space')).toBe(baseline.largeBytes);
    expect(heap.external.totalBytes).toBe(baseline.externalBytes);
    // A page's tail may be lost to the next object, so new space can look a little fuller than its objects.
    expect(used(heap, 'new_space')).toBeGreaterThanOrEqual(baseline.youngBytes);
    expect(used(heap, 'new_space')).toBeLessThan(baseline.youngBytes + 96);
  });

  test('loses its dead old objects to the first full collection, and what only they lead to', () => {
    const heap = make();
    heap.collection.collect({ generation: 'old', reason: 'testing' });
    verifyHeap(heap);
    // Whole objects of 96 bytes.
    const left = baseline.oldBytes - baseline.oldDeadBytes + baseline.youngLiveBytes - baseline.youngOfDeadBytes;
    expect(Math.abs(used(heap, 'old_space') - left)).toBeLessThan(96);
  });

  test('loses the same when scavenges have promoted them', () => {
    const heap = make();
    for (let scavenge = 0; scavenge < 2; scavenge++) heap.collection.collect({ generation: 'young', reason: 'testing' });
    heap.collection.collect({ generation: 'old', reason: 'testing' });
    verifyHeap(heap);
    const left = baseline.oldBytes - baseline.oldDeadBytes + baseline.youngLiveBytes - baseline.youngOfDeadBytes;
    expect(Math.abs(used(heap, 'old_space') - left)).toBeLessThan(96);
  });

  test.each([0, 1024, 1064, 2048])('holds by roots what %i bytes of old garbage have no room for', (oldDeadBytes) => {
    const heap = new Heap(configureHeap(preset, resolveFlags(preset, {}), { memoryBytes: 2 ** 30, cores: 2 }));
    populateBaseline(heap, { ...baseline, oldDeadBytes });
    heap.collection.collect({ generation: 'old', reason: 'testing' });
    verifyHeap(heap);
    const held = used(heap, 'old_space') - (baseline.oldBytes - oldDeadBytes + baseline.youngLiveBytes);
    expect(held).toBeLessThanOrEqual(0);
    // The last one of the objects may be a little larger than the others.
    expect(held).toBeGreaterThan(-96 * (126 * Math.floor(oldDeadBytes / 1024) + 1));
  });

  test('loses its dead young objects to the first scavenge and promotes the live ones in the second', () => {
    const heap = make();
    heap.collection.collect({ generation: 'young', reason: 'testing' });
    heap.collection.collect({ generation: 'young', reason: 'testing' });
    const [first, second] = heap.collection.recorder.records;
    expect(first).toMatchObject({ kind: 'scavenge', copiedBytes: baseline.youngLiveBytes, promotedBytes: 0 });
    expect(second).toMatchObject({ kind: 'scavenge', copiedBytes: 0, promotedBytes: baseline.youngLiveBytes });
    verifyHeap(heap);
  });
});
