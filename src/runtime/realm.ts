/**
 * A new native context: the global object and everything that scripts find on it.
 *
 * Models:    V8's bootstrapping of a context, without its snapshot: the objects are made one by one.
 */
import { ARRAY } from './builtins/arrays.ts';
import { COLLECTIONS } from './builtins/collections.ts';
import type { ConstructorDefinition, Methods } from './builtins/definition.ts';
import { method } from './builtins/definition.ts';
import { ERROR, ERRORS } from './builtins/errors.ts';
import { FUNCTION_METHODS } from './builtins/functions.ts';
import { CONSOLE_METHODS, GLOBAL_FUNCTIONS, LIBRARY_NATIVES } from './builtins/globals.ts';
import { BOOLEAN, MATH_CONSTANTS, MATH_METHODS, NUMBER, NUMBER_CONSTANTS } from './builtins/numbers.ts';
import { OBJECT } from './builtins/objects.ts';
import { PROMISE, PROMISE_NATIVES } from './builtins/promises.ts';
import type { BuiltinRegistry } from './builtins/registry.ts';
import { STRING } from './builtins/strings.ts';
import { makeElements, makeFunction, makeObject, makePlainObject } from './factory.ts';
import type { IntrinsicName } from './intrinsics.ts';
import { INTRINSIC, INTRINSIC_COUNT, MOST_LITERAL_FIELDS } from './intrinsics.ts';
import type { Machine } from './machine.ts';
import { GETTER_WORD, addDataProperty, defineAccessor } from './objects.ts';
import { HOST_BASE } from './register-stack.ts';
import { CONFIGURABLE, HIDDEN } from './shapes.ts';
import { setFunctionPrototype } from './instructions/literals.ts';
import { ITERATOR_FIELDS, isIterator, next } from './iterators.ts';
import { throwError } from './exceptions.ts';
import { CONTEXT } from '../script/bytecode.ts';
import {
  CONTEXT_KIND, INITIAL_WORD, JS_ARRAY, JS_BOUND_FUNCTION, JS_FUNCTION, JS_METHOD, JS_OBJECT, JS_PROMISE, NATIVE_WORD, SLOTS_WORD, encodeSmi,
} from './tagged.ts';

/** Prototypes that are plain objects and inherit from Object.prototype. */
const PLAIN_PROTOTYPES: readonly IntrinsicName[] = [
  'stringPrototype', 'numberPrototype', 'booleanPrototype', 'errorPrototype', 'promisePrototype', 'mapPrototype', 'setPrototype',
  'weakMapPrototype', 'weakSetPrototype', 'weakRefPrototype', 'finalizationRegistryPrototype', 'iteratorPrototype', 'functionPrototype', 'arrayPrototype',
];
const ERROR_PROTOTYPES: readonly IntrinsicName[] = ['typeErrorPrototype', 'rangeErrorPrototype', 'referenceErrorPrototype', 'syntaxErrorPrototype'];

const CONSTANT = 0;

/** Methods of all iterators: they can be asked for their next value as well as looped over. */
const ITERATOR_METHODS: Methods = {
  next: method(0, (m, args) => {
    if (!isIterator(m, m.slots[args - 1]!)) throwError(m, 'TypeError', 'next method called on incompatible receiver');
    const value = m.stack.push(next(m, args - 1));
    const isDone = m.slots[value] === 0;
    if (isDone) m.slots[value] = m.oddballs.undefined;
    const result = m.stack.push(makePlainObject(m, 2));
    addDataProperty(m, result, 'value', value, 7);
    addDataProperty(m, result, 'done', m.stack.push(m.boolean(isDone)), 7);
    return m.slots[result]!;
  }),
};

export class RealmBuilder {
  readonly #m: Machine;
  readonly #registry: BuiltinRegistry;
  /** Stack slot of the native context that is being made; it is the host's context meanwhile. */
  readonly #native: number;

  constructor(m: Machine, registry: BuiltinRegistry, number: number) {
    this.#m = m;
    this.#registry = registry;
    const address = m.heap.allocate(CONTEXT_KIND, SLOTS_WORD + INTRINSIC_COUNT, false);
    m.words[address + 1] = INTRINSIC_COUNT;
    m.heap.store(address, NATIVE_WORD, address);
    this.#native = m.stack.push(address);
    m.slots[HOST_BASE + CONTEXT] = address;
    m.words[address + INTRINSIC.number] = encodeSmi(number);
  }

  /** Makes everything but what the library adds. The address is in the stack slot that is returned. */
  build(): number {
    const m = this.#m;
    const first = m.stack.length;
    this.#makePrototypes();
    this.#makeMaps();
    const global = m.stack.push(this.#object('objectPrototype'));
    this.#set('global', global);
    for (const definition of [OBJECT, ARRAY, STRING, NUMBER, BOOLEAN, ERROR, PROMISE, ...COLLECTIONS]) this.#addConstructor(global, definition);
    const errorConstructor = m.stack.push(this.#globalValue('Error'));
    for (const definition of ERRORS) {
      this.#addConstructor(global, definition);
      const constructor = m.stack.push(this.#globalValue(definition.name));
      setFunctionPrototype(m, constructor, errorConstructor);
      m.stack.length = constructor;
    }
    this.#addFunction(global);
    this.#addMethods(this.#slotOf('functionPrototype'), FUNCTION_METHODS);
    this.#addMethods(this.#slotOf('iteratorPrototype'), ITERATOR_METHODS);
    this.#addMethods(global, GLOBAL_FUNCTIONS);
    this.#addNamespace(global, 'Math', MATH_METHODS, MATH_CONSTANTS);
    this.#addNamespace(global, 'console', CONSOLE_METHODS, {});
    this.#addConstants(this.#pushed(this.#globalValue('Number')), NUMBER_CONSTANTS);
    this.#addConstants(global, { NaN, Infinity });
    addDataProperty(m, global, 'undefined', m.stack.push(m.oddballs.undefined), CONSTANT);
    addDataProperty(m, global, 'globalThis', global, HIDDEN);
    m.stack.length = first;
    return this.#native;
  }

  /** An object with the functions that the library gets, in a new stack slot. */
  natives(): number {
    const object = this.#pushed(makePlainObject(this.#m, 0));
    this.#addMethods(object, LIBRARY_NATIVES);
    this.#addMethods(object, PROMISE_NATIVES);
    return object;
  }

  // ── Objects ───────────────────────────────────────────────────────────────────────────────────────────────

  #makePrototypes(): void {
    const m = this.#m;
    this.#set('literalMaps', this.#pushed(makeElements(m, MOST_LITERAL_FIELDS + 1, false)));
    this.#set('scriptContexts', this.#pushed(makeElements(m, 4, false)));
    const none = m.stack.push(m.oddballs.null);
    const root = m.stack.push(m.shapes.mapFor(JS_OBJECT, 0, none));
    this.#set('objectPrototype', this.#pushed(makeObject(m, root)));
    for (const name of PLAIN_PROTOTYPES) this.#set(name, this.#pushed(this.#object('objectPrototype')));
    for (const name of ERROR_PROTOTYPES) this.#set(name, this.#pushed(this.#object('errorPrototype')));
  }

  #makeMaps(): void {
    const { shapes } = this.#m;
    const map = (name: IntrinsicName, kind: number, prototype: IntrinsicName, inObject = 0): void => {
      const slot = this.#slotOf(prototype);
      shapes.makeOwn(slot);
      this.#set(name, this.#pushed(shapes.mapFor(kind, inObject, slot)));
    };
    map('arrayMap', JS_ARRAY, 'arrayPrototype');
    map('methodMap', JS_METHOD, 'functionPrototype');
    map('functionMap', JS_FUNCTION, 'functionPrototype');
    map('boundFunctionMap', JS_BOUND_FUNCTION, 'functionPrototype');
    map('iteratorMap', JS_OBJECT, 'iteratorPrototype', ITERATOR_FIELDS);
    map('promiseMap', JS_PROMISE, 'promisePrototype');
  }

  #object(prototype: IntrinsicName): number {
    const m = this.#m;
    const map = m.stack.push(m.shapes.mapFor(JS_OBJECT, 0, this.#slotOf(prototype)));
    const object = makeObject(m, map);
    m.stack.length = map;
    return object;
  }

  #pushed(value: number): number {
    return this.#m.stack.push(value);
  }

  /** A stack slot with the intrinsic object. */
  #slotOf(name: IntrinsicName): number {
    return this.#pushed(this.#m.intrinsic(INTRINSIC[name]));
  }

  #set(name: IntrinsicName, slot: number): void {
    const m = this.#m;
    m.heap.store(m.slots[this.#native]!, INTRINSIC[name], m.slots[slot]!);
  }

  #globalValue(name: string): number {
    const m = this.#m;
    const global = m.intrinsic(INTRINSIC.global);
    const shape = m.shapes.of(global);
    const { index } = shape.properties.get(name)!;
    const array = m.words[global + 2]!;
    return m.words[array + 2 + index - shape.inObject]!;
  }

  // ── Functions ─────────────────────────────────────────────────────────────────────────────────────────────

  #function(name: string, { length, run }: Pick<ConstructorDefinition, 'length' | 'run'>, construct: ConstructorDefinition['construct'] | null = null): number {
    const shared = this.#pushed(encodeSmi(this.#registry.numberOf(name, length, run, construct)));
    const fn = makeFunction(this.#m, shared, this.#native, construct !== null);
    this.#m.stack.length = shared;
    return fn;
  }

  #addMethods(object: number, methods: Methods): void {
    for (const [name, definition] of Object.entries(methods)) this.#add(object, name, () => this.#function(name, definition));
  }

  #add(object: number, name: string, make: () => number, flags = HIDDEN): void {
    const m = this.#m;
    const value = m.stack.push(make());
    addDataProperty(m, object, name, value, flags);
    m.stack.length = value;
  }

  #addConstants(object: number, constants: Readonly<Record<string, number>>): void {
    for (const [name, value] of Object.entries(constants)) this.#add(object, name, () => this.#m.number(value), CONSTANT);
  }

  #addNamespace(global: number, name: string, methods: Methods, constants: Readonly<Record<string, number>>): void {
    const m = this.#m;
    const object = m.stack.push(makePlainObject(m, 0));
    this.#addMethods(object, methods);
    this.#addConstants(object, constants);
    addDataProperty(m, global, name, object, HIDDEN);
    m.stack.length = object;
  }

  #addConstructor(global: number, definition: ConstructorDefinition): void {
    const m = this.#m;
    const { name, statics = {}, methods = {}, getters = {} } = definition;
    const constructor = this.#pushed(this.#function(name, definition, definition.construct));
    const prototype = this.#slotOf(definition.prototype);
    m.heap.store(m.slots[constructor]!, INITIAL_WORD, m.slots[prototype]!);
    addDataProperty(m, prototype, 'constructor', constructor, HIDDEN);
    this.#addMethods(constructor, statics);
    this.#addMethods(prototype, methods);
    for (const [getter, { length, run }] of Object.entries(getters)) {
      const fn = this.#pushed(this.#function(`get ${getter}`, { length, run }));
      defineAccessor(m, prototype, getter, GETTER_WORD, fn, CONFIGURABLE);
    }
    if (name.endsWith('Error')) {
      this.#add(prototype, 'name', () => m.strings.internalise(name));
      this.#add(prototype, 'message', () => m.strings.internalise(''));
    }
    addDataProperty(m, global, name, constructor, HIDDEN);
    m.stack.length = constructor;
  }

  /** `Function` itself: scripts may ask what is an instance of it, and no more. */
  #addFunction(global: number): void {
    const m = this.#m;
    const constructor = this.#pushed(this.#function('Function', { length: 1, run: FUNCTION_CONSTRUCTOR }, FUNCTION_CONSTRUCTOR));
    const prototype = this.#slotOf('functionPrototype');
    m.heap.store(m.slots[constructor]!, INITIAL_WORD, m.slots[prototype]!);
    addDataProperty(m, prototype, 'constructor', constructor, HIDDEN);
    addDataProperty(m, global, 'Function', constructor, HIDDEN);
    m.stack.length = constructor;
  }
}

const FUNCTION_CONSTRUCTOR = (m: Machine): never => throwError(m, 'TypeError', 'Functions cannot be made from texts');
