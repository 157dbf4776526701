/** The isolates of a scenario: a line each, and everything that is shown of a run in verbose output. */
import { escapeText } from '../../base/escape-text.ts';
import type { IsolateResult } from '../../engine/result.ts';
import { formatMs } from '../format.ts';
import type { ReporterOptions } from '../reporters.ts';
import { collectionTable } from './collection-table.ts';
import type { Column } from './columns.ts';
import { bytesColumn, countColumn, figureColumn, renderTable, textColumn } from './columns.ts';
import { consoleBlock } from './console-block.ts';
import { occupancyTable } from './occupancy-table.ts';
import { survivalTable } from './survival-table.ts';

const COLUMNS: readonly Column<IsolateResult>[] = [
  textColumn({ header: 'Isolate', giveUp: 0, shrinkTo: 12 }, ({ name }) => escapeText(name)),
  figureColumn({ header: 'seed', giveUp: 4 }, ({ seed }) => String(seed)),
  countColumn({ header: 'objects', giveUp: 3 }, ({ allocated }) => allocated.objects),
  bytesColumn({ header: 'allocated', giveUp: 0 }, ({ allocated }) => allocated.bytes),
  countColumn({ header: 'collections', giveUp: 1 }, ({ collections }) => collections.length),
  bytesColumn({ header: 'used at the end', giveUp: 0 }, ({ samples }) => samples.at(-1)?.heapStatistics.used_heap_size ?? 0),
  figureColumn({ header: 'virtual time', giveUp: 2 }, ({ timeMs }) => formatMs(timeMs)),
];

/** Blocks of text. */
export function isolateBlocks(isolates: readonly IsolateResult[], options: ReporterOptions): readonly string[] {
  if (isolates.length === 0) return [];
  const table = renderTable(COLUMNS, isolates, options.width, { header: options.chalk.dim }).join('\n');
  return [table, ...isolates.map((isolate) => detailsOf(isolate, options))];
}

function detailsOf(isolate: IsolateResult, options: ReporterOptions): string {
  const { name, samples, collections, survival } = isolate;
  const last = samples.at(-1);
  const figures = options.verbose ? [last === undefined ? '' : occupancyTable(last, options), collectionTable(collections, options), survivalTable(survival, options)] : [];
  const shown = [...figures, consoleBlock(isolate.console, options)].filter((block) => block !== '');
  return shown.length === 0 ? '' : [options.chalk.bold(`isolate ${escapeText(name)}`), ...shown].join('\n');
}
