/** How many times as large one mean is as another, and between which bounds that is certain. */
import type { Distribution, Interval } from './statistics.ts';
import { tQuantile } from './statistics.ts';

export interface Ratio {
  readonly ratio: number;
  /** 95 %; null when one of the two is a single value. */
  readonly interval: Interval | null;
}

/**
 * The interval is that of the difference of logarithms (Welch’s degrees of freedom), so it is never below zero and the
 * same the other way round. Both means are positive.
 */
export function ratioOf(now: Distribution, before: Distribution): Ratio {
  const ratio = now.mean / before.mean;
  const [a, b] = [relativeVariance(now), relativeVariance(before)];
  if (a === null || b === null) return { ratio, interval: null };
  const sum = a + b;
  if (sum === 0) return { ratio, interval: { low: ratio, high: ratio } };
  const freedom = sum ** 2 / (a ** 2 / (now.values.length - 1) + b ** 2 / (before.values.length - 1));
  const half = tQuantile(Math.max(1, freedom)) * Math.sqrt(sum);
  return { ratio, interval: { low: ratio * Math.exp(-half), high: ratio * Math.exp(half) } };
}

/** Of the mean, as a share of the mean, squared: the variance of its logarithm. */
function relativeVariance({ deviation, mean, values }: Distribution): number | null {
  return deviation === null ? null : (deviation / mean) ** 2 / values.length;
}

/** Larger, smaller, or not certainly either. */
export function directionOf({ interval }: Ratio): 'more' | 'less' | 'unclear' {
  if (interval === null) return 'unclear';
  return interval.low > 1 ? 'more' : interval.high < 1 ? 'less' : 'unclear';
}
