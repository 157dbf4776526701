/**
 * A table that grows without copying: segments of doubling size up to the largest regular array.
 *
 * Invariant: segment i < 8 has 64 × 2^i slots, every later one 16,382; no slot ever changes its segment;
 * bases[i] is the address of the first slot of segment i until the next allocation or collection.
 */
import type { Heap } from '../../heap/heap.ts';
import { HeapTable } from './heap-table.ts';

const FIRST_SEGMENT_SHIFT = 6;
const FIRST_SEGMENT = 1 << FIRST_SEGMENT_SHIFT;
/** Elements of the largest array on a regular page: 131,072 bytes less the header of 16. */
const LARGEST_SEGMENT = 16_382;
/** Segments that double, and the slots in them: the next one would pass the largest. */
const DOUBLING_SEGMENTS = 8;
const DOUBLING_SLOTS = FIRST_SEGMENT * (2 ** DOUBLING_SEGMENTS - 1); // 16,320

export class SegmentedTable {
  capacity = 0;
  private readonly heap: Heap;
  private readonly segments: HeapTable[] = [];
  private bases = new Int32Array(DOUBLING_SEGMENTS);

  constructor(heap: Heap) {
    this.heap = heap;
  }

  /** Adds a segment: an allocation, so every address may change. */
  grow(): void {
    const index = this.segments.length;
    const length = segmentLength(index);
    this.segments.push(new HeapTable(this.heap, length));
    this.capacity += length;
    if (index === this.bases.length) {
      const larger = new Int32Array(index * 2);
      larger.set(this.bases);
      this.bases = larger;
    }
    this.refresh();
  }

  /** Address of a slot < capacity. */
  slotAddress(slot: number): number {
    const index = segmentOf(slot);
    return this.bases[index]! + (slot - segmentStart(index));
  }

  /** Slots from this one to the end of its segment: they lie side by side. */
  slotsFrom(slot: number): number {
    const index = segmentOf(slot);
    return segmentStart(index) + segmentLength(index) - slot;
  }

  refresh(): void {
    this.segments.forEach((segment, index) => {
      segment.refresh();
      this.bases[index] = segment.base;
    });
  }

  release(): void {
    for (const segment of this.segments) segment.release();
  }
}

function segmentOf(slot: number): number {
  if (slot < DOUBLING_SLOTS) return 31 - Math.clz32((slot >>> FIRST_SEGMENT_SHIFT) + 1);
  return DOUBLING_SEGMENTS + Math.trunc((slot - DOUBLING_SLOTS) / LARGEST_SEGMENT);
}

function segmentStart(index: number): number {
  return index <= DOUBLING_SEGMENTS
    ? FIRST_SEGMENT * ((1 << index) - 1)
    : DOUBLING_SLOTS + (index - DOUBLING_SEGMENTS) * LARGEST_SEGMENT;
}

function segmentLength(index: number): number {
  return index < DOUBLING_SEGMENTS ? FIRST_SEGMENT << index : LARGEST_SEGMENT;
}
