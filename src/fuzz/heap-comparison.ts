/**
 * Whether the heap agrees with the model: what is alive, every link, every weak word.
 *
 * Reads the simulated memory word by word, without the help of anything that a collector also uses.
 */
import { InvariantError } from '../base/invariant.ts';
import type { WatchedRun } from '../engine-sim/simulator.ts';
import type { Heap } from '../heap/heap.ts';
import { kindName, kindOf, strongEnd, taggedFrom } from '../heap/layout/object-layout.ts';
import { CLEARED } from '../heap/layout/tagged-value.ts';
import { CensusTaker } from '../heap/verifier/census.ts';
import type { GraphModel, ModelObject, ModelValue } from './graph-model.ts';
import { WEAK_COLLECTION_TABLE, firstWeakWord } from './graph-model.ts';

const EPHEMERON_TABLE = kindOf('EphemeronHashTable');

export interface ComparisonDepth {
  /** A full collection that marked in its pause has just ended: everything dead is gone. */
  readonly afterFullCollection: boolean;
  /** No step is under way: what is reachable is what the model knows and what was there before. */
  readonly atRest: boolean;
}

export class HeapComparison {
  private readonly heap: Heap;
  private readonly run: WatchedRun;
  private readonly model: GraphModel;
  private readonly program: { readonly objectNames: readonly string[]; readonly handleNames: readonly string[] };
  private readonly censusTaker: CensusTaker;
  /** Reachable objects that the model does not know: those of the baseline, and what workloads keep for ever. */
  private otherObjects: number;

  constructor(run: WatchedRun, model: GraphModel, program: { readonly objectNames: readonly string[]; readonly handleNames: readonly string[] }) {
    this.run = run;
    this.heap = run.heap;
    this.model = model;
    this.program = program;
    this.censusTaker = new CensusTaker(run.heap.structure);
    this.otherObjects = this.censusTaker.take().objects;
  }

  /** @throws InvariantError at the first difference. */
  compare(depth: ComparisonDepth): void {
    const { model, run } = this;
    const alive = model.reachable();
    const pairing = new Pairing(this.heap, alive);
    for (const [position, { handle }] of model.names.entries()) {
      if (handle?.object === undefined || handle.object === null || handle.weak) continue;
      pairing.pair(handle.object, run.objects.address(position), { object: this.program.objectNames[position] });
    }
    for (const [position, handle] of model.handles.entries()) {
      if (handle === undefined) continue;
      const shown = run.handles.valueOf(position);
      const where = { handle: this.program.handleNames[position] };
      if (handle.object === null) {
        if (shown !== 0) differ('a handle shows something though it is empty in the model', { ...where, shown });
      } else if (!handle.weak || alive.has(handle.object)) {
        pairing.pair(handle.object, shown, where);
      } else if (depth.afterFullCollection && shown !== 0) {
        differ('a weak handle shows an object that is dead', { ...where, shown });
      }
    }
    pairing.walk();
    this.compareWatched(alive, pairing, depth);
    pairing.compareWeakWords(depth.afterFullCollection);
    if (depth.atRest) this.compareCount(alive);
  }

  private compareWatched(alive: ReadonlySet<ModelObject>, pairing: Pairing, { afterFullCollection }: ComparisonDepth): void {
    for (const [position, { last }] of this.model.names.entries()) {
      if (last === null) continue;
      const watched = this.run.objects.watched(position);
      const where = { object: this.program.objectNames[position], watched };
      if (alive.has(last)) {
        const address = pairing.addressOf(last);
        // Objects that only handles without a name lead to have no address to compare with.
        if (watched === 0 || (address !== undefined && watched !== address)) differ('a name lost sight of an object that is alive', { ...where, address });
      } else if (afterFullCollection && watched !== 0) {
        differ('a full collection left an object that is dead', where);
      }
    }
  }

  /** A step has made objects that the model does not know and that stay. */
  acceptOthers(): void {
    this.otherObjects = this.censusTaker.take().objects - objectsOf(this.model.reachable());
  }

  private compareCount(alive: ReadonlySet<ModelObject>): void {
    const expected = objectsOf(alive) + this.otherObjects;
    const { objects } = this.censusTaker.take();
    if (objects !== expected) differ('heap and model do not have the same number of objects alive', { heap: objects, model: expected });
  }
}

/** Objects on the heap: the tables of weak collections and the cells of registries included. */
function objectsOf(alive: ReadonlySet<ModelObject>): number {
  let count = alive.size;
  for (const { entries, registrations } of alive) count += (entries === null ? 0 : 1) + (registrations?.length ?? 0);
  return count;
}

/** Objects of the model with their addresses, as far as links lead to them. */
class Pairing {
  private readonly heap: Heap;
  private readonly alive: ReadonlySet<ModelObject>;
  private readonly addresses = new Map<ModelObject, number>();
  private readonly taken = new Set<number>();
  private readonly queue: ModelObject[] = [];

  constructor(heap: Heap, alive: ReadonlySet<ModelObject>) {
    this.heap = heap;
    this.alive = alive;
  }

  addressOf(object: ModelObject): number | undefined {
    return this.addresses.get(object);
  }

  pair(object: ModelObject, address: number, where: Readonly<Record<string, unknown>>): void {
    if (address <= CLEARED) differ('a link to an object that is alive is gone', { ...where, kind: kindName(object.kind), address });
    const known = this.addresses.get(object);
    if (known === address) return;
    if (known !== undefined) differ('one object has two addresses', { ...where, kind: kindName(object.kind), address, known });
    if (this.taken.has(address)) differ('two objects share an address', { ...where, kind: kindName(object.kind), address });
    this.addresses.set(object, address);
    this.taken.add(address);
    this.queue.push(object);
  }

  /** Follows every strong link. The queue grows meanwhile; so may the entries of weak maps that count. */
  walk(): void {
    let next = 0;
    do {
      for (; next < this.queue.length; next++) this.compareWords(this.queue[next]!);
      for (const object of this.queue) if (object.entries !== null) this.compareEntries(object, object.entries);
    } while (next < this.queue.length);
  }

  compareWeakWords(afterFullCollection: boolean): void {
    const { heap } = this;
    for (const object of this.queue) {
      const address = this.addresses.get(object)!;
      for (const [word, target] of object.weak) {
        const value = heap.load(address, word);
        const where = { kind: kindName(object.kind), address, word, value };
        const expected = this.addresses.get(target);
        if (this.alive.has(target)) {
          if (value <= CLEARED || (expected !== undefined && value !== expected)) differ('a weak word lost an object that is alive', { ...where, expected });
        } else if (value === CLEARED) {
          object.weak.delete(word);
          object.cleared.add(word);
        } else if (afterFullCollection) {
          differ('a weak word shows an object that is dead', where);
        }
      }
      for (const word of object.cleared) {
        const value = heap.load(address, word);
        if (value !== CLEARED) differ('a weak word that was cleared holds something', { kind: kindName(object.kind), address, word, value });
      }
      if (object.entries !== null) this.compareDeadEntries(object, object.entries, afterFullCollection);
      if (object.registrations !== null) this.compareRegistrations(object, address, afterFullCollection);
    }
  }

  private compareWords(object: ModelObject): void {
    const { heap } = this;
    const address = this.addresses.get(object)!;
    const kind = heap.kindAt(address);
    const sizeWords = heap.sizeWordsAt(address);
    if (kind !== object.kind || sizeWords !== object.sizeWords) {
      differ('an object has changed', { address, kind: kindName(object.kind), kindThere: kindName(kind), sizeWords: object.sizeWords, sizeThere: sizeWords });
    }
    if (object.registrations !== null) return; // its words are lists of cells, which are compared by their number
    const end = strongEnd(kind, sizeWords);
    for (let word = taggedFrom(kind); word < end; word++) {
      if (object.entries !== null && word === WEAK_COLLECTION_TABLE) continue;
      this.compareWord(object, address, word, object.strong.get(word) ?? 0);
    }
  }

  private compareWord(object: ModelObject, address: number, word: number, expected: ModelValue): void {
    const value = this.heap.load(address, word);
    const where = { from: kindName(object.kind), address, word };
    if (typeof expected === 'object') this.pair(expected, value, where);
    else if (value !== expected) differ('a word has changed', { ...where, value, expected });
  }

  private compareEntries(collection: ModelObject, entries: ReadonlyMap<ModelObject, ModelValue>): void {
    const stored = this.storedEntries(collection);
    for (const [key, value] of entries) {
      const address = this.addresses.get(key);
      if (address === undefined || !this.alive.has(key)) continue;
      const found = stored.get(address);
      const where = { collection: this.addresses.get(collection), key: address };
      if (found === undefined) differ('a weak collection lost the entry of a key that is alive', where);
      if (typeof value === 'object') this.pair(value, found, where);
      else if (found !== value) differ('an entry of a weak collection has changed', { ...where, found, value });
    }
  }

  private compareDeadEntries(collection: ModelObject, entries: Map<ModelObject, ModelValue>, afterFullCollection: boolean): void {
    for (const key of entries.keys()) if (!this.alive.has(key) && afterFullCollection) entries.delete(key);
    if (!afterFullCollection) return;
    const stored = this.storedEntries(collection).size;
    if (stored !== entries.size) differ('a weak collection has entries of keys that are dead', { collection: this.addresses.get(collection), stored, alive: entries.size });
  }

  /** Key → value, read off the table. */
  private storedEntries(collection: ModelObject): ReadonlyMap<number, number> {
    const { heap } = this;
    const table = heap.load(this.addresses.get(collection)!, WEAK_COLLECTION_TABLE);
    if (table <= 0 || heap.kindAt(table) !== EPHEMERON_TABLE) differ('a weak collection has lost its table', { collection: this.addresses.get(collection), table });
    const stored = new Map<number, number>();
    const end = heap.sizeWordsAt(table);
    for (let word = firstWeakWord(EPHEMERON_TABLE); word < end; word += 2) {
      const key = heap.load(table, word);
      if (key > CLEARED) stored.set(key, heap.load(table, word + 1));
    }
    return stored;
  }

  /** A cell is on one of two lists; which callbacks have run meanwhile, only the heap knows. */
  private compareRegistrations(registry: ModelObject, address: number, afterFullCollection: boolean): void {
    const { active, cleared } = this.heap.finalization.counts(address);
    const dead = registry.registrations!.filter(({ target }) => !this.alive.has(target));
    const living = registry.registrations!.length - dead.length;
    const where = { registry: address, active, cleared, living, dead: dead.length };
    const pending = this.heap.structure.roots.clearedCells.length; // sorted when the pause ends
    if (active < living) differ('a finalization registry lost a registration of an object that is alive', where);
    if (active + cleared > living + dead.length) differ('a finalization registry has registrations that were never made', where);
    if (afterFullCollection && pending === 0 && active > living) differ('a finalization registry holds a dead object for alive', where);
    // What has been called back is forgotten by both: it is the dead that are missing.
    while (registry.registrations!.length > active + cleared) registry.registrations!.splice(registry.registrations!.indexOf(dead.pop()!), 1);
  }
}

function differ(message: string, details: Readonly<Record<string, unknown>>): never {
  throw new InvariantError(`model: ${message}`, details);
}
