/**
 * What both engines can be asked: their collections and samples in one form. Figures that an engine does not tell are
 * null. Sizes are bytes, a semispace counts with the headers of its pages.
 */
import type { RealRun } from '../engine/real-run.ts';
import type { Collection, RunResult } from '../engine/result.ts';
import type { Preset } from '../flags/presets/preset.ts';

/** Every preset's. */
const PAGE_BYTES = 262_144;

export interface ComparedCollection {
  /** 1-based. */
  readonly index: number;
  readonly kind: 'scavenge' | 'minor-mark-sweep' | 'mark-compact';
  readonly reason: string | null;
  readonly usedBeforeBytes: number;
  readonly usedAfterBytes: number;
  readonly copiedBytes: number;
  readonly promotedBytes: number;
  readonly semispaceBytes: number | null;
  readonly limitBytes: number | null;
  readonly pauseMs: number;
}

export interface ComparedSample {
  readonly label: string;
  readonly spaces: readonly { readonly name: string; readonly usedBytes: number; readonly committedBytes: number }[];
}

export interface EngineFigures {
  readonly collections: readonly ComparedCollection[];
  readonly samples: readonly ComparedSample[];
  /** Objects of the whole heap before the first step; null when it is not known. */
  readonly usedAtStartBytes: number | null;
  /** V8's message; null when the program came to its end. */
  readonly outOfMemory: string | null;
}

/** Its figures are those of the mapped snapshot in one engine and of nothing in the other. */
const NOT_COMPARED: ReadonlySet<string> = new Set(['read_only_space']);

/** @param start what both engines began with, if it was measured. */
export function simulatedFigures(result: RunResult, preset: Preset, startBytes: number | null): EngineFigures {
  const pageAreaBytes = PAGE_BYTES - preset.layout.dataPageHeaderBytes;
  return {
    collections: result.collections.map((collection) => simulatedCollection(collection, pageAreaBytes)),
    samples: result.samples.map(({ label, heapSpaceStatistics }) => sampleOf(label, heapSpaceStatistics)),
    usedAtStartBytes: startBytes,
    outOfMemory: result.outOfMemory?.message ?? null,
  };
}

function simulatedCollection(collection: Collection, pageAreaBytes: number): ComparedCollection {
  const { index, kind, reason, before, after, copiedBytes, promotedBytes, newSpaceCapacityBytes, oldGenerationLimitBytes, pauseMs } = collection;
  return {
    index,
    kind: kind === 'mark-sweep' ? 'mark-compact' : kind,
    reason,
    usedBeforeBytes: before.usedBytes,
    usedAfterBytes: after.usedBytes,
    copiedBytes,
    promotedBytes,
    semispaceBytes: Math.round(newSpaceCapacityBytes / pageAreaBytes) * PAGE_BYTES,
    limitBytes: oldGenerationLimitBytes,
    pauseMs,
  };
}

export function realFigures(run: RealRun): EngineFigures {
  const start = run.start === null ? null : sampleOf('start', run.start.spaces);
  return {
    collections: run.collections.map((collection) => ({ ...collection, semispaceBytes: collection.newSpaceCapacityBytes, limitBytes: collection.oldGenerationLimitBytes })),
    samples: run.samples.map(({ label, spaces }) => sampleOf(label, spaces)),
    usedAtStartBytes: start === null ? null : usedIn(start),
    outOfMemory: run.outOfMemory?.message ?? null,
  };
}

export function usedIn({ spaces }: ComparedSample): number {
  return spaces.reduce((sum, { usedBytes }) => sum + usedBytes, 0);
}

interface Statistics {
  readonly space_name: string;
  readonly space_size: number;
  readonly space_used_size: number;
}

function sampleOf(label: string, spaces: readonly Statistics[]): ComparedSample {
  return {
    label,
    spaces: spaces
      .filter(({ space_name }) => !NOT_COMPARED.has(space_name))
      .map(({ space_name, space_size, space_used_size }) => ({ name: space_name, usedBytes: space_used_size, committedBytes: space_size })),
  };
}
