/** The published JSON document: validated by its own schema, keys in the schema's order, nothing else added. */
import { InvariantError } from '../base/invariant.ts';
import { runReportSchema } from './report-schema.ts';
import type { RunReport } from './run-report.ts';

export function reportAsJson(report: RunReport): string {
  const document = runReportSchema.safeParse(report);
  if (!document.success) {
    const issue = document.error.issues[0];
    throw new InvariantError('the report does not follow its own schema', { at: issue?.path.join('.'), why: issue?.message });
  }
  return `${JSON.stringify(document.data, null, 2)}\n`;
}
