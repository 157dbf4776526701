/**
 * The isolates of a scenario: each block is a run of its own, and what came of it is kept for the result.
 *
 * Invariant: an isolate shares nothing with the run around it, so it does the same on a thread of its own as here.
 */
import type { IsolateRunner } from '../engine/engine.ts';
import type { ExpectationResult, IsolateResult, OutOfMemory, RunProblem, RunResult, RunStatus, StepRecord } from '../engine/result.ts';
import type { IsolateBlock, Program } from '../scenario/program.ts';
import { RunStopped } from './run-error.ts';

/** An isolate came to an end that is the end of the whole run. */
export class IsolateEnded extends Error {
  override readonly name = 'IsolateEnded';
  readonly ending: { readonly status: RunStatus; readonly outOfMemory: OutOfMemory | null; readonly problem: RunProblem | null };

  constructor({ status, outOfMemory, problem }: RunResult) {
    super(`an isolate ended: ${status}`);
    this.ending = { status, outOfMemory, problem };
  }
}

export interface IsolateRunOptions {
  /** Runs one here. */
  readonly run: (program: Program) => Promise<RunResult>;
  /** Runs several at once. */
  readonly runAtOnce: IsolateRunner;
}

export class IsolateRuns {
  readonly results: IsolateResult[] = [];
  /** What each step in them did. */
  readonly steps: StepRecord[] = [];
  private readonly program: Program;
  private readonly options: IsolateRunOptions;
  private readonly note: (expectation: ExpectationResult) => void;

  constructor(program: Program, options: IsolateRunOptions, note: (expectation: ExpectationResult) => void) {
    this.program = program;
    this.options = options;
    this.note = note;
  }

  /** Milliseconds of virtual time that it took. */
  async runOne(block: IsolateBlock): Promise<number> {
    return this.keep([block], [await this.options.run(this.programOf(block))]);
  }

  /** Of several at once the longest counts. */
  async runAtOnce(blocks: readonly IsolateBlock[]): Promise<number> {
    const results = await this.options.runAtOnce(blocks.map((block) => this.programOf(block)), {});
    if (results === null) throw new RunStopped();
    return this.keep(blocks, results);
  }

  private programOf({ name, seed, steps, expect }: IsolateBlock): Program {
    const { settings } = this.program;
    return { ...this.program, name, steps, expect, settings: seed === null ? settings : { ...settings, seed } };
  }

  /** Everything of all of them is kept before one ends the run. */
  private keep(blocks: readonly IsolateBlock[], results: readonly RunResult[]): number {
    for (const [index, result] of results.entries()) this.add(blocks[index]!, result);
    const failed = results.find(({ status, outOfMemoryExpected }) => status !== 'completed' && !(status === 'out-of-memory' && outOfMemoryExpected));
    if (failed?.status === 'interrupted') throw new RunStopped();
    if (failed !== undefined) throw new IsolateEnded(failed);
    return Math.max(0, ...results.map(({ timeMs }) => timeMs));
  }

  private add({ name, location }: IsolateBlock, result: RunResult): void {
    const { seed, status, timeMs, allocated, samples, collections, survival, verification } = result;
    this.results.push({ name, line: location.line, seed, status, timeMs, allocated, samples, collections, survival, console: result.console, verification });
    for (const inner of result.isolates) this.results.push({ ...inner, name: `${name}/${inner.name}` });
    for (const expectation of result.expectations) this.note({ ...expectation, metric: `${name}: ${expectation.metric}` });
    this.steps.push(...result.steps);
  }
}

/** The records of all steps, those that ran in several isolates summed, in the order of the document. */
export function joinStepRecords(lists: readonly (readonly StepRecord[])[]): readonly StepRecord[] {
  const byId = new Map<number, StepRecord>();
  for (const record of lists.flat()) {
    const known = byId.get(record.id);
    byId.set(record.id, known === undefined ? record : {
      ...record,
      runs: known.runs + record.runs,
      objects: known.objects + record.objects,
      bytes: known.bytes + record.bytes,
      collections: known.collections + record.collections,
      failures: known.failures + record.failures,
    });
  }
  return [...byId.values()].sort((a, b) => a.id - b.id);
}
