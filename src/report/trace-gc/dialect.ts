/** How each version of V8 writes its traces. Measured: --trace-gc and --trace-gc-nvp on Node 20, 22, 24 and 26. */

export interface TraceDialect {
  /** Pages kept for the next are printed in whole MB, with a decimal, or not at all. */
  readonly pooledDecimals: 0 | 1 | null;
  /** Between the times of the pause and what follows. */
  readonly gap: ' ' | '';
  /** A full collection whose marking was begun earlier says so. */
  readonly namesIncremental: boolean;
  /** Of --trace-gc-nvp: pairs, or one JSON object. */
  readonly pairs: boolean;
  /** Names of the sizes before and after. */
  readonly sizes: 'total_size' | 'object_size';
  /** Capacity of new space, limits and chunks of the pool are among the figures. */
  readonly hasLimits: boolean;
  /** Behind the address of the isolate, in lines of figures. */
  readonly isolateSuffix: '' | ':0';
}

const V8_11_3: TraceDialect = { pooledDecimals: null, gap: ' ', namesIncremental: false, pairs: true, sizes: 'total_size', hasLimits: false, isolateSuffix: '' };
const V8_12_4: TraceDialect = { ...V8_11_3, pooledDecimals: 0 };
const V8_13_6: TraceDialect = { ...V8_12_4, sizes: 'object_size', hasLimits: true, isolateSuffix: ':0' };
const V8_14_6: TraceDialect = { ...V8_13_6, pooledDecimals: 1, gap: '', namesIncremental: true, pairs: false };

const DIALECTS: Readonly<Record<string, TraceDialect>> = { '11.3': V8_11_3, '12.4': V8_12_4, '13.6': V8_13_6, '14.6': V8_14_6 };

/** The textbook heap writes like the oldest of them. */
export function dialectOf(preset: string): TraceDialect {
  return DIALECTS[preset] ?? V8_11_3;
}

/** A process and an isolate of our own, so that two runs print the same; the time is virtual. */
export function lineHead(atMs: number, suffix: TraceDialect['isolateSuffix'] = ''): string {
  return `[1:0x1000${suffix}] ${atMs.toFixed(0).padStart(8)} ms: `;
}
