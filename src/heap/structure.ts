/**
 * Everything the collectors work on: memory, pages, mark bits, slot sets, spaces, roots. No decisions.
 *
 * Models:    the parts of a V8 heap.
 * Simplifies: no shared heap, no background threads.
 * Invariant: spaces[page owner] is the space that lists the page; every old-to-young pointer has its slot in
 *            oldToNew.
 */
import type { ArraySource } from '../base/array-source.ts';
import { NEW_ARRAYS } from '../base/array-source.ts';
import { invariant } from '../base/invariant.ts';
import { WORD_BYTES } from '../base/units.ts';
import type { Preset } from '../flags/presets/preset.ts';
import type { TraceSink } from '../vocabulary/trace-events.ts';
import { FreeListChains } from './allocators/free-list.ts';
import { DeferredWrites } from './deferred-writes.ts';
import type { AreaOffsets } from './layout/page-geometry.ts';
import { PAGE_BYTES, PAGE_WORDS, codeArea, dataArea, pageOf } from './layout/page-geometry.ts';
import { SimulatedMemory } from './memory.ts';
import { MarkBits } from './pages/mark-bits.ts';
import { PageTable } from './pages/page-table.ts';
import { SlotSet } from './pages/slot-set.ts';
import { Roots } from './roots.ts';
import { WeakCounts } from './roots/weak-counts.ts';
import { WeakRememberedSet } from './roots/weak-remembered-set.ts';
import { LargeObjectSpace } from './spaces/large-object-space.ts';
import { NewSpace } from './spaces/new-space.ts';
import { LEAST_AREA_BYTES, PagedNewSpace } from './spaces/paged-new-space.ts';
import { PagedSpace } from './spaces/paged-space.ts';
import { ReadOnlySpace } from './spaces/read-only-space.ts';
import type { Space } from './spaces/space.ts';
import type { RoutingTables } from './spaces/space-routing.ts';
import { routeKinds } from './spaces/space-routing.ts';
import type { YoungSpace } from './spaces/young-space.ts';

export class HeapStructure {
  readonly preset: Preset;
  readonly memory: SimulatedMemory;
  readonly words: Int32Array;
  readonly pages: PageTable;
  readonly marks: MarkBits;
  /** Slots of old objects that hold young pointers: the remembered set. */
  readonly oldToNew: SlotSet;
  /** Slots that a full collection must update because what they point to moves. */
  readonly toMoved: SlotSet;
  /** Old objects with young weak targets and keys. */
  readonly weakOldToNew = new WeakRememberedSet();
  /** Recorded slots that a left trim has made the length of an array: they are dropped by the next collection. */
  readonly leftSlots = new Set<number>();
  readonly chains: FreeListChains;
  readonly weakCounts = new WeakCounts();
  readonly deferred: DeferredWrites;
  readonly roots = new Roots();
  /** Who hears of what collectors do; null: nobody. */
  trace: TraceSink | null = null;

  /** By space number, which is the position in the preset. */
  readonly spaces: readonly Space[];
  readonly readOnlySpace: ReadOnlySpace | null;
  readonly newSpace: YoungSpace;
  /** New space, if it is two semispaces. */
  readonly semispaces: NewSpace | null;
  /** New space, if it is one paged space. */
  readonly pagedNewSpace: PagedNewSpace | null;
  /** The paged spaces of the old generation. */
  readonly pagedSpaces: readonly PagedSpace[];
  /** These, and new space if it is paged: what is swept. */
  readonly sweptSpaces: readonly PagedSpace[];
  readonly newLargeSpace: LargeObjectSpace | null;
  /** The large-object spaces of the old generation. */
  readonly largeSpaces: readonly LargeObjectSpace[];
  private readonly routing: RoutingTables;

  constructor(preset: Preset, memoryPages: number, semispacePages: number, arrays: ArraySource = NEW_ARRAYS, leastAreaBytes = LEAST_AREA_BYTES) {
    this.preset = preset;
    this.memory = new SimulatedMemory(memoryPages, arrays);
    this.words = this.memory.words;
    this.deferred = new DeferredWrites(this.words);
    this.pages = new PageTable(memoryPages);
    this.marks = new MarkBits(memoryPages * PAGE_WORDS, arrays);
    this.oldToNew = new SlotSet(memoryPages, arrays);
    this.toMoved = new SlotSet(memoryPages, arrays);
    this.routing = routeKinds(preset);

    this.chains = new FreeListChains(memoryPages, arrays);
    const { chains } = this;
    const data: AreaOffsets = dataArea(preset.layout);
    const code: AreaOffsets = codeArea(preset.layout);
    this.spaces = preset.spaces.map((declaration, id): Space => {
      const { name } = declaration;
      const executable = declaration.executable === true;
      switch (declaration.kind) {
        case 'read-only':
          return ReadOnlySpace.create(id, data, preset.layout, this.words, this.pages);
        case 'semispaces':
          if (preset.newSpace.collector === 'minor-mark-sweeper') return new PagedNewSpace(id, semispacePages, data, leastAreaBytes, this.words, this.pages, chains);
          return new NewSpace(id, semispacePages, data, preset.newSpace, this.words, this.pages);
        case 'paged':
          return new PagedSpace({ name, id, executable }, executable ? code : data, this.words, this.pages, chains);
        case 'new-large':
          return new LargeObjectSpace({ name, id, young: true }, preset.layout, this.pages);
        case 'large':
          return new LargeObjectSpace({ name, id, young: false }, preset.layout, this.pages);
      }
    });
    const large = this.spaces.filter((space) => space instanceof LargeObjectSpace);
    this.semispaces = this.spaces.find((space) => space instanceof NewSpace) ?? null;
    this.pagedNewSpace = this.spaces.find((space) => space instanceof PagedNewSpace) ?? null;
    const newSpace = this.semispaces ?? this.pagedNewSpace ?? undefined;
    invariant(newSpace !== undefined, 'every preset has a new space', { preset: preset.name });
    this.newSpace = newSpace;
    this.readOnlySpace = this.spaces.find((space) => space instanceof ReadOnlySpace) ?? null;
    this.pagedSpaces = this.spaces.filter((space) => space instanceof PagedSpace);
    this.sweptSpaces = this.pagedNewSpace === null ? this.pagedSpaces : [this.pagedNewSpace.paged, ...this.pagedSpaces];
    this.newLargeSpace = large.find((space) => space.young) ?? null;
    this.largeSpaces = large.filter((space) => !space.young);
  }

  /** Where pages of new space go that are promoted whole. */
  get oldSpace(): PagedSpace {
    return this.pagedSpaces.find((space) => space.name === 'old_space') ?? this.pagedSpaces[0]!;
  }

  /** The paged space that old objects of this kind live in. */
  oldSpaceOf(kind: number): PagedSpace {
    return this.spaces[this.routing.oldSpaceOfKind[kind]!] as PagedSpace;
  }

  /** The space for large old objects of this kind. */
  largeSpaceOf(kind: number): LargeObjectSpace {
    return this.spaces[this.routing.largeSpaceOfKind[kind]!] as LargeObjectSpace;
  }

  spaceOfPage(page: number): Space {
    return this.spaces[this.pages.owner[page]!]!;
  }

  pagedSpaceOfPage(page: number): PagedSpace {
    const owner = this.spaceOfPage(page);
    const space = owner instanceof PagedNewSpace ? owner.paged : owner;
    invariant(space instanceof PagedSpace, 'the page belongs to a paged space', { page, space: space.name });
    return space;
  }

  spaceAt(address: number): Space {
    return this.spaceOfPage(pageOf(address));
  }

  /** Object bytes of the old generation: paged and large-object spaces. */
  oldGenerationUsedBytes(): number {
    let bytes = 0;
    for (const space of this.pagedSpaces) bytes += space.usedBytes;
    for (const space of this.largeSpaces) bytes += space.usedBytes;
    return bytes;
  }

  /** Area bytes of its pages and bytes of its large objects: what the maximum size bounds. */
  oldGenerationCapacityBytes(): number {
    let bytes = 0;
    for (const space of this.pagedSpaces) bytes += space.capacityBytes;
    for (const space of this.largeSpaces) bytes += space.usedBytes;
    return bytes;
  }

  oldGenerationWasteBytes(): number {
    let bytes = 0;
    for (const space of this.pagedSpaces) bytes += space.wasteBytes;
    return bytes;
  }

  /** Memory of its spaces. */
  oldGenerationCommittedBytes(): number {
    let bytes = 0;
    for (const space of this.pagedSpaces) bytes += space.figures().committedBytes;
    for (const space of this.largeSpaces) bytes += space.figures().committedBytes;
    return bytes;
  }

  youngUsedBytes(): number {
    return this.newSpace.usedBytes + (this.newLargeSpace?.usedBytes ?? 0);
  }

  /** Bytes of objects in every space but the read-only one. */
  usedBytes(): number {
    return this.youngUsedBytes() + this.oldGenerationUsedBytes();
  }

  /** Memory of all spaces but the read-only one. */
  committedBytes(): number {
    let bytes = 0;
    for (const space of this.spaces) {
      if (space !== this.readOnlySpace) bytes += space.committedBytes;
    }
    return bytes;
  }

  /** Bytes allocated young since the heap began. */
  youngAllocatedBytes(): number {
    return (this.newSpace.totalAllocatedWords + (this.newLargeSpace?.totalAllocatedWords ?? 0)) * WORD_BYTES;
  }

  /** Bytes allocated since the heap began, in all spaces. */
  allocatedBytes(): number {
    let words = this.newSpace.totalAllocatedWords;
    for (const space of this.pagedSpaces) words += space.totalAllocatedWords;
    for (const space of this.largeSpaces) words += space.totalAllocatedWords;
    words += this.newLargeSpace?.totalAllocatedWords ?? 0;
    return words * WORD_BYTES;
  }

  /** Page bytes held by all spaces, for the check against the whole heap's maximum. */
  reservedBytes(): number {
    return this.pages.used * PAGE_BYTES;
  }
}
