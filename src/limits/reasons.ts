/** How each size came about, in plain words: made from the derivations, so they cannot say anything else than was done. */
import type { FlagName, V8Flags } from '../flags/flag-definitions.ts';
import type { Preset } from '../flags/presets/index.ts';
import { presetUnder, semispacesPerYoungGeneration } from '../flags/presets/minor-mark-sweep.ts';
import type { HeapSizeDerivations } from '../heap/pacing/heap-sizes.ts';
import { semispaceDivisor } from '../heap/pacing/heap-split.ts';
import type { SizeAdjustment, SizeDerivation } from '../heap/pacing/size-derivation.ts';
import { flagText } from './flag-text.ts';
import type { LimitSizeName } from './limits.ts';
import { inMegabytes } from './megabytes.ts';

export function reasonsFor(given: Preset, flags: V8Flags, sizes: HeapSizeDerivations): Record<LimitSizeName, string> {
  const preset = presetUnder(given, flags);
  const parts = semispacesPerYoungGeneration(preset.newSpace);
  const old = inMegabytes(sizes.maximumOldGeneration.bytes);
  const semispace = inMegabytes(sizes.maximumSemispace.bytes);
  const written = (name: FlagName): string => flagText(name, flags[name]);
  return {
    heapLimit: `The old generation and ${parts} semispaces at their largest: ${old} + ${parts} × ${semispace}.`,
    youngGeneration: `${parts} × ${semispace}: ${parts === 3 ? 'two semispaces, and as much as one of them' : 'new space, and as much again'} for young large objects.`,
    oldGeneration: sentence(sizes.maximumOldGeneration, oldRule(preset, sizes, written)),
    maximumSemispace: sentence(sizes.maximumSemispace, semispaceRule(preset, sizes, written)),
    minimumSemispace: sentence(sizes.minimumSemispace, startRule(sizes.minimumSemispace, written)),
    firstSemispace: sentence(sizes.initialSemispace, firstSemispaceRule(sizes, written)),
    firstLimit: `${sentence(sizes.initialOldGenerationLimit, firstLimitRule(preset, sizes, written))} ${laterLimits(sizes)}`,
  };
}

/** The flag as it stands on the command line. */
type Written = (name: FlagName) => string;

function oldRule({ newSpace, oldGeneration }: Preset, { maximumOldGeneration: size, maximumSemispace }: HeapSizeDerivations, written: Written): string {
  const { minBytes, capBytes, largeMachineBytes, largeMachineCapBytes } = oldGeneration.maximum;
  if (size.rule === 'max-old-space-size') return `given by ${written('max-old-space-size')}`;
  if (size.rule === 'max-heap-size-remainder') {
    return `what ${written('max-heap-size')} leaves beside ${semispacesPerYoungGeneration(newSpace)} semispaces of ${inMegabytes(maximumSemispace.bytes)}`;
  }
  if (minBytes === capBytes && capBytes === largeMachineCapBytes) return 'fixed in this version, whatever the memory';
  const cap = size.adjustments.find(({ kind }) => kind === 'rule-maximum');
  const machines = cap?.bytes === largeMachineCapBytes ? 'with' : 'with less than';
  return cap === undefined ? 'half of the memory' : `half of the memory; ${machines} ${inMegabytes(largeMachineBytes)} of it`;
}

function semispaceRule(preset: Preset, { maximumSemispace: size }: HeapSizeDerivations, written: Written): string {
  const rule = preset.newSpace.maximumSemispace;
  switch (size.rule) {
    case 'max-semi-space-size':
    case 'optimize-for-size':
      return `given by ${written(size.rule)}`;
    case 'max-heap-size-remainder':
      return `${semispacesPerYoungGeneration(preset.newSpace) === 3 ? 'a third' : 'half'} of what ${written('max-heap-size')} leaves beside ${written('max-old-space-size')}`;
    case 'max-heap-size':
      return rule.rule === 'physical' ? `1/${rule.heapDivisor} of ${written('max-heap-size')}` : `V8’s own division of ${written('max-heap-size')}`;
    default:
      return rule.rule === 'physical'
        ? `1/${rule.divisor} of the memory`
        : machineDivisor(preset, size) === 1
          ? 'the largest that this version takes'
          : `1/${machineDivisor(preset, size)} of the old generation that goes with the memory (a given maximum does not count)`;
  }
}

/** The old generation of the machine is `asked × divisor`: the divisor that fits is the one that was used. */
function machineDivisor({ newSpace: { maximumSemispace: rule } }: Preset, { askedBytes }: SizeDerivation): number {
  if (rule.rule !== 'old-generation') return 1;
  return semispaceDivisor(rule, askedBytes * rule.smallDivisor);
}

function startRule({ rule }: SizeDerivation, written: Written): string {
  return rule === 'preset' ? 'what this version begins with' : `given by ${written(rule as FlagName)}`;
}

function firstSemispaceRule({ initialSemispace: size, minimumSemispace }: HeapSizeDerivations, written: Written): string {
  if (size.rule === 'initial-heap-size') return `the semispace of a heap of ${written('initial-heap-size')}`;
  if (size.rule === 'lazy-new-space-shrinking') return `the largest, by ${written('lazy-new-space-shrinking')}`;
  return minimumSemispace.bytes === size.bytes ? 'the smallest, with which it begins' : startRule(size, written);
}

function firstLimitRule({ newSpace }: Preset, { initialOldGenerationLimit: size, initialSemispace }: HeapSizeDerivations, written: Written): string {
  switch (size.rule) {
    case 'initial-old-space-size':
    case 'preconfigured-old-space-size':
      return `given by ${written(size.rule)}`;
    case 'initial-heap-size':
      return `${written('initial-heap-size')} less ${semispacesPerYoungGeneration(newSpace)} semispaces of ${inMegabytes(initialSemispace.bytes)}`;
    default:
      return `${inMegabytes(size.askedBytes)} in this version`;
  }
}

function laterLimits({ initialOldGenerationLimit: { rule } }: HeapSizeDerivations): string {
  if (rule === 'preconfigured-old-space-size') return 'Scavenges do not lower it; the first full collection sets another.';
  return rule === 'preset'
    ? 'Every scavenge lowers it by the share that survived, until the first full collection sets another.'
    : 'No later limit is lower.';
}

function sentence(size: SizeDerivation, rule: string): string {
  // The first semispace is at its minimum: its rule says so already.
  const told = size.adjustments.filter(({ kind }) => kind !== 'minimum-semispace').map(adjustmentText);
  const text = [rule, ...told].join(', ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function adjustmentText({ kind, bytes }: SizeAdjustment): string {
  const size = inMegabytes(bytes);
  switch (kind) {
    case 'power-of-two':
      return `rounded up to ${size}, a power of two`;
    case 'whole-pages':
      return `in whole pages of 256 KiB ${size}`;
    case 'rule-minimum':
      return `at least ${size}`;
    case 'rule-maximum':
      return `at most ${size}`;
    case 'least':
      return `raised to ${size}, the least that this version takes`;
    case 'minimum-semispace':
      return `raised to ${size}, the smallest semispace`;
    case 'maximum-semispace':
      return `lowered to ${size}, the largest semispace`;
    case 'half-of-maximum':
      return `at most half of the old generation’s maximum: ${size}`;
  }
}
