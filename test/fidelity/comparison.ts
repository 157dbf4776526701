/** A recorded run beside the simulated one: the figures, and which of them agree. */
import { PAGE_BYTES } from '../../src/heap/layout/page-geometry.ts';
import { findPreset } from '../../src/flags/presets/index.ts';
import type { Performed } from './recorded-workload.ts';

export interface RecordedFigures {
  readonly scavenges: number;
  readonly majors: number;
  readonly copied: number;
  readonly promoted: number;
  /** Pages of one semispace, each time they changed. */
  readonly pages: readonly number[];
  readonly outOfMemory: boolean;
  readonly flags: readonly string[];
}

export type Figures = Omit<RecordedFigures, 'flags'>;

/** Bytes within which copied and promoted amounts count as equal: one copy buffer. */
const BUFFER_BYTES = 32 * 1024;

export function figuresOf({ collections, outOfMemory }: Performed, preset: string): Figures {
  const pageArea = PAGE_BYTES - findPreset(preset)!.layout.dataPageHeaderBytes;
  const pages: number[] = [];
  for (const { newSpaceCapacityBytes } of collections) {
    const count = newSpaceCapacityBytes / pageArea;
    if (pages.at(-1) !== count) pages.push(count);
  }
  const scavenges = collections.filter(({ kind }) => kind === 'scavenge').length;
  return {
    scavenges,
    majors: collections.length - scavenges,
    copied: collections.reduce((sum, record) => sum + record.copiedBytes, 0),
    promoted: collections.reduce((sum, record) => sum + record.promotedBytes, 0),
    pages,
    outOfMemory,
  };
}

export interface Agreement {
  readonly scavenges: boolean;
  /** Copied and promoted bytes within the tolerance. */
  readonly bytes: boolean;
  readonly pages: boolean;
  readonly majors: boolean;
}

export function agreement(simulated: Figures, recorded: RecordedFigures, tolerance: number): Agreement {
  const near = (ours: number, theirs: number): boolean => Math.abs(ours - theirs) <= Math.max(theirs * tolerance, BUFFER_BYTES);
  return {
    scavenges: simulated.scavenges === recorded.scavenges,
    bytes: near(simulated.copied, recorded.copied) && near(simulated.promoted, recorded.promoted),
    pages: simulated.pages.join() === recorded.pages.join(),
    majors: simulated.majors === recorded.majors && simulated.outOfMemory === recorded.outOfMemory,
  };
}

export function describeRow(name: string, simulated: Figures, recorded: RecordedFigures, agrees: Agreement): string {
  const percent = (ours: number, theirs: number): string => (theirs === 0 ? (ours === 0 ? '0' : 'new') : (100 * (ours / theirs - 1)).toFixed(2));
  const mark = (ok: boolean): string => (ok ? ' ' : '!');
  return [
    name.padEnd(16),
    `${mark(agrees.scavenges)} scavenges ${String(simulated.scavenges)}/${String(recorded.scavenges)}`.padEnd(24),
    `${mark(agrees.majors)} majors ${String(simulated.majors)}/${String(recorded.majors)}`.padEnd(16),
    `${mark(agrees.bytes)} promoted ${percent(simulated.promoted, recorded.promoted)} % copied ${percent(simulated.copied, recorded.copied)} %`.padEnd(42),
    `${mark(agrees.pages)} pages ${simulated.pages.join('>')}`,
  ].join(' ');
}
