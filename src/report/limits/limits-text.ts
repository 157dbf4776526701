/** `limits` for people: one version with its reasons, or several as a table. */
import { MiB } from '../../base/units.ts';
import type { Limits, LimitSizeName } from '../../limits/limits.ts';
import { formatBytes, formatCount, NOTHING } from '../format.ts';
import type { ReporterOptions } from '../reporters.ts';
import type { Column } from '../table/columns.ts';
import { countColumn, figureColumn, renderTable, textColumn } from '../table/columns.ts';
import { wrapText } from '../wrap-text.ts';
import type { FitReport, LimitsReport, MemorySource } from './limits-report.ts';

export type TextStyle = Pick<ReporterOptions, 'chalk' | 'width'>;

/** Sentences longer than this are hard to read. */
const WIDEST_TEXT = 100;

export interface LimitWords {
  /** The name of each size, in the order they are told. */
  readonly names: Readonly<Record<LimitSizeName, string>>;
  /** Flags as V8 takes them. */
  readonly flagTexts: (flags: Limits['flags']) => readonly string[];
}

/** Sizes are multiples of a page: two decimals of a megabyte are exact. */
export function formatMegabytes(bytes: number): string {
  return `${formatCount(bytes / MiB)} MiB`;
}

export function limitsAsText(report: LimitsReport, words: LimitWords, style: TextStyle): string {
  const [only, ...others] = report.limits;
  if (only === undefined) return '';
  const lines = others.length === 0 ? oneVersion(only, report, words, style) : versionTable(report, words, style);
  return `${[...lines, ...warningLines(report.limits, style)].join('\n')}\n`;
}

/** `V8 14.6 (Node 26)`. */
export function versionName({ preset, nodeMajor }: Pick<Limits, 'preset' | 'nodeMajor'>): string {
  return nodeMajor === null ? preset : `V8 ${preset} (Node ${nodeMajor})`;
}

/** `memory 8.0 GiB (this machine)`. */
export function memoryText({ memoryBytes, memoryFrom }: { readonly memoryBytes: number; readonly memoryFrom: MemorySource }): string {
  return `memory ${formatBytes(memoryBytes)}${memoryFrom === 'given' ? '' : ` (${memoryFrom})`}`;
}

function oneVersion(limits: Limits, report: LimitsReport, words: LimitWords, style: TextStyle): string[] {
  const heading = [versionName(limits), memoryText(report), ...words.flagTexts(limits.flags)].join(' · ');
  return [...headingLines(heading, style), '', ...sizesWithReasons(limits, words, style)];
}

/** Each size with the sentence that tells how it came about. */
export function sizesWithReasons(limits: Limits, { names }: LimitWords, { chalk, width }: TextStyle): string[] {
  const rows = (Object.keys(names) as LimitSizeName[]).map((name) => ({ title: names[name], ...limits.sizes[name] }));
  const figures = rows.map(({ bytes }) => [formatMegabytes(bytes), `${formatCount(bytes)} B`] as const);
  const titleWidth = Math.max(...rows.map(({ title }) => title.length));
  const widths = [0, 1].map((column) => Math.max(...figures.map((figure) => figure[column]?.length ?? 0)));
  return rows.flatMap(({ title, reason }, index) => {
    const [megabytes = '', bytes = ''] = figures[index] ?? [];
    const line = `${title.padEnd(titleWidth)}  ${megabytes.padStart(widths[0] ?? 0)}  ${chalk.dim(bytes.padStart(widths[1] ?? 0))}`;
    return [line, ...wrapText(reason, Math.min(width, WIDEST_TEXT), '  ').map((text) => chalk.dim(text))];
  });
}

function versionTable(report: LimitsReport, words: LimitWords, { chalk, width }: TextStyle): string[] {
  const flags = words.flagTexts(report.limits[0]?.flags ?? {});
  const heading = [memoryText(report), ...flags].join(' · ');
  return [...headingLines(heading, { chalk, width }), '', ...renderTable(VERSION_COLUMNS, report.limits, width, { header: chalk.dim })];
}

function headingLines(heading: string, { chalk, width }: TextStyle): string[] {
  return wrapText(heading, width).map((line) => chalk.bold(line));
}

const megabytes = (header: string, giveUp: number, size: LimitSizeName): Column<Limits> =>
  figureColumn({ header, giveUp }, ({ sizes }) => formatMegabytes(sizes[size].bytes));

const VERSION_COLUMNS: readonly Column<Limits>[] = [
  textColumn({ header: 'V8', giveUp: 0 }, ({ preset }) => preset),
  figureColumn({ header: 'Node', giveUp: 4 }, ({ nodeMajor }) => (nodeMajor === null ? NOTHING : String(nodeMajor))),
  megabytes('Heap limit', 0, 'heapLimit'),
  countColumn({ header: 'in bytes', giveUp: 5 }, ({ sizes }) => sizes.heapLimit.bytes),
  megabytes('Old', 1, 'oldGeneration'),
  megabytes('Young', 6, 'youngGeneration'),
  megabytes('Semispace', 2, 'maximumSemispace'),
  megabytes('at start', 7, 'firstSemispace'),
  megabytes('First limit', 3, 'firstLimit'),
];

/** Each warning once, with the versions it holds for when it does not hold for all. */
export function warningLines(all: readonly Limits[], { chalk, width }: TextStyle): string[] {
  const versions = new Map<string, string[]>();
  for (const { preset, warnings } of all) {
    for (const { message } of warnings) versions.set(message, [...(versions.get(message) ?? []), preset]);
  }
  if (versions.size === 0) return [];
  const lines = [...versions].flatMap(([message, presets]) => {
    const where = presets.length === all.length ? '' : ` (${presets.join(', ')})`;
    return wrapText(`${message}${where}`, Math.min(width, WIDEST_TEXT), '  ').map((line, index) => (index === 0 ? `!${line.slice(1)}` : line));
  });
  return ['', ...lines.map((line) => chalk.yellow(line))];
}

/** `limits --fit`: the flags first, then what follows from them. */
export function fitAsText(report: FitReport, words: LimitWords, style: TextStyle): string {
  const { chalk, width } = style;
  const flagsOf = (flags: Limits['flags']): string => words.flagTexts(flags).join(' ');
  const heading = headingLines(`To keep the whole heap within ${formatMegabytes(report.fitBytes)} · ${memoryText(report)}`, style);
  const blocks = report.fits.map((fit) => {
    if (!fit.ok) return [`${fit.preset}: ${fit.message}`];
    const { limits, flags, short, unusedBytes } = fit;
    const unused = unusedBytes === 0 ? '' : `, ${formatBytes(unusedBytes)} less than it may be`;
    return [
      `${versionName(limits)}: heap limit ${formatMegabytes(limits.sizes.heapLimit.bytes)}${unused}`,
      `  ${chalk.bold(flagsOf(flags))}`,
      ...(short === null ? [] : [chalk.dim(`  or, with the same sizes: ${flagsOf(short)}`)]),
      ...(report.fits.length > 1 ? [] : ['', ...sizesWithReasons(limits, words, style)]),
    ];
  });
  const found = report.fits.flatMap((fit) => (fit.ok ? [fit.limits] : []));
  const note = wrapText(
    'The heap is not the whole process: code, stacks and memory outside the heap (buffers) come on top of it.',
    Math.min(width, WIDEST_TEXT),
  ).map((line) => chalk.dim(line));
  return `${[...heading, ...blocks.flatMap((block) => ['', ...block]), ...warningLines(found, style), '', ...note].join('\n')}\n`;
}
