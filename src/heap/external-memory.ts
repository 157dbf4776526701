/**
 * Memory outside the heap that heap objects hold: the bytes of array buffers and external strings, and what the
 * embedder reports.
 *
 * Models:    V8's external memory accounting: young holders apart, freed with their holders; a soft limit above what
 *            was left after the last full collection, a hard one far above; a scavenge when young buffers hold much.
 * Simplifies: nothing is allocated there; bytes of dead holders are given back within the collection that finds out.
 * Invariant: totalBytes = embedderBytes + bytes of all live holders; lowBytes ≤ totalBytes between two checks.
 */
import type { GarbageCollection } from './garbage-collection.ts';
import type { Heap } from './heap.ts';
import type { ObjectLayout } from './layout/object-layout.ts';
import type { Persistence } from './allocator.ts';
import { externalPressure, externalSoftLimit, scavengesForBuffers } from './pacing/external-memory.ts';
import { PAYLOAD_WORD, PayloadTable } from './roots/payload-table.ts';

export class ExternalMemory {
  totalBytes = 0;
  /** Of these, what young objects hold. */
  youngBytes = 0;
  /** Of these, what no heap object holds. */
  embedderBytes = 0;
  /** The least total since the last full collection: limits count from here. */
  lowBytes = 0;
  private readonly heap: Heap;
  private readonly holders: PayloadTable;
  /** By entry of the table. */
  private bytes = new Float64Array(1024);
  private readonly scratchRoot: number;
  private fullCollections = 0;

  constructor(heap: Heap) {
    this.heap = heap;
    this.holders = new PayloadTable('external memory', (entry) => this.release(entry));
    this.scratchRoot = heap.structure.roots.strong.add(0);
    heap.structure.roots.payloads.push(this.holders);
    heap.collection.externalBytes = () => this.totalBytes;
    heap.collection.heldExternalBytes = () => this.totalBytes - this.embedderBytes;
    heap.collection.observers.push({ inPause: () => this.afterCollection() });
  }

  /** Objects that hold external memory. */
  get holderCount(): number {
    return this.holders.count;
  }

  /** Beyond it full collections come. */
  get softLimitBytes(): number {
    return externalSoftLimit(this.lowBytes);
  }

  /** An object, or its part, whose layout has external bytes. As Heap.allocateObject. */
  allocate(layout: ObjectLayout, young: boolean, persistence: Persistence): number {
    const bytes = externalBytesOf(layout);
    this.makeRoom(bytes);
    const address = this.heap.allocateOnHeap(layout, young, persistence);
    if (address === 0) return 0;
    const holder = layout.externalBytes > 0 ? address : this.heap.load(address, layout.part!.slotWord);
    this.attach(holder, bytes);
    const { strong } = this.heap.structure.roots;
    strong.set(this.scratchRoot, address);
    this.adjust(bytes);
    const moved = strong.get(this.scratchRoot);
    strong.set(this.scratchRoot, 0);
    return moved;
  }

  /** The embedder holds so many bytes more, or fewer when negative. */
  adjustEmbedder(bytes: number): void {
    this.embedderBytes += bytes;
    this.adjust(bytes);
  }

  /** Bytes held by this object. */
  bytesOf(holder: number): number {
    return this.bytes[this.heap.load(holder, PAYLOAD_WORD)]!;
  }

  private attach(holder: number, bytes: number): void {
    const young = this.heap.isYoung(holder);
    const entry = this.holders.add(holder, young);
    this.heap.structure.words[holder + PAYLOAD_WORD] = entry;
    if (entry >= this.bytes.length) {
      const larger = new Float64Array(this.bytes.length * 2);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes[entry] = bytes;
    if (young) this.youngBytes += bytes;
  }

  private release(entry: number): void {
    this.change(-this.bytes[entry]!);
    this.bytes[entry] = 0;
  }

  private adjust(bytes: number): void {
    this.change(bytes);
    if (bytes <= 0) return;
    if (this.totalBytes > this.softLimitBytes) this.relievePressure();
    else if (this.heap.limits.accountsGlobally) this.heap.collection.startMarkingIfLimitReached();
  }

  private change(bytes: number): void {
    this.totalBytes += bytes;
    this.lowBytes = Math.min(this.lowBytes, this.totalBytes);
    this.tellLimits();
  }

  private tellLimits(): void {
    this.heap.limits.externalBytes = this.totalBytes;
    this.heap.limits.externalSinceFullBytes = this.totalBytes - this.lowBytes;
  }

  private makeRoom(bytes: number): void {
    const { external } = this.heap.configuration.preset;
    if (scavengesForBuffers(this.youngBytes, bytes, external)) this.heap.collection.collect({ generation: 'young', reason: 'external memory pressure' });
  }

  private relievePressure(): void {
    const { collection, limits } = this.heap;
    const pressure = externalPressure({
      totalBytes: this.totalBytes,
      lowBytes: this.lowBytes,
      maximumOldBytes: limits.maximumOldBytes,
      marking: collection.isMarking,
      canStartMarking: collection.canStartMarking(),
      accountedGlobally: limits.accountsGlobally,
    });
    switch (pressure) {
      case 'none':
        return;
      case 'reduce-memory':
        return collection.collect({ generation: 'old', reason: 'external memory pressure', reduceMemory: true });
      case 'full-collection':
        return collection.collect({ generation: 'old', reason: 'external memory pressure' });
      case 'start-marking':
        return collection.startMarking(false, false, 'external memory pressure');
      case 'check-limit':
        return collection.startMarkingIfLimitReached();
      case 'advance-marking':
        return advance(collection);
    }
  }

  private afterCollection(): void {
    let youngBytes = 0;
    this.holders.forEachYoung((entry) => {
      youngBytes += this.bytes[entry]!;
    });
    this.youngBytes = youngBytes;
    const { fullCollections } = this.heap.collection;
    if (fullCollections === this.fullCollections) return;
    this.fullCollections = fullCollections;
    this.lowBytes = this.totalBytes;
    this.tellLimits();
  }
}

/** Of the object and its part. */
export function externalBytesOf(layout: ObjectLayout): number {
  return layout.externalBytes + (layout.part?.layout.externalBytes ?? 0);
}

/** Each further report marks a little; the program ends the cycle when nothing is left to mark. */
function advance(collection: GarbageCollection): void {
  collection.stepMarking('allocation');
  if (collection.markingState === 'complete') collection.collect({ generation: 'old', reason: 'finalize incremental marking via stack guard' });
}
