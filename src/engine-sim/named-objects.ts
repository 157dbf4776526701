/**
 * The objects that a scenario names, and the handles that keep them alive.
 *
 * A name is a variable: it has at most one handle, and allocating under the same name again releases the one before.
 * Whatever happens to the handle, the name watches the object, so that metrics can tell when it died.
 *
 * Invariant: a local handle belongs to the scope that was innermost when it was made; closing a scope releases
 * exactly the handles of that scope.
 */
import { invariant } from '../base/invariant.ts';
import type { Heap } from '../heap/heap.ts';
import type { HandleKind } from '../scenario/program.ts';
import { RunError } from './run-error.ts';

const NONE = -1;

interface NamedObject {
  readonly name: string;
  /** Root slot of the handle, or NONE. */
  handle: number;
  global: boolean;
  /** Weak root slot, or NONE before the first allocation. */
  watch: number;
  /** Address at the allocation. */
  bornAt: number;
}

export class NamedObjects {
  private readonly heap: Heap;
  private readonly objects: readonly NamedObject[];
  /** Open scopes, each with the root slots of its unnamed handles and the positions of its named ones. */
  private readonly scopes: { readonly slots: number[]; readonly names: number[] }[] = [];
  private locals = 0;
  private globals = 0;

  constructor(heap: Heap, names: readonly string[]) {
    this.heap = heap;
    this.objects = names.map((name) => ({ name, handle: NONE, global: false, watch: NONE, bornAt: 0 }));
    this.openScope();
  }

  get localCount(): number {
    return this.locals;
  }

  get globalCount(): number {
    return this.globals;
  }

  get scopeCount(): number {
    return this.scopes.length;
  }

  openScope(): void {
    this.scopes.push({ slots: [], names: [] });
  }

  closeScope(): void {
    const scope = this.scopes.pop();
    invariant(scope !== undefined, 'a handle scope is closed once');
    const { strong } = this.heap.structure.roots;
    for (const slot of scope.slots) strong.remove(slot);
    this.locals -= scope.slots.length;
    for (const position of scope.names) {
      const object = this.objects[position]!;
      if (object.handle !== NONE && !object.global) this.release(object);
    }
  }

  /** A handle without a name, for the life of the innermost scope. */
  addUnnamed(address: number): void {
    this.scopes.at(-1)!.slots.push(this.heap.structure.roots.strong.add(address));
    this.locals++;
  }

  /** The object at `address` has this name from now on. */
  bind(position: number, address: number, kind: HandleKind): void {
    const { strong, weak } = this.heap.structure.roots;
    const object = this.objects[position]!;
    if (object.handle !== NONE) this.release(object);
    object.bornAt = address;
    if (object.watch === NONE) object.watch = weak.add(address);
    else weak.set(object.watch, address);
    if (kind === 'none') return;
    object.handle = strong.add(address);
    object.global = kind === 'global';
    if (object.global) {
      this.globals++;
    } else {
      this.locals++;
      this.scopes.at(-1)!.names.push(position);
    }
  }

  /** The handle becomes global: it outlives its scope. */
  keep(position: number): void {
    const object = this.withHandle(position);
    if (object.global) return;
    object.global = true;
    this.locals--;
    this.globals++;
    const names = this.scopes.map((scope) => scope.names).find((list) => list.includes(position));
    names?.splice(names.indexOf(position), 1);
  }

  drop(position: number): void {
    const object = this.withHandle(position);
    if (!object.global) {
      const names = this.scopes.map((scope) => scope.names).find((list) => list.includes(position));
      names?.splice(names.indexOf(position), 1);
    }
    this.release(object);
  }

  /** The object's address now; an error when the name has no handle. */
  address(position: number): number {
    return this.heap.structure.roots.strong.get(this.withHandle(position).handle);
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

  private release(object: NamedObject): void {
    this.heap.structure.roots.strong.remove(object.handle);
    if (object.global) this.globals--;
    else this.locals--;
    object.handle = NONE;
    object.global = false;
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
