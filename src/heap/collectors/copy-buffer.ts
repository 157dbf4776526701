/**
 * To-space memory for the survivors of a scavenge.
 *
 * Models:    V8's collector-time allocation buffers: small survivors go through buffers of 32 KiB, larger ones
 *            directly behind the current buffer; whether a buffer must fit whole into the page is the preset's.
 *            What roots lead to has a buffer of its own where the preset says so.
 * Simplifies: one collector thread, so one buffer at a time, and beside it the closed one of the roots.
 * Invariant: [buffer top, buffer limit), and the same of the roots’ buffer, is all the memory below to-space’s top without a header; a piece
 *            whose buffer is closed is in the queue until its objects have been scanned.
 */
import { WORD_BYTES } from '../../base/units.ts';
import type { NewSpacePolicy } from '../../flags/presets/preset.ts';
import { writeFiller } from '../allocators/fillers.ts';
import type { NewSpace } from '../spaces/new-space.ts';

export class CopyBuffer {
  /** Open buffer: objects below top; scan ≤ top is where scanning has come to. */
  top = 0;
  limit = 0;
  scan = 0;
  /** Closed pieces with objects still to be scanned: start, end, start, end, … */
  readonly queue: number[] = [];
  /** The piece that `nextPiece` found. */
  pieceStart = 0;
  pieceEnd = 0;
  private queueHead = 0;
  private exhausted = false;
  private readonly space: NewSpace;
  private readonly words: Int32Array;
  private readonly bufferWords: number;
  /** Larger objects go behind the buffer. */
  readonly objectLimitWords: number;
  private readonly wholeOnly: boolean;
  private readonly rootsApart: boolean;
  /** What is left of the buffer of the roots. */
  private asideTop = 0;
  private asideLimit = 0;

  constructor(space: NewSpace, policy: NewSpacePolicy, words: Int32Array) {
    this.space = space;
    this.words = words;
    this.bufferWords = policy.copyBuffer.bytes / WORD_BYTES;
    this.objectLimitWords = policy.copyBuffer.objectLimitBytes / WORD_BYTES;
    this.wholeOnly = policy.copyBuffer.wholeOnly;
    this.rootsApart = policy.copyBuffer.rootsApart;
  }

  begin(): void {
    this.top = this.limit = this.scan = this.asideTop = this.asideLimit = 0;
    this.queue.length = this.queueHead = 0;
    this.exhausted = false;
  }

  /** An address in to-space, or 0 when it is full. */
  allocate(sizeWords: number): number {
    const address = this.top;
    if (address + sizeWords <= this.limit && sizeWords <= this.objectLimitWords) {
      this.top = address + sizeWords;
      return address;
    }
    return sizeWords > this.objectLimitWords ? this.allocateDirectly(sizeWords) : this.allocateInNextBuffer(sizeWords);
  }

  /** The object at `address` has no pointers: scanning goes on behind it, if it has come so far. */
  skip(address: number, sizeWords: number): void {
    if (this.scan === address) this.scan = address + sizeWords;
  }

  /** What the roots lead to has been copied. */
  rootsAreDone(): void {
    if (!this.rootsApart || this.limit === 0) return;
    if (this.scan < this.top) this.queue.push(this.scan, this.top);
    this.asideTop = this.top;
    this.asideLimit = this.limit;
    this.top = this.limit = this.scan = 0;
  }

  /** Gives the unused ends of the last buffers back if nothing lies behind them, else covers them. */
  finish(): void {
    this.giveBack(this.top, this.limit);
    this.giveBack(this.asideTop, this.asideLimit);
    this.top = this.limit = this.scan = 0;
  }

  private giveBack(top: number, limit: number): void {
    if (limit === 0) return;
    if (this.space.lab.top === limit) this.space.lab.top = top;
    else writeFiller(this.words, top, limit - top);
  }

  /** Takes the next closed piece for scanning: true if there is one, in `pieceStart`, `pieceEnd`. */
  nextPiece(): boolean {
    if (this.queueHead === this.queue.length) {
      if (this.queueHead > 0) this.queue.length = this.queueHead = 0; // setting a length is slow
      return false;
    }
    this.pieceStart = this.queue[this.queueHead++]!;
    this.pieceEnd = this.queue[this.queueHead++]!;
    return true;
  }

  private allocateDirectly(sizeWords: number): number {
    let address = this.space.allocateFast(sizeWords);
    if (address === 0) {
      if (!this.space.advanceForCopying()) return 0;
      address = this.space.allocateFast(sizeWords);
    }
    if (address !== 0) this.queue.push(address, address + sizeWords);
    return address;
  }

  private allocateInNextBuffer(sizeWords: number): number {
    if (this.exhausted || !this.openNext(sizeWords)) {
      this.exhausted = true; // V8 does not try again in the same scavenge either
      return 0;
    }
    const address = this.top;
    this.top = address + sizeWords;
    return address;
  }

  private openNext(sizeWords: number): boolean {
    let size = this.nextBufferWords(sizeWords);
    if (size === 0) {
      if (!this.space.advanceForCopying()) return false;
      size = this.nextBufferWords(sizeWords);
      if (size === 0) return false;
    }
    const start = this.space.allocateFast(size);
    if (start === this.limit && this.limit !== 0) {
      this.limit = start + size; // adjacent: the open buffer grows, nothing is lost
      return true;
    }
    this.close();
    this.top = this.scan = start;
    this.limit = start + size;
    return true;
  }

  /** Words of a buffer that the rest of the page can give; 0 if it cannot hold the object. */
  private nextBufferWords(sizeWords: number): number {
    const free = this.space.lab.freeWords;
    if (free >= this.bufferWords) return this.bufferWords;
    return this.wholeOnly || free < sizeWords ? 0 : free;
  }

  private close(): void {
    if (this.limit === 0) return;
    if (this.scan < this.top) this.queue.push(this.scan, this.top);
    writeFiller(this.words, this.top, this.limit - this.top);
  }
}
