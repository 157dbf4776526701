/** One thing that a sweep varies, with its values: a V8 flag, a param of the scenario, or the preset. */
import { didYouMean } from '../base/did-you-mean.ts';
import { findFlag, FLAG_NAMES, parseFlagValue } from '../flags/flag-definitions.ts';
import { findPreset, PRESET_NAMES } from '../flags/presets/index.ts';

export type AxisKind = 'flag' | 'param' | 'v8';

export interface Axis {
  readonly kind: AxisKind;
  /** As it is written in front of the equals sign: `max-semi-space-size`, `v8`, `param:rate`. */
  readonly name: string;
  /** The name of the flag or the param; of `v8` its own. */
  readonly target: string;
  /** As text, each once. */
  readonly values: readonly string[];
}

export type ParsedAxis = { readonly ok: true; readonly axis: Axis } | { readonly ok: false; readonly message: string; readonly hint: string | null };

const PARAM = 'param:';
const MOST_VALUES = 1000;

/** @param text `max-semi-space-size=1,2,4`, `v8=12.4,13.6` or `param:rate=100MiB/s,200MiB/s`. */
export function parseAxis(text: string): ParsedAxis {
  const at = text.indexOf('=');
  const values = at < 0 ? [] : text.slice(at + 1).split(',').map((value) => value.trim());
  if (at <= 0 || values.some((value) => value === '')) {
    return wrong(`"${text}" is not of the form name=value,value.`, 'Write it like max-semi-space-size=1,2,4 or v8=12.4,13.6 or param:rate=10,20.');
  }
  if (values.length > MOST_VALUES) return wrong(`${text.slice(0, at)} has more than ${String(MOST_VALUES)} values.`);
  const target = findTarget(text.slice(0, at).trim());
  if (!target.ok) return target;
  const canonical: string[] = [];
  for (const value of values) {
    const read = canonicalValue(target, value);
    if (!read.ok) return read;
    canonical.push(read.value);
  }
  const twice = canonical.find((value, index) => canonical.indexOf(value) !== index);
  if (twice !== undefined) return wrong(`${target.name} has the value ${twice} twice.`);
  return { ok: true, axis: { kind: target.kind, name: target.name, target: target.target, values: canonical } };
}

export type AxisTarget = Pick<Axis, 'kind' | 'name' | 'target'>;

/** What a name in front of the equals sign stands for. Which params there are, only the scenario knows. */
export function findTarget(name: string): ({ readonly ok: true } & AxisTarget) | (ParsedAxis & { readonly ok: false }) {
  if (name.startsWith(PARAM) && name.length > PARAM.length) return { ok: true, kind: 'param', name, target: name.slice(PARAM.length) };
  if (name === 'v8') return { ok: true, kind: 'v8', name, target: name };
  if (name === 'seed' || name === 'seeds') return wrong('Seeds are no axis.', 'Write --seeds 5, or --seeds 1,2,3.');
  const flag = findFlag(name.replace(/^--/, ''));
  if (flag !== null) return { ok: true, kind: 'flag', name: flag, target: flag };
  return wrong(`There is no flag "${name}" to vary.`, didYouMean(name, [...FLAG_NAMES, 'v8']) ?? 'A param of the scenario is written param:NAME.');
}

function canonicalValue({ kind, target }: AxisTarget, text: string): { ok: true; value: string } | (ParsedAxis & { readonly ok: false }) {
  switch (kind) {
    case 'param':
      return { ok: true, value: text };
    case 'v8': {
      const preset = findPreset(text);
      return preset === null ? wrong(`There is no preset "${text}".`, didYouMean(text, PRESET_NAMES) ?? `There are ${PRESET_NAMES.join(', ')}.`) : { ok: true, value: preset.name };
    }
    case 'flag': {
      const parsed = parseFlagValue(target, text);
      return parsed.ok ? { ok: true, value: String(parsed.value) } : wrong(parsed.message, parsed.hint);
    }
  }
}

function wrong(message: string, hint: string | null = null): ParsedAxis & { readonly ok: false } {
  return { ok: false, message, hint };
}
