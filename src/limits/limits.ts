/**
 * The sizes of a heap before it exists: what a V8 makes of a machine and flags, and why.
 *
 * The numbers come from heap/pacing, the same code that configures the simulated heap; here they are named and put
 * into words.
 */
import type { GivenFlags } from '../flags/flag-definitions.ts';
import { resolveFlags } from '../flags/flag-definitions.ts';
import { nodeMajorOf } from '../flags/presets/index.ts';
import type { Preset } from '../flags/presets/index.ts';
import type { HeapSizes } from '../heap/pacing/heap-sizes.ts';
import { deriveHeapSizes, resolveHeapSizes } from '../heap/pacing/heap-sizes.ts';
import { reasonsFor } from './reasons.ts';
import { findForeign, findWarnings, ownFlags } from './warnings.ts';
import type { LimitWarning } from './warnings.ts';

/** What `limits` tells, in the order it tells it. */
export const LIMIT_SIZES = {
  heapLimit: 'Heap limit',
  oldGeneration: 'Old generation, at most',
  youngGeneration: 'Young generation, at most',
  maximumSemispace: 'Semispace, at most',
  minimumSemispace: 'Semispace, at least',
  firstSemispace: 'Semispace at start',
  firstLimit: 'First limit of the old generation',
} as const;
export type LimitSizeName = keyof typeof LIMIT_SIZES;
export const LIMIT_SIZE_NAMES = Object.keys(LIMIT_SIZES) as readonly LimitSizeName[];

export interface LimitSize {
  readonly bytes: number;
  /** A sentence. */
  readonly reason: string;
}

export interface Limits {
  readonly preset: string;
  /** The Node that carries this V8; null when none does. */
  readonly nodeMajor: number | null;
  readonly memoryBytes: number;
  readonly flags: GivenFlags;
  readonly sizes: Readonly<Record<LimitSizeName, LimitSize>>;
  readonly warnings: readonly LimitWarning[];
}

/** `given` holds canonical names with values that parseFlagValue accepted, and no conflict. */
export function computeLimits(preset: Preset, asked: GivenFlags, memoryBytes: number): Limits {
  const given = ownFlags(preset, asked);
  const flags = resolveFlags(preset, given);
  const machine = { memoryBytes };
  const bytes = limitBytes(resolveHeapSizes(preset, flags, machine));
  const reasons = reasonsFor(preset, flags, deriveHeapSizes(preset, flags, machine));
  const entries = LIMIT_SIZE_NAMES.map((name) => [name, { bytes: bytes[name], reason: reasons[name] }] as const);
  return {
    preset: preset.name,
    nodeMajor: nodeMajorOf(preset),
    memoryBytes,
    flags: asked,
    sizes: Object.fromEntries(entries) as Record<LimitSizeName, LimitSize>,
    warnings: [...findForeign(preset, asked), ...findWarnings(preset, given, memoryBytes)],
  };
}

function limitBytes(sizes: HeapSizes): Record<LimitSizeName, number> {
  return {
    heapLimit: sizes.heapSizeLimitBytes,
    oldGeneration: sizes.maximumOldGenerationBytes,
    youngGeneration: sizes.heapSizeLimitBytes - sizes.maximumOldGenerationBytes,
    maximumSemispace: sizes.maximumSemispaceBytes,
    minimumSemispace: sizes.minimumSemispaceBytes,
    firstSemispace: sizes.initialSemispaceBytes,
    firstLimit: sizes.initialOldGenerationLimitBytes,
  };
}
