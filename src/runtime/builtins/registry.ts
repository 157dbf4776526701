/** The built-in functions of an isolate, numbered once: every context refers to them by their numbers. */
import type { Builtin, BuiltinCode } from '../builtin.ts';
import type { Machine } from '../machine.ts';

export class BuiltinRegistry {
  readonly #builtins: Builtin[];
  readonly #numbers = new Map<BuiltinCode, Map<string, number>>();

  constructor(m: Machine) {
    this.#builtins = m.builtins;
  }

  /** The number of the function; the same for the same name and code. */
  numberOf(name: string, length: number, run: BuiltinCode, construct: BuiltinCode | null = null): number {
    const byName = this.#numbers.get(run) ?? new Map<string, number>();
    this.#numbers.set(run, byName);
    const known = byName.get(name);
    if (known !== undefined) return known;
    const number = this.#builtins.push({ name, length, run, construct }) - 1;
    byName.set(name, number);
    return number;
  }
}
