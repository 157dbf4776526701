/** The line of --trace-gc: what kind of collection it was, sizes before and after, times, and why it came. */
import { MiB } from '../../base/units.ts';
import type { CollectionKind } from '../../vocabulary/collections.ts';
import type { CollectionTrace } from '../../vocabulary/trace-events.ts';
import type { Dialect } from './dialects.ts';
import type { LineHeads } from './line-heads.ts';
import { fixed } from './printf.ts';

/** A pooled page is a regular one. */
const PAGE_BYTES = 256 * 1024;

export function collectionLine(event: CollectionTrace, dialect: Dialect, heads: LineHeads): string {
  const { gap, pooledDigits } = dialect;
  const { utilization } = event;
  const sizes = `${mb(event.usedBeforeBytes)} (${mb(event.committedBeforeBytes)}) -> ${mb(event.usedAfterBytes)} (${mb(event.committedAfterBytes)}) MB`;
  const pooled = pooledDigits === null ? '' : `, pooled: ${fixed((event.pooledPages * PAGE_BYTES) / MiB, pooledDigits)} MB`;
  const share = `(average mu = ${fixed(utilization.average, 3)}, current mu = ${fixed(utilization.current, 3)})`;
  return `${heads.timed(event.atMs)}${collectorText(event, dialect)} ${sizes}${pooled}, ${fixed(event.pauseMs, 2)} / 0.00 ms${gap}${stepsText(event, dialect)}${share} ${event.reason}; ${event.collectorReason ?? ''}\n`;
}

/** Whether a young collection came before the cycle of the last full collection was over, as this version sees it. */
export function isUnfinished({ collector, whileMarking, whileSweeping }: CollectionTrace, { unfinished }: Dialect): boolean {
  return unfinished !== null && isYoung(collector) && (whileSweeping || (unfinished.marking && whileMarking));
}

export function isYoung(collector: CollectionKind): boolean {
  return collector === 'scavenge' || collector === 'minor-mark-sweep';
}

function collectorText(event: CollectionTrace, dialect: Dialect): string {
  const name = { scavenge: 'Scavenge', 'minor-mark-sweep': 'Minor Mark-Sweep', 'mark-sweep': 'Mark-sweep', 'mark-compact': 'Mark-Compact' }[event.collector];
  const incremental = dialect.saysIncremental && event.incremental ? 'Incremental ' : '';
  const unfinished = isUnfinished(event, dialect) ? ` (${dialect.unfinished?.text ?? ''})` : '';
  return `${incremental}${name}${event.reduceMemory ? ' (reduce)' : ''}${unfinished}`;
}

function stepsText({ incremental, steps }: CollectionTrace, { countsSteps }: Dialect): string {
  if (!incremental) return '';
  const count = countsSteps ? steps.count : 0;
  const longest = countsSteps ? steps.longestMs : 0;
  return `(+ ${fixed(steps.ms, 1)} ms in ${String(count)} steps since start of marking, biggest step ${fixed(longest, 1)} ms, walltime since start of marking ${fixed(steps.elapsedMs, 0)} ms) `;
}

function mb(bytes: number): string {
  return fixed(bytes / MiB, 1);
}
