/**
 * The reporters, declared once: option values, help and file options derive from this table. Each is a pure
 * serializer in a file of its own, loaded only when asked for: of the report when the run is over, or of each
 * event as it happens.
 */
import type { ChalkInstance } from 'chalk';
import type { RunEvent } from './run-events.ts';
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
  /** Another reporter prints the figures: annotations only. */
  readonly annotationsOnly: boolean;
  /** A file's path from the root of its repository, for annotations. */
  readonly repositoryPath: (file: string) => string;
}

/** The report as text, when the run is over. */
export type Reporter = (report: RunReport, options: ReporterOptions) => string;
/** One event as text, when it happens. */
export type EventReporter = (event: RunEvent) => string;

type ReporterDeclaration = {
  readonly doc: string;
} & (
  | { readonly form: 'document'; readonly load: () => Promise<Reporter> }
  | { readonly form: 'stream'; readonly load: () => Promise<EventReporter> }
);

export const REPORTERS = {
  table: {
    doc: 'tables for people',
    form: 'document',
    load: async () => (await import('./table/table-reporter.ts')).reportAsTable,
  },
  json: {
    doc: 'one JSON document (schema/report.schema.json)',
    form: 'document',
    load: async () => (await import('./json.ts')).reportAsJson,
  },
  ndjson: {
    doc: 'a line of JSON for each event, as it happens (schema/event.schema.json)',
    form: 'stream',
    load: async () => (await import('./ndjson.ts')).eventAsLine,
  },
  markdown: {
    doc: 'a summary for pull requests',
    form: 'document',
    load: async () => (await import('./markdown/markdown-reporter.ts')).reportAsMarkdown,
  },
  junit: {
    doc: 'JUnit XML, as Jenkins and GitLab read it',
    form: 'document',
    load: async () => (await import('./junit.ts')).reportAsJunit,
  },
  github: {
    doc: 'annotations and groups for GitHub Actions, where it is added by itself',
    form: 'document',
    load: async () => (await import('./github/github-reporter.ts')).reportForGithub,
  },
  'trace-gc': {
    doc: 'a line for each collection, as V8’s --trace-gc prints it',
    form: 'document',
    load: async () => (await import('./trace-gc/trace-reporters.ts')).reportAsTrace,
  },
  'trace-gc-nvp': {
    doc: 'the figures of each collection, as V8’s --trace-gc-nvp prints them',
    form: 'document',
    load: async () => (await import('./trace-gc/trace-reporters.ts')).reportAsFigures,
  },
  tap: {
    doc: 'TAP 14',
    form: 'document',
    load: async () => (await import('./tap.ts')).reportAsTap,
  },
} as const satisfies Record<string, ReporterDeclaration>;

export type ReporterName = keyof typeof REPORTERS;
export const REPORTER_NAMES = Object.keys(REPORTERS) as readonly ReporterName[];
