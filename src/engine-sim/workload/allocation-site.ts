/**
 * The place in a program that makes the objects of one class, as V8 watches it: how many of its objects survive their
 * first scavenge.
 *
 * Models:    an AllocationSite with the feedback that mementos bring.
 * Simplifies: survivors are counted among up to 256 objects, evenly spread, instead of among all.
 * Invariant: the watched objects were all made since the last collection; a tenured site watches none.
 */
import type { CollectionRecord } from '../../heap/collection-recorder.ts';
import type { Heap } from '../../heap/heap.ts';
import { shouldTenure } from '../../heap/pacing/pretenuring.ts';
import { YOUNG_COLLECTION_KINDS } from '../../vocabulary/collections.ts';

const MOST_WATCHED = 256;

export class AllocationSite {
  tenured = false;
  private readonly heap: Heap;
  /** Weak root slots. */
  private watched: number[] = [];
  private created = 0;
  /** Each so manyth object is watched. */
  private stride = 1;
  private collections: number;

  constructor(heap: Heap) {
    this.heap = heap;
    this.collections = heap.collection.recorder.records.length;
  }

  /** An object was made young. */
  note(address: number): void {
    const { records } = this.heap.collection.recorder;
    if (records.length !== this.collections) this.judge(records.at(-1));
    if (this.created++ % this.stride !== 0 || this.tenured) return;
    if (this.watched.length === MOST_WATCHED) this.thinOut();
    this.watched.push(this.heap.structure.roots.weak.add(address));
  }

  release(): void {
    for (const slot of this.watched) this.heap.structure.roots.weak.remove(slot);
    this.watched = [];
  }

  /** After a collection: of what was made before it. Several collections in between count as one. */
  private judge(last: CollectionRecord | undefined): void {
    const { heap, watched } = this;
    const { newSpace, roots } = heap.structure;
    const { preset, sizes } = heap.configuration;
    if (last !== undefined && YOUNG_COLLECTION_KINDS.includes(last.kind) && watched.length > 0) {
      const survived = watched.filter((slot) => roots.weak.get(slot) !== 0).length;
      this.tenured = shouldTenure(
        {
          created: this.created,
          survivedShare: survived / watched.length,
          semispaceBytes: newSpace.totalCapacityBytes,
          maximumSemispaceBytes: sizes.maximumSemispaceBytes,
        },
        preset.pretenuring,
      );
    }
    this.release();
    this.collections = heap.collection.recorder.records.length;
    this.created = 0;
    this.stride = 1;
  }

  private thinOut(): void {
    this.stride *= 2;
    this.watched.filter((_, index) => index % 2 === 1).forEach((slot) => {
      this.heap.structure.roots.weak.remove(slot);
    });
    this.watched = this.watched.filter((_, index) => index % 2 === 0);
  }
}
