/**
 * The lines around a problem, numbered, with the place underlined. A pure function of the text, safe for any:
 * long lines are cut around the place, and what a terminal would obey is escaped.
 */
import { withoutByteOrderMark } from './line-index.ts';
import type { ScenarioProblem } from './problems.ts';
import { escapeControls } from './source-tree.ts';

/** Lines shown before and after the one with the problem. */
const CONTEXT_LINES = 2;
/** Characters of the text in a line of the frame. */
const WIDTH = 100;
/** Characters shown before the place, when a line is cut. */
const BEFORE_PLACE = 30;
const TAB = '  ';

type FramedPlace = Pick<ScenarioProblem, 'line' | 'column' | 'endLine' | 'endColumn'>;

/** Lines joined with `\n`, none at the end; empty when the problem has no place in the text. */
export function codeFrame(text: string, place: FramedPlace): string {
  if (place.line < 1) return '';
  const first = Math.max(1, place.line - CONTEXT_LINES);
  const lines = linesFrom(withoutByteOrderMark(text), first, place.line + CONTEXT_LINES);
  const gutter = String(first + lines.length - 1).length;
  const cut = cutFor(lines[place.line - first] ?? '', place.column);
  return lines
    .flatMap((line, index) => {
      const number = first + index;
      const marker = number === place.line ? '>' : ' ';
      const shown = `${marker} ${String(number).padStart(gutter)} | ${show(line, cut)}`.trimEnd();
      return number === place.line ? [shown, `  ${' '.repeat(gutter)} | ${underline(line, place, cut)}`] : [shown];
    })
    .join('\n');
}

/** The lines `first` to `last`, 1-based, without their ends, or as many of them as there are. */
function linesFrom(text: string, first: number, last: number): readonly string[] {
  const lines: string[] = [];
  let start = 0;
  for (let number = 1; number <= last; number++) {
    const end = text.indexOf('\n', start);
    if (number >= first) lines.push(text.slice(start, end === -1 ? text.length : end).replace(/\r$/, ''));
    if (end === -1) break;
    start = end + 1;
  }
  return lines;
}

/** Characters cut off in front of all lines of the frame, so that they still stand below each other. */
function cutFor(line: string, column: number): number {
  return line.length <= WIDTH || column <= WIDTH - BEFORE_PLACE ? 0 : column - 1 - BEFORE_PLACE;
}

function show(line: string, cut: number): string {
  const part = line.slice(cut, cut + WIDTH);
  const before = cut > 0 && line.length > 0 ? '…' : '';
  const after = line.length > cut + WIDTH ? '…' : '';
  return `${before}${printable(part)}${after}`;
}

function underline(line: string, place: FramedPlace, cut: number): string {
  const from = Math.min(place.column - 1, line.length);
  const end = place.endLine > place.line ? line.length : Math.min(place.endColumn - 1, line.length);
  const to = Math.min(Math.max(end, from), cut + WIDTH);
  const lead = (cut > 0 && line.length > 0 ? 1 : 0) + printable(line.slice(cut, from)).length;
  const length = printable(line.slice(from, to)).length;
  return `${' '.repeat(lead)}${'^'.repeat(Math.max(1, length))}`;
}

function printable(part: string): string {
  return escapeControls(part.replaceAll('\t', TAB));
}
