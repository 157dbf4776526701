/** `${name}` and `${a - 2 * b}` in the scalars of a scenario, but for the sources of scripts, replaced with the values of its params. */
import { didYouMean } from '../base/did-you-mean.ts';
import { evaluate, parseExpression } from './expressions.ts';
import type { ProblemCollector } from './problems.ts';
import { expandLoop } from './loops.ts';
import { childOf, listNode, mapNode, quote } from './source-tree.ts';
import type { MapEntry, MapNode, ScalarNode, SourceNode, SourceRange } from './source-tree.ts';
import { failed, isName, parseQuantity, succeeded } from './values.ts';
import type { Parsed } from './values.ts';

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
    const loop = childOf(node, 'for');
    if (loop?.kind === 'map' && node.entries.size === 1) return replaceLoop(node, loop);
    return replaceEntries(node, (child, key) => (key === 'script' ? replaceInScript(child) : replace(child)), replaceKey);
  };
  const replaceKey = (key: string, range: SourceRange): string => (key.includes('${') ? interpolateScalar({ kind: 'scalar', range, value: key, text: key, size: 1, depth: 0 }, params, problems).text : key);
  /** Its steps are repeated for each row, with the row's values as further params. */
  const replaceLoop = (node: MapNode, loop: MapNode): MapNode => {
    const { keyRange } = node.entries.get('for')!;
    const rows = replaceEntries(loop, (child) => (child === childOf(loop, 'steps') || child === childOf(loop, 'expect') ? child : replace(child)));
    const expanded = expandLoop(rows, params, (body, inner) => interpolate(body, inner, problems), problems);
    return mapNode(node.range, new Map([['for', { keyRange, node: expanded }]]));
  };
  /** In the source of a script, `${…}` is JavaScript's own. */
  const replaceInScript = (node: SourceNode): SourceNode => {
    return node.kind === 'map' ? replaceEntries(node, (child, key) => (key === 'source' ? child : replace(child))) : node;
  };
  return replace(root);
}

function replaceEntries(
  node: MapNode,
  replace: (node: SourceNode, key: string) => SourceNode,
  replaceKey: (key: string, range: SourceRange) => string = (key) => key,
): MapNode {
  const entries = new Map<string, MapEntry>();
  let changed = false;
  for (const [key, entry] of node.entries) {
    const replaced = replace(entry.node, key);
    const replacedKey = replaceKey(key, entry.keyRange);
    changed ||= replaced !== entry.node || replacedKey !== key;
    entries.set(replacedKey, { keyRange: entry.keyRange, node: replaced });
  }
  return changed ? mapNode(node.range, entries) : node;
}

/** A scalar with its params replaced. */
export function interpolateScalar(node: ScalarNode, params: Params, problems: ProblemCollector): ScalarNode {
  if (typeof node.value !== 'string' || !node.value.includes('${')) return node;
  const replaced = interpolateText(node.value, params);
  if (replaced.ok) return { ...node, value: replaced.value, text: String(replaced.value) };
  problems.add(replaced.code, replaced.message, node.range, replaced.hint);
  problems.silence(node.range);
  return { ...node, value: '', text: '' };
}

/** A text that is one `${…}` has the value itself, else the values become part of the text. */
function interpolateText(written: string, params: Params): Parsed<ParamValue> {
  if (written.length > MAX_TEXT) return failed('OUT_OF_RANGE', `A text with parameters can have at most ${String(MAX_TEXT)} characters.`);
  if (written.replaceAll(EACH, '').includes('${')) return failed('BAD_VALUE', 'A "${" without its "}".', 'Write ${name}.');
  const whole = WHOLE.exec(written)?.[1];
  if (whole !== undefined) return valueOf(whole, params);
  const problems: Parsed<never>[] = [];
  const text = written.replaceAll(EACH, (_, inner: string) => {
    const value = valueOf(inner, params);
    if (value.ok) return String(value.value);
    problems.push(value);
    return '';
  });
  return problems[0] ?? succeeded(text);
}

/** What stands between the braces: a name, or arithmetic with names. */
function valueOf(inner: string, params: Params): Parsed<ParamValue> {
  const plain = params.get(inner);
  if (plain !== undefined) return succeeded(plain);
  if (isName(inner)) return unknownParam(inner, params);
  const parsed = parseExpression(inner, (name) => numberOf(name, params));
  if (!parsed.ok) return parsed.code === 'BAD_VALUE' && parsed.hint === null ? failed('BAD_VALUE', parsed.message, 'Write ${name}, or arithmetic such as ${2 * name + 8}.') : parsed;
  const value = evaluate(parsed.value, (number) => number);
  if (typeof value === 'bigint') return succeeded(String(value));
  return Number.isFinite(value) ? succeeded(value) : failed('OUT_OF_RANGE', `${quote(inner)} is no finite number.`);
}

function numberOf(name: string, params: Params): Parsed<number> {
  const value = params.get(name);
  if (value === undefined) return unknownParam(name, params);
  if (typeof value === 'number') return succeeded(value);
  const size = parseQuantity(value, 'bytes', { min: 0, max: Number.MAX_SAFE_INTEGER });
  return size.ok ? size : failed('BAD_VALUE', `The parameter ${name} is no number: it is ${quote(String(value))}.`);
}

function unknownParam(name: string, params: Params): Parsed<never> {
  return failed('UNKNOWN_PARAM', `The scenario has no parameter ${quote(name)}.`, didYouMean(name, params.keys()) ?? 'Declare it under params, with its default.');
}
