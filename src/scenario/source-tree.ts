/**
 * The values of a scenario with the places they came from: what the parser yields and the compiler reads.
 *
 * Invariant: `value` is the plain value of the node. Mappings are objects without a prototype, so a key such
 * as `__proto__` is a key like any other. An alias is the very node of its anchor, so the tree may be a graph,
 * but never a cyclic one.
 */
export interface SourceRange {
  /** Offset of the first character, and that behind the last one. */
  readonly start: number;
  readonly end: number;
}

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly range: SourceRange;
  readonly value: string | number | boolean | null;
  /** As written, without quotes: `14.10` where the value is 14.1. */
  readonly text: string;
  /** Values in the node, itself included. */
  readonly size: 1;
  /** Levels of collections. */
  readonly depth: 0;
}

export interface ListNode {
  readonly kind: 'list';
  readonly range: SourceRange;
  readonly value: readonly unknown[];
  readonly items: readonly SourceNode[];
  readonly size: number;
  readonly depth: number;
}

export interface MapEntry {
  readonly keyRange: SourceRange;
  readonly node: SourceNode;
}

export interface MapNode {
  readonly kind: 'map';
  readonly range: SourceRange;
  readonly value: Readonly<Record<string, unknown>>;
  /** In the order of the text. */
  readonly entries: ReadonlyMap<string, MapEntry>;
  readonly size: number;
  readonly depth: number;
}

export type SourceNode = ScalarNode | ListNode | MapNode;

export function listNode(range: SourceRange, items: readonly SourceNode[]): ListNode {
  let size = 1;
  let depth = 0;
  for (const item of items) {
    size += item.size;
    depth = Math.max(depth, item.depth);
  }
  return { kind: 'list', range, items, size, depth: depth + 1, value: items.map((item) => item.value) };
}

export function mapNode(range: SourceRange, entries: ReadonlyMap<string, MapEntry>): MapNode {
  const value = Object.create(null) as Record<string, unknown>;
  let size = 1;
  let depth = 0;
  for (const [key, { node }] of entries) {
    value[key] = node.value;
    size += node.size;
    depth = Math.max(depth, node.depth);
  }
  return { kind: 'map', range, entries, size, depth: depth + 1, value };
}

/** The value of a key, or null when the node is no mapping or has no such key. */
export function childOf(node: SourceNode | null, key: string): SourceNode | null {
  return node?.kind === 'map' ? (node.entries.get(key)?.node ?? null) : null;
}

/** The node at the path, or its nearest ancestor that exists; `exact` says which. */
export function nodeAt(root: SourceNode, path: readonly PropertyKey[]): { readonly node: SourceNode; readonly exact: boolean } {
  let node = root;
  for (const key of path) {
    const next = node.kind === 'list' ? node.items[Number(key)] : childOf(node, String(key));
    if (next === undefined || next === null) return { node, exact: false };
    node = next;
  }
  return { node, exact: true };
}

/** What a value is, for messages. */
export function describeNode(node: SourceNode): string {
  if (node.kind === 'map') return 'a mapping';
  if (node.kind === 'list') return 'a list';
  return describeValue(node.value);
}

const LONGEST_QUOTE = 40;

/** Control characters and lone surrogates as escapes, so that no text can play tricks on a terminal. */
export function escapeControls(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** Text in quotes, shortened, control characters escaped. */
export function quote(text: string): string {
  const shortened = text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
  return `"${escapeControls(shortened)}"`;
}

export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return Array.isArray(value) ? 'a list' : 'a mapping';
}
