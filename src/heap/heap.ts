/**
 * The heap: the façade that everybody outside src/heap uses.
 *
 * Models:    V8's Heap as a mutator sees it: allocate, store, collect, ask.
 * Simplifies: the mutator is one thread; objects are addresses, handles are root slots.
 * Invariant: an address is valid until the next allocation or collection; whoever keeps an object longer keeps a
 *            root slot and reads the address from there.
 */
import type { ArraySource } from '../base/array-source.ts';
import { NEW_ARRAYS } from '../base/array-source.ts';
import { KiB, MiB } from '../base/units.ts';
import type { AllocationWatch } from './allocation-watch.ts';
import { Allocator } from './allocator.ts';
import type { Persistence } from './allocator.ts';
import { WriteBarrier } from './barriers/write-barrier.ts';
import { VirtualClock } from './clock.ts';
import { CollectionTasks } from './collection-tasks.ts';
import { ConcurrentAllocator } from './concurrent-allocator.ts';
import type { HeapConfiguration } from './configuration.ts';
import { GarbageCollection } from './garbage-collection.ts';
import { FinalizationRegistries } from './finalization-registries.ts';
import { ExternalMemory, externalBytesOf } from './external-memory.ts';
import { ForegroundTasks } from './foreground-tasks.ts';
import { HeapLimits } from './heap-limits.ts';
import { KeptObjects } from './kept-objects.ts';
import { makeHeader, headerAge, headerKind, headerSize } from './layout/header.ts';
import type { ObjectLayout } from './layout/object-layout.ts';
import { NOT_WEAK, taggedEnd, taggedFrom, weaknessOf } from './layout/object-layout.ts';
import { PAGE_BYTES, PAGE_SHIFT, pageOf } from './layout/page-geometry.ts';
import { MAX_PAGES } from './memory.ts';
import { YOUNG } from './pages/page-flags.ts';
import { PagePool } from './pages/page-pool.ts';
import { StressScavenges } from './stress-scavenges.ts';
import { HeapStructure } from './structure.ts';
import { WeakCollections } from './weak-collections.ts';

/** Beyond the heap limit: new space growing while marking, the read-only page, runs of large pages. */
const MEMORY_MARGIN_BYTES = 256 * MiB;

export class Heap {
  readonly configuration: HeapConfiguration;
  readonly structure: HeapStructure;
  readonly limits: HeapLimits;
  readonly clock: VirtualClock;
  readonly pagePool: PagePool;
  /** What waits for the event loop. Whoever runs the heap drains it. */
  readonly tasks: ForegroundTasks;
  readonly collection: GarbageCollection;
  readonly collectionTasks: CollectionTasks;
  readonly allocator: Allocator;
  readonly barrier: WriteBarrier;
  readonly keptObjects: KeptObjects;
  readonly weakCollections: WeakCollections;
  readonly finalization: FinalizationRegistries;
  readonly external: ExternalMemory;
  /** Null while nobody wants to hear of allocations. */
  allocationWatch: AllocationWatch | null = null;
  /** Objects allocated since the heap began. */
  allocatedObjects = 0;
  private readonly words: Int32Array;
  private readonly flags: Uint16Array;
  private readonly scratchRoot: number;

  /** `arrays`: where the tables come from; a heap whose tables go to another one must not be used any more. */
  constructor(configuration: HeapConfiguration, arrays: ArraySource = NEW_ARRAYS) {
    const { preset, sizes } = configuration;
    this.configuration = configuration;
    this.structure = new HeapStructure(preset, memoryPages(configuration), sizes.initialSemispaceBytes / PAGE_BYTES, arrays, (configuration.flags['minor-ms-min-lab-size-kb'] * KiB || undefined));
    this.limits = new HeapLimits(this.structure, configuration);
    this.clock = new VirtualClock(preset.costs.allocateNsPerByte);
    this.pagePool = new PagePool(preset.pagePool, () => this.clock.nowMs);
    this.structure.pages.pool = this.pagePool;
    this.tasks = new ForegroundTasks(this.structure, this.clock);
    this.barrier = new WriteBarrier(this.structure);
    this.collection = new GarbageCollection(this.structure, configuration, this.limits, this.clock, this.barrier);
    this.collectionTasks = new CollectionTasks(this.tasks, this.collection, this.structure, configuration, this.clock);
    this.allocator = new Allocator(this.structure, configuration, this.limits, this.collection);
    this.allocator.onOldGenerationExpansion = (bytes) => this.collectionTasks.oldGenerationExpands(bytes);
    this.collection.connect(this.allocator, () => this.allocator.alwaysAllocateDepth > 0);
    const { newLargeSpace, semispaces } = this.structure;
    // A paged new space has no pages yet. Measured: young large objects have room for the first one only, until it grows.
    if (newLargeSpace !== null) newLargeSpace.capacityBytes = semispaces?.capacityBytes ?? 0;
    if (semispaces !== null) semispaces.parksTails = configuration.flags['allocation-buffer-parking'];
    this.words = this.structure.words;
    this.flags = this.structure.pages.flags;
    this.scratchRoot = this.structure.roots.strong.add(0);
    this.keptObjects = new KeptObjects(this.structure.roots.keptDuringJob, this.collection);
    this.weakCollections = new WeakCollections(this);
    this.finalization = new FinalizationRegistries(this);
    this.external = new ExternalMemory(this);
    if (configuration.flags['stress-concurrent-allocation']) this.allocator.beforeAllocation = new ConcurrentAllocator(this).takeTurn;
    if (configuration.flags['stress-scavenge'] > 0) this.allocator.stressScavenges = new StressScavenges(this.structure, configuration, this.collection);
    this.collection.observers.push({ inPause: () => this.finalization.sortClearedCells() });
  }

  /**
   * Allocates and initialises one object: header written, tagged words empty. 0 when it failed as a value.
   * Throws HeapFatalError when the simulated heap is out of memory.
   */
  allocate(kind: number, sizeWords: number, young: boolean, persistence: Persistence = 'last-resort'): number {
    let address = 0;
    if (young && this.allocator.injector === null && sizeWords <= 1024) address = this.structure.newSpace.allocateFast(sizeWords);
    if (address === 0) address = this.allocator.allocate(kind, sizeWords, young, persistence);
    if (address === 0) return 0;
    this.allocatedObjects++;
    this.initialise(address, kind, sizeWords);
    if (this.allocationWatch !== null) this.allocationWatch.allocated(this.structure.pages.owner[pageOf(address)]!, address, sizeWords);
    if (weaknessOf(kind) !== NOT_WEAK && this.collection.isMarking) this.collection.listAllocated(address, kind);
    return address;
  }

  /** The same for an object with its part (an array with its elements): the part is in its slot; and with its external memory. */
  allocateObject(layout: ObjectLayout, young: boolean, persistence: Persistence = 'last-resort'): number {
    return externalBytesOf(layout) > 0 ? this.external.allocate(layout, young, persistence) : this.allocateOnHeap(layout, young, persistence);
  }

  /** Without its external memory. */
  allocateOnHeap(layout: ObjectLayout, young: boolean, persistence: Persistence): number {
    const { part } = layout;
    if (part?.folded === true && young && !this.allocator.isLarge(layout.kind, layout.sizeWords + part.layout.sizeWords)) {
      return this.allocateFolded(layout.kind, layout.sizeWords, part.layout.kind, part.layout.sizeWords, part.slotWord, persistence);
    }
    const address = this.allocate(layout.kind, layout.sizeWords, young, persistence);
    if (address === 0 || part === null) return address;
    const { strong } = this.structure.roots;
    strong.set(this.scratchRoot, address);
    const partAddress = this.allocateOnHeap(part.layout, young, persistence);
    const moved = strong.get(this.scratchRoot);
    strong.set(this.scratchRoot, 0);
    if (partAddress === 0) return 0;
    this.barrier.store(moved + part.slotWord, partAddress);
    return moved;
  }

  /** A young object with its part right behind it, which is in its slot: one attempt, no collection in between. Together they are not large. */
  allocateFolded(kind: number, sizeWords: number, partKind: number, partWords: number, slotWord: number, persistence: Persistence = 'last-resort'): number {
    const address = this.allocator.allocate(kind, sizeWords + partWords, true, persistence);
    if (address === 0) return 0;
    this.allocatedObjects += 2;
    const partAddress = address + sizeWords;
    this.initialise(address, kind, sizeWords);
    this.initialise(partAddress, partKind, partWords);
    if (this.allocationWatch !== null) {
      const owner = this.structure.pages.owner[pageOf(address)]!;
      this.allocationWatch.allocated(owner, address, sizeWords);
      this.allocationWatch.allocated(owner, partAddress, partWords);
    }
    this.barrier.store(address + slotWord, partAddress);
    return address;
  }

  /** The embedder says that a context was disposed of: the limit is that of the beginning, and memory may be reduced. */
  notifyContextDisposed(): void {
    this.limits.forgetCollections();
    this.collectionTasks.contextDisposed();
  }

  /** The heap is as its process begins; what comes now is the program's. */
  programBegins(): void {
    this.collectionTasks.programBegins();
  }

  // ── Objects ───────────────────────────────────────────────────────────────────────────────────────────────

  kindAt(address: number): number {
    return headerKind(this.words[address]!);
  }

  sizeWordsAt(address: number): number {
    return headerSize(this.words[address]!) || this.structure.pages.objectWords[pageOf(address)]!;
  }

  ageAt(address: number): number {
    return headerAge(this.words[address]!);
  }

  isYoung(address: number): boolean {
    return (this.flags[address >>> PAGE_SHIFT]! & YOUNG) !== 0;
  }

  /** Stores a tagged value into the word `wordOffset` of an object, through the write barrier. */
  store(address: number, wordOffset: number, value: number): void {
    this.barrier.store(address + wordOffset, value);
  }

  /** Stores an object's address, or 0, into a weak word. The words of ephemeron tables are their own: see weak-collections.ts. */
  storeWeak(address: number, wordOffset: number, value: number): void {
    this.barrier.storeWeak(address, address + wordOffset, value);
  }

  load(address: number, wordOffset: number): number {
    return this.words[address + wordOffset]!;
  }

  /** Share of the memory, from its beginning, that pages were ever made of. */
  get usedShare(): number {
    const { end, capacity } = this.structure.pages;
    return end / capacity;
  }

  // ── Figures ───────────────────────────────────────────────────────────────────────────────────────────────

  /** Bytes allocated by the mutator since the heap began. */
  get allocatedBytes(): number {
    return this.structure.allocatedBytes();
  }

  /** Virtual milliseconds, with the time of all allocation so far. */
  get nowMs(): number {
    return this.tasks.nowMs;
  }

  private initialise(address: number, kind: number, sizeWords: number): void {
    const { words } = this;
    words[address] = makeHeader(kind, sizeWords);
    const from = taggedFrom(kind);
    const end = taggedEnd(kind, sizeWords);
    if (end - from > 64) words.fill(0, address + from, address + end);
    else for (let slot = address + from; slot < address + end; slot++) words[slot] = 0;
  }
}

/** Pages to reserve: the most that the heap may ever hold. Reserved pages cost nothing until they are used. */
function memoryPages(configuration: HeapConfiguration): number {
  const { maximumOldGenerationBytes, maximumSemispaceBytes } = configuration.sizes;
  // A large object just above the threshold takes twice its size; new space may grow while marking by as much as
  // the limit may be overshot, which is at most half of what the old generation has left.
  const most = 2 * (maximumOldGenerationBytes + configuration.headroomBytes) + 4 * maximumSemispaceBytes + MEMORY_MARGIN_BYTES;
  return Math.min(MAX_PAGES, Math.ceil(most / PAGE_BYTES) + 1);
}
