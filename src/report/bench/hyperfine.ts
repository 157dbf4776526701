/** In the shape that hyperfine --export-json writes, for the scripts that read it. Times are seconds. */
import type { Benchmark, BenchReport } from '../../bench/bench-report.ts';

/** @param commandOf the command line that runs the benchmark’s scenario once. */
export function benchAsHyperfine({ benchmarks }: BenchReport, commandOf: (benchmark: Benchmark) => string, exitCodeOf: (benchmark: Benchmark) => number): string {
  const results = benchmarks.map((benchmark) => {
    const { wallMs, userMs, systemMs, peakResidentBytes } = benchmark.timings;
    return {
      command: commandOf(benchmark),
      mean: wallMs.mean / 1000,
      stddev: wallMs.deviation === null ? null : wallMs.deviation / 1000,
      median: wallMs.median / 1000,
      user: userMs.mean / 1000,
      system: systemMs.mean / 1000,
      min: wallMs.min / 1000,
      max: wallMs.max / 1000,
      times: wallMs.values.map((ms) => ms / 1000),
      memory_usage_byte: peakResidentBytes.values,
      exit_codes: wallMs.values.map(() => exitCodeOf(benchmark)),
    };
  });
  return `${JSON.stringify({ results }, null, 2)}\n`;
}
