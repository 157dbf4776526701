/** As the tool customSmallerIsBetter of github-action-benchmark reads it: a flat list. Speeds, of which more is better, stay out. */
import type { Benchmark, BenchReport } from '../../bench/bench-report.ts';
import type { Distribution } from '../../bench/statistics.ts';
import type { BenchWords } from './bench-words.ts';

interface Entry {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly range?: string;
  readonly extra?: string;
}

export function benchAsCustomSmallerIsBetter({ benchmarks }: BenchReport, words: BenchWords): string {
  return `${JSON.stringify(benchmarks.flatMap((benchmark) => entriesOf(benchmark, words)), null, 2)}\n`;
}

function entriesOf({ file, timings, deterministic, facts }: Benchmark, words: BenchWords): readonly Entry[] {
  const extra = `v8 ${facts.preset}, seed ${String(facts.seed)}`;
  const timing = (name: string, unit: string, { mean, deviation }: Distribution): Entry => ({ name: `${file} · ${name}`, unit, value: mean, ...(deviation === null ? {} : { range: `± ${String(deviation)}` }), extra });
  return [
    timing('wall time', 'ms', timings.wallMs),
    timing('processor time', 'ms', timings.cpuMs),
    timing('peak memory', 'bytes', timings.peakResidentBytes),
    ...words.deterministic.map(({ metric, unit }): Entry => ({ name: `${file} · ${metric}`, unit: unit === 'ms' ? 'virtual ms' : unit, value: deterministic[metric], extra })),
  ];
}
