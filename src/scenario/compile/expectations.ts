/** `expect` and `while` mappings → metrics and constraints, checked against each other and against the preset. */
import { didYouMean } from '../../base/did-you-mean.ts';
import type { SpaceName } from '../../vocabulary/spaces.ts';
import { SPACE_NAMES } from '../../vocabulary/spaces.ts';
import { parseConstraint } from '../constraints.ts';
import { findMetric, metricCandidates } from '../metric-names.ts';
import type { NamedMetric } from '../metric-names.ts';
import { metric } from '../metrics.ts';
import type { Constraint, Expectation, MetricRef } from '../program.ts';
import { describeNode, quote } from '../source-tree.ts';
import type { MapEntry, SourceNode, SourceRange } from '../source-tree.ts';
import type { CompileContext } from './context.ts';

/** All that are sound; the others have problems added. `node` null: none. That it is a mapping, the schema checks. */
export function compileExpectations(node: SourceNode | null, context: CompileContext): readonly Expectation[] {
  if (node?.kind !== 'map') return [];
  return [...node.entries].flatMap(([key, entry]) => compileExpectation(key, entry, context) ?? []);
}

function compileExpectation(text: string, { keyRange, node }: MapEntry, context: CompileContext): Expectation | null {
  const named = findMetric(text);
  if (named === null) {
    const hint = didYouMean(text, metricCandidates(text)) ?? unknownSpaceHint(text);
    context.problems.add('UNKNOWN_METRIC', `There is no metric ${quote(text)}.`, keyRange, hint);
    return null;
  }
  const reference = compileReference(named, text, keyRange, context);
  if (node.kind !== 'scalar') {
    context.problems.add('WRONG_TYPE', `Expected a constraint, such as "> 0"; got ${describeNode(node)}.`, context.problems.firstLine(node.range));
    return null;
  }
  const parsed = parseConstraint(node, metric(named.name));
  if (!parsed.ok) {
    context.problems.add(parsed.code, parsed.message, node.range, parsed.hint);
    return null;
  }
  const { constraint, text: written } = parsed.value;
  const isPossible = named.name !== 'object.<object>.space' || isSpaceOfPreset(constraint, node.range, context);
  if (reference === null || !isPossible) return null;
  return { metric: reference, constraint, text: written, location: context.location(keyRange) };
}

function compileReference(named: NamedMetric, text: string, range: SourceRange, context: CompileContext): MetricRef | null {
  const { name, space } = named;
  if (space !== null && !hasFiguresOf(space, range, context)) return null;
  const object = named.object === null ? null : context.object(named.object, range);
  const handle = named.handle === null ? null : context.handle(named.handle, range);
  const isUnknown = (named.object !== null && object === null) || (named.handle !== null && handle === null);
  return isUnknown ? null : { name, text, space, object, handle };
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
