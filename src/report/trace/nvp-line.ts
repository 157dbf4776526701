/** The line of --trace-gc-nvp: every figure that V8 has of a collection. What the simulator does not know is 0. */
import type { CollectionTrace } from '../../vocabulary/trace-events.ts';
import { isUnfinished, isYoung } from './collection-line.ts';
import type { Dialect } from './dialects.ts';
import type { LineHeads } from './line-heads.ts';
import { FULL_KEYS, JSON_FULL_KEYS, JSON_MINOR_KEYS, JSON_SCAVENGE_KEYS, MINOR_KEYS, SCAVENGE_KEYS } from './nvp-keys.ts';
import { fixed, general } from './printf.ts';

/** V8’s word for a speed of marking that it has not measured. */
const UNKNOWN_MARKING_SPEED = 131_072;

type Values = Readonly<Record<string, number | string | boolean>>;

export function nvpLine(event: CollectionTrace, dialect: Dialect, heads: LineHeads): string {
  const values = valuesOf(event, dialect);
  const head = heads.stamped(event.atMs);
  return dialect.nvp === 'json' ? `${head}GC: ${jsonText(event, values)}\n` : `${head}${pairsText(event, dialect, values)}\n`;
}

function pairsText({ collector }: CollectionTrace, { version }: Dialect, values: Values): string {
  const keys = { scavenge: SCAVENGE_KEYS, 'minor-mark-sweep': MINOR_KEYS, 'mark-compact': FULL_KEYS, 'mark-sweep': FULL_KEYS }[collector].filter(({ versions }) => versions === null || versions.includes(version));
  return keys
    .map(({ name, digits, percent, blank }) => {
      const value = values[name] ?? 0;
      const text = digits === null ? String(value) : fixed(Number(value), digits);
      return `${name}=${text}${percent ? '%' : ''}${blank ? ' ' : ''}`;
    })
    .join('')
    .trimEnd();
}

function jsonText({ collector }: CollectionTrace, values: Values): string {
  const keys = { scavenge: JSON_SCAVENGE_KEYS, 'minor-mark-sweep': JSON_MINOR_KEYS, 'mark-compact': JSON_FULL_KEYS, 'mark-sweep': JSON_FULL_KEYS }[collector];
  return `{${keys.map((name) => `${JSON.stringify(name)}:${jsonValue(name, values[name] ?? 0)}`).join(',')}}`;
}

/** Sizes are whole, times have three digits, the rest six that count. */
function jsonValue(name: string, value: number | string | boolean): string {
  if (typeof value !== 'number') return JSON.stringify(value);
  if (Number.isInteger(value) && !name.includes('throughput') && !name.includes('speed')) return String(value);
  return general(TIMES.has(name) ? Math.round(value * 1000) / 1000 : value);
}

const TIMES: ReadonlySet<string> = new Set([
  'pause', 'mutator', 'minor_ms', 'scavenge', 'scavenge.parallel', 'mark', 'mark.full_closure', 'evacuate', 'evacuate.copy', 'sweep',
  'incremental', 'incremental_longest_step', 'incremental_walltime_duration',
]);

function valuesOf(event: CollectionTrace, dialect: Dialect): Values {
  const { phasesMs, steps, speeds } = event;
  const full = !isYoung(event.collector);
  const json = dialect.nvp === 'json';
  const flag = (value: boolean): boolean | number => (json ? value : Number(value));
  const counted = full ? event.incremental && dialect.countsSteps : dialect.stepsWithScavenges;
  return {
    pause: event.pauseMs,
    mutator: event.mutatorMs,
    gc: full ? 'mc' : event.collector === 'scavenge' ? 's' : 'mms',
    minor_ms: event.pauseMs,
    reduce_memory: flag(event.reduceMemory),
    interleaved: flag(isUnfinished(event, dialect)),
    during_sweeping: flag(isUnfinished(event, dialect)),
    is_incremental: flag(event.incremental),
    stack: flag(event.withStack),
    reason: event.reason,
    collector_reason: event.collectorReason ?? '',
    scavenge: full ? 0 : event.pauseMs,
    'scavenge.parallel': phasesMs.copy,
    mark: phasesMs.mark,
    'mark.full_closure': phasesMs.mark,
    evacuate: phasesMs.evacuate,
    'evacuate.copy': phasesMs.evacuate,
    sweep: phasesMs.sweep,
    'incremental.steps_count': counted ? steps.count : 0,
    'incremental.steps_took': counted ? steps.ms : 0,
    incremental: event.incremental ? steps.ms : 0,
    incremental_longest_step: counted ? steps.longestMs : 0,
    incremental_steps_count: counted ? steps.count : 0,
    incremental_marking_throughput: speeds.marking > 0 ? speeds.marking : UNKNOWN_MARKING_SPEED,
    incremental_walltime_duration: steps.elapsedMs,
    scavenge_throughput: speeds.scavenge,
    compaction_speed: speeds.compaction,
    total_size_before: event.usedBeforeBytes,
    start_object_size: event.usedBeforeBytes,
    total_size_after: event.usedAfterBytes,
    end_object_size: event.usedAfterBytes,
    start_memory_size: event.committedBeforeBytes,
    end_memory_size: event.committedAfterBytes,
    holes_size_before: event.holesBeforeBytes,
    start_holes_size: event.holesBeforeBytes,
    holes_size_after: event.holesAfterBytes,
    end_holes_size: event.holesAfterBytes,
    allocated: event.allocatedBytes,
    promoted: event.promotedBytes,
    new_space_survived: event.copiedBytes,
    promotion_ratio: event.promotionPercent,
    quarantined_size: event.quarantined.bytes,
    quarantined_pages: event.quarantined.pages,
    average_survival_ratio: event.averageSurvivalPercent,
    promotion_rate: event.promotionOfCopiedPercent,
    new_space_survive_rate: event.survivalPercent,
    new_space_survive_rate_: event.survivalPercent, // as scavenges up to 13.6 spell it
    new_space_allocation_throughput: speeds.youngAllocation,
    allocation_throughput: speeds.youngAllocation + speeds.oldAllocation,
    new_space_capacity: event.newSpaceCapacityBytes,
    old_gen_allocation_limit: event.oldLimitBytes,
    global_allocation_limit: event.globalLimitBytes,
    unmapper_chunks: event.pooledPages,
    pool_chunks: event.pooledPages,
    pool_local_chunks: event.pooledPages,
    pool_total_chunks: event.pooledPages,
  };
}
