/** Which report goes where: planned and checked before a run, written whole or not at all after it. */
import { Chalk } from 'chalk';
import type { ReporterName, ReporterOptions } from '../report/reporters.ts';
import { REPORTER_NAMES, REPORTERS } from '../report/reporters.ts';
import type { RunReport } from '../report/run-report.ts';
import { checkWritable, writeWhole } from './output-file.ts';
import type { OutputStream } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** `--json`, `--reporter` and one `--output-file.<reporter>` for each reporter. */
export type ReportOptions = {
  readonly json?: boolean;
  readonly reporter?: readonly ReporterName[];
} & { readonly [Name in ReporterName as `outputFile.${Name}`]?: string };

export function outputFileOption(name: ReporterName): string {
  return `output-file.${name}`;
}

export interface PlannedOutput {
  readonly reporter: ReporterName;
  /** Null = stdout. */
  readonly path: string | null;
}

/** A report in a file has this width, whatever the terminal. */
const FILE_WIDTH = 120;

/**
 * A reporter with a file writes there, any other to stdout. A file alone does not silence stdout: the
 * table is printed all the same.
 */
export function planOutputs(options: ReportOptions): readonly PlannedOutput[] {
  const asked = new Set<ReporterName>([...(options.reporter ?? []), ...(options.json === true ? ['json' as const] : [])]);
  const files = REPORTER_NAMES.filter((name) => options[`outputFile.${name}`] !== undefined);
  if (asked.size === 0 && !files.includes('table')) asked.add('table');
  const outputs = [...new Set([...asked, ...files])].map((reporter) => ({ reporter, path: options[`outputFile.${reporter}`] ?? null }));
  const onStdout = outputs.filter((output) => output.path === null);
  if (onStdout.length > 1) {
    throw new UsageError(
      `Two reporters want stdout: ${onStdout.map((output) => output.reporter).join(' and ')}.`,
      `Give one of them a file: --${outputFileOption(onStdout[1]?.reporter ?? 'json')} <path>`,
    );
  }
  return outputs;
}

/** A run of an hour must not end with "no such directory". */
export async function checkOutputs(outputs: readonly PlannedOutput[]): Promise<void> {
  for (const { path } of outputs) if (path !== null) await checkWritable(path);
}

export type ReportStyle = Pick<ReporterOptions, 'verbose' | 'quiet' | 'codeFrame'> & { readonly wallTimesMs: readonly number[] };

export async function writeReports(
  report: RunReport,
  outputs: readonly PlannedOutput[],
  stdout: OutputStream,
  { wallTimesMs, ...style }: ReportStyle,
): Promise<void> {
  for (const { reporter, path } of outputs) {
    const serialize = await REPORTERS[reporter].load();
    if (path === null) {
      // Wall times only where a person looks: what is piped is the same in every run.
      const wall = stdout.isTty ? wallTimesMs : null;
      await stdout.write(serialize(report, { ...style, width: stdout.width, chalk: stdout.chalk, problems: 'omit', wallTimesMs: wall }));
    } else {
      const plain = new Chalk({ level: 0 });
      await writeWhole(path, serialize(report, { ...style, width: FILE_WIDTH, chalk: plain, problems: 'inline', wallTimesMs: null }));
    }
  }
}
