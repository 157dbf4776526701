/**
 * A metric over two axes, as a matrix whose cells are shaded by their figure: a heat map that needs no colour. Axes
 * beyond two make a matrix for each of their values; columns that do not fit come below each other.
 */
import { escapeText } from '../../base/escape-text.ts';
import type { SettingReport, SweepReport, SweptMetric } from '../../sweep/sweep-report.ts';
import { NOTHING } from '../format.ts';
import type { ReporterOptions } from '../reporters.ts';
import { wrapText } from '../wrap-text.ts';
import type { FigureFormat } from './figures.ts';
import { figureFormat } from './figures.ts';
import { statusWord } from './setting-status.ts';

type Style = Pick<ReporterOptions, 'chalk' | 'width'>;
type Axis = SweepReport['axes'][number];

const SHADES = ['░', '▒', '▓', '█'] as const;
export const BEST_MARK = '*';
const FAR_APART = 8;
const GAP = 2;
const NARROWEST = 40;
/** A longer value is cut. */
const LONGEST_VALUE = 24;

/** No lines when nothing is varied. */
export function matrixLines(report: SweepReport, metric: SweptMetric, style: Style): string[] {
  const varied = report.axes.filter((axis) => axis.values.length > 1).toSorted((a, b) => b.values.length - a.values.length);
  const [rows, columns = null, ...others] = varied;
  if (rows === undefined) return [];
  const means = report.settings.flatMap(({ summary }) => summary[metric.name]?.mean ?? []);
  const figures = figureFormat(metric.unit, means);
  const unit = figures.unit === '' ? '' : ` in ${figures.unit}`;
  const seeds = report.seeds.length === 1 ? '' : `, mean of ${String(report.seeds.length)} seeds`;
  const scale = { low: Math.min(...means), high: Math.max(...means) };
  const lines = [style.chalk.bold(`${metric.name}${unit}${seeds}`)];
  for (const fixed of combinations(others)) {
    const those = report.settings.filter(({ values }) => Object.entries(fixed).every(([name, value]) => values[name] === value));
    const where = Object.entries(fixed).map(([name, value]) => `${escapeText(name)} = ${escapeText(value)}`).join(', ');
    if (where !== '') lines.push('', where);
    lines.push(...oneMatrix(those, rows, columns, metric, figures, scale, style));
  }
  const legend = means.length === 0 ? [] : [`${SHADES[0]} ${figures.format(scale.low)} … ${SHADES[3]} ${figures.format(scale.high)}`];
  if (report.settings.some(({ best }) => best)) legend.push(`${BEST_MARK} best: no other has less gc.time and a lower heap.peak`);
  return [...lines, ...wrapText(legend.join(' · '), style.width).map((line) => style.chalk.dim(line))];
}

function combinations(axes: readonly Axis[]): readonly Readonly<Record<string, string>>[] {
  return axes.reduce<readonly Readonly<Record<string, string>>[]>((all, { name, values }) => all.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))), [{}]);
}

interface MatrixCell {
  /** A figure, or a word instead of it. */
  readonly text: string;
  /** -1 = none. */
  readonly shade: number;
  readonly mark: string;
}

function oneMatrix(
  settings: readonly SettingReport[],
  rows: Axis,
  columns: Axis | null,
  metric: SweptMetric,
  { format }: FigureFormat,
  scale: { readonly low: number; readonly high: number },
  { chalk, width }: Style,
): string[] {
  const headings = columns === null ? [''] : columns.values.map(shortValue);
  const cells = rows.values.map((row) =>
    (columns?.values ?? [null]).map((column): MatrixCell => {
      const setting = settings.find(({ values }) => values[rows.name] === row && (columns === null || values[columns.name] === column));
      const mean = setting?.summary[metric.name]?.mean;
      const word = setting === undefined ? NOTHING : (statusWord(setting) ?? (mean === undefined ? NOTHING : null));
      if (word !== null || mean === undefined) return { text: word ?? NOTHING, shade: -1, mark: ' ' };
      return { text: format(mean), shade: shadeOf(mean, scale), mark: setting?.best === true ? BEST_MARK : ' ' };
    }),
  );
  const labels = rows.values.map(shortValue);
  const corner = columns === null ? shortValue(rows.name) : `${shortValue(rows.name)} ↓  ${shortValue(columns.name)} →`;
  const labelWidth = Math.max(...labels.map((label) => label.length), columns === null ? corner.length : 0);
  const figureWidths = headings.map((_, column) => Math.max(...cells.map((row) => row[column]!.text.length)));
  // A shade and a blank in front of the figure, a mark behind it.
  const widths = headings.map((heading, column) => Math.max(heading.length + 1, figureWidths[column]! + 3) + GAP);
  const lines: string[] = columns === null ? [] : [chalk.dim(corner)];
  for (const [from, to] of pieces(widths, Math.max(width, NARROWEST) - labelWidth)) {
    const positions = widths.map((_, column) => column).slice(from, to);
    const heading = columns === null ? corner : '';
    lines.push(chalk.dim(`${heading.padEnd(labelWidth)}${positions.map((column) => `${headings[column]!} `.padStart(widths[column]!)).join('')}`.trimEnd()));
    for (const [row, label] of labels.entries()) {
      const painted = positions.map((column) => paint(cells[row]![column]!, figureWidths[column]!, widths[column]!, chalk));
      lines.push(`${label.padStart(labelWidth)}${painted.join('')}`.trimEnd());
    }
  }
  return lines.filter((line) => line !== '');
}

function shortValue(value: string): string {
  const text = escapeText(value);
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE - 1)}…`;
}

/** Equal parts of the range from the lowest to the highest figure; equal factors when they are far apart. */
function shadeOf(value: number, { low, high }: { readonly low: number; readonly high: number }): number {
  if (high === low) return 0;
  const share = low > 0 && high / low > FAR_APART ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  return Math.min(SHADES.length - 1, Math.floor(share * SHADES.length));
}

function paint({ text, shade, mark }: MatrixCell, figureWidth: number, width: number, chalk: Style['chalk']): string {
  const colours = [chalk.green, chalk.cyan, chalk.yellow, chalk.red];
  const padded = `${SHADES[shade] ?? ' '} ${text.padStart(figureWidth)}${mark}`.padStart(width);
  return shade < 0 ? chalk.dim(padded) : colours[shade]!(padded);
}

/** Runs of columns that fit; at least one in each. */
function pieces(widths: readonly number[], room: number): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  let from = 0;
  while (from < widths.length) {
    let to = from + 1;
    let used = widths[from]!;
    while (to < widths.length && used + widths[to]! <= room) used += widths[to++]!;
    runs.push([from, to]);
    from = to;
  }
  return runs;
}
