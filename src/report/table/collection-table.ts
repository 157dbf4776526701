/** Every garbage collection on a line; a long list is shortened in its middle. */
import type { Collection } from '../../engine/result.ts';
import { byteFormatter, formatCount, formatMsFigure, formatShare, NOTHING } from '../format.ts';
import type { ReporterOptions } from '../reporters.ts';
import type { Column } from './columns.ts';
import { bytesColumn, figureColumn, renderTable, textColumn } from './columns.ts';

/** Shown at the beginning and at the end of a shortened list. */
const FIRST = 10;
const LAST = 5;
/** As long as V8's most frequent reasons. */
const SHORTEST_REASON = 18;

const ALWAYS_SHOWN: readonly Column<Collection>[] = [
  textColumn({ header: 'GC', giveUp: 0 }, (gc) => `#${gc.index}`),
  bytesColumn({ header: 'at', giveUp: 5 }, (gc) => gc.atAllocatedBytes),
  textColumn({ header: 'kind', giveUp: 0, shrinkTo: 12 }, (gc) => (gc.reduceMemory ? `${gc.kind} (reduce)` : gc.kind)),
  textColumn({ header: 'reason', giveUp: 1, shrinkTo: SHORTEST_REASON }, (gc) => gc.reason),
];

const COLLECTOR_REASON: Column<Collection> = textColumn(
  { header: 'collector reason', giveUp: 9, shrinkTo: SHORTEST_REASON },
  (gc) => gc.collectorReason ?? NOTHING,
);

const FIGURES: readonly Column<Collection>[] = [
  { header: 'before → after', align: 'right', giveUp: 0, cells: beforeAndAfter },
  bytesColumn({ header: 'copied', giveUp: 7 }, (gc) => gc.copiedBytes || null),
  bytesColumn({ header: 'promoted', giveUp: 6 }, (gc) => gc.promotedBytes || null),
  bytesColumn({ header: 'moved', giveUp: 8 }, (gc) => gc.movedBytes || null),
  figureColumn({ header: 'survived', giveUp: 3 }, (gc) => formatShare(gc.copiedBytes + gc.promotedBytes, gc.youngBytesBefore)),
  figureColumn({ header: 'pause', giveUp: 4 }, (gc) => formatMsFigure(gc.pauseMs)),
];

/** `3.1 → 2.9 MiB`, one unit for all, the arrows below each other. */
function beforeAndAfter(rows: readonly Collection[]): string[] {
  const format = byteFormatter(rows.flatMap((gc) => [gc.before.usedBytes, gc.after.usedBytes]));
  const afters = rows.map((gc) => format(gc.after.usedBytes));
  const width = afters.reduce((longest, text) => Math.max(longest, text.length), 0);
  return rows.map((gc, index) => {
    const before = format(gc.before.usedBytes).replace(/ [A-Za-z]+$/, '');
    return `${before} → ${(afters[index] ?? '').padStart(width)}`;
  });
}

export function collectionTable(collections: readonly Collection[], options: ReporterOptions): string {
  if (collections.length === 0) return options.chalk.dim('No garbage collection.');
  const left = collections.length - FIRST - LAST;
  const shortened = !options.verbose && left > 1;
  const rows = shortened ? [...collections.slice(0, FIRST), ...collections.slice(-LAST)] : collections;
  const explained = rows.some((gc) => gc.collectorReason !== null);
  const columns = [...ALWAYS_SHOWN, ...(explained ? [COLLECTOR_REASON] : []), ...FIGURES];
  const lines = renderTable(columns, rows, options.width, { header: options.chalk.dim });
  if (shortened) lines.splice(1 + FIRST, 0, options.chalk.dim(`… ${formatCount(left)} more …`));
  return lines.join('\n');
}
