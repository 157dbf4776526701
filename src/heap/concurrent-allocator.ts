/**
 * Another thread that allocates in the old generation while the program does, for stress.
 *
 * Models:    V8's task behind stress-concurrent-allocation: small, medium and large objects in turn, each garbage at
 *            once; an allocation that fails is left out.
 * Simplifies: it allocates from the areas of the program, not from one of its own; both threads allocate at the same
 *            speed, and the other one gets its turn where the program takes the slow way to memory.
 * Invariant: where it allocates follows from what the program has allocated alone, so every run is the same. It never
 *            collects, and no address moves by it.
 */
import { WORD_BYTES } from '../base/units.ts';
import type { Heap } from './heap.ts';
import { FIXED_ARRAY } from './layout/object-layout.ts';

/** Words: ten, 8 KB, and as much as a page has room for. Source: V8, StressConcurrentAllocatorTask. */
const SMALL_WORDS = 10;
const MEDIUM_WORDS = 1024;

export class ConcurrentAllocator {
  private readonly heap: Heap;
  private readonly sizes: readonly number[];
  private allocatedBytes = 0;
  private next = 0;
  private isAllocating = false;

  constructor(heap: Heap) {
    this.heap = heap;
    const { startWords, endWords } = heap.structure.oldSpaceOf(FIXED_ARRAY).area;
    this.sizes = [SMALL_WORDS, MEDIUM_WORDS, endWords - startWords];
  }

  /** Allocates until it has allocated as much as the program. */
  readonly takeTurn = (): void => {
    if (this.isAllocating || this.heap.collection.isCollecting) return;
    this.isAllocating = true;
    const before = this.heap.allocatedBytes;
    const { counts } = this.heap.allocator;
    const { failures } = counts;
    while (this.allocatedBytes < before - this.allocatedBytes) {
      const sizeWords = this.sizes[this.next]!;
      this.next = (this.next + 1) % this.sizes.length;
      // A failure is its own, and no figure of the program's.
      if (this.heap.allocate(FIXED_ARRAY, sizeWords, false, 'none') === 0) break;
      this.allocatedBytes += sizeWords * WORD_BYTES;
    }
    counts.failures = failures;
    this.isAllocating = false;
  };
}
