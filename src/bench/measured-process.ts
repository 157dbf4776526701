/** Starts a process for one run and reads what it has measured. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { BenchmarkRun, Measured } from './measurement.ts';

/** The built program beside this file; or, from the sources, one that first learns to read them. */
const PROGRAM = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../scripts/measured-run-from-sources.js' : './measured-run.js', import.meta.url),
);

/** One at a time: two would measure each other. */
export class MeasuredProcesses {
  private running: ChildProcess | null = null;
  private stopped = false;

  /** Null when it was stopped. */
  async run(request: BenchmarkRun): Promise<Measured | null> {
    if (this.stopped) return null;
    // Options for node that happen to be set here are not part of what is measured.
    const { NODE_OPTIONS: _, ...env } = process.env;
    const child = spawn(process.execPath, [PROGRAM], { stdio: ['pipe', 'pipe', 'pipe'], env });
    this.running = child;
    let output = '';
    let complaint = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
    child.stdin.on('error', () => undefined).end(JSON.stringify(request));
    const ending = await new Promise<string | number>((resolve) => {
      child.on('error', (error) => resolve(error.message));
      child.on('close', (code, signal) => resolve(signal ?? code ?? 'no exit code'));
    });
    this.running = null;
    if (this.isStopped()) return null;
    const measured = parsed(output);
    return measured ?? { ok: false, problem: `The measured process ended with ${String(ending)}. ${complaint.trim().split('\n').at(-1) ?? ''}`.trim(), isOurBug: true };
  }

  stop(): void {
    this.stopped = true;
    this.running?.kill('SIGKILL');
  }

  private isStopped(): boolean {
    return this.stopped;
  }
}

function parsed(output: string): Measured | null {
  try {
    return JSON.parse(output) as Measured;
  } catch {
    return null;
  }
}
