/**
 * A line of --trace-gc-nvp for each collection: V8's names for what the simulated heap knows, in V8's order. What only a real
 * engine has (times of phases, threads, nodes) is left out.
 */
import { YOUNG_COLLECTION_KINDS } from '../../vocabulary/collections.ts';
import { dialectOf, lineHead } from './dialect.ts';
import type { TracedCollection } from './traced-collection.ts';

type Figures = readonly (readonly [name: string, value: number | boolean | string])[];

export function figuresLine(traced: TracedCollection): string {
  const { preset, collection } = traced;
  const dialect = dialectOf(preset);
  const head = lineHead(collection.atTimeMs + collection.pauseMs, dialect.isolateSuffix);
  const figures = figuresOf(traced);
  return dialect.pairs ? `${head}${figures.map(([name, value]) => `${name}=${pairText(name, value)}`).join(' ')}` : `${head}GC: ${JSON.stringify(Object.fromEntries(figures.map(([name, value]) => [name, jsonValue(value)])))}`;
}

/** V8 writes six digits. */
function jsonValue(value: number | boolean | string): number | boolean | string {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;
}

const PERCENT = new Set(['promotion_ratio', 'promotion_rate', 'average_survival_ratio', 'new_space_survive_rate_', 'new_space_survive_rate']);
const MILLISECONDS = new Set(['pause', 'mutator', 'incremental.steps_took', 'new_space_allocation_throughput']);

function pairText(name: string, value: number | boolean | string): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'string') return value;
  return PERCENT.has(name) ? `${value.toFixed(1)}%` : MILLISECONDS.has(name) ? value.toFixed(1) : String(value);
}

function figuresOf({ preset, collection, previous }: TracedCollection): Figures {
  const dialect = dialectOf(preset);
  const { before, after, promotedBytes, copiedBytes, youngBytesBefore, pauseMs, kind } = collection;
  const isYoung = YOUNG_COLLECTION_KINDS.includes(kind);
  const share = (bytes: number): number => (youngBytesBefore === 0 ? 0 : (bytes / youngBytesBefore) * 100);
  const sizes: Figures = dialect.sizes === 'total_size'
    ? [['total_size_before', before.usedBytes], ['total_size_after', after.usedBytes]]
    : [['start_object_size', before.usedBytes], ['end_object_size', after.usedBytes], ['start_memory_size', before.committedBytes], ['end_memory_size', after.committedBytes]];
  // With a full collection the limit is the one before it: the new one follows in a line of its own.
  const limit = isYoung ? collection.oldGenerationLimitBytes : (previous?.oldGenerationLimitBytes ?? 0);
  const reasons: Figures = dialect.pairs ? [] : [['reason', collection.reason], ['collector_reason', collection.collectorReason ?? '']];
  const survivalName = isYoung && dialect.pairs ? 'new_space_survive_rate_' : 'new_space_survive_rate';
  return [
    ['pause', pauseMs],
    ['mutator', collection.atTimeMs - (previous === null ? 0 : previous.atTimeMs + previous.pauseMs)],
    ['gc', kind === 'scavenge' ? 's' : isYoung ? 'mms' : 'mc'],
    ['reduce_memory', collection.reduceMemory],
    ...reasons,
    ['incremental.steps_count', collection.markingSteps?.count ?? 0],
    ['incremental.steps_took', collection.markingSteps?.totalMs ?? 0],
    ...sizes,
    ['allocated', before.usedBytes - (previous?.after.usedBytes ?? 0)],
    ['promoted', promotedBytes],
    ['new_space_survived', copiedBytes],
    ['promotion_ratio', share(promotedBytes)],
    ['average_survival_ratio', share(promotedBytes + copiedBytes)],
    [survivalName, share(copiedBytes)],
    ...(dialect.hasLimits ? ([['new_space_capacity', capacityOf(collection)], ['old_gen_allocation_limit', limit]] as const) : []),
  ];
}

/** V8 prints whole pages, the report what can be allocated in them: 16 bytes less each. */
const PAGE_BYTES = 262_144;

function capacityOf({ newSpaceCapacityBytes }: TracedCollection['collection']): number {
  return Math.round(newSpaceCapacityBytes / PAGE_BYTES) * PAGE_BYTES;
}
