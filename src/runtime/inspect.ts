/** Values as console.log shows them: in the manner of Node, which a test compares. */
import { headerKind } from '../heap/layout/header.ts';
import { isCallable } from './calls.ts';
import { nextEntry, sizeOf } from './collections.ts';
import { isHeapNumber, isNumber, isString, primitiveToText } from './conversions.ts';
import { arrayLength, elementIndices, getElement, isArray } from './elements.ts';
import { functionName, isClass } from './functions.ts';
import { INTRINSIC } from './intrinsics.ts';
import type { Machine } from './machine.ts';
import { SETTER_WORD, findProperty, isReceiver, prototypeOf, readField } from './objects.ts';
import { FULFILLED, PROMISE_PENDING, promiseState, promiseValue } from './promises.ts';
import { ownKeys } from './own-properties.ts';
import { constructorName } from './properties.ts';
import { ACCESSOR, ENUMERABLE } from './shapes.ts';
import { layOut } from './inspect-layout.ts';
import { JS_MAP, JS_PROMISE, JS_SET, JS_WEAK_MAP, JS_WEAK_REF, JS_WEAK_SET } from './tagged.ts';

/** Objects inside each other that are shown. */
const MOST_LEVELS = 2;
/** Elements, entries or properties that are shown of one object. */
const MOST_ENTRIES = 100;

/** The arguments of one console.log, which lie in stack slots. */
export function formatLine(m: Machine, first: number, count: number): string {
  const parts: string[] = [];
  for (let i = 0; i < count; i++) parts.push(format(m, m.slots[first + i]!));
  return parts.join(' ');
}

/** Texts as they are, all else as inside of objects. Nothing is allocated, so addresses stay good. */
export function format(m: Machine, value: number): string {
  return isString(m, value) ? m.strings.textOf(value) : new Inspection(m).inspect(value, 0);
}

/** What is printed of an exception that nobody has caught. */
export function describeException(m: Machine, slot: number): string {
  const value = m.slots[slot]!;
  return isReceiver(m, value) && isError(m, value) ? errorText(m, value) : `Uncaught ${new Inspection(m).inspect(value, 0)}`;
}

class Inspection {
  readonly #m: Machine;
  /** Objects around the one that is shown, outermost first. */
  readonly #outer: number[] = [];
  readonly #circular = new Map<number, number>();
  #indentation = 0;
  /** Of the object that was begun last. */
  #lastLevel = 0;

  constructor(m: Machine) {
    this.#m = m;
  }

  inspect(value: number, level: number): string {
    const m = this.#m;
    if (!isReceiver(m, value)) return inspectPrimitive(m, value);
    if (this.#outer.includes(value)) {
      if (!this.#circular.has(value)) this.#circular.set(value, this.#circular.size + 1);
      return `[Circular *${String(this.#circular.get(value))}]`;
    }
    const name = constructorName(m, value);
    const kind = headerKind(m.words[value]!);
    if (isCallable(m, value)) return inspectFunction(m, value);
    if (isError(m, value)) return `[${errorText(m, value)}]`;
    if (isEmpty(m, value, kind)) return `${prefixOf(m, value, kind, name)}${isArray(m, value) ? '[]' : '{}'}`;
    if (level > MOST_LEVELS) return isArray(m, value) ? '[Array]' : `[${name ?? 'Object: null prototype'}]`;
    this.#lastLevel = level;
    this.#outer.push(value);
    this.#indentation += 2;
    const inner = (part: number): string => this.inspect(part, level + 1);
    const contents = contentsOf(m, value, kind, inner);
    const entries = [...contents, ...propertiesOf(m, value, inner)];
    this.#indentation -= 2;
    this.#outer.pop();
    const reference = this.#circular.has(value) ? `<ref *${String(this.#circular.get(value))}> ` : '';
    const [bracket, close] = isArray(m, value) ? ['[', ']'] : ['{', '}'];
    const open = `${reference}${prefixOf(m, value, kind, name)}${bracket}`;
    return layOut({
      open,
      close,
      entries,
      isArray: isArray(m, value),
      isNumeric: isArray(m, value) && isAllNumbers(m, value),
      isCut: contents.at(-1)?.startsWith('... ') === true,
      levelsInside: this.#lastLevel - level,
      indentation: this.#indentation,
      // A reference stands before the bracket with a space that does not count.
      uncounted: reference === '' ? 0 : 1,
    });
  }
}

function inspectPrimitive(m: Machine, value: number): string {
  if (isString(m, value)) return quote(m.strings.textOf(value));
  if (isHeapNumber(m, value) && Object.is(m.numbers.valueOf(value), -0)) return '-0';
  return primitiveToText(m, value);
}

/** Single quotes unless the text has some and no others. */
function quote(text: string): string {
  const mark = !text.includes("'") ? "'" : !text.includes('"') ? '"' : !text.includes('`') && !text.includes('${') ? '`' : "'";
  const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r', '\b': '\\b', '\f': '\\f', '\v': '\\v', '\\': '\\\\' };
  const escaped = text.replaceAll(/[\p{Cc}\p{Cs}\\]/gu, (character) => escapes[character] ?? codeEscape(character.charCodeAt(0)));
  return `${mark}${mark === "'" ? escaped.replaceAll("'", "\\'") : escaped}${mark}`;
}

/** Of a control character, or of half a pair that has lost the other half. */
function codeEscape(code: number): string {
  return code < 0x100 ? `\\x${code.toString(16).toUpperCase().padStart(2, '0')}` : `\\u${code.toString(16)}`;
}

function inspectFunction(m: Machine, fn: number): string {
  const name = functionName(m, fn);
  if (!isClass(m, fn)) return name === '' ? '[Function (anonymous)]' : `[Function: ${name}]`;
  const parent = prototypeOf(m, fn);
  const extended = isCallable(m, parent) && functionName(m, parent) !== '' ? ` extends ${functionName(m, parent)}` : '';
  return `[class ${name === '' ? '(anonymous)' : name}${extended}]`;
}

export function isError(m: Machine, object: number): boolean {
  const base = m.intrinsic(INTRINSIC.errorPrototype);
  for (let at = prototypeOf(m, object); isReceiver(m, at); at = prototypeOf(m, at)) if (at === base) return true;
  return false;
}

/** Name and message of an error: properties that a script may have changed. */
function errorText(m: Machine, error: number): string {
  const name = textProperty(m, error, 'name') ?? 'Error';
  const message = textProperty(m, error, 'message') ?? '';
  return message === '' ? name : `${name}: ${message}`;
}

function textProperty(m: Machine, object: number, name: string): string | null {
  const found = findProperty(m, object, name);
  if (found === null || (found.property.flags & ACCESSOR) !== 0) return null;
  const value = readField(m, found.holder, found.shape, found.property.index);
  return isString(m, value) ? m.strings.textOf(value) : null;
}

function prefixOf(m: Machine, value: number, kind: number, name: string | null): string {
  if (isArray(m, value)) return name === 'Array' ? '' : `${name ?? '[Array: null prototype]'}(${String(arrayLength(m, value))}) `;
  if (kind === JS_MAP || kind === JS_SET) return `${name ?? (kind === JS_MAP ? 'Map' : 'Set')}(${String(sizeOf(m, value))}) `;
  if (name === null) return '[Object: null prototype] ';
  return name === 'Object' ? '' : `${name} `;
}

/** Shown as it is at any level, and no level by itself. */
function isEmpty(m: Machine, value: number, kind: number): boolean {
  if (kind === JS_WEAK_MAP || kind === JS_WEAK_SET || kind === JS_WEAK_REF || kind === JS_PROMISE) return false;
  if (ownKeys(m, value).length > 0) return false;
  if (isArray(m, value)) return arrayLength(m, value) === 0;
  return (kind !== JS_MAP && kind !== JS_SET) || sizeOf(m, value) === 0;
}

/** What an object has besides properties with names. */
function contentsOf(m: Machine, value: number, kind: number, inner: (part: number) => string): string[] {
  if (isArray(m, value)) return inspectElements(m, value, inner);
  if (kind === JS_MAP || kind === JS_SET) return inspectEntries(m, value, kind === JS_MAP, inner);
  if (kind === JS_WEAK_MAP || kind === JS_WEAK_SET) return ['<items unknown>'];
  if (kind === JS_WEAK_REF) return ['<ref>'];
  if (kind === JS_PROMISE) {
    const state = promiseState(m, value);
    return state === PROMISE_PENDING ? ['<pending>'] : [`${state === FULFILLED ? '' : '<rejected> '}${inner(promiseValue(m, value))}`];
  }
  return elementIndices(m, value).map((index) => `'${String(index)}': ${inner(getElement(m, value, index))}`);
}

function inspectElements(m: Machine, array: number, inner: (part: number) => string): string[] {
  const entries: string[] = [];
  const length = arrayLength(m, array);
  let index = 0;
  for (; index < length && entries.length < MOST_ENTRIES; index++) {
    const element = getElement(m, array, index);
    if (element !== 0) {
      entries.push(inner(element));
      continue;
    }
    const start = index;
    while (index + 1 < length && getElement(m, array, index + 1) === 0) index++;
    const holes = index + 1 - start;
    entries.push(`<${String(holes)} empty item${holes === 1 ? '' : 's'}>`);
  }
  if (index < length) entries.push(moreItems(length - index));
  return entries;
}

function inspectEntries(m: Machine, collection: number, isMap: boolean, inner: (part: number) => string): string[] {
  const entries: string[] = [];
  for (let entry = nextEntry(m, collection, 0); entry !== null; entry = nextEntry(m, collection, entry.position + 1)) {
    if (entries.length === MOST_ENTRIES) {
      entries.push(moreItems(sizeOf(m, collection) - MOST_ENTRIES));
      break;
    }
    entries.push(isMap ? `${inner(entry.key)} => ${inner(entry.value)}` : inner(entry.key));
  }
  return entries;
}

function moreItems(count: number): string {
  return `... ${String(count)} more item${count === 1 ? '' : 's'}`;
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

function propertiesOf(m: Machine, object: number, inner: (part: number) => string): string[] {
  const shape = m.shapes.of(object);
  return [...shape.properties].flatMap(([name, { index, flags }]) => {
    if ((flags & ENUMERABLE) === 0) return [];
    const value = readField(m, object, shape, index);
    const shown = (flags & ACCESSOR) === 0 ? inner(value) : accessorText(m, value);
    return [`${IDENTIFIER.test(name) ? name : quote(name)}: ${shown}`];
  });
}

function accessorText(m: Machine, pair: number): string {
  const hasGetter = m.words[pair + 1] !== 0;
  const hasSetter = m.words[pair + SETTER_WORD] !== 0;
  return hasGetter && hasSetter ? '[Getter/Setter]' : hasGetter ? '[Getter]' : '[Setter]';
}

function isAllNumbers(m: Machine, array: number): boolean {
  const indices = elementIndices(m, array);
  return indices.length === arrayLength(m, array) && indices.every((index) => isNumber(m, getElement(m, array, index)));
}
