/** Built-in functions: written in the host's language, called like any other. */
import type { Machine } from './machine.ts';

/** Returned by a built-in function that has called another one in its place: that one yields the value. */
export const PENDING = 0;

/**
 * `args`: stack index of the first argument; the receiver is before it, the function itself before that. Returns a
 * tagged value, or PENDING. Slots above the stack's length are free to push to; the caller sets the length back.
 */
export type BuiltinCode = (m: Machine, args: number, count: number) => number;

export interface Builtin {
  readonly name: string;
  /** The `length` property. */
  readonly length: number;
  readonly run: BuiltinCode;
  /** With `new`: m.newTarget is the constructor that was named. Without it the function cannot be constructed. */
  readonly construct: BuiltinCode | null;
}
