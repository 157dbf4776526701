/**
 * The slots of local handles: a stack in blocks of 1,022.
 *
 * Models:    V8's handle scopes: slots are handed out one behind the other; closing a scope goes back to where it
 *            began and frees the blocks beyond, except for one that is kept for the next time.
 * Simplifies: the blocks lie side by side, so a slot is a number.
 * Invariant: slots [0, length) are in use and hold 0 or a tagged value; those above hold 0. Slots 1,022·k to
 *            1,022·(k + 1) are block k; `blocks` of them are held, the last of which is partly in use.
 */
import { grown } from './root-table.ts';
import type { RootSlots } from './root-table.ts';

/** A kilobyte of words less two, so that a block with its own header fits. Source: V8, kHandleBlockSize. */
export const HANDLE_BLOCK_SLOTS = 1022;

export class LocalSlots implements RootSlots {
  slots: Int32Array = new Int32Array(1024);
  length = 0;
  /** Blocks in use. */
  blocks = 0;
  /** A block kept for the next extension. */
  hasSpareBlock = false;

  /** A new slot that holds `value`. */
  add(value: number): number {
    if (this.length === this.blocks * HANDLE_BLOCK_SLOTS) this.extend();
    if (this.length === this.slots.length) this.slots = grown(this.slots);
    this.slots[this.length] = value;
    return this.length++;
  }

  get(slot: number): number {
    return this.slots[slot]!;
  }

  set(slot: number, value: number): void {
    this.slots[slot] = value;
  }

  /** Gives back every slot from `length` on, and the blocks beyond `blocks`: what they were when a scope was opened. */
  shrinkTo(length: number, blocks: number): void {
    this.slots.fill(0, length, this.length);
    this.length = length;
    if (this.blocks === blocks) return;
    this.blocks = blocks;
    this.hasSpareBlock = true;
  }

  private extend(): void {
    this.blocks++;
    this.hasSpareBlock = false;
  }
}
