/** Runs the command line in a process of its own, as it is shipped: scripts/build-if-stale.js has built it from the sources. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export const MAIN = fileURLToPath(new URL('../../bin/heapstress.js', import.meta.url));

export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly cwd?: string;
  readonly stdin?: string;
  /** Nobody reads what it prints. */
  readonly closeStdout?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** SIGINT is sent, once, a moment after something appears on stderr: the next scenario is running then. */
  readonly interruptAtFirstComplaint?: boolean;
}

/** Not what the shell of the tester happens to say. */
const NEUTRAL = { FORCE_COLOR: undefined, NO_COLOR: undefined, COLUMNS: undefined, GITHUB_ACTIONS: undefined, GITHUB_STEP_SUMMARY: undefined, HEAPSTRESS_CONFIG: undefined };

/** Long enough for the engine to be loaded and begin. */
const A_MOMENT_MS = 1500;

export async function heapstress(args: readonly string[], surroundings: Surroundings = {}): Promise<Finished> {
  const { cwd, stdin = '', closeStdout = false, env = {}, interruptAtFirstComplaint = false } = surroundings;
  const child = spawn(process.execPath, [MAIN, ...args], { cwd, env: { ...process.env, ...NEUTRAL, ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  if (closeStdout) child.stdout.destroy();
  if (interruptAtFirstComplaint) child.stderr.once('data', () => setTimeout(() => child.kill('SIGINT'), A_MOMENT_MS));
  // A command that does not read stdin may be gone before it is written.
  child.stdin.on('error', () => undefined).end(stdin);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  return { exitCode, stdout, stderr };
}

/** A directory with these files, removed after the test. */
export function directoryWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const directory = mkdtempSync(join(tmpdir(), 'heapstress-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  return directory;
}
