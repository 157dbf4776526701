/** String. The host's own methods do the work on texts; what comes out is allocated with V8's sizes. */
import { isNullish, isString, primitiveToText, toInteger, toStringValue, toText } from '../conversions.ts';
import { setElement } from '../elements.ts';
import { throwError } from '../exceptions.ts';
import { makeArray } from '../factory.ts';
import type { Machine } from '../machine.ts';
import { isReceiver } from '../objects.ts';
import { MAX_STRING_LENGTH } from '../strings.ts';
import { encodeSmi } from '../tagged.ts';
import type { ConstructorDefinition, MethodDefinition } from './definition.ts';
import { argument, argumentValue, method } from './definition.ts';

/** The receiver becomes a string, in place; its text. */
function self(m: Machine, args: number, name: string): string {
  if (isNullish(m, m.slots[args - 1]!)) throwError(m, 'TypeError', `String.prototype.${name} called on null or undefined`);
  toStringValue(m, args - 1);
  return m.strings.textOf(m.slots[args - 1]!);
}

function textArgument(m: Machine, args: number, count: number, index: number): string {
  return toText(m, argument(m, args, count, index));
}

function isGiven(m: Machine, args: number, count: number, index: number): boolean {
  return argumentValue(m, args, count, index) !== m.oddballs.undefined;
}

function integerArgument(m: Machine, args: number, count: number, index: number, otherwise: number): number {
  return isGiven(m, args, count, index) ? toInteger(m, args + index) : otherwise;
}

/** A method that turns the text into another one. */
const mapping = (name: string, change: (text: string) => string): MethodDefinition =>
  method(0, (m, args) => m.strings.make(change(self(m, args, name))));

/** A method that looks for a text from a position on. */
const searching = (name: string, search: (text: string, wanted: string, from: number) => number | boolean, otherwise: number): MethodDefinition =>
  method(1, (m, args, count) => {
    const text = self(m, args, name);
    m.strings.flatten(args - 1);
    const wanted = textArgument(m, args, count, 0);
    const result = search(text, wanted, integerArgument(m, args, count, 1, otherwise));
    return typeof result === 'boolean' ? m.boolean(result) : encodeSmi(result);
  });

const padding = (name: string, pad: (text: string, length: number, filler: string) => string): MethodDefinition =>
  method(2, (m, args, count) => {
    const text = self(m, args, name);
    const length = integerArgument(m, args, count, 0, 0);
    const filler = isGiven(m, args, count, 1) ? textArgument(m, args, count, 1) : ' ';
    if (length > MAX_STRING_LENGTH) throwError(m, 'RangeError', 'Invalid string length');
    return m.strings.make(pad(text, length, filler));
  });

/** `slice` shares the characters with the whole text when it is long enough. */
const cutting = (name: string, bounds: (length: number, start: number, end: number) => readonly [number, number]): MethodDefinition =>
  method(2, (m, args, count) => {
    const { length } = self(m, args, name);
    const given = integerArgument(m, args, count, 0, 0);
    const [start, end] = bounds(length, given, integerArgument(m, args, count, 1, Infinity));
    return start >= end ? m.strings.make('') : m.strings.slice(args - 1, start, end);
  });

const within = (length: number, position: number): number => Math.min(Math.max(0, position), length);
const fromEnd = (length: number, position: number): number => within(length, position < 0 ? length + position : position);

function replace(m: Machine, args: number, count: number, name: string, all: boolean): number {
  const text = self(m, args, name);
  if (isReceiver(m, argumentValue(m, args, count, 1))) throwError(m, 'TypeError', `String.prototype.${name} takes texts only`);
  const wanted = textArgument(m, args, count, 0);
  const given = textArgument(m, args, count, 1);
  return m.strings.make(all ? text.replaceAll(wanted, given) : text.replace(wanted, given));
}

function construct(m: Machine, args: number, count: number): number {
  if (count === 0) return m.strings.make('');
  toStringValue(m, args);
  return m.slots[args]!;
}

export const STRING: ConstructorDefinition = {
  name: 'String',
  length: 1,
  run: construct,
  construct: (m) => throwError(m, 'TypeError', 'String objects are not supported'),
  prototype: 'stringPrototype',
  statics: {
    fromCharCode: method(1, (m, args, count) => {
      let text = '';
      for (let i = 0; i < count; i++) text += String.fromCharCode(toInteger(m, args + i));
      return m.strings.make(text);
    }),
    fromCodePoint: method(1, (m, args, count) => {
      let text = '';
      for (let i = 0; i < count; i++) {
        const code = toInteger(m, args + i);
        if (code < 0 || code > 0x10ffff) throwError(m, 'RangeError', `Invalid code point ${String(code)}`);
        text += String.fromCodePoint(code);
      }
      return m.strings.make(text);
    }),
  },
  methods: {
    toString: method(0, (m, args) => thisString(m, args, 'toString')),
    valueOf: method(0, (m, args) => thisString(m, args, 'valueOf')),
    charAt: method(1, (m, args, count) => {
      const text = self(m, args, 'charAt');
      m.strings.flatten(args - 1);
      return m.strings.make(text.charAt(integerArgument(m, args, count, 0, 0)));
    }),
    charCodeAt: method(1, (m, args, count) => {
      const text = self(m, args, 'charCodeAt');
      m.strings.flatten(args - 1);
      return m.number(text.charCodeAt(integerArgument(m, args, count, 0, 0)));
    }),
    codePointAt: method(1, (m, args, count) => {
      const code = self(m, args, 'codePointAt').codePointAt(integerArgument(m, args, count, 0, 0));
      return code === undefined ? m.oddballs.undefined : m.number(code);
    }),
    at: method(1, (m, args, count) => {
      const character = self(m, args, 'at').at(integerArgument(m, args, count, 0, 0));
      return character === undefined ? m.oddballs.undefined : m.strings.make(character);
    }),
    indexOf: searching('indexOf', (text, wanted, from) => text.indexOf(wanted, from), 0),
    lastIndexOf: searching('lastIndexOf', (text, wanted, from) => text.lastIndexOf(wanted, from), Infinity),
    includes: searching('includes', (text, wanted, from) => text.includes(wanted, from), 0),
    startsWith: searching('startsWith', (text, wanted, from) => text.startsWith(wanted, from), 0),
    endsWith: searching('endsWith', (text, wanted, end) => text.endsWith(wanted, end === Infinity ? undefined : end), Infinity),
    slice: cutting('slice', (length, start, end) => [fromEnd(length, start), fromEnd(length, end)]),
    substring: cutting('substring', (length, start, end) => {
      const bounds = [within(length, start), within(length, end)] as const;
      return [Math.min(...bounds), Math.max(...bounds)];
    }),
    substr: cutting('substr', (length, start, count) => [fromEnd(length, start), within(length, fromEnd(length, start) + count)]),
    toUpperCase: mapping('toUpperCase', (text) => text.toUpperCase()),
    toLowerCase: mapping('toLowerCase', (text) => text.toLowerCase()),
    trim: mapping('trim', (text) => text.trim()),
    trimStart: mapping('trimStart', (text) => text.trimStart()),
    trimEnd: mapping('trimEnd', (text) => text.trimEnd()),
    padStart: padding('padStart', (text, length, filler) => text.padStart(length, filler)),
    padEnd: padding('padEnd', (text, length, filler) => text.padEnd(length, filler)),
    repeat: method(1, (m, args, count) => {
      const text = self(m, args, 'repeat');
      const times = integerArgument(m, args, count, 0, 0);
      if (times < 0 || times === Infinity) throwError(m, 'RangeError', `Invalid count value: ${primitiveToText(m, argumentValue(m, args, count, 0))}`);
      if (text.length * times > MAX_STRING_LENGTH) throwError(m, 'RangeError', 'Invalid string length');
      return repeat(m, args - 1, times);
    }),
    concat: method(1, (m, args, count) => {
      self(m, args, 'concat');
      const whole = m.stack.push(m.slots[args - 1]!);
      for (let i = 0; i < count; i++) {
        toStringValue(m, args + i);
        m.slots[whole] = m.strings.concatenate(whole, args + i);
      }
      return m.slots[whole]!;
    }),
    split: method(2, (m, args, count) => {
      const text = self(m, args, 'split');
      m.strings.flatten(args - 1);
      const limit = integerArgument(m, args, count, 1, Infinity);
      const parts = isGiven(m, args, count, 0) ? text.split(textArgument(m, args, count, 0)) : [text];
      const array = m.stack.push(makeArray(m, 0, 0));
      for (const [index, part] of parts.slice(0, Math.min(limit, parts.length)).entries()) {
        const value = m.stack.push(m.strings.make(part));
        setElement(m, array, index, value);
        m.stack.length = value;
      }
      return m.slots[array]!;
    }),
    replace: method(2, (m, args, count) => replace(m, args, count, 'replace', false)),
    replaceAll: method(2, (m, args, count) => replace(m, args, count, 'replaceAll', true)),
  },
};

function thisString(m: Machine, args: number, name: string): number {
  if (!isString(m, m.slots[args - 1]!)) throwError(m, 'TypeError', `String.prototype.${name} requires that 'this' be a String`);
  return m.slots[args - 1]!;
}

/** Doubles the text as often as it can: what V8 makes is a tree of concatenations. */
function repeat(m: Machine, slot: number, times: number): number {
  const whole = m.stack.push(m.strings.make(''));
  const part = m.stack.push(m.slots[slot]!);
  for (let left = times; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) m.slots[whole] = m.strings.concatenate(whole, part);
    if (left > 1) m.slots[part] = m.strings.concatenate(part, part);
  }
  return m.slots[whole]!;
}
