/** Built-in constructors that a class extends: the object gets the prototype of that class. */
import type { IntrinsicName } from '../intrinsics.ts';
import { INTRINSIC } from '../intrinsics.ts';
import type { Machine } from '../machine.ts';
import { isReceiver } from '../objects.ts';
import { getNamed } from '../properties.ts';
import { MAP_WORD } from '../tagged.ts';

/**
 * The Map for an object that `new` makes: with the prototype of the constructor that was named, in a new stack slot.
 * `args`: of the built-in constructor.
 */
export function mapForNew(m: Machine, args: number, usual: IntrinsicName, kind: number, inObject = 0): number {
  const prototype = m.stack.push(m.intrinsic(INTRINSIC[usual]));
  if (m.newTarget !== 0 && m.newTarget !== m.slots[args - 2]) {
    const constructor = m.stack.push(m.newTarget);
    const given = getNamed(m, constructor, 'prototype');
    m.stack.length = constructor;
    if (isReceiver(m, given)) m.slots[prototype] = given;
  }
  m.slots[prototype] = m.shapes.mapFor(kind, inObject, prototype);
  return prototype;
}

/** Gives the object in the slot, fresh from its constructor, the Map that `new` asks for. */
export function makeDerived(m: Machine, args: number, object: number, usual: IntrinsicName, kind: number): number {
  if (m.newTarget !== 0 && m.newTarget !== m.slots[args - 2]) {
    const map = mapForNew(m, args, usual, kind);
    m.heap.store(m.slots[object]!, MAP_WORD, m.slots[map]!);
  }
  return m.slots[object]!;
}
