/** The figures of a benchmark in words, for tables. */
import type { BenchmarkTimings, ComparedTiming, TimingName } from '../../bench/bench-report.ts';
import type { Ratio } from '../../bench/ratio.ts';
import { formatBytes, formatCount, formatMs } from '../format.ts';

export const TIMING_TITLES: Readonly<Record<TimingName, string>> = {
  wallMs: 'wall time',
  cpuMs: 'processor time',
  userMs: '  user',
  systemMs: '  system',
  objectsPerSecond: 'objects per second',
  bytesPerSecond: 'bytes per second',
  peakResidentBytes: 'peak memory',
};
/** Of a timing; a metric is its own name. */
export function titleOf(figure: string): string {
  return Object.hasOwn(TIMING_TITLES, figure) ? TIMING_TITLES[figure as TimingName] : figure;
}

/** In the order of tables. */
export const TOLD_TIMINGS: readonly (keyof BenchmarkTimings)[] = ['wallMs', 'cpuMs', 'objectsPerSecond', 'bytesPerSecond', 'peakResidentBytes'];

export function formatTiming(name: TimingName, value: number): string {
  switch (name) {
    case 'wallMs':
    case 'cpuMs':
    case 'userMs':
    case 'systemMs':
      return formatMs(value);
    case 'objectsPerSecond':
      return formatCount(Math.round(value));
    case 'bytesPerSecond':
    case 'peakResidentBytes':
      return formatBytes(value);
  }
}

export function formatFigure(unit: 'count' | 'bytes' | 'ms', value: number): string {
  return unit === 'bytes' ? formatBytes(value) : unit === 'ms' ? formatMs(value) : formatCount(value);
}

/** `1.23 times (1.20 … 1.26)`. */
export function formatRatio({ ratio, interval }: Ratio): string {
  return interval === null ? `${ratio.toFixed(3)} times` : `${ratio.toFixed(3)} times (${interval.low.toFixed(3)} … ${interval.high.toFixed(3)})`;
}

const WORDS: Readonly<Record<ComparedTiming, readonly [string, string]>> = {
  wallMs: ['slower', 'faster'],
  cpuMs: ['more', 'less'],
  peakResidentBytes: ['more', 'less'],
};

/** What the ratio says for certain. */
export function verdict(name: ComparedTiming, { interval }: Ratio): string {
  if (interval === null) return 'one run is no comparison';
  const [more, less] = WORDS[name];
  return interval.low > 1 ? more : interval.high < 1 ? less : 'no certain difference';
}
