/** How full each space is: one row per space in use, and their sum. */
import type { Sample, SpaceOccupancy } from '../../engine/result.ts';
import { byteFormatter, formatBar, formatShare } from '../format.ts';
import type { SpaceName } from '../../vocabulary/spaces.ts';
import type { ReporterOptions } from '../reporters.ts';
import type { Column } from './columns.ts';
import { bytesColumn, countColumn, renderTable, textColumn } from './columns.ts';

type Row = Omit<SpaceOccupancy, 'space'> & { readonly space: string };

const TOTAL = 'total';
const READ_ONLY: SpaceName = 'read_only_space';

/** Sizes share one unit, so that what is used and what is free add up before the reader's eyes. */
function columnsFor(rows: readonly Row[]): readonly Column<Row>[] {
  // read_only_space is there on every run and never changes: its few bytes decide nothing.
  const telling = rows.filter((row) => row.space !== READ_ONLY);
  const size = byteFormatter(telling.flatMap((row) => [row.committedBytes, row.usedBytes, row.availableBytes, row.wasteBytes]));
  return [
    textColumn({ header: 'Space', giveUp: 0 }, (row) => row.space),
    countColumn({ header: 'Pages', giveUp: 4 }, (row) => row.pages),
    bytesColumn({ header: 'Committed', giveUp: 2 }, (row) => row.committedBytes, size),
    bytesColumn({ header: 'Used', giveUp: 0 }, (row) => row.usedBytes, size),
    bytesColumn({ header: 'Available', giveUp: 3 }, (row) => row.availableBytes, size),
    bytesColumn({ header: 'Waste', giveUp: 5 }, (row) => row.wasteBytes, size),
    textColumn({ header: 'Occupancy', giveUp: 1 }, (row) => occupancyCell(row)),
  ];
}

/** Used bytes as a share of what the space can hold without another page. */
function occupancyCell(row: Row): string {
  const capacity = row.usedBytes + row.availableBytes + row.wasteBytes;
  const share = capacity > 0 ? row.usedBytes / capacity : 0;
  return `${formatBar(share)} ${formatShare(row.usedBytes, capacity).padStart(7)}`;
}

export function occupancyTable(sample: Sample, options: ReporterOptions): string {
  const spaces: Row[] = sample.occupancy.filter((row) => options.verbose || row.committedBytes > 0 || row.usedBytes > 0);
  const rows = spaces.length > 1 ? [...spaces, total(spaces)] : spaces;
  return renderTable(columnsFor(rows), rows, options.width, {
    header: options.chalk.dim,
    row: (row) => (row.space === TOTAL ? options.chalk.bold : null),
  }).join('\n');
}

function total(rows: readonly Row[]): Row {
  const sum = (figure: (row: Row) => number): number => rows.reduce((subtotal, row) => subtotal + figure(row), 0);
  return {
    space: TOTAL,
    pages: sum((row) => row.pages),
    committedBytes: sum((row) => row.committedBytes),
    usedBytes: sum((row) => row.usedBytes),
    availableBytes: sum((row) => row.availableBytes),
    wasteBytes: sum((row) => row.wasteBytes),
  };
}
