/**
 * A context: a global object and built-ins on the heap, held by a persistent root until it is disposed of. What other
 * objects still refer to lives on.
 */
import { invariant } from '../base/invariant.ts';
import { HOST_BASE, RESULT_SLOT } from './register-stack.ts';
import { CONTEXT } from '../script/bytecode.ts';
import { compileScript } from '../script/compile-script.ts';
import { makeFunction } from './factory.ts';
import { INTRINSIC } from './intrinsics.ts';
import type { IntrinsicName } from './intrinsics.ts';
import type { Isolate } from './isolate.ts';
import { ARRAY_LIBRARY } from './library/arrays.ts';
import { COLLECTION_LIBRARY } from './library/collections.ts';
import { PROMISE_LIBRARY } from './library/promises.ts';
import { addDataProperty, enumerableNames, readField } from './objects.ts';
import { getNamed, hasProperty } from './properties.ts';
import { RealmBuilder } from './realm.ts';
import { HIDDEN } from './shapes.ts';
import type { CompiledScript } from '../script/compiled-function.ts';
import { callNested } from './calls.ts';
import { makePool } from './script.ts';
import type { Machine } from './machine.ts';

const NO_ROOT = -1;

export class Context {
  readonly isolate: Isolate;
  readonly number: number;
  private root: number;

  constructor(isolate: Isolate, number: number, address: number) {
    this.isolate = isolate;
    this.number = number;
    this.root = isolate.heap.structure.roots.strong.add(address);
  }

  /** Address of the native context. */
  get native(): number {
    invariant(this.root !== NO_ROOT, 'the context has not been disposed of', { context: this.number });
    return this.isolate.heap.structure.roots.strong.get(this.root);
  }

  get isDisposed(): boolean {
    return this.root === NO_ROOT;
  }

  enter(): void {
    invariant(!this.isDisposed, 'the context has not been disposed of', { context: this.number });
    this.isolate.entered.push(this);
  }

  exit(): void {
    invariant(this.isolate.entered.at(-1) === this, 'contexts are left in the reverse order of entering');
    this.isolate.entered.pop();
  }

  /** Gives up the root: the context dies with the next full collection unless something else refers to it. */
  dispose(): void {
    if (this.root === NO_ROOT) return;
    invariant(!this.isolate.entered.includes(this), 'a context that is entered is not disposed of', { context: this.number });
    this.isolate.heap.structure.roots.strong.remove(this.root);
    this.root = NO_ROOT;
    const { machine } = this.isolate;
    machine.slots[HOST_BASE + CONTEXT] = 0;
  }

  /** Address of the global object. */
  get global(): number {
    return this.isolate.heap.load(this.native, INTRINSIC.global);
  }

  /** A property of the global object: a tagged value, good until the next allocation; null when there is none. */
  getGlobal(name: string): number | null {
    const { machine } = this.isolate;
    const global = machine.stack.push(this.global);
    try {
      return hasProperty(machine, global, name) ? getNamed(machine, global, name) : null;
    } finally {
      machine.stack.length = global;
    }
  }

  /** Gives the global object a property. `value`: a tagged value. */
  setGlobal(name: string, value: number): void {
    const { machine } = this.isolate;
    const first = machine.stack.push(value);
    const global = machine.stack.push(this.global);
    addDataProperty(machine, global, name, first, HIDDEN);
    machine.stack.length = first;
  }
}

export function createContext(isolate: Isolate, number: number): Context {
  const { machine: m } = isolate;
  const { base } = m;
  const first = m.stack.length;
  // Made in the host's own frame, whatever runs.
  const outer = m.stack.push(m.slots[HOST_BASE + CONTEXT]!);
  m.base = HOST_BASE;
  m.lexicals.set(number, new Map());
  const builder = new RealmBuilder(m, isolate.registry, number);
  const native = builder.build();
  addLibrary(isolate, builder.natives());
  const context = new Context(isolate, number, m.slots[native]!);
  // What the library's last part yielded would keep the context alive.
  m.slots[RESULT_SLOT] = 0;
  m.slots[HOST_BASE + CONTEXT] = m.slots[outer]!;
  m.base = base;
  m.stack.length = first;
  return context;
}

// ── The library ─────────────────────────────────────────────────────────────────────────────────────────────

const compiled = new Map<string, CompiledScript>();

function compileLibrary(source: string): CompiledScript {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  const result = compileScript(source);
  invariant(result.ok, 'the library compiles');
  compiled.set(source, result.script);
  return result.script;
}

/** The value of a part of the library, given the host's functions; in a new stack slot. */
function evaluate(isolate: Isolate, source: string, natives: number): number {
  const { machine: m } = isolate;
  const pool = m.stack.push(makePool(isolate, compileLibrary(source).main, source, true));
  const at = m.stack.push(makeFunction(m, pool, HOST_BASE + CONTEXT, false));
  m.stack.push(m.oddballs.undefined);
  const part = m.stack.push(callNested(m, at, 0));
  m.stack.push(m.oddballs.undefined);
  m.stack.push(m.slots[natives]!);
  m.slots[at] = callNested(m, part, 1);
  m.stack.length = at + 1;
  return at;
}

function addLibrary(isolate: Isolate, natives: number): void {
  const { machine: m } = isolate;
  const prototype = (name: IntrinsicName): number => m.stack.push(m.intrinsic(INTRINSIC[name]));
  const part = (object: number, name: string): number => m.stack.push(getNamed(m, object, name));
  const arrays = evaluate(isolate, ARRAY_LIBRARY, natives);
  adopt(m, part(arrays, 'methods'), prototype('arrayPrototype'));
  adopt(m, part(arrays, 'statics'), part(prototype('arrayPrototype'), 'constructor'));
  const collections = evaluate(isolate, COLLECTION_LIBRARY, natives);
  adopt(m, part(collections, 'map'), prototype('mapPrototype'));
  adopt(m, part(collections, 'set'), prototype('setPrototype'));
  const promises = evaluate(isolate, PROMISE_LIBRARY, natives);
  adopt(m, part(promises, 'methods'), prototype('promisePrototype'));
  adopt(m, part(promises, 'statics'), part(prototype('promisePrototype'), 'constructor'));
  const internal = part(promises, 'internal');
  for (const name of ['initPromise', 'runReaction', 'runThenableJob'] as const) {
    const fn = part(internal, name);
    m.heap.store(m.native, INTRINSIC[name], m.slots[fn]!);
  }
}

/** Copies the functions as methods: they are not enumerable. */
function adopt(m: Machine, from: number, to: number): void {
  for (const name of enumerableNames(m, m.slots[from]!)) {
    const shape = m.shapes.of(m.slots[from]!);
    const fn = m.stack.push(readField(m, m.slots[from]!, shape, shape.properties.get(name)!.index));
    addDataProperty(m, to, name, fn, HIDDEN);
    m.stack.length = fn;
  }
}
