/**
 * The sizes a heap is configured with: semispaces, old generation, first limit.
 *
 * Models:    the order of rules by which V8 configures its heap from preset, flags and physical memory.
 * Simplifies: no embedder constraints beyond what Node derives from physical memory; no pointer-compression cage.
 * Invariant: every size is a multiple of a page; minimum ≤ initial ≤ maximum semispace;
 *            heap size limit = maximum old generation + 3 × maximum semispace (2 × with one paged new space).
 */
import { MiB, roundDown, roundUpToPowerOfTwo } from '../../base/units.ts';
import type { V8Flags } from '../../flags/flag-definitions.ts';
import type { Machine } from '../../flags/machine.ts';
import { newSpaceUnder, semispacesPerYoungGeneration } from '../../flags/presets/minor-mark-sweep.ts';
import type { NewSpacePolicy, Preset } from '../../flags/presets/preset.ts';
import { PAGE_BYTES } from '../layout/page-geometry.ts';
import { deriveOldFromMachine, deriveSemispaceFromMachine, semispaceFromHeap } from './heap-split.ts';
import type { SizeDerivation } from './size-derivation.ts';
import { adjusted, atLeast, atMost, byRule } from './size-derivation.ts';

/** All bytes. */
export interface HeapSizes {
  readonly initialSemispaceBytes: number;
  readonly minimumSemispaceBytes: number;
  readonly maximumSemispaceBytes: number;
  readonly maximumOldGenerationBytes: number;
  readonly initialOldGenerationLimitBytes: number;
  /** `heap_size_limit` of v8.getHeapStatistics(). */
  readonly heapSizeLimitBytes: number;
  /** No later limit is lower; 0 unless a flag gave the first one. */
  readonly limitFloorBytes: number;
  /** A flag gave the first limit: scavenges do not lower it. */
  readonly initialLimitIsGiven: boolean;
}

/** The same sizes with their reasons; heap size limit and young generation are sums of these. */
export interface HeapSizeDerivations {
  readonly maximumSemispace: SizeDerivation;
  readonly minimumSemispace: SizeDerivation;
  readonly initialSemispace: SizeDerivation;
  readonly maximumOldGeneration: SizeDerivation;
  readonly initialOldGenerationLimit: SizeDerivation;
}

/** The flags that these sizes depend on. */
export const HEAP_SIZE_FLAGS = [
  'max-heap-size',
  'max-old-space-size',
  'max-semi-space-size',
  'scavenger-max-new-space-capacity-mb',
  'lazy-new-space-shrinking',
  'min-semi-space-size',
  'initial-heap-size',
  'initial-old-space-size',
  'preconfigured-old-space-size',
  'optimize-for-size',
  'minor-ms',
  'minor-ms-max-new-space-capacity-mb',
] as const satisfies readonly (keyof V8Flags)[];

type HeapSizeFlags = Pick<V8Flags, (typeof HEAP_SIZE_FLAGS)[number]>;
type SizedPreset = Pick<Preset, 'newSpace' | 'oldGeneration'>;
type SizedMachine = Pick<Machine, 'memoryBytes'>;

/** Size flags are megabytes, 0 = not given. */
export function resolveHeapSizes(preset: SizedPreset, flags: HeapSizeFlags, machine: SizedMachine): HeapSizes {
  const derived = deriveHeapSizes(preset, flags, machine);
  const initialLimitIsGiven = derived.initialOldGenerationLimit.rule !== 'preset';
  return {
    initialSemispaceBytes: derived.initialSemispace.bytes,
    minimumSemispaceBytes: derived.minimumSemispace.bytes,
    maximumSemispaceBytes: derived.maximumSemispace.bytes,
    maximumOldGenerationBytes: derived.maximumOldGeneration.bytes,
    initialOldGenerationLimitBytes: derived.initialOldGenerationLimit.bytes,
    heapSizeLimitBytes: derived.maximumOldGeneration.bytes + partsUnder(preset, flags) * derived.maximumSemispace.bytes,
    limitFloorBytes: initialLimitIsGiven && derived.initialOldGenerationLimit.rule !== 'preconfigured-old-space-size' ? derived.initialOldGenerationLimit.bytes : 0,
    initialLimitIsGiven,
  };
}

/** Semispaces that a young generation is reserved for. */
function partsUnder(preset: SizedPreset, flags: HeapSizeFlags): number {
  return semispacesPerYoungGeneration(newSpaceUnder(preset.newSpace, flags));
}

export function deriveHeapSizes(given: SizedPreset, flags: HeapSizeFlags, machine: SizedMachine): HeapSizeDerivations {
  const preset: SizedPreset = { ...given, newSpace: newSpaceUnder(given.newSpace, flags) };
  const maximumSemispace = deriveMaximumSemispace(preset, flags, machine.memoryBytes);
  const maximumOldGeneration = deriveMaximumOld(preset, flags, machine.memoryBytes, maximumSemispace.bytes);
  const { newSpace } = preset;

  const ownMinimumBytes = flags['optimize-for-size'] ? newSpace.optimizedForSize.minimumSemispaceBytes : newSpace.minimumSemispaceBytes;
  const ownMinimumRule = flags['optimize-for-size'] ? 'optimize-for-size' : 'preset';
  const minimumSemispace = wholePages(
    atMost(
      flags['min-semi-space-size'] > 0 ? byRule('min-semi-space-size', flags['min-semi-space-size'] * MiB) : byRule(ownMinimumRule, ownMinimumBytes),
      'maximum-semispace',
      maximumSemispace.bytes,
    ),
  );

  const initialHeapBytes = flags['initial-heap-size'] * MiB;
  const firstSemispace = flags['lazy-new-space-shrinking']
    ? byRule('lazy-new-space-shrinking', maximumSemispace.bytes)
    : initialHeapBytes > 0
      ? byRule('initial-heap-size', semispaceFromHeap(newSpace, initialHeapBytes))
      : byRule(ownMinimumRule, Math.min(newSpace.initialSemispaceBytes, ownMinimumBytes));
  const initialSemispace = wholePages(
    atMost(atLeast(firstSemispace, 'minimum-semispace', minimumSemispace.bytes), 'maximum-semispace', maximumSemispace.bytes),
  );

  return {
    maximumSemispace,
    minimumSemispace,
    initialSemispace,
    maximumOldGeneration,
    initialOldGenerationLimit: deriveInitialLimit(preset, flags, initialSemispace.bytes, maximumOldGeneration.bytes),
  };
}

function deriveMaximumSemispace({ newSpace, oldGeneration }: SizedPreset, flags: HeapSizeFlags, memoryBytes: number): SizeDerivation {
  const heapBytes = flags['max-heap-size'] * MiB;
  const oldBytes = flags['max-old-space-size'] * MiB;

  let size: SizeDerivation;
  // Overrides even a given size, measured on Node 20 to 26.
  if (flags['optimize-for-size']) size = byRule('optimize-for-size', newSpace.optimizedForSize.maximumSemispaceBytes);
  else if (flags['max-semi-space-size'] > 0) size = byRule('max-semi-space-size', flags['max-semi-space-size'] * MiB);
  else if (heapBytes > 0 && oldBytes > 0) {
    size = byRule('max-heap-size-remainder', Math.max(0, heapBytes - oldBytes) / semispacesPerYoungGeneration(newSpace));
  } else if (heapBytes > 0) size = byRule('max-heap-size', semispaceFromHeap(newSpace, heapBytes));
  else size = deriveSemispaceFromMachine(withCapacityFlag(newSpace, flags['scavenger-max-new-space-capacity-mb']), oldGeneration, memoryBytes);

  const rounded = newSpace.collector === 'scavenger' ? adjusted(size, 'power-of-two', roundUpToPowerOfTwo(size.bytes)) : wholePages(size);
  return atLeast(rounded, 'least', newSpace.leastMaximumSemispaceBytes);
}

/** Measured on Node 22 and 24: the flag counts halves of a semispace, and does nothing beside --max-semi-space-size. */
function withCapacityFlag(newSpace: NewSpacePolicy, megabytes: number): NewSpacePolicy {
  const { maximumSemispace: rule } = newSpace;
  if (megabytes === 0 || !newSpace.capacityFlag || rule.rule !== 'old-generation') return newSpace;
  return { ...newSpace, maximumSemispace: { ...rule, maxBytes: 2 * megabytes * MiB } };
}

function deriveMaximumOld({ newSpace, oldGeneration }: SizedPreset, flags: HeapSizeFlags, memoryBytes: number, semispaceBytes: number): SizeDerivation {
  let size: SizeDerivation;
  if (flags['max-old-space-size'] > 0) size = byRule('max-old-space-size', flags['max-old-space-size'] * MiB);
  else if (flags['max-heap-size'] > 0) {
    size = byRule('max-heap-size-remainder', flags['max-heap-size'] * MiB - semispacesPerYoungGeneration(newSpace) * semispaceBytes);
  } else size = deriveOldFromMachine(oldGeneration, memoryBytes);
  return wholePages(atLeast(size, 'least', oldGeneration.maximum.leastBytes));
}

function deriveInitialLimit({ newSpace, oldGeneration }: SizedPreset, flags: HeapSizeFlags, semispaceBytes: number, maximumBytes: number): SizeDerivation {
  const initialHeapBytes = flags['initial-heap-size'] * MiB;
  let size: SizeDerivation;
  if (flags['initial-old-space-size'] > 0) size = byRule('initial-old-space-size', flags['initial-old-space-size'] * MiB);
  else if (initialHeapBytes > 0) {
    size = byRule('initial-heap-size', Math.max(0, initialHeapBytes - semispacesPerYoungGeneration(newSpace) * semispaceBytes));
  } else if (flags['preconfigured-old-space-size'] > 0) {
    // Measured on Node 26: it sets the first limit alone, and gives way to either of the others.
    size = byRule('preconfigured-old-space-size', flags['preconfigured-old-space-size'] * MiB);
  } else size = byRule('preset', oldGeneration.initialLimitBytes);
  return wholePages(atMost(size, 'half-of-maximum', maximumBytes / 2));
}

function wholePages(size: SizeDerivation): SizeDerivation {
  return adjusted(size, 'whole-pages', roundDown(size.bytes, PAGE_BYTES));
}
