/** How many objects lived to see each age. */
import type { SurvivalByAge } from '../../engine/result.ts';
import { formatShare } from '../format.ts';
import type { ReporterOptions } from '../reporters.ts';
import { bytesColumn, countColumn, figureColumn, renderTable, textColumn } from './columns.ts';

/** The oldest age that is counted by itself and stands for all above. */
const OLDEST_AGE = 7;

export function survivalTable(survival: readonly SurvivalByAge[], options: ReporterOptions): string {
  const lastReached = survival.findLastIndex((row) => row.objects > 0);
  const rows = options.verbose ? survival : survival.slice(0, lastReached + 1);
  if (rows.length === 0) return '';
  const allocatedBytes = survival.find((row) => row.age === 0)?.bytes ?? 0;
  const columns = [
    textColumn<SurvivalByAge>({ header: 'Survival by age', giveUp: 0, shrinkTo: 15 }, (row) => ageLabel(row.age)),
    countColumn<SurvivalByAge>({ header: 'objects', giveUp: 1 }, (row) => row.objects),
    bytesColumn<SurvivalByAge>({ header: 'bytes', giveUp: 0 }, (row) => row.bytes),
    figureColumn<SurvivalByAge>({ header: 'survived', giveUp: 0 }, (row) => formatShare(row.bytes, allocatedBytes)),
  ];
  return renderTable(columns, rows, options.width, { header: options.chalk.dim }).join('\n');
}

function ageLabel(age: number): string {
  if (age === 0) return 'age 0 (allocated)';
  if (age === 1) return 'age 1 (one collection)';
  return age === OLDEST_AGE ? `age ${age} and more` : `age ${age}`;
}
