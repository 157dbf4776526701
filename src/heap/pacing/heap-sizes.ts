/**
 * The sizes a heap is configured with: semispaces, old generation, first limit.
 *
 * Models:    the order of rules by which V8 configures its heap from preset, flags and physical memory.
 * Simplifies: no embedder constraints beyond what Node derives from physical memory; no pointer-compression cage.
 * Invariant: every size is a multiple of a page; minimum ≤ initial ≤ maximum semispace;
 *            heap size limit = maximum old generation + 3 × maximum semispace.
 */
import { clamp, MiB, roundDown, roundUp, roundUpToPowerOfTwo } from '../../base/units.ts';
import type { V8Flags } from '../../flags/flag-definitions.ts';
import type { Machine } from '../../flags/machine.ts';
import type { NewSpacePolicy, OldGenerationPolicy, Preset } from '../../flags/presets/preset.ts';
import { PAGE_BYTES } from '../layout/page-geometry.ts';

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

/** The young generation is reserved for two semispaces and as much again of young large objects. */
export const SEMISPACES_PER_YOUNG_GENERATION = 3;

type HeapSizeFlags = Pick<
  V8Flags,
  | 'min-semi-space-size'
  | 'max-semi-space-size'
  | 'max-old-space-size'
  | 'max-heap-size'
  | 'initial-heap-size'
  | 'initial-old-space-size'
  | 'optimize-for-size'
>;

/** Size flags are megabytes, 0 = not given. */
export function resolveHeapSizes(
  preset: Pick<Preset, 'newSpace' | 'oldGeneration'>,
  flags: HeapSizeFlags,
  machine: Pick<Machine, 'memoryBytes'>,
): HeapSizes {
  const { newSpace, oldGeneration } = preset;

  const maximumSemispaceBytes = resolveMaximumSemispace(preset, flags, machine.memoryBytes);
  const maximumYoungBytes = SEMISPACES_PER_YOUNG_GENERATION * maximumSemispaceBytes;

  let maximumOldBytes = maximumOldFromMachine(oldGeneration, machine.memoryBytes);
  if (flags['max-old-space-size'] > 0) maximumOldBytes = flags['max-old-space-size'] * MiB;
  else if (flags['max-heap-size'] > 0) maximumOldBytes = flags['max-heap-size'] * MiB - maximumYoungBytes;
  const maximumOldGenerationBytes = roundDown(Math.max(maximumOldBytes, oldGeneration.maximum.leastBytes), PAGE_BYTES);

  const minimumSemispaceBytes = roundDown(
    Math.min(
      flags['min-semi-space-size'] > 0 ? flags['min-semi-space-size'] * MiB : newSpace.minimumSemispaceBytes,
      maximumSemispaceBytes,
    ),
    PAGE_BYTES,
  );
  const initialHeapBytes = flags['initial-heap-size'] * MiB;
  const initialSemispaceBytes = roundDown(
    clamp(
      initialHeapBytes > 0
        ? youngFromHeap(newSpace, initialHeapBytes) / SEMISPACES_PER_YOUNG_GENERATION
        : newSpace.initialSemispaceBytes,
      minimumSemispaceBytes,
      maximumSemispaceBytes,
    ),
    PAGE_BYTES,
  );

  let givenLimitBytes: number | null = null;
  if (initialHeapBytes > 0) {
    givenLimitBytes = Math.max(0, initialHeapBytes - SEMISPACES_PER_YOUNG_GENERATION * initialSemispaceBytes);
  }
  if (flags['initial-old-space-size'] > 0) givenLimitBytes = flags['initial-old-space-size'] * MiB;
  const initialOldGenerationLimitBytes = roundDown(
    Math.min(givenLimitBytes ?? oldGeneration.initialLimitBytes, maximumOldGenerationBytes / 2),
    PAGE_BYTES,
  );

  return {
    initialSemispaceBytes,
    minimumSemispaceBytes,
    maximumSemispaceBytes,
    maximumOldGenerationBytes,
    initialOldGenerationLimitBytes,
    heapSizeLimitBytes: maximumOldGenerationBytes + maximumYoungBytes,
    limitFloorBytes: givenLimitBytes === null ? 0 : initialOldGenerationLimitBytes,
    initialLimitIsGiven: givenLimitBytes !== null,
  };
}

/** clamp(half the memory, min, cap); half in whole quarters, as the engine computes it. */
export function maximumOldFromMachine(policy: OldGenerationPolicy, memoryBytes: number): number {
  const { minBytes, capBytes, largeMachineBytes, largeMachineCapBytes } = policy.maximum;
  const cap = memoryBytes >= largeMachineBytes ? largeMachineCapBytes : capBytes;
  return roundDown(clamp(Math.floor(memoryBytes / 4) * 2, minBytes, cap), PAGE_BYTES);
}

function resolveMaximumSemispace(
  preset: Pick<Preset, 'newSpace' | 'oldGeneration'>,
  flags: HeapSizeFlags,
  memoryBytes: number,
): number {
  const { newSpace, oldGeneration } = preset;
  const heapBytes = flags['max-heap-size'] * MiB;
  const oldBytes = flags['max-old-space-size'] * MiB;

  let bytes: number;
  if (flags['optimize-for-size']) bytes = 1 * MiB; // overrides even a given size, measured on Node 26
  else if (flags['max-semi-space-size'] > 0) bytes = flags['max-semi-space-size'] * MiB;
  else if (heapBytes > 0) {
    const youngBytes = oldBytes > 0 ? Math.max(0, heapBytes - oldBytes) : youngFromHeap(newSpace, heapBytes);
    bytes = youngBytes / SEMISPACES_PER_YOUNG_GENERATION;
  } else bytes = semispaceFromMachine(newSpace, oldGeneration, memoryBytes);

  return Math.max(roundUpToPowerOfTwo(bytes), newSpace.leastMaximumSemispaceBytes);
}

function semispaceFromMachine(newSpace: NewSpacePolicy, oldGeneration: OldGenerationPolicy, memoryBytes: number): number {
  const rule = newSpace.maximumSemispace;
  switch (rule.rule) {
    case 'physical':
      return roundUp(clamp(memoryBytes / rule.divisor, rule.minBytes, rule.maxBytes), PAGE_BYTES);
    case 'old-generation':
      return semispaceFromOld(rule, maximumOldFromMachine(oldGeneration, memoryBytes));
  }
}

type OldGenerationRule = Extract<NewSpacePolicy['maximumSemispace'], { rule: 'old-generation' }>;

function semispaceFromOld(rule: OldGenerationRule, oldBytes: number): number {
  const divisor = oldBytes <= rule.smallOldBytes ? rule.smallDivisor : rule.largeDivisor;
  return roundUp(clamp(Math.floor(oldBytes / divisor), rule.minBytes, rule.maxBytes), PAGE_BYTES);
}

/** Three semispaces that go with an old generation of this maximum (presets with the `old-generation` rule). */
export function youngFromOld(rule: OldGenerationRule, oldBytes: number): number {
  return SEMISPACES_PER_YOUNG_GENERATION * semispaceFromOld(rule, oldBytes);
}

/** How a heap of a given size is divided. Both 0 when not even the smallest young generation fits. */
export function splitHeap(newSpace: NewSpacePolicy, heapBytes: number): { oldBytes: number; youngBytes: number } {
  const rule = newSpace.maximumSemispace;
  switch (rule.rule) {
    case 'physical': {
      const semispaceBytes = roundUp(clamp(heapBytes / rule.heapDivisor, rule.minBytes, rule.maxBytes), PAGE_BYTES);
      const youngBytes = SEMISPACES_PER_YOUNG_GENERATION * semispaceBytes;
      if (heapBytes <= youngBytes) return { oldBytes: 0, youngBytes: 0 };
      return { oldBytes: heapBytes - youngBytes, youngBytes };
    }
    case 'old-generation': {
      // The largest old generation whose young generation still fits beside it.
      let fits = 0;
      let tooLarge = heapBytes;
      while (fits + 1 < tooLarge) {
        const middle = Math.floor((fits + tooLarge) / 2);
        if (middle + youngFromOld(rule, middle) <= heapBytes) fits = middle;
        else tooLarge = middle;
      }
      return { oldBytes: fits, youngBytes: fits === 0 ? 0 : youngFromOld(rule, fits) };
    }
  }
}

function youngFromHeap(newSpace: NewSpacePolicy, heapBytes: number): number {
  return splitHeap(newSpace, heapBytes).youngBytes;
}
