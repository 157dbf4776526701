/** A handle that is never given back: its object lives as long as the heap. */
import { ApiFatalError } from './api-fatal-error.ts';
import type { Handles } from './handles.ts';
import { Local } from './local.ts';
import type { ValueType } from './value-types.ts';

export class Eternal<T extends ValueType = 'Value'> {
  #handles: Handles | null = null;
  #slot = -1;
  #type: T | null = null;

  get isEmpty(): boolean {
    return this.#slot < 0;
  }

  /** The location: a number that never changes; -1 when the handle is empty. */
  get slot(): number {
    return this.#slot;
  }

  /** The tagged value now; 0 when the handle is empty. */
  get value(): number {
    return this.#handles?.heap.structure.roots.eternals.get(this.#slot) ?? 0;
  }

  /** Once only. An empty handle leaves it empty. */
  set(handles: Handles, local: Local<T>): void {
    if (!this.isEmpty) throw new ApiFatalError('v8::Eternal::Set', 'The handle is not empty');
    if (local.isEmpty) return;
    this.#slot = handles.heap.structure.roots.eternals.add(local.valueIn(handles, 'v8::Eternal::Set'));
    this.#handles = handles;
    this.#type = local.type;
  }

  /** A local handle to the object, in the innermost scope; an empty one before the first `set`. */
  get(): Local<T> | Local {
    if (this.#handles === null || this.#type === null) return Local.empty();
    return this.#handles.local(this.value, this.#type);
  }
}
