/** Benchmarks without a machine: runs that take what they are told. */
import type { BenchReport } from '../../src/bench/bench-report.ts';
import { bench } from '../../src/bench/bench.ts';
import { compareWithBaseline, compareWithFirst, judge } from '../../src/bench/compare.ts';
import type { Measured } from '../../src/bench/measurement.ts';

const MiB = 1024 * 1024;
export const HOST = { node: '20.20.2', platform: 'linux x64', cpu: 'Some CPU', cores: 2 };

export function measured(wallMs: number, collections = 50, name = 'server'): Measured & { readonly ok: true } {
  return {
    ok: true,
    timings: { wallMs, userMs: wallMs * 0.9, systemMs: wallMs * 0.1, peakResidentBytes: 100 * MiB + wallMs * 1000 },
    deterministic: {
      'gc.count': collections, 'gc.scavenge.count': collections - 1, 'gc.major.count': 1, 'gc.time': 226.125,
      'gc.scavenge.copied': 70 * MiB, 'gc.scavenge.promoted': 30 * MiB, 'gc.major.moved': 4096, 'heap.peak': 92 * MiB,
      'allocation.objects': 4_822_932, 'allocation.bytes': 512 * MiB,
    },
    facts: { name, preset: '14.6', seed: 1, flags: { 'max-semi-space-size': 16 }, params: {}, status: 'completed', unexpectedlyOutOfMemory: false, failed: 0 },
  };
}

/** @param times of the runs of each file; the first is the warm-up. */
export async function benchReport(times: Readonly<Record<string, readonly number[]>>, extra: { readonly baseline?: BenchReport; readonly failAbove?: number; readonly of?: 'all' | 'deterministic' | 'timings'; readonly collections?: number } = {}): Promise<BenchReport> {
  const files = Object.keys(times);
  const queues = new Map(files.map((file) => [file, [...times[file]!]]));
  const runs = times[files[0]!]!.length - 1;
  const scenarios = files.map((file) => ({ source: { file, text: '', scripts: {} }, overrides: {}, verifyHeap: false, fingerprint: 1 }));
  const { benchmarks } = await bench({ scenarios, runs, warmup: 1 }, ({ source }) => Promise.resolve(measured(queues.get(source.file)!.shift()!, extra.collections, source.file)), () => undefined);
  const here = { heapstressVersion: '0.1.0', host: HOST };
  const comparisons = extra.baseline === undefined ? compareWithFirst(benchmarks) : compareWithBaseline(benchmarks, here, extra.baseline);
  return { ...here, runs, warmup: 1, benchmarks, problems: [], comparisons, gate: extra.failAbove === undefined ? null : judge(comparisons, extra.failAbove, extra.of ?? 'all') };
}
