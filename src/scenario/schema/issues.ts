/** What zod found wrong with a value → problems with codes, words and places. */
import type * as z from 'zod';
import { closest, didYouMean } from '../../base/did-you-mean.ts';
import { MAX_PROBLEMS, PROBLEMS } from '../problems.ts';
import type { ProblemCode, ProblemCollector } from '../problems.ts';
import { nodeAt, quote } from '../source-tree.ts';
import type { SourceNode, SourceRange } from '../source-tree.ts';

type Issue = z.core.$ZodIssue;

/** The value as the schema reads it, or null with problems added. `node` holds the value's places. */
export function check<T>(schema: z.ZodType<T>, node: SourceNode, problems: ProblemCollector): T | null {
  const result = schema.safeParse(node.value);
  if (result.success) return result.data;
  if (problems.isFull) problems.leaveOut(result.error.issues.length);
  else addIssues(result.error.issues, node, problems);
  return null;
}

function addIssues(issues: readonly Issue[], root: SourceNode, problems: ProblemCollector): void {
  const meant = new Set(issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? meantKeys(issue) : [])));
  for (const issue of issues) {
    // A key that is there, but mistyped, is not missing too.
    const isMissing = !nodeAt(root, issue.path).exact;
    if (!isMissing || !meant.has(issue.path.join('\n'))) addIssue(issue, root, problems);
  }
}

/** Paths, joined, of the keys that the unknown ones are likely to mean. */
function meantKeys(issue: z.core.$ZodIssueUnrecognizedKeys): readonly string[] {
  const [, ...known] = issue.message.split('\n');
  return issue.keys.slice(0, MAX_PROBLEMS).flatMap((key) => {
    const meant = closest(key, known);
    return meant === null ? [] : [[...issue.path, meant].join('\n')];
  });
}

function addIssue(issue: Issue, root: SourceNode, problems: ProblemCollector): void {
  const { node, exact } = nodeAt(root, issue.path);
  if (issue.code === 'unrecognized_keys') {
    addUnknownKeys(issue, node, problems);
  } else if (issue.code === 'invalid_union') {
    const fitting = issue.errors.find((branch) => !branch.some(isMismatch));
    if (fitting === undefined) problems.add('WRONG_TYPE', issue.message, node.range);
    addIssues(fitting ?? [], node, problems);
  } else if (!exact) {
    const key = String(issue.path.at(-1) ?? '');
    problems.add('MISSING_KEY', `The key ${quote(key)} is missing.`, firstLineOf(node, problems));
  } else if (issue.code === 'custom') {
    const range = codeOf(issue) === 'ONE_KEY_EXPECTED' ? secondKey(node) : node.range;
    problems.add(codeOf(issue), issue.message, range, hintOf(issue));
  } else if (issue.code === 'too_small') {
    problems.add('OUT_OF_RANGE', 'The list is empty.', node.range);
  } else if (issue.code === 'too_big') {
    problems.add('OUT_OF_RANGE', `The list has more than ${String(issue.maximum)} entries.`, firstLineOf(node, problems));
  } else {
    problems.add('WRONG_TYPE', issue.message, node.range);
  }
}

/** The first key that is one too many, or the whole mapping when it has none. */
function secondKey(node: SourceNode): SourceRange {
  const [, second] = node.kind === 'map' ? node.entries.values() : [];
  return second?.keyRange ?? node.range;
}

function addUnknownKeys(issue: z.core.$ZodIssueUnrecognizedKeys, node: SourceNode, problems: ProblemCollector): void {
  const [what = '', ...known] = issue.message.split('\n');
  problems.leaveOut(Math.max(0, issue.keys.length - MAX_PROBLEMS));
  for (const key of issue.keys.slice(0, MAX_PROBLEMS)) {
    const entry = node.kind === 'map' ? node.entries.get(key) : undefined;
    const listed = known.length === 0 ? 'It takes no keys.' : `Known: ${known.join(', ')}.`;
    problems.add('UNKNOWN_KEY', `Unknown key ${quote(key)} in ${what}.`, entry?.keyRange ?? node.range, didYouMean(key, known) ?? listed);
  }
}

/** The value as a whole is of another kind than this branch of a union takes. */
function isMismatch(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || (issue.code === 'custom' && codeOf(issue) === 'WRONG_TYPE'));
}

function codeOf(issue: Issue): ProblemCode {
  const code: unknown = issue.code === 'custom' ? issue.params?.['problem'] : undefined;
  return typeof code === 'string' && Object.hasOwn(PROBLEMS, code) ? (code as ProblemCode) : 'WRONG_TYPE';
}

function hintOf(issue: Issue): string | null {
  const hint: unknown = issue.code === 'custom' ? issue.params?.['hint'] : undefined;
  return typeof hint === 'string' ? hint : null;
}

/** A mapping or list may take many lines; its problems are shown at the first one. */
function firstLineOf(node: SourceNode, problems: ProblemCollector): SourceRange {
  return problems.firstLine(node.range);
}
