/** Programs measured in processes of their own: the same node for both engines, with its default flags. */
import { spawn } from 'node:child_process';

export interface Measurement {
  /** Objects of the workload: tables and elements of arrays are not counted. */
  readonly objects: number;
  /** State of the random draws at the end. */
  readonly state: number;
  /** Wall time of the loop, start-up excluded. */
  readonly wallNs: number;
  /** Processor time of all threads of the process during the loop. */
  readonly cpuNs: number;
  /** Peak resident memory of the process, bytes. */
  readonly residentBytes: number;
}

/**
 * What measured programs begin with: `startClock`, and `report`, with which they end. On Linux the peak of memory is
 * read from the kernel's own file: `maxRSS` there also remembers what the process was before it became node, a copy
 * of its parent.
 */
const PRELUDE = `
function startClock() {
  const cpu = process.cpuUsage(), start = process.hrtime.bigint();
  return () => {
    const wallNs = Number(process.hrtime.bigint() - start), { user, system } = process.cpuUsage(cpu);
    return { wallNs, cpuNs: (user + system) * 1000 };
  };
}
function report(measured) {
  let residentBytes = process.resourceUsage().maxRSS * 1024;
  try {
    const peak = /VmHWM:\\s*(\\d+) kB/.exec(process.getBuiltinModule('fs').readFileSync('/proc/self/status', 'latin1'));
    if (peak !== null) residentBytes = Math.min(residentBytes, Number(peak[1]) * 1024);
  } catch {}
  process.stdout.write(JSON.stringify({ ...measured, residentBytes }) + '\\n');
}
`;

export class ChildError extends Error {
  override readonly name = 'ChildError';
}

/** Runs the text of a program; what it reported. */
export async function measureProgram(text: string, type: 'commonjs' | 'module', flags: readonly string[] = []): Promise<Measurement> {
  return JSON.parse(await runNode([...flags, `--input-type=${type}`, '-e', PRELUDE + text])) as Measurement;
}

/** Runs node; its standard output. */
export function runNode(args: readonly string[]): Promise<string> {
  const env = { ...process.env };
  delete env['NODE_OPTIONS'];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    let output = '';
    let complaint = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new ChildError(`node ended with ${signal ?? String(code)}\n${complaint}`));
    });
  });
}
