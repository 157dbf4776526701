/** Small heaps for tests, and the few steps that most of them begin with. */
import type { ArraySource } from '../../src/base/array-source.ts';
import { GiB } from '../../src/base/units.ts';
import type { GivenFlags } from '../../src/flags/flag-definitions.ts';
import { resolveFlags } from '../../src/flags/flag-definitions.ts';
import { findPreset } from '../../src/flags/presets/index.ts';
import { configureHeap } from '../../src/heap/configuration.ts';
import { Heap } from '../../src/heap/heap.ts';
import { objectLayout } from '../../src/heap/layout/object-layout.ts';
import { HeapVerifier } from '../../src/heap/verifier.ts';
import type { ObjectTypeName } from '../../src/vocabulary/object-types.ts';

/** Keeps the tables short: they are proportional to the largest heap possible. */
const SMALL: GivenFlags = { 'max-old-space-size': 64, 'max-semi-space-size': 1 };

export function newHeap(preset = '14.6', flags: GivenFlags = {}, arrays?: ArraySource): Heap {
  const found = findPreset(preset);
  if (found === null) throw new Error(`no preset ${preset}`);
  return new Heap(configureHeap(found, resolveFlags(found, { ...SMALL, ...flags }), { memoryBytes: 8 * GiB, cores: 2 }), arrays);
}

/** Every collection of this one is verified. */
export function newVerifiedHeap(preset = '14.6', flags: GivenFlags = {}): Heap {
  const heap = newHeap(preset, flags);
  new HeapVerifier(heap).install();
  return heap;
}

export function allocateYoung(heap: Heap, type: ObjectTypeName, units = 0): number {
  return heap.allocateObject(objectLayout(heap.configuration.preset, type, units), true);
}

export function allocateOld(heap: Heap, type: ObjectTypeName, units = 0): number {
  return heap.allocateObject(objectLayout(heap.configuration.preset, type, units), false);
}

/** A strong root slot with the object: read its address from there after a collection. */
export function keep(heap: Heap, address: number): number {
  return heap.structure.roots.strong.add(address);
}

export function addressIn(heap: Heap, root: number): number {
  return heap.structure.roots.strong.get(root);
}

export function scavenge(heap: Heap): void {
  heap.collection.collect({ generation: 'young', reason: 'testing' });
}

export function collectFully(heap: Heap): void {
  heap.collection.collect({ generation: 'old', reason: 'testing' });
}

/** Name of the space that the object is in. */
export function spaceNameOf(heap: Heap, address: number): string {
  return heap.structure.spaceOfPage(address >>> 15).name;
}
