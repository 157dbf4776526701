/** A real V8: asked what it is, and given programs to run in processes of their own. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RealEngine, RealFailure, RealRun, RealSample, RealWork } from '../engine/real-run.ts';
import type { Baseline } from '../flags/presets/preset.ts';
import type { ProcessOutcome } from './process.ts';
import { runProcess } from './process.ts';
import type { RecordedRows } from './recorded-rows.ts';
import { readRows } from './recorded-rows.ts';
import { readCollections } from './traces/collections.ts';

/** A node that cannot say within this time what it is. */
const PROBE_TIMEOUT_MS = 30_000;
/** Of what a process printed before it failed, the end. */
const OUTPUT_CHARACTERS = 2_000;

export class NotANode extends Error {
  override readonly name = 'NotANode';
}

export interface KnownEngine {
  readonly engine: RealEngine;
  /** Names of its V8 flags, without dashes. */
  readonly flags: ReadonlySet<string>;
}

/** Starts it twice, to read its versions and its flags. @throws NotANode */
export async function knowEngine(path: string): Promise<KnownEngine> {
  const versions = await probe(path, ['-p', 'JSON.stringify(process.versions)']);
  let engine: RealEngine;
  try {
    const { node, v8 } = JSON.parse(versions) as Record<string, string>;
    if (node === undefined || v8 === undefined) throw new Error('no versions');
    engine = { node, v8, major: Number(node.split('.')[0]), path };
  } catch {
    throw new NotANode(`${path} is no node: asked for its versions it said ${JSON.stringify(versions.slice(0, 100))}.`);
  }
  const help = await probe(path, ['--v8-options']);
  return { engine, flags: new Set([...help.matchAll(/^ {2}--(?:\[no-\])?([a-z0-9][\w-]*)/gm)].map(([, name = '']) => name.replaceAll('_', '-'))) };
}

async function probe(path: string, args: readonly string[]): Promise<string> {
  const { ending, stdout, stderr } = await runProcess({ path, args, timeoutMs: PROBE_TIMEOUT_MS, signal: null });
  if (ending.kind === 'exit' && ending.code === 0) return stdout;
  if (ending.kind === 'not-started') throw new NotANode(`${path} cannot be started: ${ending.reason}`);
  throw new NotANode(`${path} is no node that works: it ended with ${describeEnding(ending)}.${stderr === '' ? '' : `\n${tail(stderr)}`}`);
}

export interface RealRunRequest {
  readonly engine: RealEngine;
  readonly flags: readonly string[];
  readonly text: string;
  /** Labels of the samples that the text takes, in their order. */
  readonly labels: readonly string[];
  readonly timeoutMs: number;
  readonly signal: AbortSignal | null;
}

/** Whatever happens to the process is a part of the result. */
export async function runReal(request: RealRunRequest): Promise<RealRun> {
  const directory = await mkdtemp(join(tmpdir(), 'heapstress-'));
  try {
    const program = join(directory, 'program.cjs');
    const rows = join(directory, 'rows');
    await writeFile(program, request.text);
    const { engine, flags, timeoutMs, signal } = request;
    const outcome = await runProcess({ path: engine.path, args: [...flags, program, rows], timeoutMs, signal, directory });
    const recorded = readRows(await readFile(rows).catch(() => Buffer.alloc(0)));
    return describeRun(request, outcome, recorded);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/**
 * What the process of a program has on its heap when the first step begins: a run of its own, which ends there with a
 * scavenge and a full collection. Null when it cannot be found out; the run itself will say why.
 */
export async function measureStart(request: RealRunRequest): Promise<Baseline | null> {
  const { start, collections } = await runReal(request);
  const [first, second] = collections;
  if (start === null || collections.length !== 2 || first?.kind !== 'scavenge' || second?.kind !== 'mark-compact') return null;
  const used = (...names: readonly string[]): number =>
    start.spaces.filter(({ space_name }) => names.includes(space_name)).reduce((sum, { space_used_size }) => sum + space_used_size, 0);
  const survivedBytes = second.promotedBytes + second.copiedBytes;
  const outsideNewSpace = start.spaces.filter(({ space_name }) => space_name !== 'new_space').reduce((sum, { space_used_size }) => sum + space_used_size, 0);
  return {
    youngBytes: used('new_space'),
    youngLiveBytes: first.copiedBytes,
    youngOfDeadBytes: Math.max(0, first.copiedBytes - survivedBytes),
    youngLargestBytes: [],
    oldBytes: used('old_space', 'code_space', 'map_space'),
    // Not by what was there before it: copy buffers count as used.
    oldDeadBytes: Math.max(0, outsideNewSpace - (second.usedAfterBytes - survivedBytes)),
    trustedBytes: used('trusted_space'),
    largeBytes: used('large_object_space'),
    externalBytes: start.externalBytes,
  };
}

function describeRun({ engine, flags, labels, timeoutMs }: RealRunRequest, outcome: ProcessOutcome, recorded: RecordedRows): RealRun {
  const message = /^FATAL ERROR: .*JavaScript heap out of memory$/m.exec(outcome.stderr)?.[0] ?? null;
  const work = recorded.end;
  const failure = message === null ? failureOf(outcome, work, timeoutMs) : null;
  return {
    engine,
    flags,
    wallMs: outcome.wallMs,
    outOfMemory: message === null ? null : { message },
    failure,
    start: recorded.start,
    samples: recorded.samples.map((sample, index): RealSample => ({ ...sample, label: labels[index] ?? String(index + 1) })),
    collections: readCollections(outcome.stdout, outcome.stderr),
    work,
  };
}

function failureOf({ ending, stdout, stderr }: ProcessOutcome, work: RealWork | null, timeoutMs: number): RealFailure | null {
  const output = tail(stderr.trim() === '' ? stdout : stderr);
  switch (ending.kind) {
    case 'timed-out':
      return { kind: 'timed-out', message: `It was still running after ${String(timeoutMs / 1000)} s and was killed.`, output };
    case 'aborted':
      return { kind: 'signal', message: 'It was stopped with the comparison.', output };
    case 'not-started':
      return { kind: 'not-started', message: `It could not be started: ${ending.reason}`, output };
    case 'signal':
      return { kind: 'signal', message: `It was ended by ${ending.signal}.`, output };
    case 'exit':
      if (ending.code !== 0) return { kind: 'exit-code', message: `It ended with exit code ${String(ending.code)}.`, output };
      return work === null ? { kind: 'unreadable', message: 'It ended before the last step without saying why.', output } : null;
  }
}

function describeEnding(ending: ProcessOutcome['ending']): string {
  switch (ending.kind) {
    case 'exit':
      return `exit code ${String(ending.code)}`;
    case 'signal':
      return ending.signal;
    case 'timed-out':
      return 'no answer';
    case 'aborted':
    case 'not-started':
      return ending.kind;
  }
}

function tail(text: string): string {
  const trimmed = text.trim();
  return trimmed.length <= OUTPUT_CHARACTERS ? trimmed : `…${trimmed.slice(-OUTPUT_CHARACTERS)}`;
}
