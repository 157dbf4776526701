/**
 * Objects that may not die before the running job ends, though only WeakRefs may show them.
 *
 * Models:    V8's KeepDuringJob set: a target is added when a WeakRef to it is made or read, so that a job which has
 *            seen an object sees it to the end.
 * Simplifies: nothing.
 * Invariant: each object is in the table once; `known` has the addresses as they were after collection `epoch`.
 */
import type { GarbageCollection } from './garbage-collection.ts';
import type { RootTable } from './roots.ts';

export class KeptObjects {
  private readonly table: RootTable;
  private readonly collection: GarbageCollection;
  private readonly known = new Set<number>();
  private epoch = 0;

  constructor(table: RootTable, collection: GarbageCollection) {
    this.table = table;
    this.collection = collection;
  }

  get count(): number {
    return this.table.count;
  }

  add(address: number): void {
    const epoch = this.collection.recorder.records.length;
    if (epoch !== this.epoch) {
      this.epoch = epoch;
      this.known.clear();
      for (let slot = 0; slot < this.table.length; slot++) this.known.add(this.table.get(slot));
    }
    if (this.known.has(address)) return;
    this.known.add(address);
    this.table.add(address);
  }

  /** The job has ended. */
  clear(): void {
    this.table.clear();
    this.known.clear();
  }
}
