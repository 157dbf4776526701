/**
 * Distributions of lifetimes as tables of quantiles: entry i is the lifetime below which (i + 0.5) / 4096 of the
 * objects die. Engines draw an entry, so no engine ever needs a logarithm.
 */
export const QUANTILES = 4096;

/** Bytes, rounded; so large that no run gets there when the distribution has no end. */
function table(quantile: (probability: number) => number): readonly number[] {
  return Array.from({ length: QUANTILES }, (_, index) => {
    const bytes = quantile((index + 0.5) / QUANTILES);
    return bytes === Infinity ? Infinity : Math.min(Math.round(bytes), Number.MAX_SAFE_INTEGER);
  });
}

export function exponentialQuantiles(meanBytes: number): readonly number[] {
  return table((probability) => -meanBytes * Math.log1p(-probability));
}

export function lognormalQuantiles(medianBytes: number, sigma: number): readonly number[] {
  return table((probability) => medianBytes * Math.exp(sigma * normalQuantile(probability)));
}

export interface LifetimeShare {
  /** 0..1; all shares together make 1. */
  readonly share: number;
  /** Bytes, ascending; Infinity = for ever. */
  readonly until: number;
}

/** Evenly spread between the ages that the shares name. */
export function empiricalQuantiles(shares: readonly LifetimeShare[]): readonly number[] {
  return table((probability) => {
    let from = 0;
    let below = 0;
    for (const { share, until } of shares) {
      if (probability < below + share) return until === Infinity ? Infinity : from + ((probability - below) / share) * (until - from);
      below += share;
      from = until;
    }
    return from;
  });
}

const CENTRAL_NUMERATOR = [-3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1, 2.506628277459239];
const CENTRAL_DENOMINATOR = [-5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1, 1];
const TAIL_NUMERATOR = [-7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783];
const TAIL_DENOMINATOR = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1];
/** Probability below which the tail's approximation holds. */
const TAIL = 0.02425;

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}

/** Inverse of the standard normal distribution: Acklam's rational approximation, relative error below 1.15e-9. */
export function normalQuantile(probability: number): number {
  if (probability > 0.5) return -normalQuantile(1 - probability);
  if (probability < TAIL) {
    const q = Math.sqrt(-2 * Math.log(probability));
    return polynomial(TAIL_NUMERATOR, q) / polynomial(TAIL_DENOMINATOR, q);
  }
  const q = probability - 0.5;
  const r = q * q;
  return (q * polynomial(CENTRAL_NUMERATOR, r)) / polynomial(CENTRAL_DENOMINATOR, r);
}
