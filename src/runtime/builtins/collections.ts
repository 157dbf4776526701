/** Map, Set, WeakMap, WeakSet, WeakRef and FinalizationRegistry. */
import { headerKind } from '../../heap/layout/header.ts';
import { isCallable } from '../calls.ts';
import { clear, get, has, makeCollection, remove, set, sizeOf } from '../collections.ts';
import { isNullish } from '../conversions.ts';
import { throwError } from '../exceptions.ts';
import { makeSpecial } from '../factory.ts';
import { YIELDS_ENTRIES, YIELDS_KEYS, YIELDS_VALUES, iteratorOf, makeIterator, next } from '../iterators.ts';
import type { IntrinsicName } from '../intrinsics.ts';
import type { Machine } from '../machine.ts';
import { isReceiver } from '../objects.ts';
import { getProperty } from '../properties.ts';
import { JS_FINALIZATION_REGISTRY, JS_MAP, JS_SET, JS_WEAK_MAP, JS_WEAK_REF, JS_WEAK_SET, MAP_WORD, encodeSmi } from '../tagged.ts';
import type { ConstructorDefinition, MethodDefinition, Methods } from './definition.ts';
import { argument, argumentValue, method } from './definition.ts';
import { mapForNew } from './derived.ts';

/** Word of a JSWeakRef. */
const TARGET_WORD = 3;

/** The receiver, if it is of this kind. */
function self(m: Machine, args: number, kind: number, name: string): number {
  const value = m.slots[args - 1]!;
  if (value <= 0 || headerKind(m.words[value]!) !== kind) throwError(m, 'TypeError', `Method ${name} called on incompatible receiver`);
  return value;
}

function requireNew(name: string) {
  return (m: Machine): never => throwError(m, 'TypeError', `Constructor ${name} requires 'new'`);
}

/** Adds what the argument of the constructor yields; `add` gets stack slots. */
function fill(m: Machine, args: number, count: number, isMap: boolean, add: (key: number, value: number) => void): void {
  if (isNullish(m, argumentValue(m, args, count, 0))) return;
  const first = m.stack.length;
  const iterator = m.stack.push(iteratorOf(m, args));
  for (;;) {
    const entry = m.stack.push(next(m, iterator));
    if (m.slots[entry] === 0) break;
    if (!isMap) {
      add(entry, entry);
    } else {
      if (!isReceiver(m, m.slots[entry]!)) throwError(m, 'TypeError', 'Iterator value is not an entry object');
      const key = m.stack.push(getProperty(m, entry, 0));
      const value = m.stack.push(getProperty(m, entry, 1));
      add(key, value);
    }
    m.stack.length = entry;
  }
  m.stack.length = first;
}

// ── Map and Set ─────────────────────────────────────────────────────────────────────────────────────────────

function ordered(type: 'JSMap' | 'JSSet', kind: number, prototype: IntrinsicName) {
  return (m: Machine, args: number, count: number): number => {
    const map = mapForNew(m, args, prototype, kind);
    const collection = m.stack.push(makeCollection(m, type, map));
    fill(m, args, count, type === 'JSMap', (key, value) => set(m, collection, key, value));
    return m.slots[collection]!;
  };
}

function common(kind: number, name: string): Methods {
  return {
    has: method(1, (m, args, count) => m.boolean(has(m, self(m, args, kind, `${name}.prototype.has`), argumentValue(m, args, count, 0)))),
    delete: method(1, (m, args, count) => {
      self(m, args, kind, `${name}.prototype.delete`);
      return m.boolean(remove(m, args - 1, argument(m, args, count, 0)));
    }),
    clear: method(0, (m, args) => {
      self(m, args, kind, `${name}.prototype.clear`);
      clear(m, args - 1);
      return m.oddballs.undefined;
    }),
  };
}

const iterating = (kind: number, name: string, yields: number): MethodDefinition =>
  method(0, (m, args) => {
    self(m, args, kind, name);
    return makeIterator(m, args - 1, yields);
  });

const size = (kind: number, name: string): MethodDefinition => method(0, (m, args) => encodeSmi(sizeOf(m, self(m, args, kind, `get ${name}.prototype.size`))));

const MAP: ConstructorDefinition = {
  name: 'Map',
  length: 0,
  run: requireNew('Map'),
  construct: ordered('JSMap', JS_MAP, 'mapPrototype'),
  prototype: 'mapPrototype',
  getters: { size: size(JS_MAP, 'Map') },
  methods: {
    ...common(JS_MAP, 'Map'),
    get: method(1, (m, args, count) => get(m, self(m, args, JS_MAP, 'Map.prototype.get'), argumentValue(m, args, count, 0))),
    set: method(2, (m, args, count) => {
      self(m, args, JS_MAP, 'Map.prototype.set');
      const key = argument(m, args, count, 0);
      set(m, args - 1, key, argument(m, args, count, 1));
      return m.slots[args - 1]!;
    }),
    keys: iterating(JS_MAP, 'Map.prototype.keys', YIELDS_KEYS),
    values: iterating(JS_MAP, 'Map.prototype.values', YIELDS_VALUES),
    entries: iterating(JS_MAP, 'Map.prototype.entries', YIELDS_ENTRIES),
  },
};

const SET: ConstructorDefinition = {
  name: 'Set',
  length: 0,
  run: requireNew('Set'),
  construct: ordered('JSSet', JS_SET, 'setPrototype'),
  prototype: 'setPrototype',
  getters: { size: size(JS_SET, 'Set') },
  methods: {
    ...common(JS_SET, 'Set'),
    add: method(1, (m, args, count) => {
      self(m, args, JS_SET, 'Set.prototype.add');
      const key = argument(m, args, count, 0);
      set(m, args - 1, key, key);
      return m.slots[args - 1]!;
    }),
    keys: iterating(JS_SET, 'Set.prototype.keys', YIELDS_VALUES),
    values: iterating(JS_SET, 'Set.prototype.values', YIELDS_VALUES),
    entries: iterating(JS_SET, 'Set.prototype.entries', YIELDS_ENTRIES),
  },
};

// ── Weak ones ───────────────────────────────────────────────────────────────────────────────────────────────

function requireWeak(m: Machine, value: number, what: string): void {
  if (!isReceiver(m, value)) throwError(m, 'TypeError', what);
}

function weak(type: 'JSWeakMap' | 'JSWeakSet', kind: number, prototype: IntrinsicName) {
  return (m: Machine, args: number, count: number): number => {
    const map = mapForNew(m, args, prototype, kind);
    const collection = m.stack.push(makeSpecial(m, type, map));
    fill(m, args, count, type === 'JSWeakMap', (key, value) => {
      requireWeak(m, m.slots[key]!, `Invalid value used ${type === 'JSWeakMap' ? 'as weak map key' : 'in weak set'}`);
      m.heap.weakCollections.set(m.slots[collection]!, m.slots[key]!, m.slots[value]!);
    });
    return m.slots[collection]!;
  };
}

function weakCommon(kind: number, name: string): Methods {
  return {
    has: method(1, (m, args, count) => {
      const collection = self(m, args, kind, `${name}.prototype.has`);
      const key = argumentValue(m, args, count, 0);
      return m.boolean(isReceiver(m, key) && m.heap.weakCollections.has(collection, key));
    }),
    delete: method(1, (m, args, count) => {
      const collection = self(m, args, kind, `${name}.prototype.delete`);
      const key = argumentValue(m, args, count, 0);
      return m.boolean(isReceiver(m, key) && m.heap.weakCollections.delete(collection, key));
    }),
  };
}

const WEAK_MAP: ConstructorDefinition = {
  name: 'WeakMap',
  length: 0,
  run: requireNew('WeakMap'),
  construct: weak('JSWeakMap', JS_WEAK_MAP, 'weakMapPrototype'),
  prototype: 'weakMapPrototype',
  methods: {
    ...weakCommon(JS_WEAK_MAP, 'WeakMap'),
    get: method(1, (m, args, count) => {
      const collection = self(m, args, JS_WEAK_MAP, 'WeakMap.prototype.get');
      const key = argumentValue(m, args, count, 0);
      return (isReceiver(m, key) ? m.heap.weakCollections.get(collection, key) : null) ?? m.oddballs.undefined;
    }),
    set: method(2, (m, args, count) => {
      self(m, args, JS_WEAK_MAP, 'WeakMap.prototype.set');
      requireWeak(m, argumentValue(m, args, count, 0), 'Invalid value used as weak map key');
      const value = argument(m, args, count, 1);
      m.heap.weakCollections.set(m.slots[args - 1]!, m.slots[args]!, m.slots[value]!);
      return m.slots[args - 1]!;
    }),
  },
};

const WEAK_SET: ConstructorDefinition = {
  name: 'WeakSet',
  length: 0,
  run: requireNew('WeakSet'),
  construct: weak('JSWeakSet', JS_WEAK_SET, 'weakSetPrototype'),
  prototype: 'weakSetPrototype',
  methods: {
    ...weakCommon(JS_WEAK_SET, 'WeakSet'),
    add: method(1, (m, args, count) => {
      self(m, args, JS_WEAK_SET, 'WeakSet.prototype.add');
      requireWeak(m, argumentValue(m, args, count, 0), 'Invalid value used in weak set');
      m.heap.weakCollections.set(m.slots[args - 1]!, m.slots[args]!, m.oddballs.true);
      return m.slots[args - 1]!;
    }),
  },
};

const WEAK_REF: ConstructorDefinition = {
  name: 'WeakRef',
  length: 1,
  run: requireNew('WeakRef'),
  construct: (m, args, count) => {
    requireWeak(m, argumentValue(m, args, count, 0), 'WeakRef: target must be an object');
    const map = mapForNew(m, args, 'weakRefPrototype', JS_WEAK_REF);
    const reference = makeSpecial(m, 'JSWeakRef', map);
    m.heap.storeWeak(reference, TARGET_WORD, m.slots[args]!);
    m.heap.keptObjects.add(m.slots[args]!);
    return reference;
  },
  prototype: 'weakRefPrototype',
  methods: {
    deref: method(0, (m, args) => {
      const target = m.words[self(m, args, JS_WEAK_REF, 'WeakRef.prototype.deref') + TARGET_WORD]!;
      // A collection leaves the address that no object has.
      if (target <= 1) return m.oddballs.undefined;
      m.heap.keptObjects.add(target);
      return target;
    }),
  },
};

const FINALIZATION_REGISTRY: ConstructorDefinition = {
  name: 'FinalizationRegistry',
  length: 1,
  run: requireNew('FinalizationRegistry'),
  construct: (m, args, count) => {
    if (!isCallable(m, argumentValue(m, args, count, 0))) throwError(m, 'TypeError', 'FinalizationRegistry: cleanup must be callable');
    const map = mapForNew(m, args, 'finalizationRegistryPrototype', JS_FINALIZATION_REGISTRY);
    const registry = m.heap.finalization.create(m.slots[args]!);
    m.heap.store(registry, MAP_WORD, m.slots[map]!);
    return registry;
  },
  prototype: 'finalizationRegistryPrototype',
  methods: {
    register: method(2, (m, args, count) => {
      self(m, args, JS_FINALIZATION_REGISTRY, 'FinalizationRegistry.prototype.register');
      const target = argument(m, args, count, 0);
      const holdings = argument(m, args, count, 1);
      const token = argument(m, args, count, 2);
      requireWeak(m, m.slots[target]!, 'FinalizationRegistry.prototype.register: invalid target');
      if (m.slots[target] === m.slots[holdings]) throwError(m, 'TypeError', 'FinalizationRegistry.prototype.register: target and holdings must not be same');
      const hasToken = m.slots[token] !== m.oddballs.undefined;
      if (hasToken) requireWeak(m, m.slots[token]!, `Invalid unregisterToken`);
      m.heap.finalization.register(m.slots[args - 1]!, m.slots[target]!, m.slots[holdings]!, hasToken ? m.slots[token]! : 0);
      return m.oddballs.undefined;
    }),
    unregister: method(1, (m, args, count) => {
      const registry = self(m, args, JS_FINALIZATION_REGISTRY, 'FinalizationRegistry.prototype.unregister');
      const token = argumentValue(m, args, count, 0);
      requireWeak(m, token, 'Invalid unregisterToken');
      return m.boolean(m.heap.finalization.unregister(registry, token));
    }),
  },
};

export const COLLECTIONS: readonly ConstructorDefinition[] = [MAP, SET, WEAK_MAP, WEAK_SET, WEAK_REF, FINALIZATION_REGISTRY];
