/** Objects, arrays and templates as they are written. */
import type * as acorn from 'acorn';
import type { ConstantElements } from '../compiled-function.ts';
import type { Expression } from '../syntax-tree.ts';
import { compileInto, operand } from './expressions.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { compileFunction } from './functions.ts';
import { isIndex, plainName } from './members.ts';

/** Longer literals are built property by property. */
const MOST_LITERAL_KEYS = 128;
/** In-object slots that V8 gives to an empty literal. */
const EMPTY_LITERAL_SLOTS = 4;

// ── Objects ─────────────────────────────────────────────────────────────────────────────────────────────────

export function compileObject(b: FunctionBuilder, node: acorn.ObjectExpression, target: number): void {
  const firstRegister = b.nextRegister;
  const keys = plainKeys(node);
  if (keys !== null && keys.length > 0) {
    const values = b.take(keys.length);
    for (const [index, property] of node.properties.entries()) {
      if (property.type === 'Property') compileInto(b, property.value, values + index, keys[index]);
    }
    b.emit('Literal', target, b.literal(keys), values);
  } else {
    // Built in a register of its own: the target may be a variable that the values read.
    const object = b.take();
    b.emit('Object', object, node.properties.length === 0 ? EMPTY_LITERAL_SLOTS : node.properties.length);
    for (const property of node.properties) compileProperty(b, property, object);
    b.emit('Move', target, object);
  }
  b.nextRegister = firstRegister;
}

/** The names of a literal that has nothing else; null when it has. */
function plainKeys({ properties }: acorn.ObjectExpression): readonly string[] | null {
  if (properties.length > MOST_LITERAL_KEYS) return null;
  const keys = new Set<string>();
  for (const property of properties) {
    if (property.type !== 'Property' || property.kind !== 'init' || property.method) return null;
    const name = plainName(property.key, property.computed);
    if (name === null) return null;
    keys.add(name);
  }
  return keys.size === properties.length ? [...keys] : null;
}

function compileProperty(b: FunctionBuilder, property: acorn.Property | acorn.SpreadElement, object: number): void {
  const firstRegister = b.nextRegister;
  if (property.type === 'SpreadElement') {
    b.emitAt(property, 'CopyProperties', object, operand(b, property.argument));
  } else {
    const name = plainName(property.key, property.computed);
    const key = compilePropertyKey(b, property.key, property.computed);
    const value = b.take();
    const isMethod = property.method || property.kind !== 'init';
    if (isMethod && property.value.type === 'FunctionExpression') {
      compileFunction(b, property.value, value, accessorName(property.kind, name ?? ''), 'method');
      b.emit('SetHome', value, object);
    } else {
      compileInto(b, property.value, value, name ?? '');
    }
    if (property.kind === 'get') b.emitAt(property, 'DefineGetter', object, key, value, 1);
    else if (property.kind === 'set') b.emitAt(property, 'DefineSetter', object, key, value, 1);
    else b.emitAt(property, 'DefineKeyed', object, key, value);
  }
  b.nextRegister = firstRegister;
}

/** The function of a getter is called `get name`. */
export function accessorName(kind: string, name: string): string {
  return kind === 'get' || kind === 'set' ? `${kind} ${name}` : name;
}

export function compilePropertyKey(b: FunctionBuilder, key: Expression | acorn.PrivateIdentifier, computed: boolean): number {
  const register = b.take();
  if (!computed && key.type === 'Identifier') b.emit('Constant', register, b.constant(key.name));
  else if (key.type === 'Literal' && (typeof key.value === 'number' || typeof key.value === 'string')) {
    const text = String(key.value);
    if (isIndex(text)) compileInto(b, { ...key, value: Number(text) }, register);
    else b.emit('Constant', register, b.constant(text));
  } else if (key.type !== 'PrivateIdentifier') {
    compileInto(b, key, register);
    b.emitAt(key, 'ToKey', register, register);
  }
  return register;
}

// ── Arrays ──────────────────────────────────────────────────────────────────────────────────────────────────

export function compileArray(b: FunctionBuilder, { elements }: acorn.ArrayExpression, target: number): void {
  const firstRegister = b.nextRegister;
  const constants = constantElements(elements);
  if (constants !== null && constants.length > 0) {
    b.emit('ConstantArray', target, b.constantElements(constants));
  } else if (elements.length > MOST_LITERAL_KEYS || elements.some((element) => element === null || element.type === 'SpreadElement')) {
    const array = b.take();
    compileSpread(b, elements, array);
    b.emit('Move', target, array);
  } else {
    const values = b.take(elements.length);
    for (const [index, element] of elements.entries()) compileInto(b, element as Expression, values + index);
    b.emit('Array', target, values, elements.length);
  }
  b.nextRegister = firstRegister;
}

/** An array, element by element; spread ones become as many as they have. */
export function compileSpread(b: FunctionBuilder, elements: acorn.ArrayExpression['elements'], array: number): void {
  b.emit('Array', array, 0, 0);
  for (const element of elements) {
    const register = b.take();
    if (element === null) {
      b.emit('Hole', register);
      b.emit('Append', array, register);
    } else if (element.type === 'SpreadElement') {
      compileInto(b, element.argument, register);
      b.emitAt(element, 'AppendAll', array, register);
    } else {
      compileInto(b, element, register);
      b.emit('Append', array, register);
    }
    b.nextRegister = register;
  }
}

function constantElements(elements: acorn.ArrayExpression['elements']): ConstantElements['elements'] | null {
  const values: (number | string | boolean | null)[] = [];
  for (const element of elements) {
    const value = element === null ? undefined : constantValue(element);
    if (value === undefined) return null;
    values.push(value);
  }
  return values;
}

function constantValue(node: Expression | acorn.SpreadElement): number | string | boolean | null | undefined {
  if (node.type === 'UnaryExpression' && node.operator === '-') {
    const value = constantValue(node.argument);
    return typeof value === 'number' ? -value : undefined;
  }
  if (node.type !== 'Literal') return undefined;
  const { value } = node;
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean' || value === null ? value : undefined;
}

// ── Templates ───────────────────────────────────────────────────────────────────────────────────────────────

export function compileTemplate(b: FunctionBuilder, node: acorn.TemplateLiteral, target: number): void {
  const text = b.take();
  const part = b.take();
  let isFirst = true;
  const append = (): void => {
    if (isFirst) b.emit('Move', text, part);
    else b.emitAt(node, 'Add', text, text, part);
    isFirst = false;
  };
  for (const [index, quasi] of node.quasis.entries()) {
    const cooked = quasi.value.cooked ?? '';
    if (cooked !== '' || (index === 0 && node.expressions.length === 0)) {
      b.emit('Constant', part, b.constant(cooked));
      append();
    }
    const expression = node.expressions[index];
    if (expression === undefined) continue;
    compileInto(b, expression, part);
    b.emitAt(expression, 'ToText', part, part);
    append();
  }
  b.emit('Move', target, text);
  b.nextRegister = text;
}
