/**
 * How JavaScript makes one object of a type and nothing else: the same bytes as the simulated heap, by expressions
 * that leave no mementos behind and box no number. Types that no expression makes alone say why.
 *
 * Objects come from constructors and arrays from a call of `Array`, because literals and `new Array` get 16 more bytes
 * while unoptimised code watches their allocation site.
 */
import { roundUpToPowerOfTwo } from '../../base/units.ts';
import type { ObjectTypeName } from '../../vocabulary/object-types.ts';
import type { ObjectShape } from '../../scenario/program.ts';

export interface Making {
  /** What the expression needs, before the first step; each text once, however many shapes want it. */
  readonly preparations: readonly string[];
  /** Makes one object with so many units: a number, or the name of a variable. */
  readonly expression: (units: string) => string;
}

export type Makeable = { readonly ok: true; readonly making: Making } | { readonly ok: false; readonly reason: string };

interface Recipe {
  readonly least?: number;
  readonly most?: number;
  readonly preparations?: (units: readonly number[]) => readonly string[];
  readonly expression: (units: string, shape: ObjectShape) => string;
}

/** Objects made before the first step, so that their constructor has its final size. */
const SLACK_TRACKING = 16;
/** In-object fields that a constructor gets. */
const MOST_FIELDS = 250;
/** Longer arrays are dictionaries. */
const MOST_ELEMENTS = 32 * 1024 * 1024;
/** Longer strings are external ones. */
const MOST_CHARACTERS = 1_000_000;
const MOST_BUFFER_BYTES = 2 ** 31;
const LEAST_BUFFER = 4096;
/** A shorter typed array has its bytes on the heap. */
const LEAST_TYPED_BYTES = 65;
/** A shorter string is a single character, which is shared. */
const LEAST_CHARACTERS = 2;

const fixed = (expression: string, ...preparations: readonly string[]): Recipe => ({ preparations: () => preparations, expression: () => expression });

const RECIPES: Readonly<Partial<Record<ObjectTypeName, Recipe>>> = {
  JSObject: {
    most: MOST_FIELDS,
    preparations: (units) => units.map(constructorText),
    expression: (units, shape) => (shape.units.min === shape.units.max ? `new Object${String(shape.units.min)}()` : `new (constructors[${units}])()`),
  },
  JSArray: { most: MOST_ELEMENTS, expression: (units) => `Array(${units})` },
  SeqOneByteString: {
    least: LEAST_CHARACTERS,
    most: MOST_CHARACTERS,
    preparations: (units) => [oneByteSource(units.at(-1) ?? 0).preparation],
    expression: (units, shape) => `${oneByteSource(shape.units.max).name}.latin1Slice(0, ${units})`,
  },
  SeqTwoByteString: {
    least: LEAST_CHARACTERS,
    most: MOST_CHARACTERS,
    preparations: (units) => [`const twoByte${bufferSize(units)} = Buffer.alloc(2 * ${bufferSize(units)}, 1);`],
    expression: (units, shape) => `twoByte${bufferSize([shape.units.max])}.ucs2Slice(0, 2 * ${units})`,
  },
  ConsString: fixed('left + right', "const left = Buffer.alloc(40, 'l').latin1Slice(), right = Buffer.alloc(40, 'r').latin1Slice();"),
  SlicedString: fixed('flat.substring(1, 30)', "const flat = Buffer.alloc(40, 'f').latin1Slice();"),
  HeapNumber: fixed('half * 3', 'const half = 0.5;'),
  BigInt: {
    least: 1,
    most: 1024,
    preparations: (units) => units.map((digits) => `bigints[${String(digits)}] = 1n << ${String(64 * digits - 1)}n;`),
    expression: (units) => `-bigints[${units}]`,
  },
  JSFunction: fixed('function () {}'),
  JSMethod: fixed('() => 0'),
  JSBoundFunction: fixed('bindable.bind(null)', 'const bindable = () => 0;'),
  JSPromise: fixed('Promise.resolve(1)'),
  JSDate: fixed('new Date(0)'),
  JSRegExp: fixed("new RegExp('a')"),
  JSArrayBuffer: { least: 1, most: MOST_BUFFER_BYTES, expression: (units) => `new ArrayBuffer(${units})` },
  JSTypedArray: { least: LEAST_TYPED_BYTES, most: MOST_BUFFER_BYTES, expression: (units) => `new Uint8Array(${units})` },
  JSMap: fixed('new Map()'),
  JSSet: fixed('new Set()'),
};

/** Why a type that scenarios may allocate is none of JavaScript's; any other is a part of V8 itself. */
const REASONS: Readonly<Partial<Record<ObjectTypeName, string>>> = {
  FixedArray: 'JavaScript makes the elements of an array only with the array: allocate a JSArray',
  FixedDoubleArray: 'JavaScript makes the elements of an array only with the array: allocate a JSArray',
  ByteArray: 'JavaScript makes it only as a part of a typed array',
  Symbol: 'the engine allocates symbols in old space',
};

export function makeable(shape: ObjectShape): Makeable {
  const { type, units } = shape;
  const recipe = RECIPES[type];
  if (recipe === undefined) return { ok: false, reason: REASONS[type] ?? `no JavaScript makes a ${type} alone` };
  const { least = 0, most = Infinity, preparations = () => [], expression } = recipe;
  if (units.min < least) return { ok: false, reason: `a ${type} with fewer than ${String(least)} units is shared or made in another way` };
  if (units.max > most) return { ok: false, reason: `a ${type} with more than ${String(most)} units is made in another way` };
  return {
    ok: true,
    making: {
      preparations: preparations(Array.from({ length: Math.min(units.max, most) - units.min + 1 }, (_, index) => units.min + index)),
      expression: (text) => expression(text, shape),
    },
  };
}

/** The buffer that one-byte strings of up to so many characters are cut from. */
export function oneByteSource(characters: number): { readonly name: string; readonly preparation: string } {
  const size = bufferSize([characters]);
  return { name: `oneByte${size}`, preparation: `const oneByte${size} = Buffer.alloc(${size}, 'x');` };
}

/** Characters of the buffer that strings are cut from: few sizes, so that shapes share buffers. */
function bufferSize(units: readonly number[]): string {
  return String(roundUpToPowerOfTwo(Math.max(LEAST_BUFFER, units.at(-1) ?? 0)));
}

function constructorText(fields: number): string {
  const name = `Object${String(fields)}`;
  const body = Array.from({ length: fields }, (_, field) => `this.f${String(field)} = null;`).join(' ');
  return `function ${name}() { ${body} }\nfor (let i = 0; i < ${String(SLACK_TRACKING)}; i++) new ${name}();\nconstructors[${String(fields)}] = ${name};`;
}
