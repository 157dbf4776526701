/**
 * Microtasks that wait: a queue of tagged words that collections visit.
 *
 * Models:    V8's microtask queue, whose entries are roots.
 * Invariant: jobs are JOB_WORDS words each, the next one at `head`; words before it hold 0.
 */
import type { RootSlots } from '../heap/roots/root-table.ts';
import { grown } from '../heap/roots/root-table.ts';
import { decodeSmi, encodeSmi } from './tagged.ts';

export const JOB_WORDS = 5;

/** A promise is settled: handler (or undefined), argument, derived promise, whether it was rejected. */
export const REACTION_JOB = 0;
/** A promise was resolved with a thenable: promise, thenable, its then. */
export const THENABLE_JOB = 1;
/** An async function goes on: its saved registers, the value, whether it is thrown. */
export const RESUME_JOB = 2;
/** A function to be called. */
export const CALLBACK_JOB = 3;
/** A timer is due: array of the function and its arguments, native context. */
export const TIMER_JOB = 4;
/** A registered object has died: function, holdings. */
export const CLEANUP_JOB = 5;

export class JobQueue implements RootSlots {
  slots: Int32Array = new Int32Array(64 * JOB_WORDS);
  length = 0;
  private head = 0;

  get isEmpty(): boolean {
    return this.head === this.length;
  }

  add(kind: number, a: number, b: number, c: number, flag: boolean): void {
    if (this.length + JOB_WORDS > this.slots.length) this.makeRoom();
    const { slots } = this;
    slots[this.length] = encodeSmi(kind * 2 + (flag ? 1 : 0));
    slots[this.length + 1] = a;
    slots[this.length + 2] = b;
    slots[this.length + 3] = c;
    slots[this.length + 4] = 0;
    this.length += JOB_WORDS;
  }

  /** Takes the next job: its three values are pushed by `receive`, in order. */
  take(receive: (value: number) => void): { readonly kind: number; readonly flag: boolean } {
    const { slots, head } = this;
    const code = decodeSmi(slots[head]!);
    for (let i = 1; i <= 3; i++) receive(slots[head + i]!);
    slots.fill(0, head, head + JOB_WORDS);
    this.head += JOB_WORDS;
    if (this.isEmpty) this.head = this.length = 0;
    return { kind: code >> 1, flag: (code & 1) === 1 };
  }

  private makeRoom(): void {
    if (this.head > this.slots.length / 2) {
      this.slots.copyWithin(0, this.head, this.length);
      this.slots.fill(0, this.length - this.head, this.length);
      this.length -= this.head;
      this.head = 0;
    } else {
      this.slots = grown(this.slots);
    }
  }
}
