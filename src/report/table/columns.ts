/**
 * Tables that fit. A table is a list of declared columns over rows of data; columns are given up in the
 * order they declare until the rest fits the width, and no cell ever wraps.
 */
import Table from 'cli-table3';
import { byteFormatter, formatCount, NOTHING } from '../format.ts';

export interface Column<Row> {
  readonly header: string;
  readonly align: 'left' | 'right';
  /** The column with the highest number goes first when the table is too wide; 0 stays in any case. */
  readonly giveUp: number;
  /**
   * The cells are text that may be cut, with an ellipsis, down to so many characters: before any column goes,
   * or, for a column that stays in any case, when none is left to go.
   */
  readonly shrinkTo?: number;
  /** The whole column at once, so that its figures share a unit. One line each, without colour. */
  readonly cells: (rows: readonly Row[]) => string[];
}

type ColumnOptions = Pick<Column<never>, 'header' | 'giveUp' | 'shrinkTo'>;

export function textColumn<Row>(options: ColumnOptions, text: (row: Row) => string): Column<Row> {
  return { ...options, align: 'left', cells: (rows) => rows.map(text) };
}

/** Right-aligned text: figures that are formatted already. */
export function figureColumn<Row>(options: ColumnOptions, text: (row: Row) => string): Column<Row> {
  return { ...options, align: 'right', cells: (rows) => rows.map(text) };
}

export function countColumn<Row>(options: ColumnOptions, count: (row: Row) => number): Column<Row> {
  return figureColumn(options, (row) => formatCount(count(row)));
}

/** Sizes in one unit, the column's own or that of `shared`; null where there is nothing to tell. */
export function bytesColumn<Row>(
  options: ColumnOptions,
  bytes: (row: Row) => number | null,
  shared: ((bytes: number) => string) | null = null,
): Column<Row> {
  return {
    ...options,
    align: 'right',
    cells: (rows) => {
      const sizes = rows.map(bytes);
      const format = shared ?? byteFormatter(sizes.filter((size) => size !== null));
      return sizes.map((size) => (size === null ? NOTHING : format(size)));
    },
  };
}

export interface TableStyle<Row> {
  readonly header: (text: string) => string;
  /** Colour of a row's cells; null = none. */
  readonly row?: (row: Row) => ((text: string) => string) | null;
}

const GAP = '  ';
/** A terminal narrower than this gets tables of this width. */
const NARROWEST = 40;

interface FittedColumn {
  readonly header: string;
  readonly align: 'left' | 'right';
  readonly cells: readonly string[];
  readonly width: number;
}

/** The table's lines, heading first. */
export function renderTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
  style: TableStyle<Row>,
): string[] {
  const fitted = fitColumns(columns, rows, Math.max(width, NARROWEST));
  const head = fitted.map((column) => style.header(shorten(column.header, column.width)));
  const body = rows.map((row, index) => {
    const paint = style.row?.(row) ?? ((text: string) => text);
    return fitted.map((column) => paint(shorten(column.cells[index] ?? '', column.width)));
  });
  const lines = layOut(fitted, [head, ...body.slice(0, SLICE_ROWS)]);
  for (let from = SLICE_ROWS; from < body.length; from += SLICE_ROWS) {
    lines.push(...layOut(fitted, body.slice(from, from + SLICE_ROWS)));
  }
  return lines;
}

/** cli-table3's time grows with the square of the rows; as widths are fixed, slices of a table join without a seam. */
const SLICE_ROWS = 200;

function layOut(columns: readonly FittedColumn[], rows: readonly string[][]): string[] {
  const table = new Table({
    colAligns: columns.map((column) => column.align),
    colWidths: columns.map((column) => column.width),
    chars: BORDERLESS,
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(...rows);
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}

/** The columns that fit, with the width of each. */
function fitColumns<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width: number): FittedColumn[] {
  let kept = columns.map((column) => {
    const cells = column.cells(rows);
    const natural = Math.max(column.header.length, ...lengths(cells));
    return { header: column.header, align: column.align, giveUp: column.giveUp, shrinkTo: column.shrinkTo, cells, width: natural };
  });
  for (;;) {
    const first = kept.reduce((most, column) => Math.max(most, column.giveUp), 0);
    let excess = kept.reduce((sum, column) => sum + column.width, GAP.length * (kept.length - 1)) - width;
    const shrunk = kept.map((column) => {
      const mayShrink = column.giveUp > 0 || first === 0;
      const narrowest = mayShrink ? Math.min(column.width, column.shrinkTo ?? column.width) : column.width;
      const narrower = Math.max(column.width - Math.max(excess, 0), narrowest);
      excess -= column.width - narrower;
      return { ...column, width: narrower };
    });
    if (excess <= 0 || first === 0) return shrunk;
    kept = kept.filter((column) => column.giveUp !== first);
  }
}

/** Math.max(...) over a long table would overflow the stack. */
function lengths(cells: readonly string[]): number[] {
  return [cells.reduce((longest, cell) => Math.max(longest, cell.length), 0)];
}

function shorten(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

const BORDERLESS = {
  top: '', 'top-mid': '', 'top-left': '', 'top-right': '',
  bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '',
  left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '',
  middle: GAP,
};
