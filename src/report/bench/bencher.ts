/** Bencher’s metric format (BMF): benchmark → measure → value with its bounds. Latencies are nanoseconds. */
import type { Benchmark, BenchReport } from '../../bench/bench-report.ts';
import type { Distribution } from '../../bench/statistics.ts';
import type { BenchWords } from './bench-words.ts';

interface BencherMetric {
  readonly value: number;
  readonly lower_value?: number;
  readonly upper_value?: number;
}

/** Bencher takes no longer name. */
const LONGEST_NAME = 1024;

export function benchAsBencher({ benchmarks }: BenchReport, words: BenchWords): string {
  const document = Object.fromEntries(benchmarks.map((benchmark) => [benchmark.file.slice(0, LONGEST_NAME), measuresOf(benchmark, words)]));
  return `${JSON.stringify(document, null, 2)}\n`;
}

function measuresOf({ timings, deterministic }: Benchmark, words: BenchWords): Readonly<Record<string, BencherMetric>> {
  const exact = words.deterministic.map(({ metric }) => [slug(metric), { value: deterministic[metric] }] as const);
  return {
    latency: bounded(timings.wallMs, 1e6),
    throughput: bounded(timings.objectsPerSecond),
    'cpu-time': bounded(timings.cpuMs, 1e6),
    'peak-resident-memory': bounded(timings.peakResidentBytes),
    ...Object.fromEntries(exact),
  };
}

function bounded({ mean, interval }: Distribution, factor = 1): BencherMetric {
  return interval === null ? { value: mean * factor } : { value: mean * factor, lower_value: interval.low * factor, upper_value: interval.high * factor };
}

/** `gc.scavenge.copied` → `gc-scavenge-copied`. */
function slug(metric: string): string {
  return metric.replaceAll('.', '-');
}
