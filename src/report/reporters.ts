/**
 * The reporters, declared once: option values, help and file options derive from this table. Each is a pure
 * serializer in a file of its own, loaded only when asked for.
 */
import type { ChalkInstance } from 'chalk';
import type { ReportedProblem, RunReport } from './run-report.ts';

export interface ReporterOptions {
  /** Columns that a line may fill. */
  readonly width: number;
  /** Colours; an instance of level 0 writes none. */
  readonly chalk: ChalkInstance;
  /** Everything: empty spaces, every sample, every collection, every step. */
  readonly verbose: boolean;
  /** Only what went wrong. */
  readonly quiet: boolean;
  /** Problem blocks are part of the output, or shown elsewhere already. */
  readonly problems: 'inline' | 'omit';
  /** How long each result took on the wall clock, by position; null = do not show it, which keeps the output reproducible. */
  readonly wallTimesMs: readonly number[] | null;
  /** The lines of the scenario around a problem, where its text is at hand. */
  readonly codeFrame: (problem: ReportedProblem) => string | null;
}

export type Reporter = (report: RunReport, options: ReporterOptions) => string;

interface ReporterDeclaration {
  readonly doc: string;
  readonly load: () => Promise<Reporter>;
}

export const REPORTERS = {
  table: {
    doc: 'tables for people',
    load: async () => (await import('./table/table-reporter.ts')).reportAsTable,
  },
  json: {
    doc: 'one JSON document (schema/report.schema.json)',
    load: async () => (await import('./json.ts')).reportAsJson,
  },
} as const satisfies Record<string, ReporterDeclaration>;

export type ReporterName = keyof typeof REPORTERS;
export const REPORTER_NAMES = Object.keys(REPORTERS) as readonly ReporterName[];
