/** What is compared, declared once: names, units, how a figure is read off an engine's run, and what may differ. */
import type { ComparedCollection, EngineFigures } from './engine-figures.ts';
import { usedIn } from './engine-figures.ts';

export type MetricUnit = 'count' | 'bytes' | 'ratio' | 'ms';

export interface ComparedMetric {
  readonly doc: string;
  readonly unit: MetricUnit;
  /** Null when the run has no such figure. */
  readonly of: (run: EngineFigures) => number | null;
}

const isFull = ({ kind }: ComparedCollection): boolean => kind === 'mark-compact';
const sum = (run: EngineFigures, of: (collection: ComparedCollection) => number): number => run.collections.reduce((total, collection) => total + of(collection), 0);
const firstFull = (run: EngineFigures): ComparedCollection | undefined => run.collections.find(isFull);

/** Growth of the heap between collections, the time before the first and after the last one included. */
function allocatedBytes(run: EngineFigures): number | null {
  let used = run.usedAtStartBytes;
  if (used === null) return null;
  let allocated = 0;
  for (const { usedBeforeBytes, usedAfterBytes } of run.collections) {
    allocated += usedBeforeBytes - used;
    used = usedAfterBytes;
  }
  const end = run.samples.at(-1);
  return end === undefined ? allocated : allocated + usedIn(end) - used;
}

const peakBytes = (run: EngineFigures): number =>
  Math.max(...run.collections.map(({ usedBeforeBytes }) => usedBeforeBytes), ...run.samples.map(usedIn), 0);

function survival(run: EngineFigures): number | null {
  const allocated = allocatedBytes(run);
  return allocated === null || allocated === 0 ? null : sum(run, ({ copiedBytes, promotedBytes }) => copiedBytes + promotedBytes) / allocated;
}

export const METRICS = {
  scavenges: { doc: 'Young collections.', unit: 'count', of: (run) => run.collections.filter((collection) => !isFull(collection)).length },
  'mark-compacts': { doc: 'Full collections.', unit: 'count', of: (run) => run.collections.filter(isFull).length },
  'out-of-memory': { doc: 'Whether the heap ran out of memory: 1 or 0.', unit: 'count', of: ({ outOfMemory }) => (outOfMemory === null ? 0 : 1) },
  allocated: { doc: 'Growth of the heap between collections, summed up.', unit: 'bytes', of: allocatedBytes },
  copied: { doc: 'Bytes that stayed in new space, by all collections.', unit: 'bytes', of: (run) => sum(run, ({ copiedBytes }) => copiedBytes) },
  promoted: { doc: 'Bytes that went to the old generation, by all collections.', unit: 'bytes', of: (run) => sum(run, ({ promotedBytes }) => promotedBytes) },
  survival: { doc: 'Copied and promoted bytes by allocated ones.', unit: 'ratio', of: survival },
  semispace: { doc: 'Size of a semispace after the last collection.', unit: 'bytes', of: ({ collections }) => collections.at(-1)?.semispaceBytes ?? null },
  peak: { doc: 'The most that was on the heap, at a collection or a sample.', unit: 'bytes', of: peakBytes },
  'first-full.before': { doc: 'The heap before the first full collection.', unit: 'bytes', of: (run) => firstFull(run)?.usedBeforeBytes ?? null },
  'first-full.after': { doc: 'The heap after the first full collection.', unit: 'bytes', of: (run) => firstFull(run)?.usedAfterBytes ?? null },
  'first-full.limit': { doc: 'The old generation’s limit after the first full collection.', unit: 'bytes', of: (run) => firstFull(run)?.limitBytes ?? null },
  'pause.total': { doc: 'All pauses.', unit: 'ms', of: (run) => sum(run, ({ pauseMs }) => pauseMs) },
  'pause.longest': { doc: 'The longest pause.', unit: 'ms', of: (run) => Math.max(0, ...run.collections.map(({ pauseMs }) => pauseMs)) },
} as const satisfies Record<string, ComparedMetric>;

/** Of every space at every sample. */
export const SAMPLE_METRICS = {
  used: 'Used bytes of a space at a sample.',
  committed: 'Committed bytes of a space at a sample.',
} as const;

export type MetricName = keyof typeof METRICS;
export type SampleMetricName = keyof typeof SAMPLE_METRICS;
export const METRIC_NAMES = Object.keys(METRICS) as readonly MetricName[];
export const SAMPLE_METRIC_NAMES = Object.keys(SAMPLE_METRICS) as readonly SampleMetricName[];
