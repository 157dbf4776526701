/** Operators: small integers first, then numbers, then whatever the language makes of the rest. */
import { isCallable } from '../calls.ts';
import { isHeapNumber, isNumber, isNullish, isString, looselyEqual, numberValue, primitiveToNumber, strictlyEqual, toBoolean, toPrimitive, toStringValue, typeName } from '../conversions.ts';
import { throwError } from '../exceptions.ts';
import type { Handler, Machine } from '../machine.ts';
import { isReceiver, prototypeOf } from '../objects.ts';
import { getNamed, hasProperty, toKey } from '../properties.ts';
import { MAX_STRING_LENGTH } from '../strings.ts';
import { SMI_LIMIT, decodeSmi, encodeSmi } from '../tagged.ts';

// ── Arithmetic ──────────────────────────────────────────────────────────────────────────────────────────────

type Arithmetic = (a: number, b: number) => number;

/** Numbers, from two registers; objects are asked, on copies, so that variables keep theirs. */
function compute(m: Machine, left: number, right: number, operation: Arithmetic): number {
  const { slots } = m;
  const a = slots[left]!;
  const b = slots[right]!;
  if (isNumber(m, a) && isNumber(m, b)) return m.number(operation(numberValue(m, a), numberValue(m, b)));
  const first = m.stack.push(a);
  const second = m.stack.push(b);
  toPrimitive(m, first, 'number');
  toPrimitive(m, second, 'number');
  const result = operation(primitiveToNumber(m, slots[first]!), primitiveToNumber(m, slots[second]!));
  m.stack.length = first;
  return m.number(result);
}

function arithmetic(operation: Arithmetic): Handler {
  return (m, pc) => {
    const { code, base } = m;
    const result = compute(m, base + code[pc + 2]!, base + code[pc + 3]!, operation);
    m.slots[base + code[pc + 1]!] = result;
    return pc + 4;
  };
}

function add(m: Machine, left: number, right: number): number {
  const { slots } = m;
  if (isNumber(m, slots[left]!) && isNumber(m, slots[right]!)) return m.number(numberValue(m, slots[left]!) + numberValue(m, slots[right]!));
  const first = m.stack.push(slots[left]!);
  const second = m.stack.push(slots[right]!);
  toPrimitive(m, first, 'default');
  toPrimitive(m, second, 'default');
  let result: number;
  if (isString(m, slots[first]!) || isString(m, slots[second]!)) {
    toStringValue(m, first);
    toStringValue(m, second);
    const length = m.strings.textOf(slots[first]!).length + m.strings.textOf(slots[second]!).length;
    if (length > MAX_STRING_LENGTH) throwError(m, 'RangeError', 'Invalid string length');
    result = m.strings.concatenate(first, second);
  } else {
    result = m.number(primitiveToNumber(m, slots[first]!) + primitiveToNumber(m, slots[second]!));
  }
  m.stack.length = first;
  return result;
}

/** Both are small integers: the sum of two tagged ones may leave their range. */
function fits(value: number): boolean {
  return value >= -SMI_LIMIT && value < SMI_LIMIT;
}

/** The register plus a small integer, as `+` and `-` have it. */
function addConstant(m: Machine, pc: number, sign: 1 | -1): number {
  const { code, slots, base } = m;
  const value = slots[base + code[pc + 2]!]!;
  const step = code[pc + 3]!;
  if (value < 0) {
    const sum = decodeSmi(value) + sign * step;
    if (fits(sum)) {
      slots[base + code[pc + 1]!] = encodeSmi(sum);
      return pc + 4;
    }
  }
  const other = m.stack.push(encodeSmi(step));
  const result = sign === 1 ? add(m, base + code[pc + 2]!, other) : compute(m, base + code[pc + 2]!, other, (a, b) => a - b);
  m.stack.length = other;
  slots[base + code[pc + 1]!] = result;
  return pc + 4;
}

function step(m: Machine, pc: number, by: 1 | -1): number {
  const { code, slots, base } = m;
  const value = slots[base + code[pc + 2]!]!;
  if (value < 0) {
    const sum = decodeSmi(value) + by;
    if (fits(sum)) {
      slots[base + code[pc + 1]!] = encodeSmi(sum);
      return pc + 3;
    }
  }
  const one = m.stack.push(encodeSmi(by));
  const result = compute(m, base + code[pc + 2]!, one, (a, b) => a + b);
  m.stack.length = one;
  slots[base + code[pc + 1]!] = result;
  return pc + 3;
}

/** Bit operations on two small integers stay within 31 bits, but for shifts. */
function bitwise(operation: Arithmetic): Handler {
  return (m, pc) => {
    const { code, slots, base } = m;
    const a = slots[base + code[pc + 2]!]!;
    const b = slots[base + code[pc + 3]!]!;
    if (a < 0 && b < 0) slots[base + code[pc + 1]!] = encodeSmi(operation(decodeSmi(a), decodeSmi(b)));
    else slots[base + code[pc + 1]!] = compute(m, base + code[pc + 2]!, base + code[pc + 3]!, operation);
    return pc + 4;
  };
}

/** One operand: a number, or what can be made one. */
function numeric(operation: (value: number) => number): Handler {
  return (m, pc) => {
    const { code, slots, base } = m;
    const value = m.stack.push(slots[base + code[pc + 2]!]!);
    toPrimitive(m, value, 'number');
    const result = operation(primitiveToNumber(m, slots[value]!));
    m.stack.length = value;
    slots[base + code[pc + 1]!] = m.number(result);
    return pc + 3;
  };
}

// ── Comparison ──────────────────────────────────────────────────────────────────────────────────────────────

type Comparison = (a: number | string, b: number | string) => boolean;

export function compare(m: Machine, left: number, right: number, comparison: Comparison): boolean {
  const { slots } = m;
  const a = slots[left]!;
  const b = slots[right]!;
  if (isNumber(m, a) && isNumber(m, b)) return comparison(numberValue(m, a), numberValue(m, b));
  const first = m.stack.push(a);
  const second = m.stack.push(b);
  toPrimitive(m, first, 'number');
  toPrimitive(m, second, 'number');
  const x = slots[first]!;
  const y = slots[second]!;
  m.stack.length = first;
  if (isString(m, x) && isString(m, y)) return comparison(m.strings.textOf(x), m.strings.textOf(y));
  return comparison(primitiveToNumber(m, x), primitiveToNumber(m, y));
}

export const isLess: Comparison = (a, b) => a < b;

function comparing(comparison: Comparison): Handler {
  return (m, pc) => {
    const { code, slots, base } = m;
    const a = slots[base + code[pc + 2]!]!;
    const b = slots[base + code[pc + 3]!]!;
    // Tagged small integers are in the order of their values, but negative ones come behind.
    const holds = a < 0 && b < 0 ? comparison(decodeSmi(a), decodeSmi(b)) : compare(m, base + code[pc + 2]!, base + code[pc + 3]!, comparison);
    slots[base + code[pc + 1]!] = m.boolean(holds);
    return pc + 4;
  };
}

function equating(isEqual: boolean, strict: boolean): Handler {
  return (m, pc) => {
    const { code, slots, base } = m;
    const a = slots[base + code[pc + 2]!]!;
    const b = slots[base + code[pc + 3]!]!;
    let equal: boolean;
    if (a < 0 && b < 0) equal = a === b;
    else if (strict) equal = strictlyEqual(m, a, b);
    else {
      const first = m.stack.push(a);
      equal = looselyEqual(m, first, m.stack.push(b));
      m.stack.length = first;
    }
    slots[base + code[pc + 1]!] = m.boolean(equal === isEqual);
    return pc + 4;
  };
}

function instanceOf(m: Machine, value: number, constructor: number): boolean {
  const { slots } = m;
  if (!isReceiver(m, slots[constructor]!)) throwError(m, 'TypeError', "Right-hand side of 'instanceof' is not an object");
  if (!isCallable(m, slots[constructor]!)) throwError(m, 'TypeError', "Right-hand side of 'instanceof' is not callable");
  if (!isReceiver(m, slots[value]!)) return false;
  const fn = m.stack.push(slots[constructor]!);
  const prototype = getNamed(m, fn, 'prototype');
  m.stack.length = fn;
  if (!isReceiver(m, prototype)) throwError(m, 'TypeError', "Function has non-object prototype 'undefined' in instanceof check");
  for (let at = prototypeOf(m, slots[value]!); isReceiver(m, at); at = prototypeOf(m, at)) if (at === prototype) return true;
  return false;
}

const plus = numeric((value) => value);

export const OPERATOR_INSTRUCTIONS = {
  Add: (m, pc) => {
    const { code, slots, base } = m;
    const a = slots[base + code[pc + 2]!]!;
    const b = slots[base + code[pc + 3]!]!;
    if (a < 0 && b < 0) {
      const sum = decodeSmi(a) + decodeSmi(b);
      if (fits(sum)) {
        slots[base + code[pc + 1]!] = encodeSmi(sum);
        return pc + 4;
      }
    }
    slots[base + code[pc + 1]!] = add(m, base + code[pc + 2]!, base + code[pc + 3]!);
    return pc + 4;
  },
  Subtract: (m, pc) => {
    const { code, slots, base } = m;
    const a = slots[base + code[pc + 2]!]!;
    const b = slots[base + code[pc + 3]!]!;
    if (a < 0 && b < 0) {
      const difference = decodeSmi(a) - decodeSmi(b);
      if (fits(difference)) {
        slots[base + code[pc + 1]!] = encodeSmi(difference);
        return pc + 4;
      }
    }
    slots[base + code[pc + 1]!] = compute(m, base + code[pc + 2]!, base + code[pc + 3]!, (x, y) => x - y);
    return pc + 4;
  },
  Multiply: arithmetic((a, b) => a * b),
  Divide: arithmetic((a, b) => a / b),
  Remainder: arithmetic((a, b) => a % b),
  Exponentiate: arithmetic((a, b) => a ** b),
  BitAnd: bitwise((a, b) => a & b),
  BitOr: bitwise((a, b) => a | b),
  BitXor: bitwise((a, b) => a ^ b),
  ShiftLeft: arithmetic((a, b) => a << b),
  ShiftRight: arithmetic((a, b) => a >> b),
  ShiftRightLogical: arithmetic((a, b) => a >>> b),
  AddSmi: (m, pc) => addConstant(m, pc, 1),
  SubtractSmi: (m, pc) => addConstant(m, pc, -1),
  Increment: (m, pc) => step(m, pc, 1),
  Decrement: (m, pc) => step(m, pc, -1),
  ToNumeric: (m, pc) => {
    const { code, slots, base } = m;
    const value = slots[base + code[pc + 2]!]!;
    if (value < 0 || isHeapNumber(m, value)) {
      slots[base + code[pc + 1]!] = value;
      return pc + 3;
    }
    return plus(m, pc);
  },
  Plus: plus,
  Negate: numeric((value) => -value),
  BitNot: numeric((value) => ~value),
  Less: comparing(isLess),
  LessOrEqual: comparing((a, b) => a <= b),
  Greater: comparing((a, b) => a > b),
  GreaterOrEqual: comparing((a, b) => a >= b),
  Equal: equating(true, false),
  NotEqual: equating(false, false),
  StrictEqual: equating(true, true),
  StrictNotEqual: equating(false, true),
  InstanceOf: (m, pc) => {
    const { code, base } = m;
    const holds = instanceOf(m, base + code[pc + 2]!, base + code[pc + 3]!);
    m.slots[base + code[pc + 1]!] = m.boolean(holds);
    return pc + 4;
  },
  In: (m, pc) => {
    const { code, base, slots } = m;
    const object = base + code[pc + 3]!;
    const key = m.stack.push(slots[base + code[pc + 2]!]!);
    if (!isReceiver(m, slots[object]!)) {
      toStringValue(m, key);
      const other = m.stack.push(slots[object]!);
      toStringValue(m, other);
      throwError(m, 'TypeError', `Cannot use 'in' operator to search for '${m.strings.textOf(slots[key]!)}' in ${m.strings.textOf(slots[other]!)}`);
    }
    const holds = hasProperty(m, object, toKey(m, key));
    m.stack.length = key;
    slots[base + code[pc + 1]!] = m.boolean(holds);
    return pc + 4;
  },
  Not: (m, pc) => {
    const { code, slots, base } = m;
    slots[base + code[pc + 1]!] = m.boolean(!toBoolean(m, slots[base + code[pc + 2]!]!));
    return pc + 3;
  },
  TypeOf: (m, pc) => {
    const { code, slots, base } = m;
    slots[base + code[pc + 1]!] = m.strings.internalise(typeName(m, slots[base + code[pc + 2]!]!));
    return pc + 3;
  },
  ToText: (m, pc) => {
    const { code, slots, base } = m;
    const value = m.stack.push(slots[base + code[pc + 2]!]!);
    toStringValue(m, value);
    m.stack.length = value;
    slots[base + code[pc + 1]!] = slots[value]!;
    return pc + 3;
  },

  // ── Jumps ─────────────────────────────────────────────────────────────────────────────────────────────────

  Jump: (m, pc) => m.code[pc + 1]!,
  JumpIfTrue: (m, pc) => {
    const { code } = m;
    const value = m.slots[m.base + code[pc + 1]!]!;
    if (value === m.oddballs.true) return code[pc + 2]!;
    return value !== m.oddballs.false && toBoolean(m, value) ? code[pc + 2]! : pc + 3;
  },
  JumpIfFalse: (m, pc) => {
    const { code } = m;
    const value = m.slots[m.base + code[pc + 1]!]!;
    if (value === m.oddballs.true) return pc + 3;
    return value === m.oddballs.false || !toBoolean(m, value) ? code[pc + 2]! : pc + 3;
  },
  JumpIfNullish: (m, pc) => (isNullish(m, m.slots[m.base + m.code[pc + 1]!]!) ? m.code[pc + 2]! : pc + 3),
  JumpIfNotUndefined: (m, pc) => (m.slots[m.base + m.code[pc + 1]!] === m.oddballs.undefined ? pc + 3 : m.code[pc + 2]!),
  JumpIfNotLess: (m, pc) => {
    const { code, slots, base } = m;
    const a = slots[base + code[pc + 1]!]!;
    const b = slots[base + code[pc + 2]!]!;
    if (a < 0 && b < 0) return decodeSmi(a) < decodeSmi(b) ? pc + 4 : code[pc + 3]!;
    return compare(m, base + code[pc + 1]!, base + code[pc + 2]!, isLess) ? pc + 4 : code[pc + 3]!;
  },
} satisfies Record<string, Handler>;
