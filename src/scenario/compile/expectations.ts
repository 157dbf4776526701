/** `expect` and `while` mappings → metrics and constraints, checked against each other and against the preset. */
import { didYouMean } from '../../base/did-you-mean.ts';
import type { SpaceName } from '../../vocabulary/spaces.ts';
import { SPACE_NAMES } from '../../vocabulary/spaces.ts';
import { parseConstraint, splitComputed } from '../constraints.ts';
import type { ComputedConstraint, WrittenConstraint } from '../constraints.ts';
import { leavesOf, parseExpression } from '../expressions.ts';
import { findMetric, metricCandidates } from '../metric-names.ts';
import type { NamedMetric } from '../metric-names.ts';
import { metric } from '../metrics.ts';
import type { MetricName } from '../metrics.ts';
import type { Constraint, Expectation, MetricExpression, MetricLeaf, MetricRef } from '../program.ts';
import { describeNode, quote } from '../source-tree.ts';
import type { MapEntry, ScalarNode, SourceNode, SourceRange } from '../source-tree.ts';
import { failed, succeeded } from '../values.ts';
import type { Parsed } from '../values.ts';
import type { CompileContext } from './context.ts';

/** All that are sound; the others have problems added. `node` null: none. That it is a mapping, the schema checks. */
export function compileExpectations(node: SourceNode | null, context: CompileContext): readonly Expectation[] {
  if (node?.kind !== 'map') return [];
  return [...node.entries].flatMap(([key, entry]) => compileExpectation(key, entry, context) ?? []);
}

function compileExpectation(text: string, { keyRange, node }: MapEntry, context: CompileContext): Expectation | null {
  const subject = compileSubject(text, keyRange, context);
  if (subject === null) return null;
  if (node.kind !== 'scalar') {
    context.problems.add('WRONG_TYPE', `Expected a constraint, such as "> 0"; got ${describeNode(node)}.`, context.problems.firstLine(node.range));
    return null;
  }
  const { metric, expression } = subject;
  const written = compileConstraint(node, metric.name, context);
  if (written === null) return null;
  const { constraint } = written;
  const isPossible = !SPACE_OF.has(metric.name) || isSpaceOfPreset(constraint, node.range, context);
  if (!isPossible) return null;
  const sinceStart = [...(expression === null ? [] : leavesOf(expression)), ...leavesOfConstraint(constraint)].some(({ checkpoint }) => checkpoint !== null);
  return { metric, expression, constraint, text: written.text, sinceStart, location: context.location(keyRange) };
}

const SPACE_OF: ReadonlySet<MetricName> = new Set(['object.<object>.space', 'object.<object>.slot.space', 'list.<list>.space']);
/** What no plain name of a metric has. */
const EXPRESSION_SIGNS = /[@+*/%()]|\s-\s/;

/** A number with a unit that does not fit is no expression. */
function namesMetric(text: string): boolean {
  return text.includes('@') || (text.match(/[A-Za-z_][\w.[\]-]*/g) ?? []).some((name) => findMetric(name) !== null);
}

interface Subject {
  readonly metric: MetricRef;
  readonly expression: MetricExpression | null;
}

function compileSubject(text: string, range: SourceRange, context: CompileContext): Subject | null {
  const named = findMetric(text);
  if (named !== null) {
    const metric = compileReference(named, text, range, context);
    return metric === null ? null : { metric, expression: null };
  }
  if (!EXPRESSION_SIGNS.test(text)) {
    context.problems.add('UNKNOWN_METRIC', `There is no metric ${quote(text)}.`, range, hintForMetric(text));
    return null;
  }
  const expression = compileExpression(text, range, context);
  const first = expression === null ? undefined : leavesOf(expression)[0];
  if (expression !== null && first === undefined) context.problems.add('BAD_VALUE', `There is no metric in ${quote(text)}.`, range, 'Write a metric to the left of the colon.');
  return expression === null || first === undefined ? null : { metric: { ...first.metric, text }, expression };
}

/** A constraint as the metric takes it; else a comparison with an expression. */
function compileConstraint(node: ScalarNode, name: MetricName, context: CompileContext): WrittenConstraint | null {
  const parsed = parseConstraint(node, metric(name));
  if (parsed.ok) return parsed.value;
  const computed = typeof node.value === 'string' ? splitComputed(node.value) : null;
  if (computed !== null && namesMetric(node.text)) {
    const constraint = compileComputed(computed, node.range, context);
    return constraint === null ? null : { constraint, text: node.text.trim().replaceAll(/\s+/g, ' ') };
  }
  context.problems.add(parsed.code, parsed.message, node.range, parsed.hint);
  return null;
}

function compileComputed(computed: ComputedConstraint, range: SourceRange, context: CompileContext): Constraint | null {
  const value = compileExpression(computed.operand, range, context);
  if (computed.kind === 'compare') return value === null ? null : { kind: 'computed', operator: computed.operator, value };
  const other = compileExpression(computed.other, range, context);
  if (value === null || other === null) return null;
  if (computed.kind === 'range') return { kind: 'computed-range', min: value, max: other };
  return {
    kind: 'computed-range',
    min: { kind: 'operation', operator: '-', left: value, right: other },
    max: { kind: 'operation', operator: '+', left: value, right: other },
  };
}

function compileExpression(text: string, range: SourceRange, context: CompileContext): MetricExpression | null {
  const problemsBefore = context.problems.count;
  const parsed = parseExpression(text, (name): Parsed<MetricLeaf> => {
    const [written = '', at] = name.split('@');
    const named = findMetric(written);
    if (named === null) return failed('UNKNOWN_METRIC', `There is no metric ${quote(written)}.`, hintForMetric(written));
    const reference = compileReference(named, written, range, context);
    const checkpoint = at === undefined || reference === null ? null : context.rememberAt(at, reference, range);
    if (reference !== null && (at === undefined || checkpoint !== null)) return succeeded({ metric: reference, checkpoint });
    return failed('UNKNOWN_METRIC', ''); // told already
  });
  if (parsed.ok) return parsed.value;
  if (context.problems.count === problemsBefore) context.problems.add(parsed.code, parsed.message, range, parsed.hint);
  return null;
}

function leavesOfConstraint(constraint: Constraint): readonly MetricLeaf[] {
  if (constraint.kind === 'computed') return leavesOf(constraint.value);
  return constraint.kind === 'computed-range' ? [...leavesOf(constraint.min), ...leavesOf(constraint.max)] : [];
}

/** Metrics named beside the text, such as by an option; those that cannot be read have problems added. */
export function compileMetrics(names: readonly string[], origin: string, context: CompileContext): readonly MetricRef[] {
  return names.flatMap((text) => {
    const named = findMetric(text);
    if (named !== null) return compileReference(named, text, { start: 0, end: 0 }, context) ?? [];
    context.problems.addOutside('UNKNOWN_METRIC', `There is no metric ${quote(text)}.`, origin, hintForMetric(text));
    return [];
  });
}

function compileReference(named: NamedMetric, text: string, range: SourceRange, context: CompileContext): MetricRef | null {
  const { name, space, slot } = named;
  if (space !== null && !hasFiguresOf(space, range, context)) return null;
  const object = named.object === null ? null : context.object(named.object, range);
  const list = named.list === null ? null : context.list(named.list, range);
  const observer = named.observer === null ? null : context.observer(named.observer, range);
  const handle = named.handle === null ? null : context.handle(named.handle, range);
  const isUnknown = (named.object !== null && object === null) || (named.list !== null && list === null) || (named.observer !== null && observer === null) || (named.handle !== null && handle === null);
  return isUnknown ? null : { name, text, space, object, slot, list, observer, handle };
}

function hintForMetric(text: string): string | null {
  return didYouMean(text, metricCandidates(text)) ?? unknownSpaceHint(text);
}

/** Spaces that the preset reports but never uses have figures too: zeros. */
function hasFiguresOf(space: SpaceName, range: SourceRange, context: CompileContext): boolean {
  return context.preset?.reportedSpaces.includes(space) === true || context.requireSpace(space, range);
}

function isSpaceOfPreset(constraint: Constraint, range: SourceRange, context: CompileContext): boolean {
  if (constraint.kind !== 'equals' && constraint.kind !== 'not') return true;
  const space = SPACE_NAMES.find((name) => name === constraint.value);
  return space === undefined || context.requireSpace(space, range);
}

function unknownSpaceHint(text: string): string | null {
  const space = text.slice(0, Math.max(text.lastIndexOf('.'), 0));
  return didYouMean(space, SPACE_NAMES.filter((name) => name !== space));
}
