/** A recorded run beside the simulated one: the figures, and which of them agree. */
import { PAGE_BYTES } from '../../src/heap/layout/page-geometry.ts';
import { findPreset } from '../../src/flags/presets/index.ts';
import type { CollectionRecord } from '../../src/heap/collection-recorder.ts';

export interface RecordedFigures {
  readonly scavenges: number;
  readonly majors: number;
  readonly copied: number;
  readonly promoted: number;
  /** Pages of one semispace, each time they changed. */
  readonly pages: readonly number[];
  /** Bytes of objects before a collection, at most. */
  readonly peak: number;
  /** The same before the first full collection, and the limit that it set; null = there was none, or it is not recorded. */
  readonly firstMajor: number | null;
  readonly nextLimit: number | null;
  readonly outOfMemory: boolean;
  readonly flags: readonly string[];
}

export type Figures = Omit<RecordedFigures, 'flags'>;

/** Bytes within which copied and promoted amounts count as equal: one copy buffer. */
const BUFFER_BYTES = 32 * 1024;
const HEAP_TOLERANCE = 0.01;
const LIMIT_TOLERANCE = 0.02;

export function figuresOf(collections: readonly CollectionRecord[], outOfMemory: boolean, preset: string): Figures {
  const pageArea = PAGE_BYTES - findPreset(preset)!.layout.dataPageHeaderBytes;
  const pages: number[] = [];
  for (const { newSpaceCapacityBytes } of collections) {
    const count = newSpaceCapacityBytes / pageArea;
    if (pages.at(-1) !== count) pages.push(count);
  }
  const scavenges = collections.filter(({ kind }) => kind === 'scavenge').length;
  const first = collections.find(({ kind }) => kind !== 'scavenge');
  return {
    scavenges,
    majors: collections.length - scavenges,
    copied: collections.reduce((sum, record) => sum + record.copiedBytes, 0),
    promoted: collections.reduce((sum, record) => sum + record.promotedBytes, 0),
    pages,
    peak: collections.reduce((most, { before }) => Math.max(most, before.usedBytes), 0),
    firstMajor: first?.before.usedBytes ?? null,
    nextLimit: first?.oldGenerationLimitBytes ?? null,
    outOfMemory,
  };
}

export interface Agreement {
  readonly scavenges: boolean;
  /** The number of scavenges, or one more or less. */
  readonly nearlyScavenges: boolean;
  /** Copied and promoted bytes within the tolerance. */
  readonly bytes: boolean;
  readonly pages: boolean;
  readonly majors: boolean;
  /** Heap at the first full collection; both have none counts as equal. */
  readonly firstMajor: boolean;
  readonly nextLimit: boolean;
  readonly peak: boolean;
  /** Out of memory, or not. */
  readonly end: boolean;
}

export function agreement(simulated: Figures, recorded: RecordedFigures, tolerance: number): Agreement {
  const near = (ours: number, theirs: number): boolean => Math.abs(ours - theirs) <= Math.max(theirs * tolerance, BUFFER_BYTES);
  const firstMajor = within(simulated.firstMajor, recorded.firstMajor, HEAP_TOLERANCE);
  return {
    scavenges: simulated.scavenges === recorded.scavenges,
    nearlyScavenges: Math.abs(simulated.scavenges - recorded.scavenges) <= 1,
    bytes: near(simulated.copied, recorded.copied) && near(simulated.promoted, recorded.promoted),
    pages: simulated.pages.join() === recorded.pages.join(),
    majors: simulated.majors === recorded.majors,
    firstMajor,
    nextLimit: firstMajor && (recorded.nextLimit === null || within(simulated.nextLimit, recorded.nextLimit, LIMIT_TOLERANCE)),
    peak: within(simulated.peak, recorded.peak, HEAP_TOLERANCE),
    end: simulated.outOfMemory === recorded.outOfMemory,
  };
}

function within(ours: number | null, theirs: number | null, tolerance: number): boolean {
  if (ours === null || theirs === null) return ours === theirs;
  return Math.abs(ours - theirs) <= theirs * tolerance;
}

const percent = (ours: number | null, theirs: number | null): string => {
  if (ours === null || theirs === null) return ours === theirs ? '-' : 'only one';
  return theirs === 0 ? (ours === 0 ? '0 %' : 'new') : `${(100 * (ours / theirs - 1)).toFixed(2)} %`;
};

/** `!` marks what does not agree. */
export function describeRow(name: string, simulated: Figures, recorded: RecordedFigures, agrees: Agreement): string {
  const mark = (ok: boolean): string => (ok ? ' ' : '!');
  return [
    name.padEnd(21),
    `${mark(agrees.scavenges)} scavenges ${String(simulated.scavenges)}/${String(recorded.scavenges)}`.padEnd(20),
    `${mark(agrees.majors && agrees.end)} majors ${String(simulated.majors)}/${String(recorded.majors)}`.padEnd(16),
    `${mark(agrees.bytes)} promoted ${percent(simulated.promoted, recorded.promoted)} copied ${percent(simulated.copied, recorded.copied)}`.padEnd(42),
    `${mark(agrees.firstMajor)} first ${percent(simulated.firstMajor, recorded.firstMajor)}`.padEnd(18),
    `${mark(agrees.nextLimit)} limit ${percent(simulated.nextLimit, recorded.nextLimit)}`.padEnd(18),
    `${mark(agrees.peak)} peak ${percent(simulated.peak, recorded.peak)}`.padEnd(17),
    `${mark(agrees.pages)} pages ${simulated.pages.join('>')}`,
  ].join(' ');
}

const ROWS: readonly (readonly [keyof Agreement, string])[] = [
  ['scavenges', 'number of scavenges'],
  ['nearlyScavenges', 'number of scavenges, ± 1'],
  ['bytes', 'bytes copied and promoted'],
  ['pages', 'semispace sizes, in order'],
  ['majors', 'number of full collections'],
  ['firstMajor', 'heap at the first full collection, within 1 %'],
  ['nextLimit', 'and the limit that it sets, within 2 %'],
  ['peak', 'peak heap, within 1 %'],
  ['end', 'out of memory, or not'],
];

/** How many workloads agree, figure by figure. */
export function tableOf(preset: string, all: readonly Agreement[]): string {
  const rows = ROWS.map(([key, words]) => `  ${words.padEnd(46)} ${String(all.filter((agrees) => agrees[key]).length)} of ${String(all.length)}`);
  return [`V8 ${preset}`, ...rows].join('\n');
}
