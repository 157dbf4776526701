/**
 * WeakMaps and WeakSets: entries in an ephemeron table on the heap.
 *
 * Models:    V8's EphemeronHashTable: its capacity (a power of two, at least 4), when it grows, what is deleted.
 * Simplifies: entries are in the order of their insertion instead of by hash; they are found by an index beside the
 *            heap that is made anew when a collection may have moved keys. The counters are not stored but counted.
 * Invariant: the entries of a table are used from the first one on: a key, CLEARED for a deleted entry, 0 behind them.
 */
import type { Heap } from './heap.ts';
import { kindOf, objectLayout, strongEnd } from './layout/object-layout.ts';
import { CLEARED } from './layout/tagged-value.ts';
import { keepingOver } from './temporary-roots.ts';

/** Word of a JSWeakMap or JSWeakSet that holds its table. Source: V8, JSWeakCollection. */
const TABLE_WORD = 3;
const FIRST_ENTRY = strongEnd(kindOf('EphemeronHashTable'), Infinity);
const MINIMUM_CAPACITY = 4;

export interface WeakCollectionCounts {
  readonly elements: number;
  readonly deleted: number;
  readonly capacity: number;
}

interface TableIndex {
  /** Key → word offset of its entry. */
  readonly entries: Map<number, number>;
  /** Entries ever used, deleted ones included. */
  used: number;
}

export class WeakCollections {
  private readonly heap: Heap;
  /** By address of the table, as they were after collection `epoch`. */
  private readonly indices = new Map<number, TableIndex>();
  private epoch = 0;

  constructor(heap: Heap) {
    this.heap = heap;
  }

  /** `collection`: address of a JSWeakMap or JSWeakSet. The tagged value of the key, or null. */
  get(collection: number, key: number): number | null {
    const table = this.tableOf(collection);
    const entry = this.indexOf(table).entries.get(key);
    return entry === undefined ? null : this.heap.load(table, entry + 1);
  }

  has(collection: number, key: number): boolean {
    return this.indexOf(this.tableOf(collection)).entries.has(key);
  }

  /** `key`: an object's address; `value`: any tagged value. May allocate, and so move everything. */
  set(collection: number, key: number, value: number): void {
    const index = this.indexOf(this.tableOf(collection));
    const known = index.entries.get(key);
    if (known === undefined) return this.add(collection, key, value);
    const table = this.tableOf(collection);
    this.heap.barrier.storeEphemeron(table + known, key, value);
  }

  /** Whether there was such a key. */
  delete(collection: number, key: number): boolean {
    const table = this.tableOf(collection);
    const index = this.indexOf(table);
    const entry = index.entries.get(key);
    if (entry === undefined) return false;
    index.entries.delete(key);
    this.heap.barrier.storeEphemeron(table + entry, CLEARED, 0);
    return true;
  }

  counts(collection: number): WeakCollectionCounts {
    const table = this.tableOf(collection);
    const { entries, used } = this.indexOf(table);
    return { elements: entries.size, deleted: used - entries.size, capacity: this.capacityOf(table) };
  }

  private add(collection: number, key: number, value: number): void {
    const values = [collection, key, value];
    const { elements, deleted, capacity } = this.counts(collection);
    if (!hasRoom(capacity, elements + 1, deleted)) this.rebuild(values, capacityFor(elements + 1));
    const [moved = 0, movedKey = 0, movedValue = 0] = values;
    const table = this.tableOf(moved);
    const index = this.indexOf(table);
    const entry = FIRST_ENTRY + 2 * index.used++;
    index.entries.set(movedKey, entry);
    this.heap.barrier.storeEphemeron(table + entry, movedKey, movedValue);
  }

  /** A new table without the deleted entries. `values`: the collection, and what else must be kept meanwhile. */
  private rebuild(values: number[], capacity: number): void {
    const { heap } = this;
    const layout = objectLayout(heap.configuration.preset, 'EphemeronHashTable', capacity);
    const isYoung = heap.isYoung(this.tableOf(values[0]!));
    const table = keepingOver(heap, values, () => heap.allocateObject(layout, isYoung));
    const collection = values[0]!;
    const old = this.tableOf(collection);
    let entry = FIRST_ENTRY;
    for (const from of this.indexOf(old).entries.values()) {
      heap.barrier.storeEphemeron(table + entry, heap.load(old, from), heap.load(old, from + 1));
      entry += 2;
    }
    this.indices.delete(old);
    heap.store(collection, TABLE_WORD, table);
  }

  private tableOf(collection: number): number {
    return this.heap.load(collection, TABLE_WORD);
  }

  private capacityOf(table: number): number {
    return (this.heap.sizeWordsAt(table) - FIRST_ENTRY) / 2;
  }

  private indexOf(table: number): TableIndex {
    const epoch = this.heap.collection.recorder.records.length;
    if (epoch !== this.epoch) {
      this.indices.clear();
      this.epoch = epoch;
    }
    const known = this.indices.get(table);
    if (known !== undefined) return known;
    const index: TableIndex = { entries: new Map(), used: 0 };
    const end = this.heap.sizeWordsAt(table);
    for (let entry = FIRST_ENTRY; entry < end; entry += 2) {
      const key = this.heap.load(table, entry);
      if (key === 0) break;
      index.used++;
      if (key !== CLEARED) index.entries.set(key, entry);
    }
    this.indices.set(table, index);
    return index;
  }
}

/** A third of the table stays free, and deleted entries take at most half of what is free. Source: V8, HashTable. */
function hasRoom(capacity: number, elements: number, deleted: number): boolean {
  if (elements >= capacity || deleted > (capacity - elements) / 2) return false;
  return elements + Math.floor(elements / 2) <= capacity;
}

/** Entries for so many elements: half as many again, rounded up to a power of two. */
function capacityFor(elements: number): number {
  let capacity = MINIMUM_CAPACITY;
  while (capacity < elements + Math.floor(elements / 2)) capacity *= 2;
  return capacity;
}
