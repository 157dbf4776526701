/**
 * The registers of all frames, one frame behind the other: what the interpreter holds while it works.
 *
 * Models:    the interpreter's frames on V8's machine stack, which a collection visits slot by slot.
 * Simplifies: a slot is a tagged word; return addresses and the like are kept beside it.
 * Invariant: slots [0, length) are roots of every collection and hold tagged values; what is above has no meaning and
 *            is cleared before it is used. No address is kept anywhere else over an allocation.
 */
import { FIRST_PARAMETER } from '../script/bytecode.ts';
import type { RootSlots } from '../heap/roots/root-table.ts';

/** Words: V8's stack has about a megabyte too. */
const STACK_WORDS = 1 << 18;
/** Above the limit there is still room for what an error takes. */
const RESERVE_WORDS = 4096;

/** Fixed slots at the bottom. */
export const EXCEPTION_SLOT = 0;
export const RESULT_SLOT = 1;
/** The constructor that `new` named, for the built-in one that runs; 0 in a call. */
export const NEW_TARGET_SLOT = 2;
/** The fixed registers of the host's own frame: its context is the one that was entered last. */
export const HOST_BASE = 3;
const FIRST_FREE_SLOT = HOST_BASE + FIRST_PARAMETER;

export class RegisterStack implements RootSlots {
  readonly slots: Int32Array = new Int32Array(STACK_WORDS);
  length = FIRST_FREE_SLOT;
  readonly limit = STACK_WORDS - RESERVE_WORDS;

  /** Whether so many slots can be pushed and still leave room for what an error takes. */
  hasRoomFor(count: number): boolean {
    return this.length + count <= this.limit;
  }

  /** The index of the slot that holds the value, until the length is set back. */
  push(value: number): number {
    this.slots[this.length] = value;
    return this.length++;
  }
}
