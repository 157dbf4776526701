/** `oom=false`, `gc.time<=100ms`: a metric and a constraint in one word, as on a command line. */
import { didYouMean } from '../base/did-you-mean.ts';
import type { MeasuredValue } from '../engine/engine.ts';
import { satisfies } from '../engine-sim/constraints.ts';
import type { PlainConstraint } from '../engine-sim/constraints.ts';
import { parseConstraint } from '../scenario/constraints.ts';
import { findMetric, metricCandidates } from '../scenario/metric-names.ts';
import { metric } from '../scenario/metrics.ts';

export interface Condition {
  /** As written. */
  readonly text: string;
  readonly metric: string;
  readonly constraint: PlainConstraint;
}

export type ParsedCondition = { readonly ok: true; readonly condition: Condition } | { readonly ok: false; readonly message: string; readonly hint: string | null };

export function parseCondition(text: string): ParsedCondition {
  const [, name, written] = /^\s*([^\s<>=!~]+)\s*([<>=!~].*)$/s.exec(text) ?? [];
  if (name === undefined || written === undefined) return { ok: false, message: `"${text}" is no condition.`, hint: 'Write it like oom=false or gc.time<=100ms.' };
  const named = findMetric(name);
  if (named === null) return { ok: false, message: `There is no metric "${name}".`, hint: didYouMean(name, metricCandidates(name)) };
  const parsed = parseConstraint({ kind: 'scalar', range: { start: 0, end: 0 }, value: written, text: written, size: 1, depth: 0 }, metric(named.name));
  if (!parsed.ok) return { ok: false, message: `${name}: ${parsed.message}`, hint: parsed.hint };
  const { constraint } = parsed.value;
  // Expressions are read elsewhere, where there is a scenario.
  if (constraint.kind === 'computed' || constraint.kind === 'computed-range') return { ok: false, message: `${name} is compared with a plain value here.`, hint: null };
  return { ok: true, condition: { text: `${name}${written}`, metric: name, constraint } };
}

export function conditionHolds({ metric: name, constraint }: Condition, metrics: Readonly<Record<string, MeasuredValue>>): boolean {
  const value = metrics[name];
  return value !== undefined && satisfies(value, constraint);
}
