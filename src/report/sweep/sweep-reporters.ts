/** How a sweep can be told, declared once: option values, help and file options derive from this table. */
import type { SweepReport } from '../../sweep/sweep-report.ts';
import type { DocumentReporters } from '../document-reporters.ts';
import type { ExitCode } from '../run-report.ts';

export interface FinishedSweep {
  readonly report: SweepReport;
  readonly exitCode: ExitCode;
}

export const SWEEP_REPORTERS = {
  table: {
    doc: 'a matrix for each metric that is shown, and a table, for people',
    load: async () => {
      const { sweepAsTable } = await import('./sweep-table.ts');
      return ({ report }, style) => sweepAsTable(report, style);
    },
  },
  json: {
    doc: 'one JSON document (schema/sweep.schema.json)',
    load: async () => {
      const { sweepAsJson } = await import('./sweep-json.ts');
      return ({ report, exitCode }) => sweepAsJson(report, exitCode);
    },
  },
  csv: {
    doc: 'a line for each run, for spreadsheets',
    load: async () => {
      const { sweepAsCsv } = await import('./csv.ts');
      return ({ report }) => sweepAsCsv(report);
    },
  },
  markdown: {
    doc: 'a table for pull requests',
    load: async () => {
      const { sweepAsMarkdown } = await import('./sweep-markdown.ts');
      return ({ report }) => sweepAsMarkdown(report);
    },
  },
} as const satisfies DocumentReporters<FinishedSweep>;
