/**
 * How a heap of a given size is divided between the generations, and what the machine's memory gives each.
 *
 * Models:    V8's rules from physical memory to old generation, and from there or from a heap size to the semispace.
 * Simplifies: no pointer-compression cage, no rules for other platforms.
 * Invariant: a semispace is whole pages; the two parts of a heap never exceed it.
 */
import { clamp, roundDown, roundUp } from '../../base/units.ts';
import { semispacesPerYoungGeneration } from '../../flags/presets/minor-mark-sweep.ts';
import type { NewSpacePolicy, OldGenerationPolicy } from '../../flags/presets/preset.ts';
import { PAGE_BYTES } from '../layout/page-geometry.ts';
import type { SizeDerivation } from './size-derivation.ts';
import { adjusted, atLeast, atMost, byRule } from './size-derivation.ts';


/** clamp(half the memory, min, cap); half in whole quarters, as the engine computes it. */
export function maximumOldFromMachine(policy: OldGenerationPolicy, memoryBytes: number): number {
  return deriveOldFromMachine(policy, memoryBytes).bytes;
}

export function deriveOldFromMachine(policy: OldGenerationPolicy, memoryBytes: number): SizeDerivation {
  const { minBytes, capBytes, largeMachineBytes, largeMachineCapBytes } = policy.maximum;
  const cap = memoryBytes >= largeMachineBytes ? largeMachineCapBytes : capBytes;
  const half = atMost(byRule('machine', Math.floor(memoryBytes / 4) * 2), 'rule-maximum', cap);
  const bounded = atLeast(half, 'rule-minimum', minBytes);
  return adjusted(bounded, 'whole-pages', roundDown(bounded.bytes, PAGE_BYTES));
}

/** Before it is rounded up to a power of two. */
export function deriveSemispaceFromMachine(newSpace: NewSpacePolicy, oldGeneration: OldGenerationPolicy, memoryBytes: number): SizeDerivation {
  const rule = newSpace.maximumSemispace;
  switch (rule.rule) {
    case 'physical': {
      const share = atLeast(byRule('machine', memoryBytes / rule.divisor), 'rule-minimum', rule.minBytes);
      const bounded = atMost(share, 'rule-maximum', rule.maxBytes);
      return adjusted(bounded, 'whole-pages', roundUp(bounded.bytes, PAGE_BYTES));
    }
    case 'old-generation':
      return deriveSemispaceFromOld(rule, maximumOldFromMachine(oldGeneration, memoryBytes));
  }
}

export type OldGenerationRule = Extract<NewSpacePolicy['maximumSemispace'], { rule: 'old-generation' }>;

/** The divisor changes with the size of the old generation. */
export function semispaceDivisor(rule: OldGenerationRule, oldBytes: number): number {
  return oldBytes <= rule.smallOldBytes ? rule.smallDivisor : rule.largeDivisor;
}

function deriveSemispaceFromOld(rule: OldGenerationRule, oldBytes: number): SizeDerivation {
  const share = byRule('machine', Math.floor(oldBytes / semispaceDivisor(rule, oldBytes)));
  const bounded = atMost(atLeast(share, 'rule-minimum', rule.minBytes), 'rule-maximum', rule.maxBytes);
  return adjusted(bounded, 'whole-pages', roundUp(bounded.bytes, PAGE_BYTES));
}

/** The young generation, of so many semispaces, that goes with an old generation of this maximum (presets with the `old-generation` rule). */
export function youngFromOld(rule: OldGenerationRule, oldBytes: number, semispaces = 3): number {
  return semispaces * deriveSemispaceFromOld(rule, oldBytes).bytes;
}

/** Both 0 when not even the smallest young generation fits. */
export function splitHeap(newSpace: NewSpacePolicy, heapBytes: number): { oldBytes: number; youngBytes: number } {
  const rule = newSpace.maximumSemispace;
  const semispaces = semispacesPerYoungGeneration(newSpace);
  switch (rule.rule) {
    case 'physical': {
      const semispaceBytes = roundUp(clamp(heapBytes / rule.heapDivisor, rule.minBytes, rule.maxBytes), PAGE_BYTES);
      const youngBytes = semispaces * semispaceBytes;
      if (heapBytes <= youngBytes) return { oldBytes: 0, youngBytes: 0 };
      return { oldBytes: heapBytes - youngBytes, youngBytes };
    }
    case 'old-generation': {
      // The largest old generation whose young generation still fits beside it.
      let fits = 0;
      let tooLarge = heapBytes;
      while (fits + 1 < tooLarge) {
        const middle = Math.floor((fits + tooLarge) / 2);
        if (middle + youngFromOld(rule, middle, semispaces) <= heapBytes) fits = middle;
        else tooLarge = middle;
      }
      return { oldBytes: fits, youngBytes: fits === 0 ? 0 : youngFromOld(rule, fits, semispaces) };
    }
  }
}

/** The semispace of a heap of this size; 0 as above. */
export function semispaceFromHeap(newSpace: NewSpacePolicy, heapBytes: number): number {
  return splitHeap(newSpace, heapBytes).youngBytes / semispacesPerYoungGeneration(newSpace);
}
