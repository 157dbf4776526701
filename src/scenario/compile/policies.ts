/** The scenario's `policies`: single decisions of the preset taken otherwise. Which there are, flags/presets/policies.ts knows. */
import { didYouMean } from '../../base/did-you-mean.ts';
import { POLICIES, findPolicy } from '../../flags/presets/policies.ts';
import type { Policy, PolicyValue } from '../../flags/presets/policies.ts';
import type { ProblemCollector } from '../problems.ts';
import { describeNode, quote } from '../source-tree.ts';
import type { ScalarNode, SourceNode } from '../source-tree.ts';
import { failed, parseQuantity, succeeded } from '../values.ts';
import type { Parsed } from '../values.ts';

/** No policy needs a larger number. */
const MOST = 2 ** 50;

export type PolicyValues = Readonly<Record<string, PolicyValue>>;

export function compilePolicies(node: SourceNode | null, problems: ProblemCollector): PolicyValues {
  const values = new Map<string, PolicyValue>();
  if (node?.kind !== 'map') return {};
  for (const [path, { node: given, keyRange }] of node.entries) {
    const policy = findPolicy(path);
    if (policy === null) {
      const hint = didYouMean(path, POLICIES.map((known) => known.path)) ?? 'The reference lists them all; heapstress explain 12.4 tells how a version differs from its neighbours.';
      problems.add('UNKNOWN_KEY', `There is no policy ${quote(path)}.`, keyRange, hint);
    } else if (given.kind !== 'scalar') {
      problems.add('WRONG_TYPE', `A policy is a single value; this is ${describeNode(given)}.`, problems.firstLine(given.range));
    } else {
      const parsed = readValue(policy, given);
      if (parsed.ok) values.set(path, parsed.value);
      else problems.add(parsed.code, parsed.message, given.range, parsed.hint);
    }
  }
  return Object.fromEntries(values);
}

function readValue(policy: Policy, { value, text }: ScalarNode): Parsed<PolicyValue> {
  if (value === null) return policy.nullable ? succeeded(null) : failed('WRONG_TYPE', `${policy.path} cannot be null.`);
  switch (policy.kind) {
    case 'boolean':
      return typeof value === 'boolean' ? succeeded(value) : failed('WRONG_TYPE', `${policy.path} is true or false, not ${quote(text)}.`);
    case 'bytes':
      return parseQuantity(value, 'bytes', { min: policy.least, max: MOST });
    case 'choice':
      if (policy.choices.includes(text)) return succeeded(text);
      return failed('BAD_VALUE', `${quote(text)} is nothing that ${policy.path} can be.`, didYouMean(text, policy.choices) ?? `Known: ${policy.choices.join(', ')}.`);
    case 'number':
      if (typeof value === 'number' && value >= policy.least && value <= MOST) return succeeded(value);
      return failed('WRONG_TYPE', `${policy.path} is a number from ${String(policy.least)} to ${String(MOST)}, not ${quote(text)}.`);
  }
}
