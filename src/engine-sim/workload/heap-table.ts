/**
 * Arrays on the simulated heap that hold the objects a workload keeps, as a program's own arrays would.
 *
 * Invariant: `elements` is the address of the table's elements until the next allocation or collection; after
 * one, `refresh` makes it right again.
 */
import type { Heap } from '../../heap/heap.ts';
import { FIXED_ARRAY_ELEMENTS, objectLayout } from '../../heap/layout/object-layout.ts';

/** Slot of a JSArray that holds its elements. */
const ELEMENTS_SLOT = 2;

export class HeapTable {
  /** Address of slot 0. */
  base = 0;
  readonly length: number;
  private readonly heap: Heap;
  private readonly root: number;

  /** Allocates a JSArray of `length` (≥ 1) slots; throws like any allocation when out of memory. */
  constructor(heap: Heap, length: number) {
    this.heap = heap;
    this.length = length;
    const address = heap.allocateObject(objectLayout(heap.configuration.preset, 'JSArray', length), true);
    this.root = heap.structure.roots.stack.add(address);
    this.refresh();
  }

  /** Of the array itself, until the next allocation or collection. */
  get address(): number {
    return this.heap.structure.roots.stack.get(this.root);
  }

  /** Reads the address again: the table may have moved. */
  refresh(): void {
    const { words, roots } = this.heap.structure;
    const array = roots.stack.get(this.root);
    this.base = words[array + ELEMENTS_SLOT]! + FIXED_ARRAY_ELEMENTS;
  }

  /** The table and what only it keeps alive are garbage from now on. */
  release(): void {
    this.heap.structure.roots.stack.remove(this.root);
  }
}
