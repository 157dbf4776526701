/** A line of --trace-gc for each collection. */
import type { TracedCollection } from './traced-collection.ts';
import { dialectOf, lineHead } from './dialect.ts';

const MEGABYTE = 1024 * 1024;
const megabytes = (bytes: number): string => (bytes / MEGABYTE).toFixed(1);

export function plainLine({ collection, preset }: TracedCollection): string {
  const dialect = dialectOf(preset);
  const { before, after, pauseMs, pooledBytes } = collection;
  const sizes = `${megabytes(before.usedBytes)} (${megabytes(before.committedBytes)}) -> ${megabytes(after.usedBytes)} (${megabytes(after.committedBytes)}) MB, `;
  const pooled = dialect.pooledDecimals === null ? '' : `pooled: ${(pooledBytes / MEGABYTE).toFixed(dialect.pooledDecimals)} MB, `;
  const times = `${pauseMs.toFixed(2)} / 0.00 ms${dialect.gap}${stepsText(collection)}`;
  const shares = `(average mu = ${collection.averageMutatorUtilization.toFixed(3)}, current mu = ${collection.mutatorUtilization.toFixed(3)})`;
  return `${lineHead(collection.atTimeMs + pauseMs)}${nameOf(collection, dialect.namesIncremental)} ${sizes}${pooled}${times} ${shares} ${collection.reason}; ${collection.collectorReason ?? ''}`;
}

function nameOf({ kind, incremental, reduceMemory }: TracedCollection['collection'], namesIncremental: boolean): string {
  const name = { scavenge: 'Scavenge', 'minor-mark-sweep': 'Minor Mark-Sweep', 'mark-sweep': 'Mark-sweep', 'mark-compact': 'Mark-Compact' }[kind];
  return `${incremental && namesIncremental ? 'Incremental ' : ''}${name}${reduceMemory ? ' (reduce)' : ''}`;
}

function stepsText({ markingSteps }: TracedCollection['collection']): string {
  if (markingSteps === null) return '';
  const { count, totalMs, longestMs, sinceStartMs } = markingSteps;
  return ` (+ ${totalMs.toFixed(1)} ms in ${String(count)} steps since start of marking, biggest step ${longestMs.toFixed(1)} ms, walltime since start of marking ${sinceStartMs.toFixed(0)} ms)`;
}
