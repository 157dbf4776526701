/**
 * What functions have besides code: their prototype, the map of what they construct, name and length.
 *
 * Models:    V8's prototype_or_initial_map: nothing until it is needed, then the prototype object, then the initial
 *            map, whose size is what constructors up the chain give to `this`.
 * Simplifies: no slack tracking: the first object has the size of all later ones.
 */
import { headerKind } from '../heap/layout/header.ts';
import { templateOf } from './calls.ts';
import { makePlainObject } from './factory.ts';
import { INTRINSIC } from './intrinsics.ts';
import type { Machine } from './machine.ts';
import { addDataProperty, isReceiver, prototypeOf } from './objects.ts';
import { HIDDEN } from './shapes.ts';
import { CONTEXT_WORD, INITIAL_WORD, JS_FUNCTION, JS_OBJECT, MAP_KIND, NATIVE_WORD, PROTOTYPE_WORD, SHARED_WORD, decodeSmi, isFunctionKind } from './tagged.ts';

/** Fields in an object at most. Source: V8, JSObject::kMaxInObjectProperties. */
const MAX_IN_OBJECT = 252;

export function hasPrototypeSlot(m: Machine, fn: number): boolean {
  return headerKind(m.words[fn]!) === JS_FUNCTION;
}

/** The `prototype` property of the function in the stack slot; made when it is first asked for. */
export function prototypePropertyOf(m: Machine, fn: number): number {
  const { slots, words } = m;
  const known = words[slots[fn]! + INITIAL_WORD]!;
  if (known !== 0) return headerKind(words[known]!) === MAP_KIND ? words[known + PROTOTYPE_WORD]! : known;
  const prototype = m.stack.push(makePlainObject(m, 1));
  addDataProperty(m, prototype, 'constructor', fn, HIDDEN);
  m.heap.store(slots[fn]!, INITIAL_WORD, slots[prototype]!);
  m.stack.length = prototype;
  return slots[prototype]!;
}

/** Another prototype for what the function will construct. Both in stack slots. */
export function setPrototypeProperty(m: Machine, fn: number, prototype: number): void {
  m.heap.store(m.slots[fn]!, INITIAL_WORD, m.slots[prototype]!);
}

/** The Map of the objects that the function in the stack slot constructs; with further fields when it is made. */
export function initialMapOf(m: Machine, fn: number, spareFields = 0): number {
  const { slots, words } = m;
  const known = words[slots[fn]! + INITIAL_WORD]!;
  if (known !== 0 && headerKind(words[known]!) === MAP_KIND) return known;
  const prototype = m.stack.push(prototypePropertyOf(m, fn));
  if (!isReceiver(m, slots[prototype]!)) slots[prototype] = words[words[words[slots[fn]! + CONTEXT_WORD]! + NATIVE_WORD]! + INTRINSIC.objectPrototype]!;
  m.shapes.makeOwn(prototype);
  const map = m.shapes.makeRoot(JS_OBJECT, Math.min(MAX_IN_OBJECT, ownFieldsOf(m, slots[fn]!) + spareFields), prototype);
  m.heap.store(slots[fn]!, INITIAL_WORD, map);
  m.stack.length = prototype;
  return map;
}

function ownFieldsOf(m: Machine, fn: number): number {
  let fields = 0;
  for (let at = fn; at > 0 && isFunctionKind(headerKind(m.words[at]!)); at = prototypeOf(m, at)) fields += templateOf(m, at)?.compiled.ownFields ?? 0;
  return fields;
}

/** The name that the function was given in its source. */
export function functionName(m: Machine, fn: number): string {
  if (!isFunctionKind(headerKind(m.words[fn]!))) return 'bound';
  return templateOf(m, fn)?.compiled.name ?? m.builtins[decodeSmi(m.words[fn + SHARED_WORD]!)]!.name;
}

export function functionLength(m: Machine, fn: number): number {
  if (!isFunctionKind(headerKind(m.words[fn]!))) return 0;
  return templateOf(m, fn)?.compiled.length ?? m.builtins[decodeSmi(m.words[fn + SHARED_WORD]!)]!.length;
}

/** It was declared with `class`. */
export function isClass(m: Machine, fn: number): boolean {
  const kind = isFunctionKind(headerKind(m.words[fn]!)) ? templateOf(m, fn)?.compiled.kind : undefined;
  return kind === 'class-constructor' || kind === 'derived-constructor';
}

/** `new` may be used on the function. */
export function isConstructor(m: Machine, fn: number): boolean {
  if (!isFunctionKind(headerKind(m.words[fn]!))) return true;
  const template = templateOf(m, fn);
  if (template === null) return m.builtins[decodeSmi(m.words[fn + SHARED_WORD]!)]!.construct !== null;
  const { kind, isAsync } = template.compiled;
  return !isAsync && (kind === 'function' || kind === 'class-constructor' || kind === 'derived-constructor');
}
