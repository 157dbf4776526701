/**
 * A table that grows without copying: segments of doubling size up to the largest regular array; or a first segment of a
 * given size, and further ones as large as a regular array can be.
 *
 * Invariant: without a first segment of its own, segment i < 8 has 64 × 2^i slots, every later one 16,382; no slot ever changes its segment;
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

  private readonly firstSlots: number;

  /** @param firstSlots of the first segment, which is made at once; 0 = segments of doubling size, as they are needed */
  constructor(heap: Heap, firstSlots = 0) {
    this.heap = heap;
    this.firstSlots = firstSlots;
    if (firstSlots > 0) this.grow();
  }

  /** The array that is the first segment. */
  get firstAddress(): number {
    return this.segments[0]!.address;
  }

  /** Adds a segment: an allocation, so every address may change. */
  grow(): void {
    const index = this.segments.length;
    const length = this.segmentLength(index);
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
    const index = this.segmentOf(slot);
    return this.bases[index]! + (slot - this.segmentStart(index));
  }

  /** Slots from this one to the end of its segment: they lie side by side. */
  slotsFrom(slot: number): number {
    const index = this.segmentOf(slot);
    return this.segmentStart(index) + this.segmentLength(index) - slot;
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

  private segmentOf(slot: number): number {
    const { firstSlots } = this;
    if (firstSlots > 0) return slot < firstSlots ? 0 : 1 + Math.trunc((slot - firstSlots) / LARGEST_SEGMENT);
    if (slot < DOUBLING_SLOTS) return 31 - Math.clz32((slot >>> FIRST_SEGMENT_SHIFT) + 1);
    return DOUBLING_SEGMENTS + Math.trunc((slot - DOUBLING_SLOTS) / LARGEST_SEGMENT);
  }

  private segmentStart(index: number): number {
    const { firstSlots } = this;
    if (firstSlots > 0) return index === 0 ? 0 : firstSlots + (index - 1) * LARGEST_SEGMENT;
    return index <= DOUBLING_SEGMENTS ? FIRST_SEGMENT * ((1 << index) - 1) : DOUBLING_SLOTS + (index - DOUBLING_SEGMENTS) * LARGEST_SEGMENT;
  }

  private segmentLength(index: number): number {
    if (this.firstSlots > 0) return index === 0 ? this.firstSlots : LARGEST_SEGMENT;
    return index < DOUBLING_SEGMENTS ? FIRST_SEGMENT << index : LARGEST_SEGMENT;
  }
}
