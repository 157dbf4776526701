/**
 * Measures several scenarios. Their runs alternate, so that whatever else the machine does hits all alike. Who makes a
 * run is handed in.
 */
import { invariant } from '../base/invariant.ts';
import type { Benchmark } from './bench-report.ts';
import { timingsOf } from './bench-report.ts';
import type { BenchmarkRun, Measured } from './measurement.ts';

export interface BenchPlan {
  readonly scenarios: readonly (BenchmarkRun & { readonly fingerprint: number })[];
  /** Of each scenario; they count. */
  readonly runs: number;
  /** Of each scenario, before those; they do not. */
  readonly warmup: number;
}

export interface BenchResults {
  readonly benchmarks: readonly Benchmark[];
  readonly problems: readonly { readonly file: string; readonly problem: string; readonly isOurBug: boolean }[];
  /** False when it was stopped. */
  readonly complete: boolean;
}

type Successful = Extract<Measured, { readonly ok: true }>;

/** @param measure null = stopped. @param onRun called before each run, with how many came before it. */
export async function bench(
  { scenarios, runs, warmup }: BenchPlan,
  measure: (run: BenchmarkRun) => Promise<Measured | null>,
  onRun: (file: string, done: number) => void,
): Promise<BenchResults> {
  const measured = scenarios.map((): Successful[] => []);
  const problems = new Map<number, { file: string; problem: string; isOurBug: boolean }>();
  let done = 0;
  for (let round = 0; round < warmup + runs; round++) {
    for (const [index, { source, overrides, verifyHeap }] of scenarios.entries()) {
      if (problems.has(index)) continue;
      onRun(source.file, done++);
      const run = await measure({ source, overrides, verifyHeap });
      if (run === null) return { benchmarks: [], problems: [...problems.values()], complete: false };
      if (!run.ok) problems.set(index, { file: source.file, problem: run.problem, isOurBug: run.isOurBug });
      else if (round >= warmup) measured[index]!.push(run);
    }
  }
  return {
    benchmarks: scenarios.flatMap(({ source, fingerprint }, index) => (problems.has(index) ? [] : [benchmarkOf(source.file, fingerprint, measured[index]!)])),
    problems: [...problems.values()],
    complete: true,
  };
}

function benchmarkOf(file: string, fingerprint: number, runs: readonly Successful[]): Benchmark {
  const [first, ...others] = runs;
  invariant(first !== undefined, 'a benchmark has a run', { file });
  const { deterministic, facts } = first;
  for (const other of others) {
    invariant(JSON.stringify(other.deterministic) === JSON.stringify(deterministic), 'every run of a scenario does the same work', { file });
  }
  return { file, fingerprint, facts, deterministic, timings: timingsOf(runs.map(({ timings }) => timings), deterministic) };
}
