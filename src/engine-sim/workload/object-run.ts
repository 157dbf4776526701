/**
 * A run of new objects of one size, side by side in the open area: their headers are written, nothing else yet.
 *
 * Objects that are let go at once are never looked at again, so only those that are held get their tagged words
 * emptied. While marking runs everything new counts as live and may be followed: then all of them are.
 *
 * Invariant: objects start at address, address + stride, …; the words behind the run are not allocated.
 */
import { headerKind } from '../../heap/layout/header.ts';
import { taggedEnd, taggedFrom } from '../../heap/layout/object-layout.ts';

export class ObjectRun {
  address = 0;
  count = 0;
  /** Words from one object to the next: object and part. */
  readonly stride: number;
  private readonly memory: Int32Array;
  private readonly header: number;
  private readonly clearFrom: number;
  private readonly clearEnd: number;
  private readonly partOffset: number;
  private readonly partHeader: number;
  private readonly partSlot: number;
  private readonly partClearFrom: number;

  constructor(
    memory: Int32Array,
    object: { readonly header: number; readonly sizeWords: number },
    part: { readonly header: number; readonly sizeWords: number; readonly slotWord: number } | null,
  ) {
    const kind = headerKind(object.header);
    this.memory = memory;
    this.header = object.header;
    this.stride = object.sizeWords + (part?.sizeWords ?? 0);
    this.clearFrom = taggedFrom(kind);
    this.clearEnd = taggedEnd(kind, object.sizeWords);
    this.partOffset = part === null ? 0 : object.sizeWords;
    this.partHeader = part?.header ?? 0;
    this.partSlot = part?.slotWord ?? 0;
    this.partClearFrom = part === null ? this.stride : object.sizeWords + taggedFrom(headerKind(part.header));
  }

  /** Size of the larger of object and part. */
  get largestWords(): number {
    return Math.max(this.stride - this.partOffset, this.partOffset);
  }

  get hasPart(): boolean {
    return this.partOffset !== 0;
  }

  /** Writes the headers of `count` objects from `address` on. */
  place(address: number, count: number): void {
    const { memory, header, stride, partOffset, partHeader } = this;
    this.address = address;
    this.count = count;
    const end = address + count * stride;
    if (partOffset === 0) {
      for (let at = address; at < end; at += stride) memory[at] = header;
      return;
    }
    for (let at = address; at < end; at += stride) {
      memory[at] = header;
      memory[at + partOffset] = partHeader;
    }
  }

  /** Empties the tagged words of one object, and stores its part. */
  initialise(address: number): void {
    const { memory } = this;
    const end = address + this.clearEnd;
    for (let slot = address + this.clearFrom; slot < end; slot++) memory[slot] = 0;
    if (this.partOffset === 0) return;
    memory[address + this.partSlot] = address + this.partOffset;
    clearWords(memory, address + this.partClearFrom, address + this.stride);
  }

  initialiseAll(): void {
    const end = this.address + this.count * this.stride;
    for (let at = this.address; at < end; at += this.stride) this.initialise(at);
  }
}

/** Empties the words [from, to): most objects are too short for a call of `fill`. */
export function clearWords(memory: Int32Array, from: number, to: number): void {
  if (to - from > 64) memory.fill(0, from, to);
  else for (let slot = from; slot < to; slot++) memory[slot] = 0;
}
