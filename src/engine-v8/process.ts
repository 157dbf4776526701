/** A child process: what it printed and how it ended, after a time limit at the latest. Never throws. */
import type { ChildProcessByStdio } from 'node:child_process';
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

export interface ProcessRequest {
  readonly path: string;
  readonly args: readonly string[];
  readonly timeoutMs: number;
  /** Ends the process. */
  readonly signal: AbortSignal | null;
  readonly directory?: string;
}

export type ProcessEnding =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: string }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'not-started'; readonly reason: string };

export interface ProcessOutcome {
  readonly ending: ProcessEnding;
  readonly stdout: string;
  readonly stderr: string;
  readonly wallMs: number;
}

/** Node reads options from them: the process gets those of its command line only. */
const OPTION_VARIABLES = ['NODE_OPTIONS', 'NODE_V8_COVERAGE', 'NODE_DEBUG'];
/** A trace of so many characters is of no use to anybody; what comes behind it is dropped. */
const LONGEST_OUTPUT = 256 * 1024 * 1024;

export function runProcess({ path, args, timeoutMs, signal, directory }: ProcessRequest): Promise<ProcessOutcome> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OPTION_VARIABLES.includes(name)));
  const startedMs = performance.now();
  return new Promise((resolve) => {
    let forced: 'timed-out' | 'aborted' | null = null;
    let notStarted: string | null = null;
    const output = { stdout: '', stderr: '' };
    const start = (): ChildProcessByStdio<null, Readable, Readable> => spawn(path, args, { stdio: ['ignore', 'pipe', 'pipe'], env, cwd: directory });
    let child: ReturnType<typeof start>;
    try {
      child = start();
    } catch (error) {
      // Of most failures node tells by an event; not of some, such as too little memory.
      resolve({ ending: { kind: 'not-started', reason: error instanceof Error ? error.message : String(error) }, ...output, wallMs: performance.now() - startedMs });
      return;
    }
    const kill = (why: 'timed-out' | 'aborted'): void => {
      forced ??= why;
      child.kill('SIGKILL');
    };
    const timer = setTimeout(() => kill('timed-out'), timeoutMs);
    const onAbort = (): void => kill('aborted');
    signal?.addEventListener('abort', onAbort);
    if (signal?.aborted === true) onAbort();
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        if (output[name].length < LONGEST_OUTPUT) output[name] += text;
      });
    }
    child.on('error', (error) => (notStarted = error.message));
    child.on('close', (code, endSignal) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      const ending: ProcessEnding =
        notStarted !== null
          ? { kind: 'not-started', reason: notStarted }
          : forced !== null
            ? { kind: forced }
            : endSignal !== null
              ? { kind: 'signal', signal: endSignal }
              : { kind: 'exit', code: code ?? 0 };
      resolve({ ending, ...output, wallMs: performance.now() - startedMs });
    });
  });
}
