/**
 * Numbers as people read them. The only place that formats numbers, and free of locales: the same figure
 * gives the same characters on every machine.
 *
 * Sizes use powers of 1024 and say so (KiB). A column of sizes shares one unit, so that its digits compare.
 */
import { GiB, KiB, MiB } from '../base/units.ts';

/** Stands for "does not apply" or "nothing". */
export const NOTHING = '–';

interface ByteUnit {
  readonly name: string;
  readonly bytes: number;
  readonly decimals: number;
  /** A column changes to this unit only while its largest figure stays below so many of it. */
  readonly longest: number;
}

/** Largest first. */
const SMALLEST_UNIT: ByteUnit = { name: 'B', bytes: 1, decimals: 0, longest: 10_000_000 };
const BYTE_UNITS: readonly ByteUnit[] = [
  { name: 'GiB', bytes: GiB, decimals: 1, longest: Infinity },
  { name: 'MiB', bytes: MiB, decimals: 1, longest: 100_000 },
  { name: 'KiB', bytes: KiB, decimals: 1, longest: 100_000 },
  SMALLEST_UNIT,
];

/** Groups the digits before the decimal point by three: `1 204 113`. */
function grouped(digits: string): string {
  const [whole = '', fraction] = digits.split('.');
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, ' ');
  return fraction === undefined ? groups : `${groups}.${fraction}`;
}

function fixed(value: number, decimals: number): string {
  return grouped(value.toFixed(decimals));
}

/** A count: an integer is grouped, anything else keeps two decimals. */
export function formatCount(count: number): string {
  return Number.isInteger(count) ? grouped(String(count)) : fixed(count, 2);
}

/** Bytes in the largest unit that they fill: `12.3 MiB`, `17 B`. */
export function formatBytes(bytes: number): string {
  return inUnit(bytes, BYTE_UNITS.find((unit) => Math.abs(bytes) >= unit.bytes) ?? SMALLEST_UNIT);
}

/** Bytes in the largest unit and, where that rounds, exactly: `1.2 GiB (1 288 490 189 B)`. */
export function formatBytesExactly(bytes: number): string {
  const short = formatBytes(bytes);
  const exact = `${formatCount(bytes)} B`;
  return short === exact ? exact : `${short} (${exact})`;
}

/** A share of 1 as a percentage with one decimal: `18.2 %`. Only nothing is `0 %`, only a whole one `100 %`. */
export function formatPercent(share: number): string {
  if (share === 0) return '0 %';
  if (share === 1) return '100 %';
  if (share > 0 && share < 0.0005) return '<0.1 %';
  return share < 1 && share >= 0.9995 ? '>99.9 %' : `${fixed(share * 100, 1)} %`;
}

/** `part` of `whole` as a percentage; nothing when there is no whole. */
export function formatShare(part: number, whole: number): string {
  return whole > 0 ? formatPercent(part / whole) : NOTHING;
}

/** Milliseconds: `1.1 ms`; from ten seconds on in seconds. */
export function formatMs(ms: number): string {
  return ms < 10_000 ? `${fixed(ms, 1)} ms` : `${fixed(ms / 1000, 1)} s`;
}

/** A time of a fixed unit, for columns. */
export function formatMsFigure(ms: number): string {
  return `${fixed(ms, 2)} ms`;
}

/** Figures that are close together are shown in a unit that all of them fill, if none takes more than four digits. */
const SHORT_FIGURE = 10_000;

/**
 * One unit for a column, or for several that are compared: the largest that every figure but zero fills, else the
 * largest in which every figure is visible. When the figures are too far apart for that, the smallest in which none is
 * too long; tiny ones then read `<0.1`.
 */
export function byteFormatter(column: readonly number[]): (bytes: number) => string {
  const sizes = column.map(Math.abs).filter((size) => size > 0);
  const largest = Math.max(0, ...sizes);
  const smallest = Math.min(largest, ...sizes);
  const fitting = BYTE_UNITS.filter((unit) => largest >= unit.bytes && largest / unit.bytes < unit.longest);
  const unit =
    fitting.find((candidate) => smallest >= candidate.bytes && largest / candidate.bytes < SHORT_FIGURE) ??
    fitting.find((candidate) => !vanishes(smallest, candidate)) ??
    fitting.at(-1) ??
    SMALLEST_UNIT;
  return (bytes) => (bytes !== 0 && vanishes(bytes, unit) ? `<0.1 ${unit.name}` : inUnit(bytes, unit));
}

function inUnit(bytes: number, unit: ByteUnit): string {
  return `${bytes === 0 ? '0' : fixed(bytes / unit.bytes, unit.decimals)} ${unit.name}`;
}

/** Too small for the unit's one decimal to say anything. */
function vanishes(bytes: number, unit: ByteUnit): boolean {
  return bytes !== 0 && Math.abs(bytes) < unit.bytes * 10 ** -unit.decimals;
}

const BAR_CELLS = 10;
/** Eighths of a cell, from one to seven. */
const EIGHTHS = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of ten cells; anything above nothing shows at least an eighth, and only a full one is all black. */
export function formatBar(share: number): string {
  const eighths = Math.min(Math.max(share, 0), 1) * BAR_CELLS * 8;
  const shown = eighths > 0 ? Math.max(1, Math.floor(eighths)) : 0;
  const full = Math.floor(shown / 8);
  const part = EIGHTHS[(shown % 8) - 1] ?? '';
  return ('█'.repeat(full) + part).padEnd(BAR_CELLS, '░');
}

/** `1 step`, `12 steps`. */
export function formatPlural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
