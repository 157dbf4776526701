/**
 * The documents of a command that has reporters of its own: one is printed, any number goes to files. As for `run`,
 * each is written whole or not at all, and one that cannot be written keeps none of the others from it.
 */
import { Chalk } from 'chalk';
import { disarmCommands } from '../report/github/workflow-commands.ts';
import type { DocumentReporters } from '../report/document-reporters.ts';
import { complaint } from './complaint.ts';
import type { Environment } from './environment.ts';
import { isGithubActions, LONGEST_SUMMARY_BYTES, stepSummaryFile } from './github-actions.ts';
import { appendTo, checkWritable, writeWhole } from './output-file.ts';
import { FILE_WIDTH } from './report-writer.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

export type DocumentOptions = { readonly json?: boolean; readonly reporter?: readonly string[] } & Readonly<Record<`outputFile.${string}`, string | undefined>>;

interface PlannedDocument {
  readonly reporter: string;
  /** Null = stdout. */
  readonly path: string | null;
}

export class Documents<Report> {
  private readonly reporters: DocumentReporters<Report>;
  private readonly planned: readonly PlannedDocument[];
  private readonly terminal: Terminal;
  private readonly env: Environment;
  private failures = 0;

  private constructor(reporters: DocumentReporters<Report>, planned: readonly PlannedDocument[], terminal: Terminal, env: Environment) {
    this.reporters = reporters;
    this.planned = planned;
    this.terminal = terminal;
    this.env = env;
  }

  /** Complains about files that cannot be written. @throws UsageError when none is left, or two want stdout. */
  static async plan<Report>(reporters: DocumentReporters<Report>, options: DocumentOptions, terminal: Terminal, env: Environment): Promise<Documents<Report>> {
    const documents = new Documents(reporters, planDocuments(Object.keys(reporters), options), terminal, env);
    return documents.withWritable();
  }

  /** Something could not be written. */
  get hasFailed(): boolean {
    return this.failures > 0;
  }

  async write(report: Report): Promise<void> {
    for (const { reporter, path } of this.planned) {
      const serialize = await this.reporters[reporter]!.load();
      const { stdout } = this.terminal;
      if (path === null) {
        const text = serialize(report, stdout);
        await stdout.write(reporter === 'table' && isGithubActions(this.env) ? disarmCommands(text) : text);
      } else {
        await this.attempt(() => writeWhole(path, serialize(report, { width: FILE_WIDTH, chalk: new Chalk({ level: 0 }) })));
      }
    }
    const summary = stepSummaryFile(this.env);
    const markdown = this.reporters['markdown'];
    if (summary === null || markdown === undefined || !isGithubActions(this.env)) return;
    const text = (await markdown.load())(report, { width: FILE_WIDTH, chalk: new Chalk({ level: 0 }) });
    if (Buffer.byteLength(text) <= LONGEST_SUMMARY_BYTES) await this.attempt(() => appendTo(summary, text));
  }

  private async attempt(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      this.failures++;
      await this.terminal.stderr.write(complaint(error));
    }
  }

  private async withWritable(): Promise<Documents<Report>> {
    const complaints: UsageError[] = [];
    const writable: PlannedDocument[] = [];
    for (const document of this.planned) {
      try {
        if (document.path !== null) await checkWritable(document.path);
        writable.push(document);
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        complaints.push(error);
      }
    }
    const [first] = complaints;
    if (first !== undefined && writable.length === 0) throw first;
    for (const error of complaints) await this.terminal.stderr.write(complaint(error));
    const documents = new Documents(this.reporters, writable, this.terminal, this.env);
    documents.failures = complaints.length;
    return documents;
  }
}

function planDocuments(names: readonly string[], options: DocumentOptions): readonly PlannedDocument[] {
  const files = names.filter((name) => options[`outputFile.${name}`] !== undefined);
  const asked = new Set([...(options.reporter ?? []), ...(options.json === true ? ['json'] : [])]);
  if (asked.size === 0 && !files.includes('table')) asked.add('table');
  const printed = [...asked].filter((name) => !files.includes(name));
  const [, second] = printed;
  if (second !== undefined) {
    throw new UsageError(`Two reporters want stdout: ${printed.join(' and ')}.`, `Give one of them a file: --output-file.${second} <path>`);
  }
  return [...printed.map((reporter) => ({ reporter, path: null })), ...files.map((reporter) => ({ reporter, path: options[`outputFile.${reporter}`] ?? '' }))];
}
