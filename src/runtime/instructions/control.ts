/** Instructions that call, return, throw, wait and iterate. */
import { RECEIVER } from '../../script/bytecode.ts';
import { awaitValue } from '../async-functions.ts';
import { call, callAbove, construct, constructAbove, initialiseFields, leave, overflow } from '../calls.ts';
import { isNullish, primitiveToText } from '../conversions.ts';
import { arrayLength, getElement, setElement } from '../elements.ts';
import { throwError, throwValue } from '../exceptions.ts';
import { makeArray } from '../factory.ts';
import { isConstructor } from '../functions.ts';
import { iteratorOf, next } from '../iterators.ts';
import type { Handler, Machine } from '../machine.ts';
import { isReceiver, prototypeOf } from '../objects.ts';
import { makeKeyArray, namesForIn } from '../own-properties.ts';
import { FIELDS_FUNCTION_WORD } from '../tagged.ts';

const NEW_TARGET = 4;

/** Lays a call out anew, with the elements of the array in the register behind the receiver as arguments. */
function spread(m: Machine, frame: number): { readonly at: number; readonly count: number } {
  const { slots, stack } = m;
  const array = slots[frame + 2]!;
  const count = arrayLength(m, array);
  if (!stack.hasRoomFor(count)) overflow(m);
  const at = stack.push(slots[frame]!);
  stack.push(slots[frame + 1]!);
  for (let i = 0; i < count; i++) stack.push(getElement(m, array, i) || m.oddballs.undefined);
  return { at, count };
}

function superCall(m: Machine, pc: number, at: number, count: number, target: number, nextPc: number, isAbove: boolean): number {
  const { slots, base } = m;
  if (slots[base + RECEIVER] !== 0) throwError(m, 'ReferenceError', 'Super constructor may only be called once');
  const parent = prototypeOf(m, slots[base]!);
  if (!isReceiver(m, parent) || !isConstructor(m, parent)) throwError(m, 'TypeError', 'Super constructor is not a constructor');
  slots[at] = parent;
  m.pc = pc;
  return isAbove ? constructAbove(m, at, count, base + NEW_TARGET, target, nextPc) : construct(m, at, count, base + NEW_TARGET, target, nextPc);
}

export const CONTROL_INSTRUCTIONS = {
  Call: (m, pc) => {
    const { code, base } = m;
    m.pc = pc;
    return call(m, base + code[pc + 2]!, code[pc + 3]!, base + code[pc + 1]!, pc + 4);
  },
  CallSpread: (m, pc) => {
    const { code, base } = m;
    const { at, count } = spread(m, base + code[pc + 2]!);
    m.pc = pc;
    return callAbove(m, at, count, base + code[pc + 1]!, pc + 3);
  },
  Construct: (m, pc) => {
    const { code, base } = m;
    m.pc = pc;
    return construct(m, base + code[pc + 2]!, code[pc + 3]!, base + code[pc + 2]!, base + code[pc + 1]!, pc + 4);
  },
  ConstructSpread: (m, pc) => {
    const { code, base } = m;
    const { at, count } = spread(m, base + code[pc + 2]!);
    m.pc = pc;
    return constructAbove(m, at, count, at, base + code[pc + 1]!, pc + 3);
  },
  SuperCall: (m, pc) => {
    const { code, base } = m;
    return superCall(m, pc, base + code[pc + 2]!, code[pc + 3]!, base + code[pc + 1]!, pc + 4, false);
  },
  SuperCallSpread: (m, pc) => {
    const { code, base } = m;
    const { at, count } = spread(m, base + code[pc + 2]!);
    return superCall(m, pc, at, count, base + code[pc + 1]!, pc + 3, true);
  },
  InitialiseFields: (m, pc) => {
    const { code, base, slots, words } = m;
    const fields = words[slots[base]! + FIELDS_FUNCTION_WORD]!;
    return fields > 0 ? initialiseFields(m, fields, slots[base + code[pc + 1]!]!, pc + 2) : pc + 2;
  },

  Return: (m, pc) => leave(m, m.slots[m.base + m.code[pc + 1]!]!),
  ReturnThis: (m) => leave(m, instance(m)),
  ReturnDerived: (m, pc) => {
    const value = m.slots[m.base + m.code[pc + 1]!]!;
    if (isReceiver(m, value)) return leave(m, value);
    if (value !== m.oddballs.undefined) throwError(m, 'TypeError', 'Derived constructors may only return object or undefined');
    return leave(m, instance(m));
  },
  Throw: (m, pc) => throwValue(m, m.base + m.code[pc + 1]!),
  Rethrow: (m, pc) => {
    m.isRethrown = true;
    return throwValue(m, m.base + m.code[pc + 1]!);
  },
  Await: (m, pc) => awaitValue(m, m.base + m.code[pc + 2]!, m.code[pc + 1]!, pc + 3),

  Iterate: (m, pc) => {
    const { code, base } = m;
    const iterator = iteratorOf(m, base + code[pc + 2]!);
    m.slots[base + code[pc + 1]!] = iterator;
    return pc + 3;
  },
  Next: (m, pc) => {
    const { code, base } = m;
    const value = next(m, base + code[pc + 2]!);
    if (value === 0) return code[pc + 3]!;
    m.slots[base + code[pc + 1]!] = value;
    return pc + 4;
  },
  RestOfIterator: (m, pc) => {
    const { code, base } = m;
    const array = m.stack.push(makeArray(m, 0, 0));
    for (let index = 0; ; index++) {
      const value = next(m, base + code[pc + 2]!);
      if (value === 0) break;
      const slot = m.stack.push(value);
      setElement(m, array, index, slot);
      m.stack.length = slot;
    }
    m.stack.length = array;
    m.slots[base + code[pc + 1]!] = m.slots[array]!;
    return pc + 3;
  },
  PropertyNames: (m, pc) => {
    const { code, base, slots } = m;
    const names = makeKeyArray(m, namesForIn(m, slots[base + code[pc + 2]!]!));
    slots[base + code[pc + 1]!] = names;
    return pc + 3;
  },
  RequireObject: (m, pc) => {
    const value = m.slots[m.base + m.code[pc + 1]!]!;
    if (isNullish(m, value)) throwError(m, 'TypeError', `Cannot destructure '${primitiveToText(m, value)}' as it is ${primitiveToText(m, value)}.`);
    return pc + 2;
  },
} satisfies Record<string, Handler>;

function instance(m: Machine): number {
  const value = m.slots[m.base + RECEIVER]!;
  if (value === 0) throwError(m, 'ReferenceError', "Must call super constructor in derived class before accessing 'this' or returning from derived constructor");
  return value;
}

