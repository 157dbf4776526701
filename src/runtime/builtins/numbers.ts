/** Number, Boolean and Math. */
import { drawnValue, nextState } from '../../base/prng.ts';
import { isNumber, numberValue, toBoolean, toInteger, toNumber, toText } from '../conversions.ts';
import { throwError } from '../exceptions.ts';
import type { Machine } from '../machine.ts';
import type { ConstructorDefinition, MethodDefinition, Methods } from './definition.ts';
import { argument, argumentValue, method } from './definition.ts';

function self(m: Machine, args: number, name: string): number {
  const value = m.slots[args - 1]!;
  if (!isNumber(m, value)) throwError(m, 'TypeError', `Number.prototype.${name} requires that 'this' be a Number`);
  return numberValue(m, value);
}

/** toFixed and the like: a number of digits in a range that V8's messages name. */
const digits = (name: string, least: number, most: number, format: (value: number, count: number | undefined) => string): MethodDefinition =>
  method(1, (m, args, count) => {
    const value = self(m, args, name);
    const isGiven = argumentValue(m, args, count, 0) !== m.oddballs.undefined;
    const given = isGiven ? toInteger(m, args) : undefined;
    if (given !== undefined && Number.isFinite(value) && (given < least || given > most)) {
      throwError(m, 'RangeError', `${name}() ${name === 'toString' ? 'radix' : name === 'toPrecision' ? 'argument' : 'digits'}${name === 'toPrecision' || name === 'toString' ? '' : ' argument'} must be between ${String(least)} and ${String(most)}`);
    }
    return m.strings.make(format(value, given));
  });

const testing = (test: (value: number) => boolean): MethodDefinition =>
  method(1, (m, args, count) => {
    const value = argumentValue(m, args, count, 0);
    return m.boolean(isNumber(m, value) && test(numberValue(m, value)));
  });

const convert = (m: Machine, args: number, count: number): number => m.number(count === 0 ? 0 : toNumber(m, args));

export const parsing: Methods = {
  parseInt: method(2, (m, args, count) => {
    const text = toText(m, argument(m, args, count, 0));
    return m.number(parseInt(text, argumentValue(m, args, count, 1) === m.oddballs.undefined ? undefined : toInteger(m, args + 1)));
  }),
  parseFloat: method(1, (m, args, count) => m.number(parseFloat(toText(m, argument(m, args, count, 0))))),
};

export const NUMBER: ConstructorDefinition = {
  name: 'Number',
  length: 1,
  run: convert,
  construct: (m) => throwError(m, 'TypeError', 'Number objects are not supported'),
  prototype: 'numberPrototype',
  statics: {
    ...parsing,
    isInteger: testing(Number.isInteger),
    isSafeInteger: testing(Number.isSafeInteger),
    isFinite: testing(Number.isFinite),
    isNaN: testing(Number.isNaN),
  },
  methods: {
    toString: digits('toString', 2, 36, (value, radix) => value.toString(radix)),
    toFixed: digits('toFixed', 0, 100, (value, count) => value.toFixed(count)),
    toPrecision: digits('toPrecision', 1, 100, (value, count) => value.toPrecision(count)),
    toExponential: digits('toExponential', 0, 100, (value, count) => value.toExponential(count)),
    valueOf: method(0, (m, args) => m.number(self(m, args, 'valueOf'))),
  },
};

export const NUMBER_CONSTANTS = {
  MAX_SAFE_INTEGER: Number.MAX_SAFE_INTEGER,
  MIN_SAFE_INTEGER: Number.MIN_SAFE_INTEGER,
  MAX_VALUE: Number.MAX_VALUE,
  MIN_VALUE: Number.MIN_VALUE,
  EPSILON: Number.EPSILON,
  POSITIVE_INFINITY: Infinity,
  NEGATIVE_INFINITY: -Infinity,
  NaN: NaN,
} as const;

function thisBoolean(m: Machine, args: number): boolean {
  const value = m.slots[args - 1]!;
  if (value !== m.oddballs.true && value !== m.oddballs.false) throwError(m, 'TypeError', "Boolean.prototype.valueOf requires that 'this' be a Boolean");
  return value === m.oddballs.true;
}

export const BOOLEAN: ConstructorDefinition = {
  name: 'Boolean',
  length: 1,
  run: (m, args, count) => m.boolean(count > 0 && toBoolean(m, m.slots[args]!)),
  construct: (m) => throwError(m, 'TypeError', 'Boolean objects are not supported'),
  prototype: 'booleanPrototype',
  methods: {
    toString: method(0, (m, args) => m.strings.internalise(String(thisBoolean(m, args)))),
    valueOf: method(0, (m, args) => m.boolean(thisBoolean(m, args))),
  },
};

// ── Math ────────────────────────────────────────────────────────────────────────────────────────────────────

const unary = (compute: (value: number) => number): MethodDefinition => method(1, (m, args, count) => m.number(compute(toNumber(m, argument(m, args, count, 0)))));

const binary = (compute: (a: number, b: number) => number): MethodDefinition =>
  method(2, (m, args, count) => {
    const a = toNumber(m, argument(m, args, count, 0));
    return m.number(compute(a, toNumber(m, argument(m, args, count, 1))));
  });

const variadic = (compute: (...values: number[]) => number): MethodDefinition =>
  method(2, (m, args, count) => {
    const values: number[] = [];
    for (let i = 0; i < count; i++) values.push(toNumber(m, args + i));
    return m.number(compute(...values));
  });

const UNARY = ['abs', 'acos', 'acosh', 'asin', 'asinh', 'atan', 'atanh', 'cbrt', 'ceil', 'clz32', 'cos', 'cosh', 'exp', 'expm1', 'floor', 'fround', 'log', 'log10', 'log1p', 'log2', 'round', 'sign', 'sin', 'sinh', 'sqrt', 'tan', 'tanh', 'trunc'] as const;

/** 31 bits at a time, as everywhere here. */
const RANDOM_RANGE = 2 ** 31;

export const MATH_METHODS: Methods = {
  ...Object.fromEntries(UNARY.map((name) => [name, unary((value) => Math[name](value))])),
  atan2: binary(Math.atan2),
  pow: binary((a, b) => a ** b),
  imul: binary(Math.imul),
  max: variadic(Math.max),
  min: variadic(Math.min),
  hypot: variadic(Math.hypot),
  /** From the seed of the run. */
  random: method(0, (m) => {
    m.randomState = nextState(m.randomState);
    return m.number(drawnValue(m.randomState) / RANDOM_RANGE);
  }),
};

export const MATH_CONSTANTS = {
  E: Math.E,
  LN10: Math.LN10,
  LN2: Math.LN2,
  LOG10E: Math.LOG10E,
  LOG2E: Math.LOG2E,
  PI: Math.PI,
  SQRT1_2: Math.SQRT1_2,
  SQRT2: Math.SQRT2,
} as const;
