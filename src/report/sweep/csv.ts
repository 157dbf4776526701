/** A line for each cell, as spreadsheets and data frames read it (RFC 4180): figures are plain numbers. */
import type { SweepReport } from '../../sweep/sweep-report.ts';

export function sweepAsCsv({ axes, metrics, minimised, settings }: SweepReport): string {
  const heading = [...axes.map(({ name }) => name), ...(minimised === null ? [] : [`minimum:${minimised.knob}`]), 'seed', 'status', 'failed', 'best', ...metrics.map(({ name }) => name)];
  const lines = settings.flatMap(({ values, minimum, best, cells }) =>
    cells.map((cell) => [
      ...axes.map(({ name }) => values[name]!),
      ...(minimised === null ? [] : [minimum ?? '']),
      cell.seed,
      cell.status,
      cell.failed,
      best,
      ...metrics.map(({ name }) => cell.metrics[name] ?? ''),
    ]),
  );
  return [heading, ...lines].map((line) => `${line.map(field).join(',')}\r\n`).join('');
}

function field(value: string | number | boolean): string {
  const text = String(value);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
