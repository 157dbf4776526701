/**
 * A local handle: a slot of the handle scope it was made in. The slot stays where it is and always shows the object,
 * wherever collections move it.
 */
import { decodeSmi } from '../heap/layout/tagged-value.ts';
import { ApiFatalError } from './api-fatal-error.ts';
import type { HandleScope } from './handle-scope.ts';
import type { Handles } from './handles.ts';
import type { ValueType } from './value-types.ts';
import { belongsTo } from './value-types.ts';

const NO_SLOT = -1;

export class Local<T extends ValueType = 'Value'> {
  /** What the handle was made or cast as. */
  readonly type: T;
  /** The location: a number that never changes; -1 when the handle is empty. */
  readonly slot: number;
  readonly #handles: Handles | null;
  readonly #scope: HandleScope | null;

  /** Handles are made by {@link Handles}; without arguments an empty one, which takes no slot. */
  constructor(type: T, handles: Handles | null = null, slot = NO_SLOT, scope: HandleScope | null = null) {
    this.type = type;
    this.slot = slot;
    this.#handles = handles;
    this.#scope = scope;
  }

  /** A handle that shows nothing. */
  static empty(): Local {
    return new Local('Value');
  }

  get isEmpty(): boolean {
    return this.slot === NO_SLOT;
  }

  /** The scope that the handle was made in has not been closed. */
  get isOpen(): boolean {
    return this.#scope?.isOpen !== false;
  }

  /** The tagged value that the slot holds now: an address in words (> 0) or a small integer (< 0). */
  get value(): number {
    return this.open().heap.structure.roots.locals.get(this.slot);
  }

  /** The same for one who holds it in this heap: a fatal error if the handle is one of another heap. */
  valueIn(handles: Handles, location: string): number {
    if (this.#handles !== null && this.#handles !== handles) throw new ApiFatalError(location, 'The handle belongs to another isolate');
    return this.value;
  }

  /** Byte address of the object now; 0 for a small integer. */
  get address(): number {
    return Math.max(0, this.value) * 8;
  }

  /** The number itself; undefined when the handle shows an object. */
  get integer(): number | undefined {
    const { value } = this;
    return value < 0 ? decodeSmi(value) : undefined;
  }

  /** Whether the value is one of this type. */
  is(type: ValueType): boolean {
    const { value } = this;
    return belongsTo(type, value < 0 ? null : this.open().heap.kindAt(value));
  }

  /** The same handle under another type; a fatal error if the value is none of that type. */
  as<To extends ValueType>(type: To): Local<To> {
    if (!this.isEmpty && !this.is(type)) throw new ApiFatalError(`v8::${type}::Cast`, `Value is not a ${type}`);
    return new Local(type, this.#handles, this.slot, this.#scope);
  }

  /** Both are empty or both show the same object or number. */
  equals(other: Local<ValueType>): boolean {
    if (this.isEmpty || other.isEmpty) return this.isEmpty && other.isEmpty;
    return this.value === other.value && (this.value < 0 || this.#handles === other.#handles);
  }

  private open(): Handles {
    if (this.#handles === null) throw new ApiFatalError('v8::Local', 'The handle is empty');
    if (!this.isOpen) throw new ApiFatalError('v8::Local', 'The handle scope has been closed');
    return this.#handles;
  }
}
