/**
 * Scopes of local handles: nested, and closed in reverse order. Closing one gives back the slots of all handles made
 * since it was opened, and the blocks that they needed, except for one.
 *
 * Invariant: a handle belongs to the scope that was innermost when it was made.
 */
import { ApiFatalError } from './api-fatal-error.ts';
import type { Handles } from './handles.ts';
import type { Local } from './local.ts';
import type { ValueType } from './value-types.ts';

export class HandleScope {
  readonly parent: HandleScope | null;
  protected readonly handles: Handles;
  readonly #length: number;
  readonly #blocks: number;
  #open = true;

  /** Scopes are opened by {@link Handles.openScope}. */
  constructor(handles: Handles) {
    const { locals } = handles.heap.structure.roots;
    this.handles = handles;
    this.parent = handles.innermostScope;
    this.#length = locals.length;
    this.#blocks = locals.blocks;
    handles.enter(this);
  }

  get isOpen(): boolean {
    return this.#open;
  }

  close(): void {
    if (!this.#open || this.handles.innermostScope !== this) {
      throw new ApiFatalError('v8::HandleScope', 'Handle scopes are closed in reverse order, each of them once');
    }
    this.#open = false;
    this.handles.heap.structure.roots.locals.shrinkTo(this.#length, this.#blocks);
    this.handles.leave(this);
  }
}

/** A scope that can hand one of its handles to the scope around it. */
export class EscapableHandleScope extends HandleScope {
  /** Of the scope around: reserved before this one begins. */
  readonly #escapeSlot: number;
  #escaped = false;

  /** By {@link Handles.openEscapableScope}, which has reserved the slot. */
  constructor(handles: Handles, escapeSlot: number) {
    super(handles);
    this.#escapeSlot = escapeSlot;
  }

  /** The same object in a handle of the scope around; once only. An empty handle stays empty. */
  escape<T extends ValueType>(local: Local<T>): Local<T> {
    if (this.#escaped) throw new ApiFatalError('v8::EscapableHandleScope::Escape', 'Escape value set twice');
    const value = local.isEmpty ? 0 : local.valueIn(this.handles, 'v8::EscapableHandleScope::Escape');
    this.#escaped = true;
    if (value === 0) return local;
    this.handles.heap.structure.roots.locals.set(this.#escapeSlot, value);
    return this.handles.at(this.#escapeSlot, local.type, this.parent);
  }
}

/** While it is open, no handle can be made but in scopes opened inside it. */
export class SealHandleScope {
  readonly #handles: Handles;
  readonly #sealedBefore: number;
  readonly #level: number;

  /** By {@link Handles.seal}. */
  constructor(handles: Handles) {
    this.#handles = handles;
    this.#level = handles.level;
    this.#sealedBefore = handles.setSealedLevel(handles.level);
  }

  close(): void {
    if (this.#handles.level !== this.#level) throw new ApiFatalError('v8::SealHandleScope', 'A scope opened inside is still open');
    this.#handles.setSealedLevel(this.#sealedBefore);
  }
}
