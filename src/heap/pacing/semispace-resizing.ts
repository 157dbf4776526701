/**
 * When the semispaces grow and shrink.
 *
 * Models:    V8's rule: grow when more has survived since the last growth than a semispace holds; shrink when
 *            memory is to be reduced or the program hardly allocates; neither when both apply.
 * Simplifies: nothing.
 * Invariant: sizes are page bytes (pages × page size); minimum ≤ result ≤ maximum.
 */
import { roundUp } from '../../base/units.ts';
import { PAGE_BYTES } from '../layout/page-geometry.ts';

/** Below so many allocated bytes a millisecond a program counts as idle. V8 source, all versions. */
const LOW_ALLOCATION_THROUGHPUT = 1000;

export interface SemispaceState {
  /** Page bytes of one semispace. */
  readonly capacityBytes: number;
  readonly minimumBytes: number;
  readonly maximumBytes: number;
  /** Bytes of new space in use, page-granular. */
  readonly usedBytes: number;
}

export interface SemispaceDecision {
  readonly capacityBytes: number;
  /** The count of survived bytes starts again. */
  readonly resetSurvived: boolean;
}

export function decideSemispaceSize(
  state: SemispaceState & {
    /** Copied and promoted bytes of all collections since the last growth. */
    readonly survivedSinceGrowthBytes: number;
    readonly growthFactor: number;
    readonly reduceMemory: boolean;
    /** --predictable: never shrink. */
    readonly predictable: boolean;
    /** Bytes per millisecond; 0 = not measured. */
    readonly allocationThroughput: number;
  },
): SemispaceDecision {
  if (state.reduceMemory) {
    return { capacityBytes: state.predictable ? state.capacityBytes : shrunkSemispaceBytes(state), resetSurvived: false };
  }
  const shrinks =
    !state.predictable && state.allocationThroughput !== 0 && state.allocationThroughput < LOW_ALLOCATION_THROUGHPUT;
  const grows = state.capacityBytes < state.maximumBytes && state.survivedSinceGrowthBytes > state.capacityBytes;
  if (grows === shrinks) return { capacityBytes: state.capacityBytes, resetSurvived: grows };
  return grows
    ? { capacityBytes: grownSemispaceBytes(state, state.growthFactor), resetSurvived: true }
    : { capacityBytes: shrunkSemispaceBytes(state), resetSurvived: false };
}

export function grownSemispaceBytes(state: SemispaceState, growthFactor: number): number {
  return Math.min(state.capacityBytes * growthFactor, state.maximumBytes);
}

/** Room for twice what is in use, never under the minimum; unchanged when that is no less than now. */
export function shrunkSemispaceBytes(state: SemispaceState): number {
  const target = roundUp(Math.max(state.minimumBytes, 2 * state.usedBytes), PAGE_BYTES);
  return Math.min(target, state.capacityBytes);
}
