/**
 * A run of new objects of one size, side by side in new space, of which as little is written as possible.
 *
 * Only objects that somebody looks at are made; of the others even the headers are left to whoever walks the page.
 *
 * Invariant: objects start at address, address + stride, …. Objects are named by their position in the run,
 * 0 ≤ position < count.
 */
import type { DeferredWrites, UnmadeObjects } from '../../heap/deferred-writes.ts';
import { headerKind } from '../../heap/layout/header.ts';
import { NOT_WEAK, hasTaggedWords, taggedEnd, taggedFrom, weaknessOf } from '../../heap/layout/object-layout.ts';

export class ObjectRun implements UnmadeObjects {
  address = 0;
  count = 0;
  /** Words from one object to the next: object and part. */
  readonly stride: number;
  readonly header: number;
  readonly partOffset: number;
  readonly partHeader: number;
  private readonly memory: Int32Array;
  private readonly deferred: DeferredWrites;
  private readonly clearFrom: number;
  private readonly clearEnd: number;
  private readonly partSlot: number;
  private readonly partClearFrom: number;
  private readonly tagged: boolean;
  /** Nothing but a header and empty tagged words: it can stay unmade while it is held. */
  private readonly isPlain: boolean;

  constructor(
    { words, deferred }: { readonly words: Int32Array; readonly deferred: DeferredWrites },
    object: { readonly header: number; readonly sizeWords: number },
    part: { readonly header: number; readonly sizeWords: number; readonly slotWord: number } | null,
  ) {
    const kind = headerKind(object.header);
    this.memory = words;
    this.deferred = deferred;
    this.header = object.header;
    this.stride = object.sizeWords + (part?.sizeWords ?? 0);
    this.clearFrom = taggedFrom(kind);
    this.clearEnd = taggedEnd(kind, object.sizeWords);
    this.partOffset = part === null ? 0 : object.sizeWords;
    this.partHeader = part?.header ?? 0;
    this.partSlot = part?.slotWord ?? 0;
    this.partClearFrom = part === null ? this.stride : object.sizeWords + taggedFrom(headerKind(part.header));
    this.tagged = part !== null || hasTaggedWords(kind);
    this.isPlain = part === null && this.clearFrom === 1 && this.clearEnd === this.stride && weaknessOf(kind) === NOT_WEAK;
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

  /** Whether the object that was allocated at `address` looks like one of a run: new, and its part behind it. */
  isLike(address: number): boolean {
    if (this.memory[address] !== this.header) return false;
    return this.partOffset === 0 || this.memory[address + this.partSlot] === address + this.partOffset;
  }

  /** The objects [from, to) are not made, or one by one: their headers are written when somebody walks the page. */
  deferHeaders(from: number, to: number): void {
    this.deferred.deferHeaders(this.addressOf(from), this.addressOf(to), this);
  }

  /** The objects [from, to) are owed: those of them that are held, by one slot each, are shown to the methods below. */
  defer(from: number, to: number): void {
    if (this.isPlain) this.deferred.deferObjects(this.addressOf(from), this.addressOf(to), this);
    else this.deferHeaders(from, to);
  }

  /** One that is deferred is held. */
  hold(position: number): void {
    if (!this.isPlain) this.makeOne(position);
  }

  holdAt(address: number): void {
    if (!this.isPlain) this.makeAt(address);
  }

  holdRow(from: number, to: number): void {
    if (!this.isPlain) this.make(from, to);
  }

  /** One that is deferred is held by a root, and perhaps by a slot. */
  holdByRoot(position: number): void {
    this.makeOne(position);
    this.deferred.made = this.addressOf(position);
  }

  /** Makes the objects [from, to) complete. Raw words are emptied with the tagged ones: one stretch is faster. */
  make(from: number, to: number): void {
    this.makeStretch(this.addressOf(from), this.addressOf(to));
  }

  makeStretch(start: number, end: number): void {
    const { memory, header, stride, partOffset, partHeader, partSlot } = this;
    if (this.tagged) memory.fill(0, start, end);
    if (partOffset === 0) {
      for (let at = start; at < end; at += stride) memory[at] = header;
      return;
    }
    for (let at = start; at < end; at += stride) {
      memory[at] = header;
      memory[at + partSlot] = at + partOffset;
      memory[at + partOffset] = partHeader;
    }
  }

  /** Makes one object complete. */
  makeOne(position: number): void {
    this.makeAt(this.addressOf(position));
  }

  makeAt(address: number): void {
    const { memory } = this;
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
