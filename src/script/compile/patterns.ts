/** Destructuring, for declarations (binding) and for assignments. */
import type * as acorn from 'acorn';
import type { Pattern } from '../syntax-tree.ts';
import { compileInto, operand } from './expressions.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { Label } from './function-builder.ts';
import { storeMember } from './members.ts';
import { initialiseName, store } from './variables.ts';

/** Gives the names of the pattern their first values, from the value in the register. */
export function compileBinding(b: FunctionBuilder, pattern: Pattern, value: number): void {
  takeApart(b, pattern, value, initialiseName);
}

export function compileAssignmentTo(b: FunctionBuilder, pattern: Pattern, value: number): void {
  takeApart(b, pattern, value, store);
}

type NameWriter = (b: FunctionBuilder, node: acorn.Identifier, value: number) => void;

function takeApart(b: FunctionBuilder, pattern: Pattern, value: number, write: NameWriter): void {
  const firstRegister = b.nextRegister;
  switch (pattern.type) {
    case 'Identifier':
      write(b, pattern, value);
      break;
    case 'MemberExpression':
      storeMember(b, pattern, value);
      break;
    case 'AssignmentPattern': {
      const given = b.take();
      b.emit('Move', given, value);
      const isGiven = new Label();
      b.emitJump('JumpIfNotUndefined', isGiven, given);
      compileInto(b, pattern.right, given, pattern.left.type === 'Identifier' ? pattern.left.name : undefined);
      b.bind(isGiven);
      takeApart(b, pattern.left, given, write);
      break;
    }
    case 'ArrayPattern':
      takeElements(b, pattern, value, write);
      break;
    case 'ObjectPattern':
      takeProperties(b, pattern, value, write);
      break;
    case 'RestElement':
      takeApart(b, pattern.argument, value, write);
      break;
  }
  b.nextRegister = firstRegister;
}

function takeElements(b: FunctionBuilder, pattern: acorn.ArrayPattern, value: number, write: NameWriter): void {
  const iterator = b.take();
  const element = b.take();
  b.emitAt(pattern, 'Iterate', iterator, value);
  for (const target of pattern.elements) {
    if (target?.type === 'RestElement') {
      b.emitAt(target, 'RestOfIterator', element, iterator);
    } else {
      const done = new Label();
      b.emit('Undefined', element);
      b.emitJump('Next', done, element, iterator);
      b.bind(done);
    }
    if (target !== null) takeApart(b, target, element, write);
  }
}

function takeProperties(b: FunctionBuilder, pattern: acorn.ObjectPattern, value: number, write: NameWriter): void {
  b.emitAt(pattern, 'RequireObject', value);
  const hasRest = pattern.properties.at(-1)?.type === 'RestElement';
  const taken = hasRest ? b.take() : -1;
  if (hasRest) b.emit('Array', taken, 0, 0);
  for (const property of pattern.properties) {
    const firstRegister = b.nextRegister;
    const part = b.take();
    if (property.type === 'RestElement') {
      b.emitAt(property, 'RestProperties', part, value, taken);
      takeApart(b, property.argument, part, write);
    } else {
      const { key, computed } = property;
      if (!computed && key.type === 'Identifier' && !hasRest) {
        b.emitAt(property, 'GetNamed', part, value, b.name(key.name), b.cache());
      } else {
        const name = b.take();
        if (!computed && key.type === 'Identifier') b.emit('Constant', name, b.constant(key.name));
        else b.emitAt(property, 'ToKey', name, operand(b, key));
        if (hasRest) b.emit('Append', taken, name);
        b.emitAt(property, 'GetKeyed', part, value, name);
      }
      takeApart(b, property.value, part, write);
    }
    b.nextRegister = firstRegister;
  }
}
