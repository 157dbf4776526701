/**
 * FinalizationRegistries: what is registered, and whose callbacks are due.
 *
 * Models:    V8's JSFinalizationRegistry and WeakCell: a registry has a list of active cells; a collection that finds
 *            a target dead moves its cell to the list of cleared ones, and the registry becomes dirty; a task then
 *            calls back once for each cleared cell. A registry that dies calls nobody back.
 * Simplifies: unregistering walks the list of cells instead of looking the token up.
 * Invariant: a cell without a registry is on no list. Between collections every cell whose target died is on its registry's cleared list, and the registry
 *            is among the dirty ones until that list is empty.
 */
import type { Heap } from './heap.ts';
import { objectLayout } from './layout/object-layout.ts';
import { encodeSmi } from './layout/tagged-value.ts';
import { keepingOver } from './temporary-roots.ts';

/** Words of a WeakCell. */
const REGISTRY = 1;
const HOLDINGS = 2;
const PREVIOUS = 3;
const NEXT = 4;
const TARGET = 7;
const TOKEN = 8;
/** Words of a JSFinalizationRegistry. */
const CLEANUP = 4;
const ACTIVE_CELLS = 5;
const CLEARED_CELLS = 6;
const FLAGS = 9;

const NOT_DIRTY = encodeSmi(0);
const DIRTY = encodeSmi(1);

/** One callback that is due: tagged values, valid until the next allocation. */
export interface DueCleanup {
  readonly registry: number;
  readonly cleanup: number;
  readonly holdings: number;
}

export class FinalizationRegistries {
  /** Told when a collection has made the first registry dirty: post a task that takes what is due. */
  onDirty: (() => void) | null = null;
  private readonly heap: Heap;
  /** Weak root slots of dirty registries, in the order in which they became so. */
  private readonly dirty: number[] = [];

  constructor(heap: Heap) {
    this.heap = heap;
  }

  get isDirty(): boolean {
    return this.dirty.length > 0;
  }

  /** A new registry; `cleanup`: a tagged value, for whoever calls back. */
  create(cleanup: number): number {
    const { heap } = this;
    const values = [cleanup];
    const registry = keepingOver(heap, values, () => heap.allocateObject(objectLayout(heap.configuration.preset, 'JSFinalizationRegistry', 0), true));
    heap.store(registry, CLEANUP, values[0]!);
    heap.store(registry, FLAGS, NOT_DIRTY);
    return registry;
  }

  /** Addresses; `holdings` any tagged value, `token` 0 for none. The address of the cell. */
  register(registry: number, target: number, holdings: number, token: number): number {
    const { heap } = this;
    const values = [registry, target, holdings, token];
    const cell = keepingOver(heap, values, () => heap.allocateObject(objectLayout(heap.configuration.preset, 'WeakCell', 0), false));
    const [movedRegistry = 0, movedTarget = 0, movedHoldings = 0, movedToken = 0] = values;
    heap.store(cell, REGISTRY, movedRegistry);
    heap.store(cell, HOLDINGS, movedHoldings);
    heap.storeWeak(cell, TARGET, movedTarget);
    heap.storeWeak(cell, TOKEN, movedToken);
    this.push(movedRegistry, ACTIVE_CELLS, cell);
    return cell;
  }

  /** Forgets every registration with this token; whether there was one. */
  unregister(registry: number, token: number): boolean {
    let any = false;
    for (const list of [ACTIVE_CELLS, CLEARED_CELLS]) {
      for (let cell = this.heap.load(registry, list); cell > 0; ) {
        const next = this.heap.load(cell, NEXT);
        if (this.heap.load(cell, TOKEN) === token) {
          this.unlink(registry, list, cell);
          this.heap.store(cell, REGISTRY, 0);
          any = true;
        }
        cell = next;
      }
    }
    return any;
  }

  /** After a collection: cells whose targets died change their list. */
  sortClearedCells(): void {
    const { clearedCells } = this.heap.structure.roots;
    if (clearedCells.length === 0) return;
    const dirtyBefore = this.dirty.length;
    for (let i = 0; i < clearedCells.length; i++) {
      const cell = clearedCells.items[i]!;
      const registry = this.heap.load(cell, REGISTRY);
      if (registry === 0) continue; // unregistered
      this.unlink(registry, ACTIVE_CELLS, cell);
      this.push(registry, CLEARED_CELLS, cell);
      if (this.heap.load(registry, FLAGS) === DIRTY) continue;
      this.heap.store(registry, FLAGS, DIRTY);
      this.dirty.push(this.heap.structure.roots.weak.add(registry));
    }
    clearedCells.clear();
    if (dirtyBefore === 0 && this.dirty.length > 0) this.onDirty?.();
  }

  /** The next callback that is due; its cell is forgotten. Null when none is left. */
  takeDue(): DueCleanup | null {
    const { weak } = this.heap.structure.roots;
    for (;;) {
      const slot = this.dirty[0];
      if (slot === undefined) return null;
      const registry = weak.get(slot);
      const cell = registry === 0 ? 0 : this.heap.load(registry, CLEARED_CELLS);
      if (cell > 0) {
        this.unlink(registry, CLEARED_CELLS, cell);
        this.heap.store(cell, REGISTRY, 0);
        return { registry, cleanup: this.heap.load(registry, CLEANUP), holdings: this.heap.load(cell, HOLDINGS) };
      }
      if (registry !== 0) this.heap.store(registry, FLAGS, NOT_DIRTY);
      weak.remove(slot);
      this.dirty.shift();
    }
  }

  /** Cells on the registry's lists. */
  counts(registry: number): { readonly active: number; readonly cleared: number } {
    const lengthOf = (list: number): number => {
      let length = 0;
      for (let cell = this.heap.load(registry, list); cell > 0; cell = this.heap.load(cell, NEXT)) length++;
      return length;
    };
    return { active: lengthOf(ACTIVE_CELLS), cleared: lengthOf(CLEARED_CELLS) };
  }

  private push(registry: number, list: number, cell: number): void {
    const { heap } = this;
    const first = heap.load(registry, list);
    heap.store(cell, PREVIOUS, 0);
    heap.store(cell, NEXT, first);
    if (first > 0) heap.store(first, PREVIOUS, cell);
    heap.store(registry, list, cell);
  }

  private unlink(registry: number, list: number, cell: number): void {
    const { heap } = this;
    const previous = heap.load(cell, PREVIOUS);
    const next = heap.load(cell, NEXT);
    if (previous > 0) heap.store(previous, NEXT, next);
    else heap.store(registry, list, next);
    if (next > 0) heap.store(next, PREVIOUS, previous);
    heap.store(cell, PREVIOUS, 0);
    heap.store(cell, NEXT, 0);
  }
}
