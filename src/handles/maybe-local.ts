/** A handle that may be missing, and has to be looked at before it is used. Only a wrapper: it takes no slot. */
import { ApiFatalError } from './api-fatal-error.ts';
import { Local } from './local.ts';
import type { ValueType } from './value-types.ts';

export class MaybeLocal<T extends ValueType = 'Value'> {
  readonly #local: Local<T> | null;

  /** Without a handle, or with an empty one: empty. */
  constructor(local: Local<T> | null = null) {
    this.#local = local?.isEmpty === true ? null : local;
  }

  get isEmpty(): boolean {
    return this.#local === null;
  }

  /** The handle, or null. */
  toLocal(): Local<T> | null {
    return this.#local;
  }

  /** The handle; a fatal error when it is missing. */
  toLocalChecked(): Local<T> {
    if (this.#local === null) throw new ApiFatalError('v8::ToLocalChecked', 'Empty MaybeLocal');
    return this.#local;
  }

  /** The handle, or this one. */
  fromMaybe(fallback: Local<T>): Local<T> {
    return this.#local ?? fallback;
  }
}

/** An empty handle of this type. */
export function emptyLocal<T extends ValueType>(type: T): Local<T> {
  return new Local(type);
}
