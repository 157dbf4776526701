/** The scenario's `flags` with the overrides of the command line. What flags there are, src/flags knows. */
import { findFlag, findFlagConflict, findUnsupportedFlag, parseFlagValue } from '../../flags/flag-definitions.ts';
import type { Preset } from '../../flags/presets/preset.ts';
import type { ProblemCollector } from '../problems.ts';
import { describeNode, quote } from '../source-tree.ts';
import type { SourceNode } from '../source-tree.ts';

export type FlagOverrides = Readonly<Record<string, string | number | boolean>>;
export type FlagValues = Readonly<Record<string, number | boolean>>;

const ORIGIN = '--flag';

export function compileFlags(node: SourceNode | null, overrides: FlagOverrides, preset: Preset | null, problems: ProblemCollector): FlagValues {
  const flags = new Map<string, number | boolean>();
  if (node?.kind === 'map') {
    for (const [name, entry] of node.entries) {
      if (entry.node.kind !== 'scalar') {
        problems.add('WRONG_TYPE', `A flag is a number, true or false; this is ${describeNode(entry.node)}.`, problems.firstLine(entry.node.range));
        continue;
      }
      const parsed = parseFlagValue(name, entry.node.value);
      if (!parsed.ok) {
        const range = parsed.code === 'UNKNOWN_FLAG' ? entry.keyRange : entry.node.range;
        problems.add(parsed.code, parsed.message, range, negationHint(name) ?? parsed.hint);
      } else if (flags.has(parsed.name)) {
        problems.add('DUPLICATE_KEY', `The flag ${quote(parsed.name)} is given twice, in two spellings.`, entry.keyRange);
      } else {
        flags.set(parsed.name, parsed.value);
      }
    }
  }
  const own = findFlagConflict(Object.fromEntries(flags));
  if (own !== null && node !== null) problems.add('CONFLICTING_KEYS', own.message, problems.firstLine(node.range), own.hint);
  for (const [name, value] of Object.entries(overrides)) {
    const parsed = parseFlagValue(name, value);
    if (parsed.ok) flags.set(parsed.name, parsed.value);
    else problems.addOutside(parsed.code, parsed.message, ORIGIN, negationHint(name) ?? parsed.hint);
  }
  const together = own === null ? findFlagConflict(Object.fromEntries(flags)) : null;
  if (together !== null) problems.addOutside('CONFLICTING_KEYS', together.message, ORIGIN, together.hint);
  const unsupported = preset === null ? null : findUnsupportedFlag(preset, Object.fromEntries(flags));
  if (unsupported !== null) {
    const own = node?.kind === 'map' ? [...node.entries].find(([name]) => findFlag(name) === unsupported.flag) : undefined;
    if (own === undefined) problems.addOutside('NOT_FOR_PRESET', unsupported.message, ORIGIN, unsupported.hint);
    else problems.add('NOT_FOR_PRESET', unsupported.message, own[1].keyRange, unsupported.hint);
  }
  return Object.fromEntries(flags);
}

/** `no-compact: true` is `compact: false` here. */
function negationHint(name: string): string | null {
  const negated = /^(?:--)?no[-_](.+)$/.exec(name)?.[1];
  return negated !== undefined && parseFlagValue(negated, false).ok ? `Write ${negated.replaceAll('_', '-')}: false.` : null;
}
