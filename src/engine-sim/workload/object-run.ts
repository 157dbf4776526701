/**
 * A run of new objects of one size, side by side in the open area, of which as little is written as possible.
 *
 * Every object needs its header, because pages are walked; only objects that somebody holds get their tagged words
 * emptied, because nobody looks into the others.
 *
 * Invariant: objects start at address, address + stride, …; the words behind the run are not allocated. Objects are
 * named by their position in the run, 0 ≤ position < count.
 */
import { headerKind } from '../../heap/layout/header.ts';
import { hasTaggedWords, taggedEnd, taggedFrom } from '../../heap/layout/object-layout.ts';

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
  private readonly tagged: boolean;

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
    this.tagged = part !== null || hasTaggedWords(kind);
  }

  /** Size of the larger of object and part. */
  get largestWords(): number {
    return Math.max(this.stride - this.partOffset, this.partOffset);
  }

  get hasPart(): boolean {
    return this.partOffset !== 0;
  }

  /** The next run: nothing of it is written yet. */
  begin(address: number, count: number): void {
    this.address = address;
    this.count = count;
  }

  addressOf(position: number): number {
    return this.address + position * this.stride;
  }

  /** Writes the headers of the objects [from, to), parts included. */
  writeHeaders(from: number, to: number): void {
    const { memory, header, stride, partOffset, partHeader } = this;
    const end = this.addressOf(to);
    if (partOffset === 0) {
      for (let at = this.addressOf(from); at < end; at += stride) memory[at] = header;
      return;
    }
    for (let at = this.addressOf(from); at < end; at += stride) {
      memory[at] = header;
      memory[at + partOffset] = partHeader;
    }
  }

  /** Makes the objects [from, to) complete. Raw words are emptied with the tagged ones: one stretch is faster. */
  make(from: number, to: number): void {
    const { memory, stride, partOffset, partSlot } = this;
    const start = this.addressOf(from);
    const end = this.addressOf(to);
    if (this.tagged) memory.fill(0, start, end);
    this.writeHeaders(from, to);
    if (partOffset === 0) return;
    for (let at = start; at < end; at += stride) memory[at + partSlot] = at + partOffset;
  }

  /** Makes one object complete. */
  makeOne(position: number): void {
    const { memory } = this;
    const address = this.addressOf(position);
    memory[address] = this.header;
    const end = address + this.clearEnd;
    for (let slot = address + this.clearFrom; slot < end; slot++) memory[slot] = 0;
    if (this.partOffset === 0) return;
    memory[address + this.partOffset] = this.partHeader;
    memory[address + this.partSlot] = address + this.partOffset;
    clearWords(memory, address + this.partClearFrom, address + this.stride);
  }
}

/** Empties the words [from, to): most objects are too short for a call of `fill`. */
export function clearWords(memory: Int32Array, from: number, to: number): void {
  if (to - from > 64) memory.fill(0, from, to);
  else for (let slot = from; slot < to; slot++) memory[slot] = 0;
}
