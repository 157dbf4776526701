/**
 * What a heap is made from: a preset, flags and a machine, and the sizes that follow from them.
 *
 * Models:    V8's heap configuration at start-up.
 * Simplifies: nothing but the old generation's maximum is changed later.
 * Invariant: sizes are those that resolveHeapSizes gives for the same preset, flags and machine.
 */
import type { V8Flags } from '../flags/flag-definitions.ts';
import type { Machine } from '../flags/machine.ts';
import type { Preset } from '../flags/presets/preset.ts';
import type { HeapSizes } from './pacing/heap-sizes.ts';
import { resolveHeapSizes } from './pacing/heap-sizes.ts';

export interface HeapConfiguration {
  readonly preset: Preset;
  readonly flags: V8Flags;
  readonly machine: Machine;
  readonly sizes: HeapSizes;
  /** By so much the old generation’s maximum may be raised while the heap runs: memory is reserved for it. */
  readonly headroomBytes: number;
}

export function configureHeap(preset: Preset, flags: V8Flags, machine: Machine, headroomBytes = 0): HeapConfiguration {
  return { preset, flags, machine, headroomBytes, sizes: resolveHeapSizes(preset, flags, machine) };
}
