import { MiB } from '../base/units.ts';

/** `24.75 MiB`: flags count in these, and sizes are whole pages, so two decimals say all; other sizes are rounded to them. */
export function inMegabytes(bytes: number): string {
  return `${String(Number((bytes / MiB).toFixed(2)))} MiB`;
}
