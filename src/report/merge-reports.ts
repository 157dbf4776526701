/** JSON reports of several runs, such as the shards of one, joined into one. */
import { runReportSchema } from './report-schema.ts';
import type { ExitCode, RunReport, ScenarioReport } from './run-report.ts';
import { mostSevere, SCHEMA_VERSION } from './run-report.ts';

export type ReadReport = { readonly ok: true; readonly report: RunReport } | { readonly ok: false; readonly message: string };

/** @param text of a file that the json reporter wrote. */
export function readReport(text: string): ReadReport {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    return { ok: false, message: `It is not JSON: ${(error as Error).message}` };
  }
  const read = runReportSchema.safeParse(document);
  if (read.success) return { ok: true, report: read.data };
  const version = (document as { readonly schemaVersion?: unknown } | null)?.schemaVersion;
  if (typeof version === 'number' && version !== SCHEMA_VERSION) {
    return { ok: false, message: `Its schemaVersion is ${String(version)}; this heapstress reads ${String(SCHEMA_VERSION)}.` };
  }
  const [issue] = read.error.issues;
  return { ok: false, message: `It is no JSON report of heapstress: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` };
}

/**
 * In the order of the files' names, so that the shards of a folder make the report of the folder, whatever the order
 * in which they are given. Several results of one file keep their order.
 */
export function mergeReports(reports: readonly RunReport[], heapstressVersion: string): RunReport {
  const results = reports.flatMap((report) => report.results).toSorted(byFile);
  // A report that was cut short says so by its exit code alone.
  const exitCode: ExitCode = mostSevere(reports.map((report) => report.exitCode));
  return { schemaVersion: SCHEMA_VERSION, heapstressVersion, results, exitCode };
}

function byFile(a: ScenarioReport, b: ScenarioReport): number {
  const [first, second] = [a.scenario.file, b.scenario.file];
  return first < second ? -1 : first > second ? 1 : 0;
}
