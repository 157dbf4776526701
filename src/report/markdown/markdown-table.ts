/** Tables in markdown; cells are markdown already. */
export interface MarkdownColumn<Row> {
  readonly header: string;
  readonly align: 'left' | 'right';
  readonly cell: (row: Row) => string;
}

export function markdownTable<Row>(columns: readonly MarkdownColumn<Row>[], rows: readonly Row[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map((column) => column.header)),
    line(columns.map((column) => (column.align === 'right' ? '---:' : '---'))),
    ...rows.map((row) => line(columns.map((column) => column.cell(row)))),
  ].join('\n');
}
