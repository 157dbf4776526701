/**
 * The objects that a scenario names, and the handles that keep them alive.
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
import { RunError } from './run-error.ts';

const NONE = -1;

interface OpenScope {
  readonly scope: HandleScope;
  /** The same, if a handle may escape from it. */
  readonly escapable: EscapableHandleScope | null;
  /** Released slots. */
  readonly free: number[];
  /** Positions of objects that have or had their handle here. */
  readonly names: Set<number>;
}

interface NamedObject {
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

export class NamedObjects {
  private readonly heap: Heap;
  private readonly handles: Handles;
  private readonly objects: readonly NamedObject[];
  /** Innermost last. */
  private readonly scopes: OpenScope[] = [];

  constructor(handles: Handles, names: readonly string[]) {
    this.handles = handles;
    this.heap = handles.heap;
    this.objects = names.map((name) => ({ name, handle: NONE, scope: null, watch: NONE, bornAt: 0 }));
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
    this.scopes.push({ scope: escapable ?? this.handles.openScope(), escapable, free: [], names: new Set() });
  }

  closeScope(): void {
    const closed = this.scopes.pop();
    invariant(closed !== undefined, 'a handle scope is closed once');
    for (const position of closed.names) {
      const object = this.objects[position]!;
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
    const { weak, globals } = this.heap.structure.roots;
    const object = this.objects[position]!;
    if (object.handle !== NONE) this.release(object);
    object.bornAt = address;
    if (object.watch === NONE) object.watch = weak.add(address);
    else weak.set(object.watch, address);
    if (kind === 'none') return;
    if (kind === 'global') object.handle = globals.add(address, this.heap.isYoung(address));
    else this.bindLocal(position, object, this.makeLocal(address), this.scopes.at(-1)!);
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
    this.bindLocal(position, object, escaped.slot, outer);
  }

  hasHandle(position: number): boolean {
    return this.objects[position]!.handle !== NONE;
  }

  /** The object's address now; an error when the name has no handle. */
  address(position: number): number {
    const { handle, scope } = this.withHandle(position);
    const { locals, globals } = this.heap.structure.roots;
    return scope === null ? globals.get(handle) : locals.get(handle);
  }

  /** The watched address: 0 when the object is dead or was never allocated. */
  watched(position: number): number {
    const { watch } = this.objects[position]!;
    return watch === NONE ? 0 : this.heap.structure.roots.weak.get(watch);
  }

  hasMoved(position: number): boolean {
    const address = this.watched(position);
    return address !== 0 && address !== this.objects[position]!.bornAt;
  }

  private makeLocal(address: number): number {
    const slot = this.handles.canMake ? this.scopes.at(-1)!.free.pop() : undefined;
    if (slot === undefined) return this.handles.createSlot(address);
    this.heap.structure.roots.locals.set(slot, address);
    return slot;
  }

  private bindLocal(position: number, object: NamedObject, slot: number, scope: OpenScope): void {
    object.handle = slot;
    object.scope = scope;
    scope.names.add(position);
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

  private withHandle(position: number): NamedObject {
    const object = this.objects[position]!;
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
