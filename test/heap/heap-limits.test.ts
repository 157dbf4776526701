import { describe, expect, it } from 'vitest';
import { MiB } from '../../src/base/units.ts';
import { allocateOld, collectFully, keep, newHeap } from './heaps.ts';

describe('the limit of an empty heap', () => {
  it.each([
    ['11.3', 9_419_488],
    ['12.4', 9_437_184],
    ['13.6', 9_437_184],
    ['14.6', 9_437_184],
  ])('in %s is %i bytes after a full collection: 8 MB and what the version counts of new space', (preset, bytes) => {
    const heap = newHeap(preset);
    collectFully(heap);
    expect(heap.limits.limitBytes).toBe(bytes);
  });

  it.each(['11.3', '12.4', '13.6', '14.6'])('in %s is half the maximum before the first one', (preset) => {
    expect(newHeap(preset, { 'max-old-space-size': 64 }).limits.limitBytes).toBe(32 * MiB);
  });
});

describe('marking that starts beyond the limit', () => {
  it.each([
    ['11.3', false],
    ['12.4', false],
    ['13.6', false],
    ['14.6', true],
  ])('in %s raises it to what is there, array buffers included: %s', (preset, raises) => {
    const heap = newHeap(preset);
    keep(heap, allocateOld(heap, 'FixedArray', 200_000));
    heap.external.adjustEmbedder(3 * MiB);
    heap.limits.limitBytes = 1 * MiB;
    heap.collection.startMarking();
    expect(heap.limits.limitBytes).toBe(raises ? heap.structure.oldGenerationUsedBytes() + 3 * MiB : 1 * MiB);
  });
});
