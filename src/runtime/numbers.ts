/**
 * Numbers that are no small integers: boxed on the heap, their 64 bits beside it.
 *
 * Models:    V8's HeapNumber: 16 bytes for each result of arithmetic that is no small integer.
 * Simplifies: arrays and fields of doubles are not unboxed.
 */
import type { Heap } from '../heap/heap.ts';
import { PAYLOAD_WORD, PayloadTable } from '../heap/roots/payload-table.ts';
import { HEAP_NUMBER } from './tagged.ts';

const NUMBER_WORDS = 2;

export class NumberStore {
  private readonly heap: Heap;
  private readonly words: Int32Array;
  private readonly table = new PayloadTable('numbers');
  private values = new Float64Array(1024);

  constructor(heap: Heap) {
    this.heap = heap;
    this.words = heap.structure.words;
    heap.structure.roots.payloads.push(this.table);
  }

  /** A new HeapNumber. */
  make(value: number, young = true): number {
    const address = this.heap.allocate(HEAP_NUMBER, NUMBER_WORDS, young);
    const entry = this.table.add(address, young);
    this.words[address + PAYLOAD_WORD] = entry;
    if (entry >= this.values.length) this.grow();
    this.values[entry] = value;
    return address;
  }

  valueOf(address: number): number {
    return this.values[this.words[address + PAYLOAD_WORD]!]!;
  }

  private grow(): void {
    const larger = new Float64Array(this.values.length * 2);
    larger.set(this.values);
    this.values = larger;
  }
}
