/**
 * Handles that outlive scopes: in use until they are reset, whoever holds them.
 *
 * A strong one keeps its object alive. A weak one does not: the collection that finds the object dead empties it, and
 * then calls back, first in the pause, where nothing may be allocated, and if asked a second time after it.
 */
import type { WeakCallback } from './weak-callbacks.ts';
import { ApiFatalError } from './api-fatal-error.ts';
import type { Handles } from './handles.ts';
import { Local } from './local.ts';
import type { ValueType } from './value-types.ts';

const NO_NODE = -1;

export class Persistent<T extends ValueType = 'Value'> {
  readonly type: T;
  protected readonly handles: Handles;
  protected node = NO_NODE;

  /** By {@link Handles.persistent}. */
  constructor(handles: Handles, local: Local<T>) {
    this.handles = handles;
    this.type = local.type;
    this.reset(local);
  }

  /** Nothing is shown: never was, was reset, or the object of a weak handle has died. */
  get isEmpty(): boolean {
    return this.value === 0;
  }

  /** The location: the node, a number that stays as long as the handle is in use; -1 when it has none. */
  get slot(): number {
    return this.node;
  }

  /** The tagged value now; 0 when the handle is empty. */
  get value(): number {
    return this.node === NO_NODE ? 0 : this.handles.heap.structure.roots.globals.get(this.node);
  }

  /** Byte address of the object now; 0 when there is none. */
  get address(): number {
    return Math.max(0, this.value) * 8;
  }

  get isWeak(): boolean {
    return this.node !== NO_NODE && this.handles.heap.structure.roots.globals.isWeak(this.node);
  }

  /** A local handle to the same object, in the innermost scope; an empty one when there is none. */
  get(): Local<T> {
    const { value } = this;
    return value === 0 ? new Local(this.type) : this.handles.local(value, this.type);
  }

  /** Gives the node back; then shows the object of another handle, if one is given. */
  reset(local: Local<T> | null = null): void {
    const value = local === null || local.isEmpty ? 0 : local.valueIn(this.handles, 'v8::Persistent::Reset');
    if (this.node !== NO_NODE) {
      this.handles.weakCallbacks.forget(this.node);
      this.handles.heap.structure.roots.globals.remove(this.node);
      this.node = NO_NODE;
    }
    if (value === 0) return;
    this.node = this.handles.heap.structure.roots.globals.add(value, value > 0 && this.handles.heap.isYoung(value));
  }

  /**
   * From now on the object may die. Without a callback the handle is just emptied then; a callback must reset it.
   */
  setWeak(callback: WeakCallback | null = null): void {
    if (this.node === NO_NODE) throw new ApiFatalError('v8::Persistent::SetWeak', 'The handle is empty');
    this.handles.heap.structure.roots.globals.setWeak(this.node, true);
    this.handles.weakCallbacks.add(this.node, this, callback);
  }

  /** Strong again. */
  clearWeak(): void {
    if (this.node === NO_NODE) return;
    this.handles.heap.structure.roots.globals.setWeak(this.node, false);
    this.handles.weakCallbacks.forget(this.node);
  }
}

/** A persistent handle with one owner: when the owner goes, it is reset. It can be passed on, not copied. */
export class UniquePersistent<T extends ValueType = 'Value'> extends Persistent<T> {
  /** The handle for another owner; this one is empty afterwards. Weakness and callback go with it. */
  pass(): UniquePersistent<T> {
    const taker = new UniquePersistent(this.handles, new Local(this.type));
    taker.node = this.node;
    this.node = NO_NODE;
    if (taker.node !== NO_NODE) this.handles.weakCallbacks.change(taker.node, taker);
    return taker;
  }

  /** What the owner calls when it goes. */
  dispose(): void {
    this.reset();
  }
}
