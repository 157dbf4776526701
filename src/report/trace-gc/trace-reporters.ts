/** The lines of --trace-gc and --trace-gc-nvp as documents, for tools that read V8's own. */
import type { RunReport } from '../run-report.ts';
import { figuresLine } from './figures-line.ts';
import { plainLine } from './plain-line.ts';
import { tracesOf } from './traced-collection.ts';

export const reportAsTrace = (report: RunReport): string => tracesOf(report, plainLine);
export const reportAsFigures = (report: RunReport): string => tracesOf(report, figuresLine);
