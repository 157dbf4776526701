/** `${name}` in the scalars of a scenario, replaced with the values of its params. */
import { didYouMean } from '../base/did-you-mean.ts';
import type { ProblemCode, ProblemCollector } from './problems.ts';
import { listNode, mapNode, quote } from './source-tree.ts';
import type { MapEntry, ScalarNode, SourceNode } from './source-tree.ts';

export type ParamValue = number | string | boolean;
/** Longest text that is the value of a param. */
export const LONGEST_PARAM = 1000;
export type Params = ReadonlyMap<string, ParamValue>;

const WHOLE = /^\$\{([^{}]*)\}$/;
const EACH = /\$\{([^{}]*)\}/g;
/** Longest text with params in it. With the bound on their values it bounds what interpolation may yield. */
const MAX_TEXT = 10_000;

/** The tree with all params replaced; subtrees without any are the same nodes as before. */
export function interpolate(root: SourceNode, params: Params, problems: ProblemCollector): SourceNode {
  // Aliases make the tree a graph: each node is replaced once.
  const done = new Map<SourceNode, SourceNode>();
  const replace = (node: SourceNode): SourceNode => {
    const known = done.get(node);
    if (known !== undefined) return known;
    const replaced = replaceIn(node);
    done.set(node, replaced);
    return replaced;
  };
  const replaceIn = (node: SourceNode): SourceNode => {
    if (node.kind === 'scalar') return interpolateScalar(node, params, problems);
    if (node.kind === 'list') {
      const items = node.items.map(replace);
      return items.every((item, index) => item === node.items[index]) ? node : listNode(node.range, items);
    }
    const entries = new Map<string, MapEntry>();
    let changed = false;
    for (const [key, entry] of node.entries) {
      const replaced = replace(entry.node);
      changed ||= replaced !== entry.node;
      entries.set(key, { keyRange: entry.keyRange, node: replaced });
    }
    return changed ? mapNode(node.range, entries) : node;
  };
  return replace(root);
}

function interpolateScalar(node: ScalarNode, params: Params, problems: ProblemCollector): ScalarNode {
  if (typeof node.value !== 'string' || !node.value.includes('${')) return node;
  const written = node.value;
  const without = (code: ProblemCode, message: string, hint: string | null): ScalarNode => {
    problems.add(code, message, node.range, hint);
    problems.silence(node.range);
    return { ...node, value: '', text: '' };
  };
  if (written.length > MAX_TEXT) return without('OUT_OF_RANGE', `A text with parameters can have at most ${String(MAX_TEXT)} characters.`, null);
  if (written.replaceAll(EACH, '').includes('${')) return without('BAD_VALUE', 'A "${" without its "}".', 'Write ${name}.');
  const unknown = [...written.matchAll(EACH)].map(([, name = '']) => name).find((name) => !params.has(name));
  if (unknown !== undefined) {
    const hint = didYouMean(unknown, params.keys()) ?? 'Declare it under params, with its default.';
    return without('UNKNOWN_PARAM', `The scenario has no parameter ${quote(unknown)}.`, hint);
  }
  const whole = WHOLE.exec(written)?.[1];
  const value = params.get(whole ?? '') ?? written.replaceAll(EACH, (_, name: string) => String(params.get(name) ?? ''));
  return { ...node, value, text: String(value) };
}
