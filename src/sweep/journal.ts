/**
 * The text of a resume file: a header, then a line for each cell that is done. A line is whole when a newline ends it,
 * so whatever was being written when the process was killed is told from what was written.
 *
 * Invariant: two journals with the same cells have the same text once they are put in order.
 */
import type { Cell } from './grid.ts';
import { cellKey } from './grid.ts';
import type { CellResult, CellStatus } from './cell-result.ts';
import { findTarget } from './axis.ts';

export interface JournalHeader {
  readonly heapstressVersion: string;
  readonly scenario: string;
  /** Of the scenario's text and of what the command line says for all cells. */
  readonly fingerprint: number;
}

export interface JournalEntry {
  readonly cell: Cell;
  readonly result: CellResult;
}

export type Journal =
  | {
      readonly ok: true;
      /** Null when there is nothing in the file yet. */
      readonly header: JournalHeader | null;
      readonly entries: ReadonlyMap<string, JournalEntry>;
      /** How much of the text is whole lines. */
      readonly wholeLength: number;
    }
  | { readonly ok: false; readonly message: string };

const FORMAT = 'heapstress sweep 1';
const STATUSES: readonly CellStatus[] = ['completed', 'out-of-memory', 'invalid'];

export function headerLine({ heapstressVersion, scenario, fingerprint }: JournalHeader): string {
  return `${JSON.stringify({ format: FORMAT, heapstressVersion, scenario, fingerprint })}\n`;
}

export function entryLine({ cell, result }: JournalEntry): string {
  const settings = Object.fromEntries(cell.assignments.map(({ name, value }) => [name, value]));
  const { status, failed, metrics, problem } = result;
  return `${JSON.stringify({ settings, seed: cell.seed, status, failed, metrics, problem })}\n`;
}

export function readJournal(text: string): Journal {
  const wholeLength = text.lastIndexOf('\n') + 1;
  const lines = text.slice(0, wholeLength).split('\n').slice(0, -1);
  const entries = new Map<string, JournalEntry>();
  const [first, ...rest] = lines;
  if (first === undefined) {
    // Nothing, or a header that was cut off; anything else is somebody's file.
    const begun = JSON.stringify({ format: FORMAT }).slice(0, -1);
    const isOurs = begun.startsWith(text) || text.startsWith(begun);
    return isOurs ? { ok: true, header: null, entries, wholeLength } : { ok: false, message: 'It is no resume file of heapstress.' };
  }
  const header = parsed(first) as (JournalHeader & { readonly format?: unknown }) | null;
  if (header?.format !== FORMAT) return { ok: false, message: 'It is no resume file of heapstress.' };
  for (const [index, line] of rest.entries()) {
    const entry = readEntry(parsed(line));
    if (entry === null) return { ok: false, message: `Line ${String(index + 2)} is no cell of a sweep.` };
    entries.set(cellKey(entry.cell), entry);
  }
  return { ok: true, header, entries, wholeLength };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function readEntry(line: unknown): JournalEntry | null {
  if (typeof line !== 'object' || line === null) return null;
  const { settings, seed, status, failed, metrics, problem } = line as Readonly<Record<string, unknown>>;
  if (!isRecord(settings) || !isRecord(metrics) || typeof seed !== 'number' || typeof failed !== 'number') return null;
  const known = STATUSES.find((name) => name === status);
  if (known === undefined || (problem !== null && typeof problem !== 'string')) return null;
  const assignments = Object.entries(settings).map(([name, value]) => {
    const target = findTarget(name);
    return target.ok && typeof value === 'string' ? { kind: target.kind, name, target: target.target, value } : null;
  });
  if (assignments.some((assignment) => assignment === null)) return null;
  const cell: Cell = { assignments: assignments.filter((assignment) => assignment !== null), seed };
  return { cell, result: { status: known, failed, metrics: metrics as CellResult['metrics'], problem } };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The whole file, in its order: by the names and values of settings, numbers as numbers, then by seed. */
export function journalText(header: JournalHeader, entries: Iterable<JournalEntry>): string {
  return [headerLine(header), ...[...entries].toSorted((a, b) => byCell(a.cell, b.cell)).map(entryLine)].join('');
}

function byCell(a: Cell, b: Cell): number {
  for (let position = 0; position < Math.max(a.assignments.length, b.assignments.length); position++) {
    const [left, right] = [a.assignments[position], b.assignments[position]];
    if (left === undefined || right === undefined) return left === undefined ? -1 : 1;
    const order = compare(left.name, right.name) || compareValues(left.value, right.value);
    if (order !== 0) return order;
  }
  return a.seed - b.seed;
}

function compareValues(a: string, b: string): number {
  const [left, right] = [Number(a), Number(b)];
  return Number.isNaN(left) || Number.isNaN(right) ? compare(a, b) : left - right || compare(a, b);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
