/**
 * What a run on a real engine yields: what its traces and statistics say, no more. Sizes are bytes, times milliseconds
 * on the wall. A figure that a version does not print is null.
 */
import type { HeapSpaceStatistics } from './result.ts';

export interface RealCollection {
  /** 1-based. */
  readonly index: number;
  readonly kind: 'scavenge' | 'minor-mark-sweep' | 'mark-compact';
  /** Since the isolate began. */
  readonly atMs: number;
  readonly pauseMs: number;
  /** Printed from 14.6 on. */
  readonly reason: string | null;
  readonly collectorReason: string | null;
  /** Objects of the whole heap. */
  readonly usedBeforeBytes: number;
  readonly usedAfterBytes: number;
  readonly committedAfterBytes: number | null;
  /** Since the collection before; for the first one, all that was on the heap. */
  readonly allocatedBytes: number;
  readonly copiedBytes: number;
  readonly promotedBytes: number;
  /** Pages of one semispace, headers included. */
  readonly newSpaceCapacityBytes: number | null;
  readonly oldGenerationLimitBytes: number | null;
}

export interface RealSample {
  readonly label: string;
  /** Since the steps began. */
  readonly atMs: number;
  readonly spaces: readonly RealSpace[];
}

/** The heap when the first step begins. */
export interface RealStart extends RealSample {
  /** Of array buffers, the program’s own among them. */
  readonly externalBytes: number;
}

/** Spaces are named as the engine names them: it may have others than the simulated one. */
export type RealSpace = { readonly space_name: string } & Omit<HeapSpaceStatistics, 'space_name'>;

export interface RealEngine {
  /** `20.20.2` */
  readonly node: string;
  /** `11.3.244.8-node.33` */
  readonly v8: string;
  readonly major: number;
  /** Path of the executable. */
  readonly path: string;
}

export interface RealOutOfMemory {
  /** V8's own line. */
  readonly message: string;
}

/** The process did not come to the end of the program, and not because the heap was full. */
export interface RealFailure {
  readonly kind: 'timed-out' | 'signal' | 'exit-code' | 'not-started' | 'unreadable';
  /** One sentence. */
  readonly message: string;
  /** The end of what it printed. */
  readonly output: string;
}

export interface RealRun {
  readonly engine: RealEngine;
  /** As the process was given them. */
  readonly flags: readonly string[];
  /** Wall time of the whole process. */
  readonly wallMs: number;
  readonly outOfMemory: RealOutOfMemory | null;
  readonly failure: RealFailure | null;
  /** When the first step began; null when it never did. */
  readonly start: RealStart | null;
  readonly samples: readonly RealSample[];
  readonly collections: readonly RealCollection[];
  /** Null when the program did not come to its end. */
  readonly work: RealWork | null;
}

/** By which it is told whether two engines did the same. */
export interface RealWork {
  /** Objects of workloads and allocate steps; elements of arrays are not counted. */
  readonly objects: number;
  /** State of the random draws at the end. */
  readonly randomState: number;
}
