/**
 * How the parts of an object are put on lines: on one while they are short, else one part a line, and long arrays of
 * short parts in columns. The measures are those that the output of Node shows.
 */

/** Characters of a line, with a reserve for what stands around it. */
const LINE_WIDTH = 80;
const RESERVE = 10;
/** Objects inside each other on one line. */
const LEVELS_ON_A_LINE = 3;
/** Arrays with more parts are laid out in columns. */
const MOST_ON_A_LINE = 6;
const MOST_COLUMNS = 12;
/** A cell is about so many times as high as it is wide: columns make the whole about square. */
const CELL_HEIGHT = 2.5;
/** Cells are taken to be so many characters narrower than they are: more columns for short ones. */
const NARROWER = 3;
const SEPARATOR = ', ';

export interface Parts {
  /** `Foo `, or nothing; with the opening bracket behind it. */
  readonly open: string;
  readonly close: string;
  readonly entries: readonly string[];
  readonly isArray: boolean;
  /** Numbers are set flush right. */
  readonly isNumeric: boolean;
  /** The last entry tells how many were left out. */
  readonly isCut: boolean;
  /** Levels of objects in the part that was formatted last. */
  readonly levelsInside: number;
  readonly indentation: number;
  /** Characters of `open` that the measure of a line leaves out. */
  readonly uncounted: number;
}

export function layOut(parts: Parts): string {
  const { open, close, entries, isArray, indentation, levelsInside, uncounted } = parts;
  const rows = isArray && entries.length > MOST_ON_A_LINE ? inColumns(parts) : entries;
  if (rows === entries && levelsInside < LEVELS_ON_A_LINE && fitsOnALine(entries, open.length - uncounted + indentation)) {
    return `${open} ${entries.join(SEPARATOR)} ${close}`;
  }
  const line = `\n${' '.repeat(indentation)}`;
  return `${open}${line}  ${rows.join(`,${line}  `)}${line}${close}`;
}

function fitsOnALine(entries: readonly string[], around: number): boolean {
  const length = entries.reduce((sum, entry) => sum + entry.length, 0) + 2 * entries.length + around + RESERVE;
  return length <= LINE_WIDTH && !entries.some((entry) => entry.includes('\n'));
}

/** Rows of cells, or the entries as they are when columns would not help. */
function inColumns({ entries, isNumeric, isCut, indentation }: Parts): readonly string[] {
  const cells = isCut ? entries.slice(0, -1) : entries;
  const widest = Math.max(...cells.map((cell) => cell.length)) + SEPARATOR.length;
  const total = cells.reduce((sum, cell) => sum + cell.length + SEPARATOR.length, 0);
  const isWorthIt = widest * 3 + indentation < LINE_WIDTH && (total / widest > 5 || widest - SEPARATOR.length <= 6);
  if (!isWorthIt) return entries;
  // Where widths differ much, the usual cell is narrower than the widest.
  const usual = Math.max(widest - NARROWER - Math.sqrt(widest - total / entries.length), 1);
  const columns = Math.min(
    Math.round(Math.sqrt(CELL_HEIGHT * usual * cells.length) / usual),
    Math.floor((LINE_WIDTH - indentation) / widest),
    MOST_COLUMNS,
  );
  if (columns <= 1) return entries;
  const widths = Array.from({ length: columns }, (_, column) => Math.max(...cells.filter((_cell, index) => index % columns === column).map((cell) => cell.length)));
  const rows: string[] = [];
  for (let start = 0; start < cells.length; start += columns) {
    const row = cells.slice(start, start + columns);
    const padded = row.map((cell, column) => {
      const isLast = column === row.length - 1;
      const width = widths[column]! + (isLast ? 0 : SEPARATOR.length);
      const text = isLast ? cell : cell + SEPARATOR;
      return isNumeric ? text.padStart(width) : isLast ? text : text.padEnd(width);
    });
    rows.push(padded.join(''));
  }
  return isCut ? [...rows, entries.at(-1)!] : rows;
}
