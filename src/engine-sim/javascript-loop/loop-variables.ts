/**
 * What a loop of JavaScript holds on its stack and in one global object.
 *
 * The newest object is in a variable until there is the next one; compiled code lets it go as soon as it is not needed, but
 * keeps what the interpreter's registers held when it took over.
 * Invariant: all slots are roots of the stack, and given back by `release`.
 */
import type { Heap } from '../../heap/heap.ts';
import { objectLayout } from '../../heap/layout/object-layout.ts';
import { firstUserSlot } from '../../heap/layout/user-slots.ts';

/** Of the newest object, and of a tree's root. */
const REGISTERS = 2;

export class LoopVariables {
  private readonly heap: Heap;
  private readonly newest: number;
  private readonly scratch: number;
  private readonly sink: number;
  private readonly sinkField: number;
  private readonly registers: readonly number[];

  constructor(heap: Heap) {
    const { stack } = heap.structure.roots;
    const { kind, sizeWords } = objectLayout(heap.configuration.preset, 'JSObject', 1);
    this.heap = heap;
    this.newest = stack.add(0);
    this.scratch = stack.add(0);
    this.sink = stack.add(heap.allocate(kind, sizeWords, true));
    this.sinkField = firstUserSlot(kind);
    this.registers = Array.from({ length: REGISTERS }, () => stack.add(0));
  }

  get held(): number {
    return this.heap.structure.roots.stack.get(this.newest);
  }

  /** In the variable. */
  hold(address: number): void {
    this.heap.structure.roots.stack.set(this.newest, address);
  }

  /** In the field of the global object: a store that marking sees. */
  storeInSink(address: number): void {
    this.heap.store(this.heap.structure.roots.stack.get(this.sink), this.sinkField, address);
  }

  /** Follows an object over an allocation … */
  follow(address: number): void {
    this.heap.structure.roots.stack.set(this.scratch, address);
  }

  /** … and its address afterwards. */
  followed(): number {
    const { stack } = this.heap.structure.roots;
    const address = stack.get(this.scratch);
    stack.set(this.scratch, 0);
    return address;
  }

  keepInRegister(which: 0 | 1, address: number): void {
    this.heap.structure.roots.stack.set(this.registers[which]!, address);
  }

  forgetRegisters(): void {
    for (const register of this.registers) this.heap.structure.roots.stack.set(register, 0);
  }

  release(): void {
    for (const slot of [this.newest, this.scratch, this.sink, ...this.registers]) this.heap.structure.roots.stack.remove(slot);
  }
}
