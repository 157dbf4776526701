/** What each step did (verbose output). */
import type { StepRecord } from '../../engine/result.ts';
import type { ReporterOptions } from '../reporters.ts';
import type { Column } from './columns.ts';
import { bytesColumn, countColumn, figureColumn, renderTable, textColumn } from './columns.ts';

const COLUMNS: readonly Column<StepRecord>[] = [
  textColumn({ header: 'Step', giveUp: 0 }, (step) => step.op),
  figureColumn({ header: 'line', giveUp: 0 }, (step) => String(step.line)),
  countColumn({ header: 'runs', giveUp: 2 }, (step) => step.runs),
  countColumn({ header: 'objects', giveUp: 3 }, (step) => step.objects),
  bytesColumn({ header: 'bytes', giveUp: 0 }, (step) => step.bytes),
  countColumn({ header: 'collections', giveUp: 1 }, (step) => step.collections),
  countColumn({ header: 'failures', giveUp: 4 }, (step) => step.failures),
];

export function stepTable(steps: readonly StepRecord[], options: ReporterOptions): string {
  if (steps.length === 0) return '';
  return renderTable(COLUMNS, steps, options.width, { header: options.chalk.dim }).join('\n');
}
