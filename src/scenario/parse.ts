/**
 * YAML text → tree of values with places. Safe for any text: its size, nesting and aliases are bounded before
 * anything recursive or quadratic looks at it.
 *
 * YAML 1.2, core schema. Aliases are allowed; merge keys, tags of one's own and several documents are not.
 */
import { Composer, isAlias, isMap, isScalar, isSeq, Lexer, Parser } from 'yaml';
import type { CST, Document, ParsedNode, YAMLError } from 'yaml';
import { withoutByteOrderMark } from './line-index.ts';
import { ProblemCollector } from './problems.ts';
import type { ProblemCode } from './problems.ts';
import { describeValue, listNode, mapNode, quote } from './source-tree.ts';
import type { MapEntry, MapNode, SourceNode, SourceRange } from './source-tree.ts';

/** Longest text, in UTF-16 units: what takes a few seconds to read, whatever it holds. */
export const MAX_TEXT_LENGTH = 1024 * 1024;
/** The parser puts whole tokens into its messages. */
const LONGEST_MESSAGE = 300;
/** Levels of collections; a block takes three of them (step, arguments, list of steps). */
export const MAX_YAML_DEPTH = 256;
/** Values that all aliases together may stand for. */
export const MAX_ALIASED_VALUES = 200_000;

export interface ParsedText {
  /** Null when there is no mapping to go on with; then there are problems. */
  readonly root: MapNode | null;
  readonly problems: ProblemCollector;
}

export function parseScenarioText(text: string, file: string): ParsedText {
  if (text.length > MAX_TEXT_LENGTH) {
    const problems = new ProblemCollector(file, '');
    const message = `The text has ${String(text.length)} characters; a scenario may have ${String(MAX_TEXT_LENGTH)}.`;
    problems.add('FILE_TOO_LARGE', message, { start: 0, end: 0 }, 'Blocks such as repeat and workload say much in few lines.');
    return { root: null, problems };
  }
  const plain = withoutByteOrderMark(text);
  const problems = new ProblemCollector(file, plain);
  const tokens = tokenize(plain, problems);
  if (tokens === null) return { root: null, problems };
  const document = compose(tokens, plain, problems);
  if (document === null) return { root: null, problems };
  return { root: rootMapping(document.contents, problems), problems };
}

/** Null when the nesting is too deep: the composer recurses, so it must never see such a text. */
function tokenize(text: string, problems: ProblemCollector): CST.Token[] | null {
  const tokens: CST.Token[] = [];
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > MAX_YAML_DEPTH) {
      const start = Math.max(0, parser.offset - lexeme.length);
      problems.add('TOO_DEEP', `Values are nested more than ${String(MAX_YAML_DEPTH)} levels deep.`, { start, end: start + 1 });
      return null;
    }
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

function shortened(message: string): string {
  return message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message;
}

function compose(tokens: readonly CST.Token[], text: string, problems: ProblemCollector): Document.Parsed | null {
  // The parser makes an Error of each syntax error, of which a text can have a million: nobody reads their stacks.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return composeFirst(tokens, text, problems);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function composeFirst(tokens: readonly CST.Token[], text: string, problems: ProblemCollector): Document.Parsed | null {
  // Duplicate keys are found below with a set: the composer's own check compares each key with all others.
  const composer = new Composer({
    version: '1.2', schema: 'core', merge: false, uniqueKeys: false, prettyErrors: false, strict: true,
  });
  let first: Document.Parsed | null = null;
  for (const token of withEnd(tokens, composer, text.length)) {
    if (first === null) {
      first = token;
      continue;
    }
    const [start] = token.range;
    problems.add('UNSUPPORTED_YAML', 'A scenario is one YAML document; here begins another one.', { start, end: Math.min(start + 3, text.length) },
      'Put each scenario into a file of its own.');
    break;
  }
  if (first === null) return null;
  for (const error of first.errors) problems.add('YAML_SYNTAX', `${shortened(error.message)}.`, rangeOf(error), SYNTAX_HINTS[error.code] ?? null);
  for (const warning of first.warnings) problems.add('UNSUPPORTED_YAML', `${shortened(warning.message)}.`, rangeOf(warning));
  return first.errors.length > 0 ? null : first;
}

function* withEnd(tokens: readonly CST.Token[], composer: Composer, length: number): Generator<Document.Parsed> {
  for (const token of tokens) yield* composer.next(token) as Generator<Document.Parsed>;
  yield* composer.end(true, length) as Generator<Document.Parsed>;
}

function rangeOf(error: YAMLError): SourceRange {
  return { start: error.pos[0], end: error.pos[1] };
}

const SYNTAX_HINTS: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  TAB_AS_INDENT: 'Indent with spaces.',
  BLOCK_AS_IMPLICIT_KEY: 'Put text that holds ": " into quotes.',
  BAD_INDENT: 'Keys of one mapping begin in the same column.',
  MULTILINE_IMPLICIT_KEY: 'A key takes one line; is a ":" missing?',
  MISSING_CHAR: 'Something opened here or before is not closed.',
  RESOURCE_EXHAUSTION: 'The text is nested too deeply.',
};

function rootMapping(contents: ParsedNode | null, problems: ProblemCollector): MapNode | null {
  const empty = contents === null || (isScalar(contents) && contents.value === null);
  if (empty) {
    problems.add('EMPTY_FILE', 'The file holds no scenario.', { start: 0, end: 0 }, 'A scenario has at least steps; `heapstress init` writes one to start from.');
    return null;
  }
  const root = new TreeBuilder(problems).build(contents);
  if (root.kind === 'map') return root;
  problems.add('WRONG_TYPE', `A scenario is a mapping with keys such as steps; this is ${root.kind === 'list' ? 'a list' : describeValue(root.value)}.`, root.range);
  return null;
}

/** Turns the composer's nodes into ours. Recursion is bounded by MAX_YAML_DEPTH. */
class TreeBuilder {
  readonly #problems: ProblemCollector;
  /** Finished nodes only, so an alias inside its own anchor is unknown and no cycle can arise. */
  readonly #anchors = new Map<string, SourceNode>();
  #aliasedValues = 0;
  /** Collections around the node being built. */
  #depth = 0;

  constructor(problems: ProblemCollector) {
    this.#problems = problems;
  }

  build(node: ParsedNode | null): SourceNode {
    if (node === null) return nothing({ start: 0, end: 0 });
    const range = { start: node.range[0], end: node.range[1] };
    if (isAlias(node)) return this.#resolveAlias(node.source, range);
    this.#depth++;
    const built = this.#buildOwn(node, range);
    this.#depth--;
    if (node.anchor !== undefined && node.anchor !== '') this.#anchors.set(node.anchor, built);
    return built;
  }

  #buildOwn(node: ParsedNode, range: SourceRange): SourceNode {
    if (isMap(node)) {
      const entries = new Map<string, MapEntry>();
      for (const pair of node.items) this.#addEntry(entries, pair.key, pair.value);
      return mapNode(range, entries);
    }
    if (isSeq(node)) return listNode(range, node.items.map((item) => this.build(item as ParsedNode | null)));
    if (!isScalar(node)) return nothing(range);
    const { value } = node;
    if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string' || value === null) {
      return { kind: 'scalar', range, value, text: node.source, size: 1, depth: 0 };
    }
    return this.#without('UNSUPPORTED_YAML', 'Scenarios know numbers, texts, true, false, lists and mappings only.', range);
  }

  #addEntry(entries: Map<string, MapEntry>, key: ParsedNode, value: ParsedNode | null): void {
    const keyRange = { start: key.range[0], end: key.range[1] };
    if (!isScalar(key)) {
      this.#problems.add('UNSUPPORTED_YAML', 'A key must be a plain name.', keyRange);
      return;
    }
    const name = typeof key.value === 'string' ? key.value : key.source;
    if (name === '<<') {
      this.#problems.add('UNSUPPORTED_YAML', 'Merge keys (<<) are not supported.', keyRange, 'Use a procedure for steps that occur several times, or an alias for a whole value.');
      return;
    }
    const node = value === null ? nothing({ start: keyRange.end, end: keyRange.end }) : this.build(value);
    if (entries.has(name)) {
      this.#problems.add('DUPLICATE_KEY', `The key ${quote(name)} occurs twice in this mapping.`, keyRange, 'Leave one of the two out.');
      return;
    }
    entries.set(name, { keyRange, node });
  }

  #resolveAlias(name: string, range: SourceRange): SourceNode {
    const target = this.#anchors.get(name);
    if (target === undefined) {
      return this.#without('YAML_SYNTAX', `The alias *${name} refers to no anchor before it.`, range);
    }
    if (this.#depth + target.depth > MAX_YAML_DEPTH) {
      return this.#without('TOO_DEEP', `With the value of *${name}, values are nested more than ${String(MAX_YAML_DEPTH)} levels deep.`, range);
    }
    const before = this.#aliasedValues;
    this.#aliasedValues += target.size;
    if (this.#aliasedValues <= MAX_ALIASED_VALUES) return target;
    // Every alias behind the first one too many is one too many: it says nothing new.
    if (before <= MAX_ALIASED_VALUES) {
      const message = `The aliases up to here stand for more than ${String(MAX_ALIASED_VALUES)} values.`;
      this.#problems.add('TOO_MANY_ALIASES', message, range, 'Use repeat, workload or a procedure for what occurs many times.');
    }
    this.#problems.silence(range);
    return nothing(range);
  }

  /** Nothing in place of a value that cannot be had. */
  #without(code: ProblemCode, message: string, range: SourceRange): SourceNode {
    this.#problems.add(code, message, range);
    this.#problems.silence(range);
    return nothing(range);
  }
}

function nothing(range: SourceRange): SourceNode {
  return { kind: 'scalar', range, value: null, text: '', size: 1, depth: 0 };
}
