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

  test('loses its dead old objects to the first full collection', () => {
    const heap = make();
    heap.collection.collect({ generation: 'old', reason: 'testing' });
    verifyHeap(heap);
    expect(used(heap, 'old_space')).toBe(baseline.oldBytes - baseline.oldDeadBytes + baseline.youngLiveBytes - baseline.youngUntilFullBytes);
  });

  test('loses what hangs on old garbage to the first full collection, wherever it has been promoted', () => {
    const heap = make();
    for (let scavenge = 0; scavenge < 2; scavenge++) heap.collection.collect({ generation: 'young', reason: 'testing' });
    heap.collection.collect({ generation: 'old', reason: 'testing' });
    verifyHeap(heap);
    expect(used(heap, 'old_space')).toBe(baseline.oldBytes - baseline.oldDeadBytes + baseline.youngLiveBytes - baseline.youngUntilFullBytes);
  });

  test('holds all that is young and alive by roots when there is no old garbage', () => {
    const heap = new Heap(configureHeap(preset, resolveFlags(preset, {}), { memoryBytes: 2 ** 30, cores: 2 }));
    populateBaseline(heap, { ...baseline, oldDeadBytes: 0 });
    heap.collection.collect({ generation: 'old', reason: 'testing' });
    verifyHeap(heap);
    expect(used(heap, 'old_space')).toBe(baseline.oldBytes + baseline.youngLiveBytes);
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
