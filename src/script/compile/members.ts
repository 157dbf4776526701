/** Reading and writing properties: named, computed, of the superclass; optional chains. */
import type * as acorn from 'acorn';
import type { Expression } from '../syntax-tree.ts';
import { compileInto, operand } from './expressions.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { Label } from './function-builder.ts';
import { loadThis } from './variables.ts';

/** Where a property is found: evaluated once, read and written as often as one likes. */
export type Reference =
  | { readonly kind: 'named'; readonly object: number; readonly name: number }
  | { readonly kind: 'keyed'; readonly object: number; readonly key: number }
  | { readonly kind: 'super'; readonly receiver: number; readonly key: number };

/** Array indices are keys, not names. */
export function isIndex(text: string): boolean {
  return /^(?:0|[1-9]\d{0,9})$/.test(text) && Number(text) < 2 ** 32 - 1;
}

/** The name that is written in the text, when it is one; null when it must be computed. */
export function plainName(key: Expression | acorn.PrivateIdentifier, computed: boolean): string | null {
  if (!computed && key.type === 'Identifier') return key.name;
  if (key.type === 'Literal' && typeof key.value === 'string' && !isIndex(key.value)) return key.value;
  return null;
}

/** The registers stay taken as long as the caller keeps them; `object` may be given in a register. */
export function referTo(b: FunctionBuilder, node: acorn.MemberExpression): Reference {
  if (node.object.type === 'Super') {
    const receiver = b.take();
    loadThis(b, node.object, receiver);
    return { kind: 'super', receiver, key: compileKey(b, node) };
  }
  const name = plainName(node.property, node.computed);
  // The object is kept in a register of its own: what follows may change the variable that it came from.
  const object = b.take();
  compileInto(b, node.object, object);
  leaveChain(b, node.optional, object);
  return name === null ? { kind: 'keyed', object, key: compileKey(b, node) } : { kind: 'named', object, name: b.name(name) };
}

function compileKey(b: FunctionBuilder, node: acorn.MemberExpression): number {
  const key = b.take();
  const name = plainName(node.property, node.computed);
  if (name !== null) b.emit('Constant', key, b.constant(name));
  else if (node.property.type !== 'PrivateIdentifier') compileInto(b, node.property, key);
  return key;
}

export function readReference(b: FunctionBuilder, node: acorn.MemberExpression, reference: Reference, target: number): void {
  switch (reference.kind) {
    case 'named':
      return b.emitAt(placeOf(node), 'GetNamed', target, reference.object, reference.name, b.cache());
    case 'keyed':
      return b.emitAt(placeOf(node), 'GetKeyed', target, reference.object, reference.key);
    case 'super':
      return b.emitAt(placeOf(node), 'GetSuper', target, reference.receiver, reference.key);
  }
}

export function writeReference(b: FunctionBuilder, node: acorn.MemberExpression, reference: Reference, value: number): void {
  switch (reference.kind) {
    case 'named':
      return b.emitAt(placeOf(node), 'SetNamed', reference.object, reference.name, value, b.cache());
    case 'keyed':
      return b.emitAt(placeOf(node), 'SetKeyed', reference.object, reference.key, value);
    case 'super':
      return b.emitAt(placeOf(node), 'SetSuper', reference.receiver, reference.key, value);
  }
}

export function storeMember(b: FunctionBuilder, node: acorn.MemberExpression, value: number): void {
  const firstRegister = b.nextRegister;
  writeReference(b, node, referTo(b, node), value);
  b.nextRegister = firstRegister;
}

/** Reads the property without keeping its object. */
export function loadMember(b: FunctionBuilder, node: acorn.MemberExpression, target: number): void {
  const firstRegister = b.nextRegister;
  const name = node.object.type === 'Super' || node.optional ? null : plainName(node.property, node.computed);
  if (name !== null) {
    b.emitAt(placeOf(node), 'GetNamed', target, operand(b, node.object as Expression), b.name(name), b.cache());
  } else if (node.object.type === 'Super' || node.optional || node.property.type === 'PrivateIdentifier') {
    readReference(b, node, referTo(b, node), target);
  } else {
    const object = operand(b, node.object, node.property);
    b.emitAt(placeOf(node), 'GetKeyed', target, object, operand(b, node.property));
  }
  b.nextRegister = firstRegister;
}

/** Errors show the property, not the beginning of a long chain. */
function placeOf(node: acorn.MemberExpression): acorn.Expression | acorn.PrivateIdentifier {
  return node.property;
}

// ── Optional chains ─────────────────────────────────────────────────────────────────────────────────────────

export function compileChain(b: FunctionBuilder, node: acorn.ChainExpression, target: number): void {
  const outer = b.chainEnd;
  const nothing = new Label();
  const end = new Label();
  b.chainEnd = nothing;
  compileInto(b, node.expression, target);
  b.chainEnd = outer;
  b.emitJump('Jump', end);
  b.bind(nothing);
  b.emit('Undefined', target);
  b.bind(end);
}

/** Behind `?.` the whole chain is undefined when the value is null or undefined. */
export function leaveChain(b: FunctionBuilder, optional: boolean, value: number): void {
  if (optional && b.chainEnd !== null) b.emitJump('JumpIfNullish', b.chainEnd, value);
}
