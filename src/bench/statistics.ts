/** What repeated measurements say: centre, spread, and how certain the mean is. */

export interface Distribution {
  /** Every one, in the order in which it was measured. */
  readonly values: readonly number[];
  readonly mean: number;
  readonly median: number;
  /** Sample standard deviation; null of a single value. */
  readonly deviation: number | null;
  readonly min: number;
  readonly max: number;
  /** 95 % confidence interval of the mean (Student’s t); null of a single value. */
  readonly interval: Interval | null;
  /** Positions of values farther from the middle half than three times its width. */
  readonly outliers: readonly number[];
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** @param values at least one. */
export function distributionOf(values: readonly number[]): Distribution {
  const mean = meanOf(values);
  const deviation = values.length < 2 ? null : Math.sqrt(varianceOf(values, mean));
  const half = deviation === null ? null : (tQuantile(values.length - 1) * deviation) / Math.sqrt(values.length);
  return {
    values,
    mean,
    median: median(values),
    deviation,
    min: Math.min(...values),
    max: Math.max(...values),
    interval: half === null ? null : { low: mean - half, high: mean + half },
    outliers: outliersOf(values),
  };
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of a sample: divided by one less than its size. */
export function varianceOf(values: readonly number[], mean: number): number {
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

/** Of a non-empty list; the mean of the middle two when there are two. */
export function median(values: readonly number[]): number {
  return quantile(values.toSorted((a, b) => a - b), 0.5);
}

/** Linear between the two nearest. */
function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const low = sorted[below]!;
  return low + (position - below) * ((sorted[below + 1] ?? low) - low);
}

/** Fewer say nothing about what is usual. */
const FEWEST_FOR_OUTLIERS = 5;
/** In widths of the middle half (Tukey’s outer fences). */
const FENCE = 3;
/** A middle half narrower than this share of the median is taken to be that wide: clocks are no finer. */
const NARROWEST = 0.01;

function outliersOf(values: readonly number[]): readonly number[] {
  if (values.length < FEWEST_FOR_OUTLIERS) return [];
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  const fence = FENCE * Math.max(high - low, NARROWEST * Math.abs(quantile(sorted, 0.5)));
  return values.flatMap((value, position) => (value < low - fence || value > high + fence ? [position] : []));
}

/** 97.5 % quantiles of Student’s t by degrees of freedom, from 1 on. */
const T_QUANTILES = [
  12.7062, 4.30265, 3.18245, 2.77645, 2.57058, 2.44691, 2.36462, 2.306, 2.26216, 2.22814, 2.20099, 2.17881, 2.16037, 2.14479, 2.13145, 2.11991, 2.10982, 2.10092,
  2.09302, 2.08596, 2.07961, 2.07387, 2.06866, 2.0639, 2.05954, 2.05553, 2.05183, 2.04841, 2.04523, 2.04227,
];
const NORMAL_QUANTILE = 1.959963985;

/** Half the width of a 95 % interval, in standard errors. @param freedom degrees of freedom, at least 1; need not be whole. */
export function tQuantile(freedom: number): number {
  const below = Math.floor(freedom);
  const low = T_QUANTILES[below - 1];
  const high = T_QUANTILES[below];
  if (low !== undefined && high !== undefined) return low + (freedom - below) * (high - low);
  // Cornish and Fisher’s expansion around the normal distribution: five digits from 30 on.
  const z = NORMAL_QUANTILE;
  return z + (z ** 3 + z) / (4 * freedom) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2);
}
