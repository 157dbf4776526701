/** Writes what was planned: events as they happen, documents when the run is over. */
import { Chalk } from 'chalk';
import { disarmCommands } from '../report/github/workflow-commands.ts';
import type { EventReporter, Reporter, ReporterOptions } from '../report/reporters.ts';
import { REPORTERS } from '../report/reporters.ts';
import type { RunEvent } from '../report/run-events.ts';
import type { RunReport } from '../report/run-report.ts';
import type { Environment } from './environment.ts';
import { isGithubActions, LONGEST_SUMMARY_BYTES, repositoryPathFrom } from './github-actions.ts';
import { appendTo, WholeFile, writeWhole } from './output-file.ts';
import type { PlannedOutput } from './report-outputs.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** A report in a file has this width, whatever the terminal. */
export const FILE_WIDTH = 120;

export type ReportStyle = Pick<ReporterOptions, 'verbose' | 'quiet' | 'codeFrame'> & { readonly wallTimesMs: readonly number[] };

interface EventStream {
  readonly asText: EventReporter;
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
  private readonly streams: readonly EventStream[];
  private readonly terminal: Terminal;
  private readonly env: Environment;

  private constructor(outputs: readonly PlannedOutput[], streams: readonly EventStream[], terminal: Terminal, env: Environment) {
    this.documents = outputs.filter(({ reporter }) => REPORTERS[reporter].form === 'document');
    this.streams = streams;
    this.terminal = terminal;
    this.env = env;
  }

  static async open(outputs: readonly PlannedOutput[], terminal: Terminal, env: Environment): Promise<ReportWriter> {
    const streams: EventStream[] = [];
    for (const { reporter, target } of outputs) {
      const declaration = REPORTERS[reporter];
      if (declaration.form !== 'stream') continue;
      const file = target.kind === 'file' ? new WholeFile(target.path) : null;
      const append = (text: string): Promise<void> => (file === null ? terminal.stdout.write(text) : file.append(text));
      streams.push({ asText: await declaration.load(), append, file, failure: null, written: Promise.resolve() });
    }
    return new ReportWriter(outputs, streams, terminal, env);
  }

  /** Somebody reads events; otherwise nobody need send them. */
  get readsEvents(): boolean {
    return this.streams.length > 0;
  }

  event(event: RunEvent): void {
    for (const stream of this.streams) {
      if (stream.failure !== null) continue;
      stream.written = stream.append(stream.asText(event)).catch((error: unknown) => {
        if (!(error instanceof UsageError)) throw error;
        stream.failure ??= error;
      });
    }
  }

  /** Resolves when the readers of events have taken all of them: a run must not outpace a slow pipe for ever. */
  async drained(): Promise<void> {
    for (const stream of this.streams) await stream.written;
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
    for (const stream of this.streams) await attempt(() => closeStream(stream));
    for (const output of this.documents) await attempt(() => this.writeDocument(output, report, style));
    if (bugs.length > 0) throw bugs[0];
    return failures;
  }

  /** The run broke down: no half-written file is left. */
  async abandon(): Promise<void> {
    for (const { file } of this.streams) await file?.discard();
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

async function closeStream({ file, written, failure }: EventStream): Promise<void> {
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
