/** The result of a benchmark as every report tells it, and as it is saved to be compared with later. */
import type { DeterministicFigures, DeterministicMetric, RunFacts, Timings } from './measurement.ts';
import type { Ratio } from './ratio.ts';
import type { Distribution } from './statistics.ts';
import { distributionOf } from './statistics.ts';

export interface Host {
  readonly node: string;
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
}

/** Timings depend on the machine; `objectsPerSecond` and `bytesPerSecond` are what was simulated over wall time. */
export interface BenchmarkTimings {
  readonly wallMs: Distribution;
  /** User and system time together. */
  readonly cpuMs: Distribution;
  readonly userMs: Distribution;
  readonly systemMs: Distribution;
  readonly objectsPerSecond: Distribution;
  readonly bytesPerSecond: Distribution;
  readonly peakResidentBytes: Distribution;
}
export type TimingName = keyof BenchmarkTimings;

export interface Benchmark {
  readonly file: string;
  /** Of the scenario's text. */
  readonly fingerprint: number;
  readonly facts: RunFacts;
  readonly timings: BenchmarkTimings;
  readonly deterministic: DeterministicFigures;
}

/** Timings that are compared: less is better in all of them. */
export const COMPARED_TIMINGS = ['wallMs', 'cpuMs', 'peakResidentBytes'] as const;
export type ComparedTiming = (typeof COMPARED_TIMINGS)[number];

export interface DeterministicChange {
  readonly metric: DeterministicMetric;
  readonly before: number;
  readonly now: number;
}

export interface Comparison {
  /** The benchmark's file. */
  readonly file: string;
  /** With an earlier measurement of itself, or with the first of several. */
  readonly against: 'baseline' | 'first';
  readonly timings: Readonly<Record<ComparedTiming, Ratio>>;
  /** Those that differ. Between different scenarios they mean nothing: none. */
  readonly changes: readonly DeterministicChange[];
  /** Why the two may not be comparable. */
  readonly notes: readonly string[];
}

export interface Gate {
  /** Share by which a figure may be above the baseline. */
  readonly failAbove: number;
  readonly of: 'all' | 'deterministic' | 'timings';
  readonly failures: readonly { readonly file: string; readonly figure: string; readonly message: string }[];
}

export interface BenchReport {
  readonly heapstressVersion: string;
  readonly host: Host;
  readonly runs: number;
  readonly warmup: number;
  readonly benchmarks: readonly Benchmark[];
  /** Scenarios that could not be measured. */
  readonly problems: readonly { readonly file: string; readonly problem: string }[];
  readonly comparisons: readonly Comparison[];
  readonly gate: Gate | null;
}

/** @param timings of the runs that count, at least one. */
export function timingsOf(timings: readonly Timings[], { 'allocation.objects': objects, 'allocation.bytes': bytes }: DeterministicFigures): BenchmarkTimings {
  const of = (figure: (run: Timings) => number): Distribution => distributionOf(timings.map(figure));
  return {
    wallMs: of(({ wallMs }) => wallMs),
    cpuMs: of(({ userMs, systemMs }) => userMs + systemMs),
    userMs: of(({ userMs }) => userMs),
    systemMs: of(({ systemMs }) => systemMs),
    objectsPerSecond: of(({ wallMs }) => (objects / wallMs) * 1000),
    bytesPerSecond: of(({ wallMs }) => (bytes / wallMs) * 1000),
    peakResidentBytes: of((run) => run.peakResidentBytes),
  };
}
