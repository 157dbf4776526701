/** `for`: its steps once for each row of a table, with the values of the row as further params. */
import { PRESET_CONSTANTS } from './preset-constants.ts';
import type { Params, ParamValue } from './interpolate.ts';
import type { ProblemCollector } from './problems.ts';
import { childOf, describeNode, listNode, mapNode, quote } from './source-tree.ts';
import type { MapEntry, MapNode, ScalarNode, SourceNode } from './source-tree.ts';
import { isName, parseRange } from './values.ts';

/** More are a program's work: see repeat. */
const MOST_ROWS = 10_000;

/**
 * The loop with `steps` replaced by a list of groups, one for each row. `replace` puts params into a subtree.
 * A loop with a problem has no steps left.
 */
export function expandLoop(loop: MapNode, params: Params, replace: (body: SourceNode, params: Params) => SourceNode, problems: ProblemCollector): MapNode {
  const steps = loop.entries.get('steps');
  const expect = loop.entries.get('expect');
  if (steps === undefined) return loop;
  const groups = rowsOf(loop, problems).map((row): SourceNode => {
    const inner = new Map([...params, ...row]);
    const body = new Map<string, MapEntry>();
    body.set('label', { keyRange: steps.keyRange, node: labelOf(row, loop) });
    body.set('steps', { keyRange: steps.keyRange, node: replace(steps.node, inner) });
    if (expect !== undefined) body.set('expect', { keyRange: expect.keyRange, node: replace(expect.node, inner) });
    return mapNode(loop.range, new Map([['group', { keyRange: steps.keyRange, node: mapNode(loop.range, body) }]]));
  });
  const entries = new Map(loop.entries);
  entries.delete('expect');
  entries.set('steps', { keyRange: steps.keyRange, node: listNode(steps.node.range, groups) });
  return mapNode(loop.range, entries);
}

type Row = ReadonlyMap<string, ParamValue>;

function rowsOf(loop: MapNode, problems: ProblemCollector): readonly Row[] {
  const table = childOf(loop, 'in');
  const as = childOf(loop, 'as');
  const name = as?.kind === 'scalar' && typeof as.value === 'string' ? as.value : null;
  if (table === null) return [];
  if (name !== null && Object.hasOwn(PRESET_CONSTANTS, name)) {
    problems.add('BAD_NAME', `${quote(name)} is the name of a constant.`, as!.range, 'Take another name.');
    return [];
  }
  if (table.kind === 'scalar') return name === null ? noName(table, problems) : numbered(table, name, problems);
  if (table.kind === 'map') {
    problems.add('WRONG_TYPE', 'The values of a loop are a range or a list; this is a mapping.', problems.firstLine(table.range));
    return [];
  }
  if (table.items.length > MOST_ROWS) {
    problems.add('OUT_OF_RANGE', `A loop has at most ${String(MOST_ROWS)} rows.`, problems.firstLine(table.range));
    return [];
  }
  return table.items.flatMap((item) => rowOf(item, name, problems) ?? []);
}

function numbered(table: ScalarNode, name: string, problems: ProblemCollector): readonly Row[] {
  const range = parseRange(table.value, 'count', { min: 0 });
  if (!range.ok || range.value.max - range.value.min >= MOST_ROWS) {
    const message = range.ok ? `A loop has at most ${String(MOST_ROWS)} rows.` : range.message;
    problems.add(range.ok ? 'OUT_OF_RANGE' : range.code, message, table.range, range.ok ? 'For more use repeat; repeat.index is its number.' : 'Write 0..9, or a list.');
    return [];
  }
  const { min, max } = range.value;
  return Array.from({ length: max - min + 1 }, (_, index) => new Map([[name, min + index]]));
}

function rowOf(item: SourceNode, name: string | null, problems: ProblemCollector): Row | null {
  if (item.kind === 'scalar' && item.value !== null) {
    if (name !== null) return new Map([[name, item.value]]);
    noName(item, problems);
    return null;
  }
  if (item.kind !== 'map') {
    problems.add('WRONG_TYPE', `A row is a value, or a mapping from names to values; this is ${describeNode(item)}.`, problems.firstLine(item.range));
    return null;
  }
  const row = new Map<string, ParamValue>();
  for (const [key, { keyRange, node }] of item.entries) {
    if (!isName(key)) problems.add('BAD_NAME', `${quote(key)} is not a name.`, keyRange, 'Names have letters, digits, _ and -, and begin with a letter or _.');
    else if (node.kind !== 'scalar' || node.value === null) problems.add('WRONG_TYPE', `A value of a row is a number, a text, true or false; this is ${describeNode(node)}.`, problems.firstLine(node.range));
    else row.set(key, node.value);
  }
  return row;
}

function noName(place: SourceNode, problems: ProblemCollector): readonly never[] {
  problems.add('MISSING_KEY', 'The loop does not say what its values are called.', place.range, 'Write as: i, and ${i} in its steps.');
  return [];
}

function labelOf(row: Row, { range }: MapNode): ScalarNode {
  const text = [...row].map(([name, value]) => `${name}=${String(value)}`).join(' ') || 'row';
  return { kind: 'scalar', range, value: text, text, size: 1, depth: 0 };
}
