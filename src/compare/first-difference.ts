/** The first collection at which two runs part: of another kind, at another semispace, or with other survivors. */
import { KiB } from '../base/units.ts';
import type { ComparedCollection } from './engine-figures.ts';

export interface FirstDifference {
  /** 1-based. */
  readonly index: number;
  /** What differs, in words. */
  readonly reason: string;
  /** Null: the run has no such collection. */
  readonly simulated: ComparedCollection | null;
  readonly real: ComparedCollection | null;
}

/** One copy buffer, or a hundredth: less than that are lost ends of pages, not another decision. */
const LEAST_BYTES = 32 * KiB;
const LEAST_SHARE = 0.01;
/** The whole heap also holds what the process does besides. */
const LEAST_HEAP_BYTES = 256 * KiB;

export function firstDifference(simulated: readonly ComparedCollection[], real: readonly ComparedCollection[]): FirstDifference | null {
  for (let at = 0; at < Math.max(simulated.length, real.length); at++) {
    const ours = simulated[at] ?? null;
    const theirs = real[at] ?? null;
    const reason = difference(ours, theirs);
    if (reason !== null) return { index: at + 1, reason, simulated: ours, real: theirs };
  }
  return null;
}

function difference(ours: ComparedCollection | null, theirs: ComparedCollection | null): string | null {
  if (ours === null) return 'the real engine collects once more';
  if (theirs === null) return 'the simulator collects once more';
  if (ours.kind !== theirs.kind) return 'the kinds differ';
  if (apart(ours.usedBeforeBytes, theirs.usedBeforeBytes, LEAST_HEAP_BYTES)) return 'the heap before it differs';
  if (apart(ours.promotedBytes, theirs.promotedBytes, LEAST_BYTES)) return 'the promoted bytes differ';
  if (apart(ours.copiedBytes, theirs.copiedBytes, LEAST_BYTES)) return 'the copied bytes differ';
  if (theirs.semispaceBytes !== null && ours.semispaceBytes !== theirs.semispaceBytes) return 'the semispaces differ';
  return null;
}

function apart(ours: number, theirs: number, least: number): boolean {
  return Math.abs(ours - theirs) > Math.max(least, theirs * LEAST_SHARE);
}
