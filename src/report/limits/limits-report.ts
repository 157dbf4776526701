/** The documents of `limits --json`. */
import type { Fit } from '../../limits/fit.ts';
import type { Limits } from '../../limits/limits.ts';
import { SCHEMA_VERSION } from '../run-report.ts';

/** Where the memory that the sizes follow from is taken from. */
export type MemorySource = 'given' | 'this machine';

interface Asked {
  readonly heapstressVersion: string;
  readonly memoryBytes: number;
  readonly memoryFrom: MemorySource;
}

export interface LimitsReport extends Asked {
  /** One for each version asked for. */
  readonly limits: readonly Limits[];
}

export interface FitReport extends Asked {
  readonly fitBytes: number;
  readonly fits: readonly Fit[];
}

export function limitsAsJson(report: LimitsReport | FitReport): string {
  return `${JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...report }, null, 2)}\n`;
}
