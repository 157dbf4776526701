/**
 * What is told of every allocation while somebody asks.
 *
 * Models:    V8's allocation observers of spaces and its allocation trackers.
 * Simplifies: in V8 an observer also ends the open area early, which has no effect on where objects are.
 * Invariant: every object that the mutator allocates while a watch is in force goes through `allocated`.
 */
import { WORD_BYTES } from '../base/units.ts';
import type { AllocationObserver } from './allocators/allocation-counter.ts';
import { AllocationCounter } from './allocators/allocation-counter.ts';

export class AllocationWatch {
  lastBytes = 0;
  lastAddress = 0;
  /** Objects seen. */
  count = 0;
  /** While greater than 0 observers are told nothing, and nothing counts. */
  pauses = 0;
  private readonly counters: readonly AllocationCounter[];

  constructor(spaces: number) {
    this.counters = Array.from({ length: spaces }, () => new AllocationCounter());
  }

  add(space: number, observer: AllocationObserver): void {
    this.counters[space]!.add(observer);
  }

  remove(space: number, observer: AllocationObserver): void {
    this.counters[space]!.remove(observer);
  }

  allocated(space: number, address: number, sizeWords: number): void {
    this.count++;
    this.lastAddress = address;
    this.lastBytes = sizeWords * WORD_BYTES;
    if (this.pauses === 0) this.counters[space]!.allocate(this.lastBytes);
  }
}
