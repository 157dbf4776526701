/** `heapstress merge`: JSON reports of shards → one report, in any format. */
import { readFile } from 'node:fs/promises';
import type { RunEvent } from '../../report/run-events.ts';
import { eventsOf } from '../../report/run-events.ts';
import { mergeReports, readReport } from '../../report/merge-reports.ts';
import type { ExitCode, RunReport } from '../../report/run-report.ts';
import { mostSevere } from '../../report/run-report.ts';
import type { MergeOptions } from '../commands/merge.ts';
import { complaint } from '../complaint.ts';
import type { Environment } from '../environment.ts';
import { checkOutputs, planOutputs } from '../report-outputs.ts';
import { ReportWriter } from '../report-writer.ts';
import type { Terminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';

export interface MergeRequest {
  readonly files: readonly string[];
  readonly options: MergeOptions;
  readonly env: Environment;
}

export async function merge({ files, options, env }: MergeRequest, terminal: Terminal): Promise<ExitCode> {
  const { writable, complaints } = await checkOutputs(planOutputs(options, env));
  const [firstComplaint] = complaints;
  if (firstComplaint !== undefined && writable.length === 0) throw firstComplaint;
  for (const error of complaints) await terminal.stderr.write(complaint(error));

  const report = await readAndMerge(files);
  const writer = await ReportWriter.open(writable, terminal, env);
  const events: readonly RunEvent[] = writer.readsEvents ? eventsOf(report) : [];
  for (const event of events) writer.event(event);
  const style = { verbose: options.verbose ?? false, quiet: options.quiet ?? false, codeFrame: () => null, wallTimesMs: [] };
  const failures = await writer.finish(report, style);
  for (const error of failures) await terminal.stderr.write(complaint(error));
  return mostSevere([report.exitCode, ...(complaints.length + failures.length > 0 ? [2 as const] : [])]);
}

async function readAndMerge(files: readonly string[]): Promise<RunReport> {
  const reports: RunReport[] = [];
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      throw new UsageError(`Cannot read ${file}: ${(error as Error).message}`);
    });
    const read = readReport(text);
    if (!read.ok) throw new UsageError(`Cannot merge ${file}. ${read.message}`, 'heapstress run --output-file.json writes such a report.');
    reports.push(read.report);
  }
  const versions = [...new Set(reports.map((report) => report.heapstressVersion))];
  const [version, other] = versions;
  if (version === undefined) throw new UsageError('There is nothing to merge.');
  if (other !== undefined) throw new UsageError(`The reports are of different versions of heapstress: ${versions.join(', ')}.`, 'Run all shards with the same one.');
  return mergeReports(reports, version);
}
