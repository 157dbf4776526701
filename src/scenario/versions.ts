/**
 * One text for several versions: `v8: [13.6, 14.6]`, and wherever they differ a mapping from versions to what holds
 * there: `{ 13.6: 64, 14.6: 32 }`, `{ "11.3, 12.4": 16, else: 32 }`. What is said for other versions only is left out.
 */
import { didYouMean } from '../base/did-you-mean.ts';
import { DEFAULT_PRESET_NAME, findPreset, PRESET_NAMES } from '../flags/presets/index.ts';
import type { ProblemCollector } from './problems.ts';
import { childOf, listNode, mapNode, quote } from './source-tree.ts';
import type { MapEntry, MapNode, ScalarNode, SourceNode } from './source-tree.ts';

const OTHERS = 'else';
const VERSION = /^\d+\.\d+$/;

/** What the scenario says it is for, in its order; the default when it says nothing. Unknown names are kept. */
export function versionNodes(root: SourceNode | null): readonly ScalarNode[] {
  const given = childOf(root, 'v8');
  if (given === null) return [];
  const nodes = given.kind === 'list' ? given.items : [given];
  return nodes.filter((node): node is ScalarNode => node.kind === 'scalar' && node.value !== null && typeof node.value !== 'boolean');
}

/** Canonical names of the known presets among them, each once. */
export function presetsOf(root: SourceNode | null): readonly string[] {
  const nodes = versionNodes(root);
  if (nodes.length === 0) return [DEFAULT_PRESET_NAME];
  return [...new Set(nodes.flatMap((node) => findPreset(node.text.trim())?.name ?? []))];
}

/** The tree as it is for this preset; subtrees without versions are the same nodes as before. */
export function forPreset(root: MapNode, preset: string, problems: ProblemCollector): MapNode {
  // Aliases make the tree a graph: each node is looked at once.
  const done = new Map<SourceNode, SourceNode | null>();
  const choose = (node: SourceNode): SourceNode | null => {
    const known = done.get(node);
    if (known !== undefined) return known;
    const chosen = chooseIn(node);
    done.set(node, chosen);
    return chosen;
  };
  const chooseIn = (node: SourceNode): SourceNode | null => {
    if (node.kind === 'scalar') return node;
    if (node.kind === 'list') {
      const items = node.items.map(choose);
      return items.every((item, index) => item === node.items[index]) ? node : listNode(node.range, items.filter((item) => item !== null));
    }
    if (isByVersion(node)) {
      const branch = branchFor(node, preset, problems);
      return branch === null ? null : choose(branch);
    }
    return chooseInEntries(node, choose);
  };
  return chooseInEntries(root, choose);
}

function chooseInEntries(node: MapNode, choose: (node: SourceNode) => SourceNode | null): MapNode {
  const entries = new Map<string, MapEntry>();
  let changed = false;
  for (const [key, entry] of node.entries) {
    const chosen = choose(entry.node);
    changed ||= chosen !== entry.node;
    if (chosen !== null) entries.set(key, { keyRange: entry.keyRange, node: chosen });
  }
  return changed ? mapNode(node.range, entries) : node;
}

/** A mapping whose keys are versions: one at least that looks like one, and nothing else beside. */
function isByVersion(node: MapNode): boolean {
  const keys = [...node.entries.keys()];
  return keys.some((key) => namesIn(key).some((name) => VERSION.test(name))) && keys.every((key) => namesIn(key).every((name) => VERSION.test(name) || name === OTHERS || findPreset(name) !== null));
}

function namesIn(key: string): readonly string[] {
  return key.split(',').map((name) => name.trim());
}

function branchFor(node: MapNode, preset: string, problems: ProblemCollector): SourceNode | null {
  let others: SourceNode | null = null;
  let chosen: SourceNode | null = null;
  for (const [key, entry] of node.entries) {
    for (const name of namesIn(key)) {
      if (name === OTHERS) others = entry.node;
      else if (findPreset(name) === null) problems.add('UNKNOWN_PRESET', `There is no preset ${quote(name)}.`, entry.keyRange, didYouMean(name, PRESET_NAMES) ?? `Known: ${PRESET_NAMES.join(', ')}.`);
      else if (findPreset(name)!.name === preset) chosen ??= entry.node;
    }
  }
  return chosen ?? others;
}
