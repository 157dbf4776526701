/**
 * The handles of one heap: the only way for an embedder to hold objects.
 *
 * An address is good until the next allocation; a handle stays good. Which handles keep objects alive: local ones
 * and eternal ones in every collection; strong global ones too, though a scavenge visits only those to young objects;
 * weak ones in none.
 */
import type { Heap } from '../heap/heap.ts';
import { objectLayout } from '../heap/layout/object-layout.ts';
import { encodeSmi } from '../heap/layout/tagged-value.ts';
import type { ObjectTypeName } from '../vocabulary/object-types.ts';
import { objectType } from '../vocabulary/object-types.ts';
import { ApiFatalError } from './api-fatal-error.ts';
import { Eternal } from './eternal.ts';
import { EscapableHandleScope, HandleScope, SealHandleScope } from './handle-scope.ts';
import { Local } from './local.ts';
import { MaybeLocal } from './maybe-local.ts';
import { Persistent, UniquePersistent } from './persistent.ts';
import type { ValueType } from './value-types.ts';
import { WeakCallbacks } from './weak-callbacks.ts';

/** Small integers: -2^30 ≤ n < 2^30. */
const SMI_LIMIT = 2 ** 30;

export class Handles {
  readonly heap: Heap;
  readonly weakCallbacks: WeakCallbacks;
  /** Open scopes. */
  level = 0;
  innermostScope: HandleScope | null = null;
  private sealedLevel = 0;

  /** One for each heap. */
  constructor(heap: Heap) {
    this.heap = heap;
    this.weakCallbacks = new WeakCallbacks(heap);
    heap.collection.observers.push(this.weakCallbacks);
  }

  // ── Scopes ────────────────────────────────────────────────────────────────────────────────────────────────

  /** Handles made from now on die when this scope is closed. */
  openScope(): HandleScope {
    return new HandleScope(this);
  }

  /** The same, and one handle may escape into the scope that is innermost now. */
  openEscapableScope(): EscapableHandleScope {
    return new EscapableHandleScope(this, this.createSlot(0));
  }

  /** No handle can be made, but in scopes opened meanwhile. */
  seal(): SealHandleScope {
    return new SealHandleScope(this);
  }

  /** Runs `body` in a scope of its own. */
  inScope<Result>(body: (scope: HandleScope) => Result): Result {
    const scope = this.openScope();
    try {
      return body(scope);
    } finally {
      scope.close();
    }
  }

  /** The same with a scope that one handle can escape from. */
  inEscapableScope<Result>(body: (scope: EscapableHandleScope) => Result): Result {
    const scope = this.openEscapableScope();
    try {
      return body(scope);
    } finally {
      scope.close();
    }
  }

  // ── Making handles ────────────────────────────────────────────────────────────────────────────────────────

  /** Whether a local handle could be made now: there is a scope, and it is not sealed. */
  get canMake(): boolean {
    return this.level !== this.sealedLevel;
  }

  /** The bare slot of a new local handle; for loops in which a {@link Local} each would cost too much. */
  createSlot(value: number): number {
    if (!this.canMake) throw new ApiFatalError('v8::HandleScope::CreateHandle()', 'Cannot create a handle without a HandleScope');
    return this.heap.structure.roots.locals.add(value);
  }

  /** A handle to a tagged value: an address in words, or a small integer. */
  local<T extends ValueType>(value: number, type: T): Local<T> {
    return this.at(this.createSlot(value), type, this.innermostScope);
  }

  /** A handle over a slot that exists. */
  at<T extends ValueType>(slot: number, type: T, scope: HandleScope | null = this.innermostScope): Local<T> {
    return new Local(type, this, slot, scope);
  }

  /** A whole number, -2^30 ≤ n < 2^30: takes a slot, and nothing on the heap. */
  integer(number: number): Local<'Number'> {
    if (!Number.isInteger(number) || number < -SMI_LIMIT || number >= SMI_LIMIT) throw new RangeError(`${number} is no small integer`);
    return this.local(encodeSmi(number), 'Number');
  }

  /**
   * A new object. `units`: elements, fields, characters … as the type counts them. Collects as the heap must; throws
   * HeapFatalError when the simulated heap is out of memory.
   */
  allocate<T extends ObjectTypeName>(type: T, units = 0, young: boolean = isYoungByDefault(type)): Local<T> {
    return this.local(this.heap.allocateObject(objectLayout(this.heap.configuration.preset, type, units), young), type);
  }

  /** The same without a collection: empty when there is no room. */
  tryAllocate<T extends ObjectTypeName>(type: T, units = 0, young: boolean = isYoungByDefault(type)): MaybeLocal<T> {
    const address = this.heap.allocateObject(objectLayout(this.heap.configuration.preset, type, units), young, 'none');
    return new MaybeLocal(address === 0 ? null : this.local(address, type));
  }

  persistent<T extends ValueType>(local: Local<T>): Persistent<T> {
    return new Persistent(this, local);
  }

  /** For an owner that calls `dispose` when it goes. */
  unique<T extends ValueType>(local: Local<T>): UniquePersistent<T> {
    return new UniquePersistent(this, local);
  }

  eternal<T extends ValueType>(local: Local<T>): Eternal<T> {
    const eternal = new Eternal<T>();
    eternal.set(this, local);
    return eternal;
  }

  // ── Figures ───────────────────────────────────────────────────────────────────────────────────────────────

  /** Local handles in all open scopes. */
  get localCount(): number {
    return this.heap.structure.roots.locals.length;
  }

  /** Global handles in use, weak ones included. */
  get globalCount(): number {
    return this.heap.structure.roots.globals.count;
  }

  get eternalCount(): number {
    return this.heap.structure.roots.eternals.count;
  }

  /** Blocks of 1,022 slots in use; one more may be kept for later. */
  get blockCount(): number {
    return this.heap.structure.roots.locals.blocks;
  }

  // ── For scopes ────────────────────────────────────────────────────────────────────────────────────────────

  enter(scope: HandleScope): void {
    this.level++;
    this.innermostScope = scope;
  }

  leave(scope: HandleScope): void {
    this.level--;
    this.innermostScope = scope.parent;
  }

  /** The level that was sealed before. */
  setSealedLevel(level: number): number {
    const before = this.sealedLevel;
    this.sealedLevel = level;
    return before;
  }
}

function isYoungByDefault(type: ObjectTypeName): boolean {
  return objectType(type).generation === undefined;
}
