/**
 * Functions that the host makes: constructors whose objects have accessors, and accessors that hand over to the host.
 *
 * Models:    V8's TestAllocateAfterFailures: a function gets its initial map, room for a descriptor, and a descriptor
 *            with an accessor; objects that it constructs have the property without a field.
 */
import type { BuiltinCode } from './builtin.ts';
import { PENDING } from './builtin.ts';
import type { Context } from './context.ts';
import { headerKind } from '../heap/layout/header.ts';
import { appendDescriptor, descriptorCount, ensureDescriptorSlack } from './descriptors.ts';
import { throwError } from './exceptions.ts';
import { makeFunction, makeObject } from './factory.ts';
import { hasPrototypeSlot, initialMapOf } from './functions.ts';
import { RUN_WAITS } from './interpreter.ts';
import type { Machine } from './machine.ts';
import { GETTER_WORD, SETTER_WORD } from './objects.ts';
import { HOST_BASE } from './register-stack.ts';
import { ACCESSOR, CONFIGURABLE, ENUMERABLE } from './shapes.ts';
import { ACCESSOR_PAIR, INITIAL_WORD, MAP_KIND, MAP_WORD, encodeSmi, isFunctionKind, isReceiverKind } from './tagged.ts';
import { CONTEXT } from '../script/bytecode.ts';

/** What runs when the property is read or written: a call of the host by its number, or nothing. */
export interface HostAccessor {
  readonly name: string;
  readonly getter: number | null;
  readonly setter: number | null;
}

/** Fields in the objects for what scripts add. Source: V8, JSObject::kInitialGlobalObjectUnusedPropertiesCount. */
const SPARE_FIELDS = 4;
const PAIR_WORDS = 3;

/**
 * A function of the context whose objects have these accessors. Address of now. `calls`: the code that hands over to
 * the host, by the number of the call.
 */
export function makeHostConstructor(context: Context, name: string, accessors: readonly HostAccessor[], calls: (call: number) => BuiltinCode): number {
  const { machine: m, registry } = context.isolate;
  const { stack, slots } = m;
  const native = stack.push(context.native);
  const outer = stack.push(slots[HOST_BASE + CONTEXT]!);
  const { base } = m;
  m.base = HOST_BASE;
  slots[HOST_BASE + CONTEXT] = slots[native]!;
  try {
    const shared = stack.push(encodeSmi(registry.numberOf(name, 0, CALLED, CONSTRUCTED)));
    const fn = stack.push(makeFunction(m, shared, native, true));
    const map = stack.push(initialMapOf(m, fn, SPARE_FIELDS));
    for (const accessor of accessors) {
      const { length } = stack;
      addAccessor(m, map, native, accessor, (call, kind) => encodeSmi(registry.numberOf(`${kind} ${accessor.name}`, kind === 'get' ? 0 : 1, calls(call))));
      stack.length = length;
    }
    return slots[fn]!;
  } finally {
    slots[HOST_BASE + CONTEXT] = slots[outer]!;
    m.base = base;
    stack.length = native;
  }
}

/** The Map in the stack slot must be new: nobody has looked at its shape. */
function addAccessor(m: Machine, map: number, native: number, { name, getter, setter }: HostAccessor, sharedOf: (call: number, kind: 'get' | 'set') => number): void {
  const { stack, slots } = m;
  ensureDescriptorSlack(m, map, 1);
  const key = stack.push(m.strings.internalise(name));
  const pair = stack.push(m.heap.allocate(ACCESSOR_PAIR, PAIR_WORDS, false));
  for (const [word, kind, call] of [[GETTER_WORD, 'get', getter], [SETTER_WORD, 'set', setter]] as const) {
    if (call === null) continue;
    const shared = stack.push(sharedOf(call, kind));
    const fn = makeFunction(m, shared, native, false);
    m.heap.store(slots[pair]!, word, fn);
  }
  const flags = ENUMERABLE | CONFIGURABLE | ACCESSOR;
  m.shapes.addDescriptor(m.shapes.ofMap(slots[map]!), name, appendDescriptor(m, map, key, pair, flags), flags);
}

/** Descriptors with accessors of the host: of what a function constructs, or of any other object. */
export function hostDescriptorCount(m: Machine, object: number): number {
  const { words } = m;
  if (!isReceiverKind(headerKind(words[object]!))) return 0;
  const isConstructor = isFunctionKind(headerKind(words[object]!)) && hasPrototypeSlot(m, object);
  const map = isConstructor ? words[object + INITIAL_WORD]! : words[object + MAP_WORD]!;
  return map > 0 && headerKind(words[map]!) === MAP_KIND ? descriptorCount(m, map) : 0;
}

/** Stops the interpreter until the host has done what the number stands for; its answer is the value. */
export function hostCall(call: number): BuiltinCode {
  return (m) => {
    if (m.nesting > 0) throwError(m, 'TypeError', 'This accessor cannot be called by a built-in function: read the property in the script itself');
    m.waiting = { call, target: m.target, returnPc: m.returnPc };
    m.nextPc = RUN_WAITS;
    return PENDING;
  };
}

const CALLED: BuiltinCode = (m) => m.oddballs.undefined;

const CONSTRUCTED: BuiltinCode = (m) => {
  const constructor = m.stack.push(m.newTarget);
  return makeObject(m, m.stack.push(initialMapOf(m, constructor, SPARE_FIELDS)));
};
