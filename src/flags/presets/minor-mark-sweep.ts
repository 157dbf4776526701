/**
 * What --minor-ms makes of a preset: another young collector, with the rules that hang together with it.
 *
 * Measured on Node 22, 24 and 26: the size of new space is not rounded up to a power of two, the heap limit counts it twice
 * (itself and young large objects), WeakRefs are strong in young collections. V8 source: no young collection while marking
 * runs (the flag implies --separate-gc-phases); growth is decided before new space is swept.
 */
import { MiB } from '../../base/units.ts';
import type { NewSpacePolicy, Preset } from './preset.ts';

/** The flags that decide it. */
export interface MinorMarkSweepFlags {
  readonly 'minor-ms': boolean;
  /** 0 = as the version has it. */
  readonly 'minor-ms-max-new-space-capacity-mb': number;
}

/** The policy that holds with these flags. */
export function newSpaceUnder(newSpace: NewSpacePolicy, flags: MinorMarkSweepFlags): NewSpacePolicy {
  const { minorMarkSweep } = newSpace;
  if (!flags['minor-ms'] || minorMarkSweep === null) return newSpace;
  const rule = minorMarkSweep.maximumSemispace;
  const megabytes = flags['minor-ms-max-new-space-capacity-mb'];
  const bounded = megabytes > 0 && newSpace.capacityFlag && rule.rule === 'old-generation' ? { ...rule, maxBytes: 2 * megabytes * MiB } : rule;
  return { ...newSpace, collector: 'minor-mark-sweeper', maximumSemispace: bounded, growthDecision: 'sweeping' };
}

/** The preset that holds with these flags. */
export function presetUnder(preset: Preset, flags: MinorMarkSweepFlags): Preset {
  const newSpace = newSpaceUnder(preset.newSpace, flags);
  if (newSpace.collector === 'scavenger') return preset;
  return {
    ...preset,
    newSpace,
    marking: { ...preset.marking, scavengesWhileMarking: false },
    weakness: { ...preset.weakness, scavengesClearTargets: false },
  };
}

/** Parts of its size that a young generation is reserved for: each half of new space, and young large objects. */
export function semispacesPerYoungGeneration({ collector }: Pick<NewSpacePolicy, 'collector'>): 2 | 3 {
  return collector === 'scavenger' ? 3 : 2;
}
