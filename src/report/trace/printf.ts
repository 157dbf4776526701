/** Numbers as C prints them: the lines of V8 are read by programs, so they are no figures for people (report/format.ts). */
import { KiB, MiB } from '../../base/units.ts';

/** %.<digits>f, and in so many columns. */
export function fixed(value: number, digits: number, width = 0): string {
  return Number.isFinite(value) ? value.toFixed(digits).padStart(width) : notFinite(value);
}

/** %zu of bytes in KB, and in so many columns. */
export function kilobytes(bytes: number, width = 0): string {
  return fixed(Math.trunc(bytes / KiB), 0, width);
}

/** %zu of bytes in MB. */
export function megabytes(bytes: number): string {
  return fixed(Math.trunc(bytes / MiB), 0);
}

/** %g: six digits that count, without zeros behind them. */
export function general(value: number): string {
  if (value === 0) return '0';
  const [mantissa = '', exponent] = value.toPrecision(6).split('e');
  const digits = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
  if (exponent !== undefined) return `${digits}e${exponent.replace(/^([+-])(\d)$/, '$10$2')}`;
  const magnitude = Math.floor(Math.log10(Math.abs(Number(mantissa))));
  return magnitude < -4 ? small(value) : digits;
}

/** JavaScript writes 0.000012 where C writes 1.2e-05. */
function small(value: number): string {
  const [mantissa = '', exponent = ''] = value.toExponential(5).split('e');
  return `${mantissa.replace(/\.?0+$/, '')}e${exponent.replace(/^([+-])(\d)$/, '$10$2')}`;
}

export function hexadecimal(address: number): string {
  return `0x${address.toString(16)}`;
}

function notFinite(value: number): string {
  return Number.isNaN(value) ? '-nan' : value > 0 ? 'inf' : '-inf';
}
