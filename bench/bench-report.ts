/** What `npm run bench` prints: a table of workloads and a list of checks. */
import { MiB } from '../src/base/units.ts';
import type { Check } from './checks.ts';
import type { Comparison } from './compare-engines.ts';

export interface BenchReport {
  readonly node: string;
  readonly v8: string;
  readonly machine: string;
  readonly runs: number;
  readonly comparisons: readonly Comparison[];
  readonly checks: readonly Check[];
}

const HEADINGS = ['workload', 'objects', 'ours ns', 'node ns', 'faster', 'target', 'ok', 'ours cpu ns', 'node cpu ns', 'ours MiB', 'node MiB'];

export function benchTable(report: BenchReport): string {
  const rows = [HEADINGS, ...report.comparisons.map(comparisonRow)];
  const lines = [
    `node ${report.node} (V8 ${report.v8}) · ${report.machine} · median of ${report.runs}, wall and processor time per object`,
    '',
    ...alignColumns(rows),
  ];
  if (report.checks.length > 0) lines.push('', ...alignColumns([['check', 'measured', 'target', 'ok'], ...report.checks.map(checkRow)]));
  return `${lines.join('\n')}\n`;
}

function comparisonRow({ workload, objects, simulated, real, faster, ok }: Comparison): string[] {
  return [
    workload.title,
    `${objects / 1e6} M`,
    simulated.wallNsPerObject.toFixed(1),
    real.wallNsPerObject.toFixed(1),
    faster.toFixed(2),
    workload.target === null ? '–' : `≥ ${workload.target}`,
    workload.target === null ? '–' : verdict(ok),
    simulated.cpuNsPerObject.toFixed(1),
    real.cpuNsPerObject.toFixed(1),
    (simulated.residentBytes / MiB).toFixed(0),
    (real.residentBytes / MiB).toFixed(0),
  ];
}

function checkRow({ name, measured, unit, bound, target, ok }: Check): string[] {
  const format = (value: number): string => (unit === 'MiB' ? `${value.toFixed(0)} MiB` : `${value.toFixed(2)} times`);
  return [name, format(measured), `${bound} ${format(target)}`, verdict(ok)];
}

function verdict(ok: boolean): string {
  return ok ? 'yes' : 'NO';
}

/** The first column to the left, the others to the right. */
function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '));
}
