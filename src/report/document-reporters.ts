/** Reporters of commands that yield one document when they are done; each is loaded only when asked for. */
import type { ReporterOptions } from './reporters.ts';

export type DocumentStyle = Pick<ReporterOptions, 'chalk' | 'width'>;

export interface DocumentReporter<Report> {
  readonly doc: string;
  readonly load: () => Promise<(report: Report, style: DocumentStyle) => string>;
}

/** By the names that `--reporter` takes; there are always a table and JSON. */
export type DocumentReporters<Report> = Readonly<Record<string, DocumentReporter<Report>>> & { readonly table: DocumentReporter<Report>; readonly json: DocumentReporter<Report> };
