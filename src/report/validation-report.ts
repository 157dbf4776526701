/** What `validate` found: every file with all its problems, as text for people or as one JSON document. */
import { escapeText } from '../base/escape-text.ts';
import { formatPlural } from './format.ts';
import type { ReporterOptions } from './reporters.ts';
import type { ExitCode, ReportedProblem } from './run-report.ts';
import { SCHEMA_VERSION } from './run-report.ts';
import { rejectionBlock } from './table/problem-block.ts';

/** How `validate` prints. */
export const VALIDATION_FORMATS = ['text', 'json', 'sarif'] as const;
export type ValidationFormat = (typeof VALIDATION_FORMATS)[number];

export interface ValidatedFile {
  readonly file: string;
  readonly problems: readonly ReportedProblem[];
}

export interface ValidationReport {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly heapstressVersion: string;
  readonly files: readonly (ValidatedFile & { readonly valid: boolean })[];
  readonly exitCode: ExitCode;
}

export function makeValidationReport(files: readonly ValidatedFile[], heapstressVersion: string): ValidationReport {
  const judged = files.map(({ file, problems }) => ({ file, valid: problems.length === 0, problems }));
  return {
    schemaVersion: SCHEMA_VERSION,
    heapstressVersion,
    files: judged,
    exitCode: judged.every((file) => file.valid) ? 0 : 2,
  };
}

export function validationAsJson(report: ValidationReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

export function validationAsText(
  report: ValidationReport,
  options: Pick<ReporterOptions, 'chalk' | 'codeFrame' | 'quiet'>,
): string {
  const { chalk, quiet } = options;
  const blocks: string[] = report.files
    .filter((file) => !file.valid)
    .map(({ file, problems }) => rejectionBlock(file, problems, options));
  const valid = report.files.filter((file) => file.valid);
  if (!quiet && valid.length > 0) {
    blocks.push(valid.map(({ file }) => chalk.green(`✓ ${escapeText(file)}`)).join('\n'));
  }
  const found = report.files.reduce((sum, file) => sum + file.problems.length, 0);
  const summary = `${formatPlural(report.files.length, 'file')}, ${formatPlural(found, 'problem')}`;
  if (!quiet || found > 0) blocks.push(found > 0 ? chalk.red(summary) : summary);
  return blocks.map((block) => `${block}\n`).join('\n');
}
