/**
 * New space, as everybody but its own collector knows it: two semispaces, or one paged space.
 *
 * Models:    V8's NewSpace, of which SemiSpaceNewSpace and PagedNewSpace are the kinds.
 * Simplifies: nothing.
 * Invariant: an address that is returned lies below the limit of the open area and is not covered by any header.
 */
import type { LinearAllocationArea } from '../allocators/linear-allocation-area.ts';
import type { Space } from './space.ts';

export interface YoungSpace extends Space {
  readonly lab: LinearAllocationArea;
  /** Words allocated by the mutator since the heap began: survivors and fillers are not counted. */
  readonly totalAllocatedWords: number;
  /** Allocatable bytes. */
  readonly capacityBytes: number;
  /** Page bytes: V8's total capacity. */
  readonly totalCapacityBytes: number;

  /** An address, or 0: then `allocateSlow`. */
  allocateFast(sizeWords: number): number;
  /** Opens another area, or 0. `beyondCapacity`: pages may be added past the capacity. */
  allocateSlow(sizeWords: number, beyondCapacity: boolean): number;
  /** Room for one more object of this size without a collection. */
  hasRoomFor(sizeWords: number): boolean;

  /** From here on: allocation stops at the object with which the mutator has allocated so many words more. */
  observeAfter(words: number): void;
  stopObserving(): void;
  /** Whether an object of this size is the one that the observer waits for. */
  isObserved(sizeWords: number): boolean;

  /** Allocation stops, for stress, at the object with which so many words are used. */
  stopAt(usedWords: number): void;
  /** Whether an object of this size is the one that stress waits for. */
  isStopped(sizeWords: number): boolean;

  /** Leaves the open area for the next one; false when there is none. */
  openPageForFilling(): boolean;
  /** Whether there is another area behind the open one. */
  hasFurtherPage(): boolean;
  /** Covers so many words at the top of the open area. */
  skipAtTop(words: number): void;
  /** Covers the rest of the open area, so that every used page can be walked to its end. */
  closeArea(): void;

  /** Pages with objects. */
  usedPages(): readonly number[];
  /** A page whose live objects move to the old generation as they are. */
  surrenderPage(page: number): void;
  /** After a full collection: nothing is left in new space. */
  reset(): void;
  resize(capacityPages: number): void;
}
