/**
 * What a workload does with each new object: forget it, or hold it for a while. One class per lifetime model, in
 * the folder retention.
 *
 * All holders are arrays (or the objects themselves) on the simulated heap, written through the write barrier.
 * Each model says it twice: `retain` object by object, `retainRun` for many at once. The first is the reference;
 * the second must leave the same heap, draws and counts, and differs in what nobody can see: fields of objects
 * that nobody holds.
 * Invariant: `retain` is called with the address of the newest object; afterwards that address may be stale, because
 * a holder that grows allocates. Whatever allocates calls `context.refreshAll` before it touches a holder again.
 */
import { drawnValue, nextState } from '../../base/prng.ts';
import type { Heap } from '../../heap/heap.ts';
import type { ObjectRun } from './object-run.ts';

/** What retentions share with the loop that drives them. */
export interface WorkloadContext {
  readonly heap: Heap;
  /** State of the random numbers. */
  state: number;
  /** Words allocated by this workload: nominal sizes of its objects, parts included. */
  words: number;
  /** Root slot of the newest object. */
  readonly newest: number;
  /** Reads all addresses again; to be called after whatever may have collected. */
  refreshAll(): void;
}

export interface NamedTable {
  /** Position in objectNames. */
  readonly name: number;
  readonly address: number;
}

export interface Retention {
  retain(address: number): void;
  /**
   * The same for a run of objects (at least one) of which nothing need be written and which `context.words` does not
   * count yet. Only while marking does not run. Stops before an object for which the holder may have to grow; the
   * number of objects taken. Of these the newest is made and held; the others are made, or owed (see `settle`), or
   * left without headers, or unmade (see heap/deferred-writes.ts).
   */
  retainRun(run: ObjectRun): number;
  /** Stores what is held of the runs so far and has not been stored yet. Allocates nothing. */
  settle(): void;
  /** Addresses may have changed. */
  refresh(): void;
  /** The workload is over. */
  release(): void;
  /** A table that the scenario has a name for; it is to get its handle before `release`. */
  readonly named?: NamedTable | null;
}

export function draw(context: WorkloadContext): number {
  context.state = nextState(context.state);
  return drawnValue(context.state);
}

/** The newest object is always reachable, as the field of a global object would make it: a store that marking sees. */
export function holdNewest(context: WorkloadContext, address: number): void {
  const { heap, newest } = context;
  heap.structure.roots.strong.slots[newest] = address;
  if (heap.barrier.isMarking) heap.barrier.storeInRoot(address);
}

/** Ends a run of which `count` objects were taken: the last of them is the newest. */
export function holdLastOf(context: WorkloadContext, run: ObjectRun, count: number): void {
  if (count === 0) return;
  run.holdByRoot(count - 1);
  holdNewest(context, run.addressOf(count - 1));
}
