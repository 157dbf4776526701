/** Where the text of a script stands in its file, so that places inside the one can be told as places in the other. */
import { LineIndex } from './line-index.ts';
import type { ScriptOrigin } from './program.ts';

export interface FilePlace {
  /** 1-based; the end is behind the last character. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** What the place is in, when it is the script as a whole: `line 2, column 5 of the script`. */
  readonly within: string | null;
}

/** `start`, `end`: offsets in the script's text. */
export function placeInFile(origin: ScriptOrigin, source: string, start: number, end: number): FilePlace {
  const lines = new LineIndex(source);
  const from = lines.place(start);
  const to = lines.place(Math.max(start, end));
  if (origin.indent === null) {
    const within = `line ${String(from.line)}, column ${String(from.column)} of the script`;
    return { line: origin.line, column: origin.column, endLine: origin.line, endColumn: origin.column + 1, within };
  }
  const { indent } = origin;
  const columnOf = ({ line, column }: { readonly line: number; readonly column: number }): number => column + (line === 1 ? origin.column - 1 : indent);
  return { line: origin.line + from.line - 1, column: columnOf(from), endLine: origin.line + to.line - 1, endColumn: columnOf(to), within: null };
}

/**
 * The origin of a scalar of a YAML text. `written`: the scalar as it is written, quotes and `|` included; `at`: its place.
 * Places inside folded texts and texts with escapes cannot be told.
 */
export function originOfScalar(written: string, value: string, at: { readonly line: number; readonly column: number }): ScriptOrigin {
  const unknown: ScriptOrigin = { file: null, ...at, indent: null };
  if (written.startsWith('|')) {
    const indent = blockIndent(written, value);
    return indent === null ? unknown : { file: null, line: at.line + 1, column: indent + 1, indent };
  }
  if (value.includes('\n')) return unknown;
  if (written === value) return { file: null, ...at, indent: 0 };
  return written.slice(1, -1) === value ? { file: null, line: at.line, column: at.column + 1, indent: 0 } : unknown;
}

/** Spaces in front of the lines of a literal block. */
function blockIndent(written: string, value: string): number | null {
  const [, ...shown] = written.split('\n').map((line) => line.replace(/\r$/, ''));
  const lines = value.split('\n');
  const first = lines.findIndex((line) => line.trim() !== '');
  const line = shown[first];
  if (line?.endsWith(lines[first] ?? '') !== true) return null;
  const indent = line.length - (lines[first] ?? '').length;
  const matches = lines.every((text, index) => text === '' || shown[index]?.slice(indent) === text);
  return matches ? indent : null;
}
