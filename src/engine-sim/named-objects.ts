/**
 * The objects that a scenario names, by themselves or as objects of a list, and the handles that keep them alive.
 *
 * A name is a variable: it has at most one handle, and allocating under the same name again releases the one before.
 * Whatever happens to the handle, the name watches the object, so that metrics can tell when it died. A slot that is
 * released before its scope ends is used by the scope's next handle; in V8 it would be lost until then.
 *
 * Invariant: a local handle belongs to the scope that was innermost when it was made; closing a scope releases
 * exactly the handles of that scope.
 */
import { invariant } from '../base/invariant.ts';
import type { EscapableHandleScope, HandleScope } from '../handles/handle-scope.ts';
import type { Handles } from '../handles/handles.ts';
import type { Heap } from '../heap/heap.ts';
import type { HandleKind } from '../scenario/program.ts';
import { splitElement } from '../scenario/values.ts';
import { RunError } from './run-error.ts';

const NONE = -1;

interface OpenScope {
  readonly scope: HandleScope;
  /** The same, if a handle may escape from it. */
  readonly escapable: EscapableHandleScope | null;
  /** Released slots. */
  readonly free: number[];
  /** Objects that have or had their handle here. */
  readonly objects: Set<NamedObject>;
}

export interface NamedObject {
  readonly name: string;
  /** Slot or node of the handle, or NONE. */
  handle: number;
  /** Of a local handle; null for a global one. */
  scope: OpenScope | null;
  /** Weak root slot, or NONE before the first allocation. */
  watch: number;
  /** Address at the allocation. */
  bornAt: number;
}

/** `items[3]`, `items[-1]`. */
interface ListElement {
  readonly list: number;
  readonly index: number;
}

function unnamed(name: string): NamedObject {
  return { name, handle: NONE, scope: null, watch: NONE, bornAt: 0 };
}

export class NamedObjects {
  private readonly heap: Heap;
  private readonly handles: Handles;
  /** By position; those of lists are found when they are asked for. */
  private readonly objects: readonly (NamedObject | ListElement)[];
  private readonly lists: NamedObject[][];
  /** Innermost last. */
  private readonly scopes: OpenScope[] = [];

  constructor(handles: Handles, names: readonly string[], listNames: readonly string[]) {
    this.handles = handles;
    this.heap = handles.heap;
    this.lists = listNames.map(() => []);
    this.objects = names.map((name) => {
      const element = splitElement(name);
      return element === null ? unnamed(name) : { list: listNames.indexOf(element.list), index: element.index };
    });
    this.openScope();
  }

  /** Handles that show something: released slots are not counted. */
  get localCount(): number {
    let count = this.handles.localCount;
    for (const { free } of this.scopes) count -= free.length;
    return count;
  }

  get scopeCount(): number {
    return this.scopes.length;
  }

  openScope(isEscapable = false): void {
    const escapable = isEscapable ? this.handles.openEscapableScope() : null;
    this.scopes.push({ scope: escapable ?? this.handles.openScope(), escapable, free: [], objects: new Set() });
  }

  closeScope(): void {
    const closed = this.scopes.pop();
    invariant(closed !== undefined, 'a handle scope is closed once');
    for (const object of closed.objects) {
      if (object.scope !== closed) continue;
      object.handle = NONE;
      object.scope = null;
    }
    closed.scope.close();
  }

  /** A handle without a name, for the life of the innermost scope. */
  addUnnamed(address: number): void {
    this.makeLocal(address);
  }

  /** The object at `address` has this name from now on. */
  bind(position: number, address: number, kind: HandleKind): void {
    this.bindTo(this.at(position), address, kind);
  }

  /** One more object of the list. */
  append(list: number, address: number, kind: HandleKind): void {
    const objects = this.lists[list]!;
    const object = unnamed(`[${String(objects.length)}]`);
    objects.push(object);
    this.bindTo(object, address, kind);
  }

  list(list: number): readonly NamedObject[] {
    return this.lists[list]!;
  }

  dropList(list: number): void {
    const { weak } = this.heap.structure.roots;
    for (const object of this.lists[list]!) {
      if (object.handle !== NONE) this.release(object);
      weak.set(object.watch, 0);
    }
    this.lists[list] = [];
  }

  private bindTo(object: NamedObject, address: number, kind: HandleKind): void {
    const { weak, globals } = this.heap.structure.roots;
    if (object.handle !== NONE) this.release(object);
    object.bornAt = address;
    if (object.watch === NONE) object.watch = weak.add(address);
    else weak.set(object.watch, address);
    if (kind === 'none') return;
    if (kind === 'global') object.handle = globals.add(address, this.heap.isYoung(address));
    else this.bindLocal(object, this.makeLocal(address), this.scopes.at(-1)!);
  }

  /** The handle becomes global: it outlives its scope. */
  keep(position: number): void {
    const object = this.withHandle(position);
    if (object.scope === null) return;
    const address = this.address(position);
    this.release(object);
    object.handle = this.heap.structure.roots.globals.add(address, this.heap.isYoung(address));
  }

  drop(position: number): void {
    this.release(this.withHandle(position));
  }

  /** The handle moves to the scope around the innermost one. */
  escape(position: number): void {
    const object = this.withHandle(position);
    const inner = this.scopes.at(-1)!;
    const outer = this.scopes.at(-2);
    if (inner.escapable === null || outer === undefined || object.scope !== inner) {
      throw new RunError('NOT_ESCAPABLE', `object "${object.name}" cannot escape from here`, 'write handle-scope: { escapable: true, steps: … } around the allocation and the escape');
    }
    const escaped = inner.escapable.escape(this.handles.at(object.handle, 'Value'));
    this.release(object);
    this.bindLocal(object, escaped.slot, outer);
  }

  hasHandle(position: number): boolean {
    return (this.find(position)?.handle ?? NONE) !== NONE;
  }

  /** The object's address now; an error when the name has no handle. */
  address(position: number): number {
    const { handle, scope } = this.withHandle(position);
    const { locals, globals } = this.heap.structure.roots;
    return scope === null ? globals.get(handle) : locals.get(handle);
  }

  /** The watched address: 0 when the object is dead or was never allocated. */
  watched(position: number): number {
    const object = this.find(position);
    return object === null ? 0 : this.watchedAddress(object);
  }

  watchedAddress({ watch }: NamedObject): number {
    return watch === NONE ? 0 : this.heap.structure.roots.weak.get(watch);
  }

  hasMoved(position: number): boolean {
    const object = this.find(position);
    return object !== null && this.isElsewhere(object);
  }

  /** Alive, and not where it was allocated. */
  isElsewhere(object: NamedObject): boolean {
    const address = this.watchedAddress(object);
    return address !== 0 && address !== object.bornAt;
  }

  private makeLocal(address: number): number {
    const slot = this.handles.canMake ? this.scopes.at(-1)!.free.pop() : undefined;
    if (slot === undefined) return this.handles.createSlot(address);
    this.heap.structure.roots.locals.set(slot, address);
    return slot;
  }

  private bindLocal(object: NamedObject, slot: number, scope: OpenScope): void {
    object.handle = slot;
    object.scope = scope;
    scope.objects.add(object);
  }

  private release(object: NamedObject): void {
    const { locals, globals } = this.heap.structure.roots;
    if (object.scope === null) {
      globals.remove(object.handle);
    } else {
      locals.set(object.handle, 0);
      object.scope.free.push(object.handle);
    }
    object.handle = NONE;
    object.scope = null;
  }

  /** Null: the list has no such object. */
  private find(position: number): NamedObject | null {
    const object = this.objects[position]!;
    return 'list' in object ? (this.lists[object.list]!.at(object.index) ?? null) : object;
  }

  private at(position: number): NamedObject {
    const found = this.find(position);
    if (found !== null) return found;
    const { list, index } = this.objects[position] as ListElement;
    const length = this.lists[list]!.length;
    throw new RunError('OBJECT_NOT_ALLOCATED', `the list has ${String(length)} objects; there is no object ${String(index)}`, 'objects of a list count from 0, from its end with -1');
  }

  private withHandle(position: number): NamedObject {
    const object = this.at(position);
    if (object.handle !== NONE) return object;
    if (object.watch === NONE) {
      throw new RunError('OBJECT_NOT_ALLOCATED', `object "${object.name}" has not been allocated yet`, 'allocate it with "as" in an earlier step');
    }
    throw new RunError(
      'OBJECT_DROPPED',
      `object "${object.name}" has no handle any more`,
      'it was dropped, its handle scope ended, or it was allocated with handle: none; use keep to let it outlive its scope',
    );
  }
}
