/**
 * What a heap is made from: a preset, flags and a machine, and the sizes that follow from them.
 *
 * Models:    V8's heap configuration at start-up.
 * Simplifies: nothing but the old generation's maximum is changed later.
 * Invariant: sizes are those that resolveHeapSizes gives for the same preset, flags and machine.
 */
import type { FlagName, V8Flags } from '../flags/flag-definitions.ts';
import { defaultFlagValue } from '../flags/flag-definitions.ts';
import type { Machine } from '../flags/machine.ts';
import { presetUnder } from '../flags/presets/minor-mark-sweep.ts';
import { withPolicies } from '../flags/presets/policies.ts';
import type { Preset } from '../flags/presets/preset.ts';
import type { HeapSizes } from './pacing/heap-sizes.ts';
import { resolveHeapSizes } from './pacing/heap-sizes.ts';

/** Measured: the first draws of --predictable are those of --random-seed=12347. */
const PREDICTABLE_SEED = 12_347;

export interface HeapConfiguration {
  readonly preset: Preset;
  readonly flags: V8Flags;
  readonly machine: Machine;
  readonly sizes: HeapSizes;
  /** By so much the old generation’s maximum may be raised while the heap runs: memory is reserved for it. */
  readonly headroomBytes: number;
  /** Where the draws of stress modes begin. */
  readonly randomSeed: number;
}

export function configureHeap(preset: Preset, flags: V8Flags, machine: Machine, headroomBytes = 0, seed = 1): HeapConfiguration {
  return {
    preset: { ...presetUnder(withPolicies(preset, policiesOf(preset, flags)), flags), pagePool: pagePoolPolicy(preset, flags) },
    flags,
    machine,
    headroomBytes,
    randomSeed: randomSeed(flags, seed),
    sizes: resolveHeapSizes(preset, flags, machine),
  };
}

function pagePoolPolicy({ pagePool }: Preset, flags: V8Flags): Preset['pagePool'] {
  return { ...pagePool, timeoutMs: pagePool.timeoutMs === null ? null : flags['memory-pool-timeout'] * 1000 };
}

/** Measured: --fuzzer-random-seed goes before --random-seed, and that before the fixed one of --predictable. */
function randomSeed(flags: V8Flags, seed: number): number {
  return flags['fuzzer-random-seed'] || flags['random-seed'] || (flags.predictable ? PREDICTABLE_SEED : seed);
}

/** What flags decide otherwise than the preset. */
function policiesOf(preset: Preset, flags: V8Flags): Readonly<Record<string, boolean>> {
  const differs = (name: FlagName): boolean => flags[name] !== defaultFlagValue(name, preset);
  const late = flags['late-heap-limit-check'];
  return {
    ...(preset.marking.flagSeparatesPhases && differs('separate-gc-phases') ? { 'marking.scavengesWhileMarking': !flags['separate-gc-phases'] } : {}),
    ...(differs('handle-weak-ref-weakly-in-minor-gc') ? { 'weakness.scavengesClearTargets': flags['handle-weak-ref-weakly-in-minor-gc'] } : {}),
    ...(differs('late-heap-limit-check') ? { 'oldGeneration.checkLimitAfterEachCollection': !late, 'allocation.retriesAtMaximum': !late } : {}),
  };
}
