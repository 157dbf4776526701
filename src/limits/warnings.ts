/** Flags that do not do what they seem to: rounded, bounded, or without effect. Found by computing, not by rules of their own. */
import type { FlagName, GivenFlags } from '../flags/flag-definitions.ts';
import { defaultFlagValue, findFlag, findForeignFlag, resolveFlags } from '../flags/flag-definitions.ts';
import type { Preset } from '../flags/presets/index.ts';
import { deriveHeapSizes, HEAP_SIZE_FLAGS, resolveHeapSizes } from '../heap/pacing/heap-sizes.ts';
import type { SizeAdjustmentKind, SizeDerivation } from '../heap/pacing/size-derivation.ts';
import { flagText } from './flag-text.ts';
import { inMegabytes } from './megabytes.ts';

export const LIMIT_WARNINGS = {
  FLAG_ROUNDED: 'The size that a flag gives is rounded.',
  FLAG_BOUNDED: 'The size that a flag gives is raised or lowered to a bound.',
  FLAG_WITHOUT_EFFECT: 'The sizes would be the same without the flag.',
  FOREIGN_FLAG: 'The flag is one of other versions.',
  ABOVE_MEMORY: 'The heap may grow beyond the memory.',
} as const;
export type LimitWarningCode = keyof typeof LIMIT_WARNINGS;

export interface LimitWarning {
  readonly code: LimitWarningCode;
  /** Null when no single flag is meant. */
  readonly flag: FlagName | null;
  readonly message: string;
}

/** What is left without the flags of other versions. */
export function ownFlags(preset: Preset, given: GivenFlags): GivenFlags {
  return Object.fromEntries(Object.entries(given).filter(([name]) => findForeignFlag(preset, name as FlagName) === null));
}

export function findForeign(preset: Preset, given: GivenFlags): LimitWarning[] {
  return Object.keys(given).flatMap((name) => {
    const flag = findFlag(name);
    const foreign = flag === null ? null : findForeignFlag(preset, flag);
    return foreign === null ? [] : [{ code: 'FOREIGN_FLAG' as const, flag, message: foreign.message }];
  });
}

export function findWarnings(preset: Preset, given: GivenFlags, memoryBytes: number): LimitWarning[] {
  const names = Object.keys(given).flatMap((name) => findFlag(name) ?? []);
  const without = names.flatMap((name) => warnWithoutEffect(preset, given, memoryBytes, name) ?? []);
  const changed = warnChanged(preset, given, memoryBytes).filter(({ flag }) => without.every((warning) => warning.flag !== flag));
  return [...changed, ...without, ...warnAboveMemory(preset, given, memoryBytes)];
}

function warnChanged(preset: Preset, given: GivenFlags, memoryBytes: number): LimitWarning[] {
  const derived = deriveHeapSizes(preset, resolveFlags(preset, given), { memoryBytes });
  const sizes: readonly SizeDerivation[] = Object.values(derived);
  return sizes.flatMap((size) => {
    const flag = findFlag(size.rule);
    const value = flag === null ? undefined : given[flag];
    if (flag === null || value === undefined) return [];
    return size.adjustments.flatMap(({ kind, bytes }) => {
      const change = CHANGES[kind];
      // The semispace of --max-heap-size is V8's own choice: rounding it is no surprise.
      if (change === null || (kind === 'power-of-two' && flag !== 'max-semi-space-size')) return [];
      return [{ code: change.code, flag, message: `${flagText(flag, value)} ${change.text(inMegabytes(bytes))}.` }];
    });
  });
}

const CHANGES: Record<SizeAdjustmentKind, { readonly code: LimitWarningCode; readonly text: (size: string) => string } | null> = {
  'power-of-two': { code: 'FLAG_ROUNDED', text: (size) => `is rounded up to ${size}, a power of two` },
  'whole-pages': null,
  'rule-minimum': null,
  'rule-maximum': null,
  least: { code: 'FLAG_BOUNDED', text: (size) => `is raised to ${size}, the least that this version takes` },
  'minimum-semispace': { code: 'FLAG_BOUNDED', text: (size) => `would begin with less than the smallest semispace, ${size}` },
  'maximum-semispace': { code: 'FLAG_BOUNDED', text: (size) => `asks for more than the largest semispace, ${size}` },
  'half-of-maximum': { code: 'FLAG_BOUNDED', text: (size) => `asks for a first limit above half of the old generation’s maximum, ${size}` },
};

function warnWithoutEffect(preset: Preset, given: GivenFlags, memoryBytes: number, name: FlagName): LimitWarning | null {
  if (matters(preset, given, memoryBytes, name)) return null;
  const warn = (why: string): LimitWarning => ({
    code: 'FLAG_WITHOUT_EFFECT', flag: name, message: `${flagText(name, given[name] ?? 0)} has no effect on these sizes${why}.`,
  });
  if (HEAP_SIZE_FLAGS.every((flag) => flag !== name)) return warn('');
  if (given[name] === 0) return warn(': 0 means that it is not given');
  if (given[name] === defaultFlagValue(name, preset)) return warn(': so it is by default');
  const cause = Object.keys(given).find((other) => other !== name && matters(preset, omit(given, other), memoryBytes, name));
  return warn(cause === undefined ? ': they are the same without it' : ` beside ${flagText(cause, given[cause] ?? 0)}`);
}

/** Whether any size changes when the flag is left out. */
function matters(preset: Preset, given: GivenFlags, memoryBytes: number, name: FlagName): boolean {
  const sizes = (flags: GivenFlags): string => JSON.stringify(resolveHeapSizes(preset, resolveFlags(preset, flags), { memoryBytes }));
  return sizes(given) !== sizes(omit(given, name));
}

function omit(given: GivenFlags, name: string): GivenFlags {
  return Object.fromEntries(Object.entries(given).filter(([other]) => other !== name));
}

function warnAboveMemory(preset: Preset, given: GivenFlags, memoryBytes: number): LimitWarning[] {
  const { heapSizeLimitBytes } = resolveHeapSizes(preset, resolveFlags(preset, given), { memoryBytes });
  if (heapSizeLimitBytes <= memoryBytes) return [];
  const message = `The heap may grow to ${inMegabytes(heapSizeLimitBytes)}, the memory is ${inMegabytes(memoryBytes)}: the system may end the process before V8 is out of memory.`;
  return [{ code: 'ABOVE_MEMORY', flag: null, message }];
}
