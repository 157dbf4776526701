/**
 * Which report goes where: planned and checked before a run, written whole or not at all after it. An output that
 * cannot be written is complained about at once, costs the exit code, and keeps none of the others from being written.
 */
import type { ReporterName } from '../report/reporters.ts';
import { REPORTER_NAMES } from '../report/reporters.ts';
import type { Environment } from './environment.ts';
import { isGithubActions, stepSummaryFile } from './github-actions.ts';
import { checkWritable } from './output-file.ts';
import { UsageError } from './usage-error.ts';

/** `--json`, `--reporter` and one `--output-file.<reporter>` for each reporter. */
export type ReportOptions = {
  readonly json?: boolean;
  readonly reporter?: readonly ReporterName[];
} & { readonly [Name in ReporterName as OutputFileKey<Name>]?: string };

/** As commander spells the option: `--output-file.trace-gc` is `outputFile.traceGc`. */
type OutputFileKey<Name extends string> = `outputFile.${CamelCase<Name>}`;
type CamelCase<Text extends string> = Text extends `${infer Head}-${infer Tail}` ? `${Head}${Capitalize<CamelCase<Tail>>}` : Text;

function outputFileKey<Name extends ReporterName>(name: Name): OutputFileKey<Name> {
  return `outputFile.${name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())}` as OutputFileKey<Name>;
}

export function outputFileOption(name: ReporterName): string {
  return `output-file.${name}`;
}

export type OutputTarget =
  | { readonly kind: 'stdout' }
  /** Beside another reporter on stdout. */
  | { readonly kind: 'stderr' }
  | { readonly kind: 'file'; readonly path: string }
  /** At the end of a file that is there. */
  | { readonly kind: 'append'; readonly path: string };

export interface PlannedOutput {
  readonly reporter: ReporterName;
  readonly target: OutputTarget;
}

/**
 * A reporter with a file writes there, any other to stdout, where there is room for one. A file alone does not
 * silence stdout: the table is printed all the same.
 *
 * The github reporter is no data: besides another reporter on stdout it goes to stderr, where the runner looks as
 * well. It brings the step summary with it, and in GitHub Actions it comes by itself.
 */
export function planOutputs(options: ReportOptions, env: Environment): readonly PlannedOutput[] {
  const asked = new Set<ReporterName>([...(options.reporter ?? []), ...(options.json === true ? ['json' as const] : [])]);
  const files = REPORTER_NAMES.filter((name) => options[outputFileKey(name)] !== undefined);
  if (asked.size === 0 && !files.includes('table')) asked.add('table');
  if (isGithubActions(env)) asked.add('github');

  const onStdout = [...asked].filter((name) => name !== 'github' && !files.includes(name));
  const [, second] = onStdout;
  if (second !== undefined) {
    throw new UsageError(
      `Two reporters want stdout: ${onStdout.join(' and ')}.`,
      `Give one of them a file: --${outputFileOption(second)} <path>`,
    );
  }
  const outputs = [...new Set([...asked, ...files])].map((reporter): PlannedOutput => {
    const path = options[outputFileKey(reporter)];
    if (path !== undefined) return { reporter, target: { kind: 'file', path } };
    return { reporter, target: { kind: reporter === 'github' && onStdout.length > 0 ? 'stderr' : 'stdout' } };
  });
  const summary = stepSummaryFile(env);
  const withSummary = summary !== null && outputs.some((output) => output.reporter === 'github');
  return withSummary ? [...outputs, { reporter: 'markdown', target: { kind: 'append', path: summary } }] : outputs;
}

export interface CheckedOutputs {
  readonly writable: readonly PlannedOutput[];
  readonly complaints: readonly UsageError[];
}

/** A run of an hour must not end with "no such directory". */
export async function checkOutputs(outputs: readonly PlannedOutput[]): Promise<CheckedOutputs> {
  const writable: PlannedOutput[] = [];
  const complaints: UsageError[] = [];
  for (const output of outputs) {
    try {
      if (output.target.kind === 'file') await checkWritable(output.target.path);
      writable.push(output);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      complaints.push(error);
    }
  }
  return { writable, complaints };
}
