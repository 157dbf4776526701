/** Figures of one metric, side by side: one unit for all of them, told once. */
import type { SweptMetric } from '../../sweep/sweep-report.ts';
import { byteFormatter, formatCount, formatMsFigure, formatPercent } from '../format.ts';

export interface FigureFormat {
  /** Stands in the heading; empty when there is none. */
  readonly unit: string;
  readonly format: (value: number) => string;
}

export function figureFormat(metric: SweptMetric['unit'], values: readonly number[]): FigureFormat {
  switch (metric) {
    case 'bytes':
      return inOneUnit(byteFormatter(values), values);
    case 'ms':
      return inOneUnit(formatMsFigure, values);
    case 'ratio':
      return { unit: '', format: formatPercent };
    default:
      return { unit: '', format: formatCount };
  }
}

/** Takes the unit off, which is what stands behind the last blank. */
function inOneUnit(format: (value: number) => string, values: readonly number[]): FigureFormat {
  const unit = /[^ ]+$/.exec(format(values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)))?.[0] ?? '';
  return { unit, format: (value) => format(value).replace(/ [^ ]+$/, '') };
}
