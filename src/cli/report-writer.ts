/** Writes what was planned: events and traces as they happen, documents when the run is over. */
import { Chalk } from 'chalk';
import { disarmCommands } from '../report/github/workflow-commands.ts';
import type { EventReporter, Reporter, ReporterOptions } from '../report/reporters.ts';
import { REPORTERS } from '../report/reporters.ts';
import type { RunEvent } from '../report/run-events.ts';
import type { RunReport } from '../report/run-report.ts';
import type { TraceRecord, TraceReporter } from '../report/trace/trace-record.ts';
import type { Environment } from './environment.ts';
import { isGithubActions, LONGEST_SUMMARY_BYTES, repositoryPathFrom } from './github-actions.ts';
import { appendTo, WholeFile, writeWhole } from './output-file.ts';
import type { PlannedOutput } from './report-outputs.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** A report in a file has this width, whatever the terminal. */
export const FILE_WIDTH = 120;

export type ReportStyle = Pick<ReporterOptions, 'verbose' | 'quiet' | 'codeFrame'> & { readonly wallTimesMs: readonly number[] };

interface OpenStream {
  /** Of what it is not for it makes nothing. */
  readonly ofEvent: EventReporter;
  readonly ofTrace: TraceReporter;
  readonly append: (text: string) => Promise<void>;
  /** Null on stdout. */
  readonly file: WholeFile | null;
  /** The first that failed; nothing more is written then. */
  failure: UsageError | null;
  /** All that was handed over so far. */
  written: Promise<void>;
}

export class ReportWriter {
  private readonly documents: readonly PlannedOutput[];
  private readonly streams: readonly OpenStream[];
  /** Somebody reads events; otherwise nobody need send them. */
  readonly readsEvents: boolean;
  /** Somebody reads traces, whether flags ask for them or not. */
  readonly readsTraces: boolean;
  /** Called before lines of traces go to stderr: what is drawn there goes away. */
  beforeStderr: () => void = () => undefined;
  private tracedOnStderr: Promise<void> = Promise.resolve();
  private readonly terminal: Terminal;
  private readonly env: Environment;

  private constructor(outputs: readonly PlannedOutput[], streams: readonly OpenStream[], terminal: Terminal, env: Environment) {
    this.documents = outputs.filter(({ reporter }) => REPORTERS[reporter].form === 'document');
    this.streams = streams;
    this.readsEvents = outputs.some(({ reporter }) => REPORTERS[reporter].form === 'stream');
    this.readsTraces = outputs.some(({ reporter }) => REPORTERS[reporter].form === 'trace');
    this.terminal = terminal;
    this.env = env;
  }

  static async open(outputs: readonly PlannedOutput[], terminal: Terminal, env: Environment): Promise<ReportWriter> {
    const streams: OpenStream[] = [];
    for (const { reporter, target } of outputs) {
      const declaration = REPORTERS[reporter];
      if (declaration.form === 'document') continue;
      const file = target.kind === 'file' ? new WholeFile(target.path) : null;
      const append = (text: string): Promise<void> => (file === null ? terminal.stdout.write(text) : file.append(text));
      const reporters =
        declaration.form === 'stream' ? { ofEvent: await declaration.load(), ofTrace: () => '' } : { ofEvent: () => '', ofTrace: await declaration.load() };
      streams.push({ ...reporters, append, file, failure: null, written: Promise.resolve() });
    }
    return new ReportWriter(outputs, streams, terminal, env);
  }

  event(event: RunEvent): void {
    for (const stream of this.streams) append(stream, stream.ofEvent(event));
  }

  /** Where no reporter takes them, the lines that flags ask for go to stderr: stdout is data. */
  trace(record: TraceRecord): void {
    for (const stream of this.streams) append(stream, stream.ofTrace(record));
    if (!this.readsTraces) this.tracedOnStderr = this.tracedOnStderr.then(() => this.traceOnStderr(record));
  }

  /** Resolves when the readers of events have taken all of them: a run must not outpace a slow pipe for ever. */
  async drained(): Promise<void> {
    for (const stream of this.streams) await stream.written;
    await this.tracedOnStderr;
  }

  /** Closes the streams, writes the documents. Returns what could not be written; everything else is. */
  async finish(report: RunReport, style: ReportStyle): Promise<readonly UsageError[]> {
    const failures: UsageError[] = [];
    const bugs: unknown[] = [];
    const attempt = async (write: () => Promise<void>): Promise<void> => {
      try {
        await write();
      } catch (error) {
        if (error instanceof UsageError) failures.push(error);
        else bugs.push(error);
      }
    };
    await this.tracedOnStderr;
    for (const stream of this.streams) await attempt(() => closeStream(stream));
    for (const output of this.documents) await attempt(() => this.writeDocument(output, report, style));
    if (bugs.length > 0) throw bugs[0];
    return failures;
  }

  /** The run broke down: no half-written file is left. */
  async abandon(): Promise<void> {
    for (const { file } of this.streams) await file?.discard();
  }

  private async traceOnStderr(record: TraceRecord): Promise<void> {
    const { reportTraceFlags } = await import('../report/trace/trace-reporters.ts');
    const text = reportTraceFlags(record);
    if (text === '') return;
    this.beforeStderr();
    await this.terminal.stderr.write(text);
  }

  private async writeDocument({ reporter, target }: PlannedOutput, report: RunReport, { wallTimesMs, ...style }: ReportStyle): Promise<void> {
    const declaration = REPORTERS[reporter];
    if (declaration.form !== 'document') return;
    const serialize: Reporter = await declaration.load();
    const { stdout, stderr } = this.terminal;
    const options: ReporterOptions = {
      ...style,
      width: FILE_WIDTH,
      chalk: new Chalk({ level: 0 }),
      problems: 'inline',
      wallTimesMs: null,
      annotationsOnly: target.kind === 'stderr',
      repositoryPath: repositoryPathFrom(this.env, process.cwd()),
    };
    switch (target.kind) {
      case 'file':
        return writeWhole(target.path, serialize(report, options));
      case 'append':
        return appendTo(target.path, shortened((quiet) => serialize(report, { ...options, quiet })));
      case 'stderr':
        return stderr.write(serialize(report, options));
      case 'stdout': {
        const { width, chalk, isTty } = stdout;
        // Wall times only where a person looks: what is piped is the same in every run.
        const text = serialize(report, { ...options, width, chalk, problems: 'omit', wallTimesMs: isTty ? wallTimesMs : null });
        // Tables hold names from scenarios, which must not command the runner; the github reporter sees to its own text.
        const read = reporter === 'table' && isGithubActions(this.env);
        return stdout.write(read ? disarmCommands(text) : text);
      }
    }
  }
}

function append(stream: OpenStream, text: string): void {
  if (stream.failure !== null || text === '') return;
  stream.written = stream.append(text).catch((error: unknown) => {
    if (!(error instanceof UsageError)) throw error;
    stream.failure ??= error;
  });
}

async function closeStream({ file, written, failure }: OpenStream): Promise<void> {
  await written;
  if (failure === null) return file?.commit();
  await file?.discard();
  throw failure;
}

/** What fits: everything, else only what went wrong, else the beginning of that. */
function shortened(summary: (quiet: boolean) => string): string {
  for (const quiet of [false, true]) {
    const text = summary(quiet);
    if (Buffer.byteLength(text) <= LONGEST_SUMMARY_BYTES) return text;
  }
  const lines: string[] = [];
  let sizeBytes = 0;
  for (const line of summary(true).split('\n')) {
    sizeBytes += Buffer.byteLength(line) + 1;
    if (sizeBytes > LONGEST_SUMMARY_BYTES - 100) break;
    lines.push(line);
  }
  return `${lines.join('\n')}\n\n… and more.\n`;
}
