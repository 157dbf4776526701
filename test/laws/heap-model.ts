/**
 * A heap beside a trivial model of it: plain objects that refer to each other, reachable or not by JavaScript's own
 * rules. What the heap does with addresses, pages and collections must never show in the model.
 */
import { expect } from 'vitest';
import type { ArraySource } from '../../src/base/array-source.ts';
import { findPreset } from '../../src/flags/presets/index.ts';
import { pinningRule } from '../../src/heap/collectors/object-pinning.ts';
import { HeapFatalError } from '../../src/heap/fatal.ts';
import type { CollectionObserver } from '../../src/heap/garbage-collection.ts';
import type { Heap } from '../../src/heap/heap.ts';
import { encodeSmi } from '../../src/heap/layout/tagged-value.ts';
import type { ObjectLayout } from '../../src/heap/layout/object-layout.ts';
import { objectLayout, taggedEnd, taggedFrom } from '../../src/heap/layout/object-layout.ts';
import { pageOf } from '../../src/heap/layout/page-geometry.ts';
import { FORCED_CANDIDATE } from '../../src/heap/pages/page-flags.ts';
import type { RootSlots } from '../../src/heap/roots/root-table.ts';
import { PagedSpace } from '../../src/heap/spaces/paged-space.ts';
import { HeapVerifier } from '../../src/heap/verifier.ts';
import { takeCensus } from '../../src/heap/verifier/census.ts';
import { YOUNG_COLLECTION_KINDS } from '../../src/vocabulary/collections.ts';
import type { ObjectTypeName } from '../../src/vocabulary/object-types.ts';
import type { HeapCase } from '../heap/heap-cases.ts';
import { newHeap } from '../heap/heaps.ts';

export type Operation =
  | { readonly op: 'allocate'; readonly type: ObjectTypeName; readonly units: number; readonly young: boolean; readonly retry: 'last-resort' | 'light' | 'none' }
  | { readonly op: 'garbage'; readonly type: ObjectTypeName; readonly units: number; readonly young: boolean; readonly count: number }
  | { readonly op: 'link'; readonly from: number; readonly slot: number; readonly to: number }
  | { readonly op: 'number'; readonly from: number; readonly slot: number; readonly value: number }
  | { readonly op: 'drop'; readonly handle: number }
  | { readonly op: 'watch'; readonly handle: number }
  | { readonly op: 'collect'; readonly how: 'minor' | 'major' | 'reduce' | 'precise' | 'last resort' }
  | { readonly op: 'mark'; readonly how: 'start' | 'step' | 'finish' }
  | { readonly op: 'always-allocate'; readonly count: number }
  | { readonly op: 'disturb'; readonly how: 'drop free lists' | 'abandon' | 'force' | 'starve'; readonly handle: number };

interface ModelObject {
  readonly kind: number;
  readonly sizeWords: number;
  /** By word offset; absent = empty. */
  readonly slots: Map<number, ModelObject | number>;
}

interface Handle {
  readonly root: number;
  readonly object: ModelObject;
}

/** More would only be slower, and could fill the heap. */
const MOST_HANDLES = 48;

export class ModelledHeap {
  readonly heap: Heap;
  readonly verifier: HeapVerifier;
  /** Collections that were compared with the model. */
  compared = 0;
  private handles: Handle[] = [];
  private readonly watched: Handle[] = [];
  private collecting = false;

  /** False when the simulated heap has run out of memory. */
  isUsable = true;
  private readonly looks: 'always' | 'sometimes';

  /** `looks`: around every collection, or only when somebody asks for it. */
  constructor({ preset, flags }: Pick<HeapCase, 'preset' | 'flags'>, arrays?: ArraySource, looks: 'always' | 'sometimes' = 'always') {
    this.heap = newHeap(preset, { 'max-old-space-size': 96, 'max-semi-space-size': 2, ...flags }, arrays);
    this.verifier = new HeapVerifier(this.heap);
    this.looks = looks;
    const { strong, registers } = this.heap.structure.roots;
    if (pinningRule(this.heap.configuration.flags) !== null) registers.push(firstHalf(strong));
    if (looks === 'always') this.verifier.install();
  }

  /** False when the simulated heap has run out of memory: then nothing more can be asked of it. */
  apply(operation: Operation): boolean {
    const before = this.heap.collection.recorder.records.length;
    try {
      this.perform(operation);
    } catch (error) {
      if (!(error instanceof HeapFatalError)) throw error;
      this.isUsable = false;
      return false;
    }
    if (this.looks === 'always' && this.heap.collection.recorder.records.length > before) this.compare();
    return true;
  }

  /** The reachable part of heap and model are the same graph. */
  compare(): void {
    this.compared++;
    const { heap } = this;
    const addresses = new Map<ModelObject, number>();
    const taken = new Set<number>();
    const queue: ModelObject[] = [];
    const pair = (object: ModelObject, address: number): void => {
      const known = addresses.get(object);
      if (known !== undefined) {
        expect(address, 'one object has one address').toBe(known);
        return;
      }
      expect(taken.has(address), 'two objects do not share an address').toBe(false);
      addresses.set(object, address);
      taken.add(address);
      queue.push(object);
    };
    for (const { root, object } of this.handles) pair(object, heap.structure.roots.strong.get(root));
    // The queue grows while it is walked.
    for (const object of queue) {
      const address = addresses.get(object)!;
      expect([heap.kindAt(address), heap.sizeWordsAt(address)]).toEqual([object.kind, object.sizeWords]);
      const end = taggedEnd(object.kind, object.sizeWords);
      for (let word = taggedFrom(object.kind); word < end; word++) {
        const value = heap.load(address, word);
        const expected = object.slots.get(word);
        if (typeof expected === 'object') pair(expected, value);
        else if (value !== (expected ?? 0)) expect(value, `word ${word} of ${address}`).toBe(expected ?? 0);
      }
    }
    expect(takeCensus(heap.structure).objects).toBe(addresses.size);
    this.compareWatched(addresses);
  }

  private compareWatched(addresses: ReadonlyMap<ModelObject, number>): void {
    const { weak } = this.heap.structure.roots;
    const last = this.heap.collection.recorder.last!;
    const precise = !YOUNG_COLLECTION_KINDS.includes(last.kind) && !last.incremental && !this.heap.collection.isMarking;
    for (const { root, object } of this.watched) {
      const address = addresses.get(object);
      if (address !== undefined) expect(weak.get(root), 'a weak slot shows its object while that is reachable').toBe(address);
      else if (precise && this.collecting) expect(weak.get(root), 'a weak slot is cleared by a full collection').toBe(0);
    }
  }

  private perform(operation: Operation): void {
    const { heap } = this;
    this.collecting = operation.op === 'collect';
    switch (operation.op) {
      case 'allocate': {
        const layout = this.layoutOf(operation.type, operation.units);
        const address = heap.allocateObject(layout, operation.young, operation.retry);
        if (address !== 0) this.hold(address, modelOf(layout));
        return;
      }
      case 'garbage': {
        const layout = this.layoutOf(operation.type, operation.units);
        for (let i = 0; i < operation.count; i++) heap.allocateObject(layout, operation.young);
        return;
      }
      case 'link': {
        const from = this.pick(operation.from);
        const to = this.pick(operation.to);
        if (from !== null && to !== null) this.store(from, operation.slot, heap.structure.roots.strong.get(to.root), to.object);
        return;
      }
      case 'number': {
        const from = this.pick(operation.from);
        const value = encodeSmi(operation.value);
        if (from !== null) this.store(from, operation.slot, value, value);
        return;
      }
      case 'drop': {
        const handle = this.pick(operation.handle);
        if (handle !== null) this.drop(handle);
        return;
      }
      case 'watch': {
        const handle = this.pick(operation.handle);
        if (handle === null) return;
        const { strong, weak } = heap.structure.roots;
        this.watched.push({ root: weak.add(strong.get(handle.root)), object: handle.object });
        return;
      }
      case 'collect':
        { this.collect(operation.how); return; }
      case 'mark':
        if (operation.how === 'start') heap.collection.startMarking();
        else heap.collection.advanceMarking(operation.how === 'step' ? 4096 : 0);
        if (this.looks === 'always') this.verifier.verifyNow();
        return;
      case 'disturb':
        this.disturb(operation.how, operation.handle);
        if (this.looks === 'always') this.verifier.verifyNow();
        return;
      case 'always-allocate': {
        heap.allocator.alwaysAllocateDepth++;
        try {
          for (let i = 0; i < operation.count; i++) {
            const layout = this.layoutOf('FixedArray', 1000 * i);
            const address = heap.allocateObject(layout, false, 'none');
            if (address !== 0) this.hold(address, modelOf(layout));
          }
        } finally {
          heap.allocator.alwaysAllocateDepth--;
        }
        return;
      }
    }
  }

  /** What a scenario may do to the spaces themselves. */
  private disturb(how: Extract<Operation, { op: 'disturb' }>['how'], index: number): void {
    const { structure, collection } = this.heap;
    const handle = this.pick(index);
    switch (how) {
      case 'drop free lists':
        collection.sweeper.finish();
        for (const space of structure.pagedSpaces) {
          space.closeArea();
          space.dropFreeList();
        }
        return;
      case 'abandon':
        collection.sweeper.finish();
        for (const space of structure.pagedSpaces) space.abandonFreeMemory();
        return;
      case 'force':
        if (handle !== null) this.forcePageOf(handle);
        return;
      case 'starve':
        // Nothing young is left, which could not be promoted; then pages are to be emptied without a new page.
        this.collect('precise');
        for (let i = 0; handle !== null && i < 3; i++) this.forcePageOf(this.pick(index + i)!);
        this.collectWithoutPages();
    }
  }

  /** There are pages again before it ends: versions that look at the limit after each collection would be out of memory. */
  private collectWithoutPages(): void {
    const { limits, collection } = this.heap;
    const end = (): void => {
      limits.forceOutOfMemory = false;
    };
    const relief: CollectionObserver = { inPause: end };
    collection.observers.push(relief);
    limits.forceOutOfMemory = true;
    try {
      this.collect('major');
    } finally {
      end();
      collection.observers.splice(collection.observers.indexOf(relief), 1);
    }
  }

  private forcePageOf(handle: Handle): void {
    const { structure } = this.heap;
    const page = pageOf(structure.roots.strong.get(handle.root));
    if (structure.spaceOfPage(page) instanceof PagedSpace) structure.pages.setFlags(page, FORCED_CANDIDATE);
  }

  private collect(how: Extract<Operation, { op: 'collect' }>['how']): void {
    const { collection } = this.heap;
    switch (how) {
      case 'minor':
        { collection.collect({ generation: 'young', reason: 'testing' }); return; }
      case 'major':
        { collection.collect({ generation: 'old', reason: 'testing' }); return; }
      case 'reduce':
        { collection.collect({ generation: 'old', reason: 'testing', reduceMemory: true }); return; }
      case 'precise':
        { collection.collectPrecisely('testing'); return; }
      case 'last resort':
        { collection.collectAllAvailable('last resort'); return; }
    }
  }

  private layoutOf(type: ObjectTypeName, units: number): ObjectLayout {
    return objectLayout(findPreset(this.heap.configuration.preset.name)!, type, units);
  }

  private hold(address: number, object: ModelObject): void {
    this.handles.push({ root: this.heap.structure.roots.strong.add(address), object });
    if (this.handles.length > MOST_HANDLES) this.drop(this.handles[this.handles.length % 7]!);
  }

  private drop(handle: Handle): void {
    this.heap.structure.roots.strong.remove(handle.root);
    this.handles = this.handles.filter((other) => other !== handle);
  }

  private pick(index: number): Handle | null {
    return this.handles.length === 0 ? null : this.handles[index % this.handles.length]!;
  }

  private store(host: Handle, slot: number, value: number, modelValue: ModelObject | number): void {
    const { kind, sizeWords } = host.object;
    const from = taggedFrom(kind);
    const slots = taggedEnd(kind, sizeWords) - from;
    if (slots <= 0) return;
    const word = from + (slot % slots);
    this.heap.store(this.heap.structure.roots.strong.get(host.root), word, value);
    host.object.slots.set(word, modelValue);
  }
}

function modelOf(layout: ObjectLayout): ModelObject {
  const object: ModelObject = { kind: layout.kind, sizeWords: layout.sizeWords, slots: new Map() };
  if (layout.part !== null) object.slots.set(layout.part.slotWord, modelOf(layout.part.layout));
  return object;
}

/** Where scavenges pin, half of the roots are those of frames. */
function firstHalf(table: RootSlots): RootSlots {
  return {
    get slots() {
      return table.slots;
    },
    get length() {
      return table.length >>> 1;
    },
  };
}
