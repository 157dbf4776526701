/**
 * A table that grows without copying: segments of doubling size up to the largest regular array.
 *
 * Invariant: slot s < capacity lies in the segment that `segmentOf` finds; no slot ever changes its segment.
 */
import type { Heap } from '../../heap/heap.ts';
import { HeapTable } from './heap-table.ts';

const FIRST_SEGMENT = 64;
/** Elements of the largest array on a regular page: 131,072 bytes less the header of 16. */
const LARGEST_SEGMENT = 16_382;

export class SegmentedTable {
  capacity = 0;
  private readonly heap: Heap;
  private readonly segments: HeapTable[] = [];
  /** First slot of each segment. */
  private readonly starts: number[] = [];

  constructor(heap: Heap) {
    this.heap = heap;
  }

  /** Adds a segment: an allocation, so every address may change. */
  grow(): void {
    const last = this.segments.at(-1)?.length ?? 0;
    const length = last === 0 ? FIRST_SEGMENT : Math.min(last * 2, LARGEST_SEGMENT);
    this.segments.push(new HeapTable(this.heap, length));
    this.starts.push(this.capacity);
    this.capacity += length;
  }

  /** Address of a slot < capacity. */
  slotAddress(slot: number): number {
    const { starts, segments } = this;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (starts[middle]! <= slot) low = middle;
      else high = middle - 1;
    }
    return segments[low]!.base + (slot - starts[low]!);
  }

  refresh(): void {
    for (const segment of this.segments) segment.refresh();
  }

  release(): void {
    for (const segment of this.segments) segment.release();
  }
}
