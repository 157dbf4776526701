/** How built-in functions and objects are declared: as tables, from which every context gets its own objects. */
import type { BuiltinCode } from '../builtin.ts';
import type { IntrinsicName } from '../intrinsics.ts';
import type { Machine } from '../machine.ts';

export interface MethodDefinition {
  /** The `length` property. */
  readonly length: number;
  readonly run: BuiltinCode;
}

export type Methods = Readonly<Record<string, MethodDefinition>>;

/** A function that may be constructed, with its prototype object. */
export interface ConstructorDefinition {
  readonly name: string;
  readonly length: number;
  /** Without `new`. */
  readonly run: BuiltinCode;
  readonly construct: BuiltinCode;
  readonly prototype: IntrinsicName;
  readonly statics?: Methods;
  readonly methods?: Methods;
  /** Accessors of the prototype without a setter. */
  readonly getters?: Methods;
}

export const method = (length: number, run: BuiltinCode): MethodDefinition => ({ length, run });

/** The stack slot of an argument; one with undefined when there are not so many. */
export function argument(m: Machine, args: number, count: number, index: number): number {
  return index < count ? args + index : m.stack.push(m.oddballs.undefined);
}

export function argumentValue(m: Machine, args: number, count: number, index: number): number {
  return index < count ? m.slots[args + index]! : m.oddballs.undefined;
}

/** The slot of the receiver. */
export function receiver(args: number): number {
  return args - 1;
}
