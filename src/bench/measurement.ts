/** What one run of a benchmark yields: times and memory of the machine, and figures that are the same in every run. */
import type { ScenarioOverrides } from '../scenario/compile.ts';

/** A scenario as it is sent to a process. */
export interface BenchmarkSource {
  readonly text: string;
  readonly file: string;
  /** The scripts that it names: by that name, with the name for messages. */
  readonly scripts: Readonly<Record<string, { readonly file: string; readonly text: string }>>;
}

export interface BenchmarkRun {
  readonly source: BenchmarkSource;
  readonly overrides: ScenarioOverrides;
  readonly verifyHeap: boolean;
}

/** Of the run alone: reading and compiling the scenario and loading the engine are over when it begins. */
export interface Timings {
  readonly wallMs: number;
  /** Of all threads of the process. */
  readonly userMs: number;
  readonly systemMs: number;
  /** The most that the process has had resident, its start included. */
  readonly peakResidentBytes: number;
}

/** Counts, bytes and virtual milliseconds: the scenario, its flags and its seed decide them, never the machine. */
export const DETERMINISTIC_METRICS = [
  'gc.count',
  'gc.scavenge.count',
  'gc.major.count',
  'gc.time',
  'gc.scavenge.copied',
  'gc.scavenge.promoted',
  'gc.major.moved',
  'heap.peak',
  'allocation.objects',
  'allocation.bytes',
] as const;
export type DeterministicMetric = (typeof DETERMINISTIC_METRICS)[number];
export type DeterministicFigures = Readonly<Record<DeterministicMetric, number>>;

export const DETERMINISTIC_UNITS: Readonly<Record<DeterministicMetric, 'count' | 'bytes' | 'ms'>> = {
  'gc.count': 'count',
  'gc.scavenge.count': 'count',
  'gc.major.count': 'count',
  'gc.time': 'ms',
  'gc.scavenge.copied': 'bytes',
  'gc.scavenge.promoted': 'bytes',
  'gc.major.moved': 'bytes',
  'heap.peak': 'bytes',
  'allocation.objects': 'count',
  'allocation.bytes': 'bytes',
};

export interface RunFacts {
  readonly name: string;
  readonly preset: string;
  readonly seed: number;
  readonly flags: Readonly<Record<string, number | boolean>>;
  readonly params: Readonly<Record<string, number | string | boolean>>;
  readonly status: 'completed' | 'out-of-memory';
  /** It ran out of memory, which the scenario did not expect. */
  readonly unexpectedlyOutOfMemory: boolean;
  /** Expectations that did not hold. */
  readonly failed: number;
}

export type Measured =
  | { readonly ok: true; readonly timings: Timings; readonly deterministic: DeterministicFigures; readonly facts: RunFacts }
  /** The scenario cannot run. */
  | { readonly ok: false; readonly problem: string; readonly isOurBug: boolean };
