/** What reports must know of the deterministic figures, handed in: a report knows benchmarks by their types alone. */
import type { DeterministicMetric } from '../../bench/measurement.ts';

export interface BenchWords {
  readonly deterministic: readonly { readonly metric: DeterministicMetric; readonly unit: 'count' | 'bytes' | 'ms' }[];
}
