/**
 * The inverse of `limits`: flags with which the whole heap stays within a given size.
 *
 * Invariant: what is answered was computed back: the heap limit of the answer is within the size, and one more
 * megabyte of old generation would not be.
 */
import { invariant } from '../base/invariant.ts';
import { MiB } from '../base/units.ts';
import type { GivenFlags } from '../flags/flag-definitions.ts';
import { resolveFlags } from '../flags/flag-definitions.ts';
import type { Preset } from '../flags/presets/index.ts';
import { resolveHeapSizes } from '../heap/pacing/heap-sizes.ts';
import type { Limits } from './limits.ts';
import { computeLimits } from './limits.ts';
import { inMegabytes } from './megabytes.ts';

export type Fit =
  | {
      readonly ok: true;
      /** All flags to give, those that were given among them. */
      readonly flags: GivenFlags;
      /** One flag that leads to the same sizes; null when there is none. */
      readonly short: GivenFlags | null;
      readonly limits: Limits;
      /** What the heap leaves of the size. */
      readonly unusedBytes: number;
    }
  | { readonly ok: false; readonly preset: string; readonly message: string };

const OLD = 'max-old-space-size';
const SEMISPACE = 'max-semi-space-size';
const HEAP = 'max-heap-size';

/** Keeps what is given and finds the rest: the semispace V8 would choose for a heap of this size, and the largest old generation beside it. */
export function fitHeap(preset: Preset, given: GivenFlags, memoryBytes: number, sizeBytes: number): Fit {
  const heapLimit = (flags: GivenFlags): number => resolveHeapSizes(preset, resolveFlags(preset, flags), { memoryBytes }).heapSizeLimitBytes;
  // --max-heap-size would be a third maximum beside the two; the size to fit replaces it.
  const kept = Object.fromEntries(Object.entries(given).filter(([name, value]) => name !== HEAP && value !== 0));
  const megabytes = Math.floor(sizeBytes / MiB);

  const semispaceIsFixed = SEMISPACE in kept || kept['optimize-for-size'] === true;
  const candidates = semispaceIsFixed ? [kept] : semispaceCandidates(preset, kept, megabytes).map((size) => ({ ...kept, [SEMISPACE]: size }));
  for (const candidate of candidates) {
    const flags = OLD in candidate ? candidate : { ...candidate, [OLD]: largestOld(preset, candidate, memoryBytes, megabytes) };
    if (flags[OLD] === 0 || heapLimit(flags) > sizeBytes) continue;
    invariant(OLD in given || heapLimit({ ...flags, [OLD]: Number(flags[OLD]) + 1 }) > sizeBytes, 'a larger old generation would fit too');
    const computed = computeLimits(preset, flags, memoryBytes);
    // Of the flags found here nobody needs to hear that one of them happens to be the default.
    const limits = { ...computed, warnings: computed.warnings.filter(({ flag }) => flag === null || flag in kept) };
    return { ok: true, flags, short: shortForm(flags, given), limits, unusedBytes: sizeBytes - limits.sizes.heapLimit.bytes };
  }
  return { ok: false, preset: preset.name, message: `No heap fits into ${inMegabytes(sizeBytes)}: the smallest here is ${inMegabytes(smallestHeap())}.` };

  function shortForm(flags: GivenFlags, asGiven: GivenFlags): GivenFlags | null {
    if (OLD in asGiven || SEMISPACE in asGiven) return null;
    const short = { ...kept, [HEAP]: megabytes };
    const sizes = (all: GivenFlags): string => JSON.stringify(resolveHeapSizes(preset, resolveFlags(preset, all), { memoryBytes }));
    return sizes(short) === sizes(flags) ? short : null;
  }

  function smallestHeap(): number {
    return heapLimit({ [SEMISPACE]: 1, [OLD]: 1, ...kept });
  }
}

/** V8’s own choice for a heap of this size first (a power of two, but for --minor-ms), then always half of that. */
function semispaceCandidates(preset: Preset, kept: GivenFlags, megabytes: number): number[] {
  const collector = { 'minor-ms': kept['minor-ms'] === true };
  const { maximumSemispaceBytes } = resolveHeapSizes(preset, resolveFlags(preset, { ...collector, [HEAP]: Math.max(1, megabytes) }), { memoryBytes: 0 });
  const sizes = [];
  for (let size = Math.max(1, Math.floor(maximumSemispaceBytes / MiB)); size >= 1; size = Math.floor(size / 2)) sizes.push(size);
  return sizes;
}

/** In whole megabytes, beside the semispaces that follow from the other flags; 0 when none fits. */
function largestOld(preset: Preset, flags: GivenFlags, memoryBytes: number, megabytes: number): number {
  const { heapSizeLimitBytes, maximumOldGenerationBytes } = resolveHeapSizes(preset, resolveFlags(preset, flags), { memoryBytes });
  return Math.max(0, Math.floor(megabytes - (heapSizeLimitBytes - maximumOldGenerationBytes) / MiB));
}
