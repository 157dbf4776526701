/**
 * Whether the old generation may get another page or large object.
 *
 * Models:    V8's hard bound (maximum size, reserved memory) and its soft one (the limit, on slow allocations).
 * Simplifies: no background threads, no load-time mode.
 * Invariant: only the hard bound binds a collector, a retry after a collection and an always-allocate block.
 */
import type { MarkingPolicy } from '../../flags/presets/preset.ts';

export interface OldGenerationRoom {
  /** Area bytes of its pages and bytes of its large objects. */
  readonly capacityBytes: number;
  readonly maximumOldBytes: number;
  /** Memory held by the whole heap, and what it may hold (the heap size limit). */
  readonly reservedBytes: number;
  readonly maximumReservedBytes: number;
  /** A scenario forces failure. */
  readonly forceOutOfMemory: boolean;
}

/** Hard bound. `sizeBytes` 0 asks whether the maximum is kept at all. */
export function canExpandOldGeneration(room: OldGenerationRoom, sizeBytes: number): boolean {
  if (room.forceOutOfMemory) return false;
  return (
    room.capacityBytes + sizeBytes <= room.maximumOldBytes && room.reservedBytes + sizeBytes <= room.maximumReservedBytes
  );
}

/** Whether the old generation could take the whole young one (its capacity, not its contents) and `sizeBytes` more. */
export function canPromoteYoungAndExpand(
  room: OldGenerationRoom,
  young: { readonly newSpaceCapacityBytes: number; readonly newLargeBytes: number },
  sizeBytes: number,
): boolean {
  return canExpandOldGeneration(room, sizeBytes + young.newSpaceCapacityBytes + young.newLargeBytes);
}

/** Little is left of the maximum (less than an eighth), or a flag says so. */
export function sparesMemory(room: OldGenerationRoom, optimizeForSize: boolean): boolean {
  return optimizeForSize || !canExpandOldGeneration(room, room.maximumOldBytes / 8);
}

/** Who wants the page. */
export type AllocationOrigin = 'mutator' | 'collector';

export interface SlowAllocationState {
  readonly origin: AllocationOrigin;
  readonly alwaysAllocate: boolean;
  /** What the limit leaves, see availableBelowLimit. */
  readonly availableBytes: number;
  /** The first attempt failed, a collection ran, this is a later one. */
  readonly retryAfterCollection: boolean;
  /** See sparesMemory. */
  readonly optimizeForMemory: boolean;
  readonly markingRunning: boolean;
  readonly markingComplete: boolean;
  readonly overshotByLargeMargin: boolean;
  /** Marking could start now or has been asked for: markingStart is not `none`. */
  readonly markingCanStart: boolean;
}

/** Soft bound: grow past the limit while marking is under way, or collect first. */
export function shouldExpandOnSlowAllocation(
  state: SlowAllocationState,
  policy: Pick<MarkingPolicy, 'refusesPages' | 'limitReached'>,
): boolean {
  if (state.alwaysAllocate || state.availableBytes > 0) return true;
  if (state.origin === 'collector' || state.retryAfterCollection) return true;
  if (state.optimizeForMemory) return false;
  if (state.markingRunning) {
    const mayRefuse = policy.refusesPages === 'overshot' || state.markingComplete;
    return !(mayRefuse && state.overshotByLargeMargin);
  }
  // Marking does not run: growing past the limit is for a heap that will mark soon.
  return policy.limitReached === 'marking' && state.markingCanStart;
}
