/** Figures of a comparison as every format writes them. */
import type { Band, ComparedRow } from '../../compare/comparison.ts';
import type { ComparedCollection } from '../../compare/engine-figures.ts';
import type { FirstDifference } from '../../compare/first-difference.ts';
import { byteFormatter, formatBytes, formatCount, formatMsFigure, formatPercent, NOTHING } from '../format.ts';

export interface RowTexts {
  readonly metric: string;
  readonly simulated: string;
  /** One figure, or the band: `14 – 15 – 17`, min, median and max. */
  readonly real: string;
  readonly difference: string;
  readonly tolerance: string;
  readonly mark: string;
}

const MARKS = { within: '✓', outside: '✗', 'not-judged': ' ', missing: ' ' } as const;

export function rowTexts(row: ComparedRow): RowTexts {
  const { metric, simulated, real, difference, verdict } = row;
  const format = formatterFor(row);
  return {
    metric,
    simulated: simulated === null ? NOTHING : format(simulated),
    real: real === null ? NOTHING : bandText(real, format),
    difference: difference === null || real === null ? NOTHING : differenceText(row, difference, real.median, format),
    tolerance: toleranceText(row),
    mark: MARKS[verdict],
  };
}

/** The unit once: `14.0 – 15.2 – 17.1 MiB`. */
function bandText({ min, median, max }: Band, format: (figure: number) => string): string {
  const texts = [...new Set([min, median, max].map(format))];
  const unit = / [^\d ]+$/.exec(texts.at(-1)!)?.[0] ?? '';
  return texts.map((text, index) => (index < texts.length - 1 && text.endsWith(unit) ? text.slice(0, text.length - unit.length) : text)).join(' – ');
}

function formatterFor({ unit, simulated, real }: ComparedRow): (figure: number) => string {
  switch (unit) {
    case 'count':
      return formatCount;
    case 'bytes':
      return byteFormatter([simulated ?? 0, real?.min ?? 0, real?.max ?? 0]);
    case 'ratio':
      return formatPercent;
    case 'ms':
      return formatMsFigure;
  }
}

/** Counts by their difference, everything else by its share of the real figure. */
function differenceText({ unit }: ComparedRow, difference: number, median: number, format: (figure: number) => string): string {
  if (difference === 0) return '0';
  const sign = difference > 0 ? '+' : '−';
  if (unit === 'count' || median === 0) return `${sign}${format(Math.abs(difference))}`;
  const share = Math.abs(difference / median);
  return share < 0.00005 ? `${sign}<0.01 %` : `${sign}${formatCount(Number((share * 100).toFixed(2)))} %`;
}

function toleranceText({ tolerance, unit, verdict }: ComparedRow): string {
  if (tolerance === null || verdict === 'missing') return NOTHING;
  const { share, absolute } = tolerance;
  if (share === 0) return unit === 'bytes' ? `± ${formatBytes(absolute)}` : `± ${formatCount(absolute)}`;
  const percent = `${formatCount(Number((share * 100).toFixed(2)))} %`;
  return absolute > 0 && unit === 'bytes' ? `${percent} or ${formatBytes(absolute)}` : percent;
}

/** Both lines of the first collection that differs. */
export function differenceLines({ simulated, real }: FirstDifference): readonly (readonly [engine: string, line: string])[] {
  return [
    ['simulated', collectionLine(simulated)],
    ['real', collectionLine(real)],
  ];
}

function collectionLine(collection: ComparedCollection | null): string {
  if (collection === null) return 'no such collection';
  const { index, kind, reason, usedBeforeBytes, usedAfterBytes, copiedBytes, promotedBytes, semispaceBytes } = collection;
  return [
    `#${String(index)} ${kind}${reason === null ? '' : ` (${reason})`}`,
    `${formatBytes(usedBeforeBytes)} → ${formatBytes(usedAfterBytes)}`,
    `copied ${formatBytes(copiedBytes)}`,
    `promoted ${formatBytes(promotedBytes)}`,
    ...(semispaceBytes === null ? [] : [`semispace ${formatBytes(semispaceBytes)}`]),
  ].join(', ');
}

/** One sentence for a row that is out of tolerance. */
export function rowSentence(row: ComparedRow): string {
  const { metric, simulated, real, difference, tolerance } = rowTexts(row);
  return `${metric}: simulated ${simulated}, real ${real} (${difference}; allowed ${tolerance})`;
}
