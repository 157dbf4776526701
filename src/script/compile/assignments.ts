/** Assignments, plain, compound and logical; increments and decrements. */
import type * as acorn from 'acorn';
import type { Expression } from '../syntax-tree.ts';
import { binaryInstruction, compileInto, mayAssign, operand } from './expressions.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { Label } from './function-builder.ts';
import { readReference, referTo, writeReference } from './members.ts';
import { compileAssignmentTo } from './patterns.ts';
import { load, registerOf, store } from './variables.ts';

export function compileAssignment(b: FunctionBuilder, node: acorn.AssignmentExpression, target: number): void {
  const firstRegister = b.nextRegister;
  const { left, operator } = node;
  if (operator === '=') compilePlain(b, node, target);
  else if (operator === '&&=' || operator === '||=' || operator === '??=') compileLogical(b, node, operator, target);
  else if (left.type === 'Identifier' || left.type === 'MemberExpression') {
    // `a += b`, where a is read before b is evaluated and written after it.
    const instruction = binaryInstruction(operator.slice(0, -1) as acorn.BinaryOperator);
    change(b, left, target, (value) => {
      const other = operand(b, node.right);
      b.emitAt(node, instruction, value, value, other);
    });
  }
  b.nextRegister = firstRegister;
}

function compilePlain(b: FunctionBuilder, { left, right }: acorn.AssignmentExpression, target: number): void {
  if (left.type === 'Identifier') {
    // The variable's own register is written only when the right side is complete: it may be read there.
    compileInto(b, right, target, left.name);
    store(b, left, target);
  } else if (left.type === 'MemberExpression') {
    const reference = referTo(b, left);
    const value = operand(b, right);
    writeReference(b, left, reference, value);
    if (value !== target) b.emit('Move', target, value);
  } else {
    compileInto(b, right, target);
    compileAssignmentTo(b, left, target);
  }
}

const SHORT_CIRCUITS = { '&&=': 'JumpIfFalse', '||=': 'JumpIfTrue' } as const;

function compileLogical(b: FunctionBuilder, { left, right }: acorn.AssignmentExpression, operator: '&&=' | '||=' | '??=', target: number): void {
  if (left.type !== 'Identifier' && left.type !== 'MemberExpression') return;
  const end = new Label();
  const reference = left.type === 'MemberExpression' ? referTo(b, left) : null;
  const value = b.take();
  if (reference === null) load(b, left as acorn.Identifier, value);
  else readReference(b, left as acorn.MemberExpression, reference, value);
  if (operator === '??=') {
    const isNothing = new Label();
    b.emitJump('JumpIfNullish', isNothing, value);
    b.emitJump('Jump', end);
    b.bind(isNothing);
  } else {
    b.emitJump(SHORT_CIRCUITS[operator], end, value);
  }
  compileInto(b, right, value, left.type === 'Identifier' ? left.name : '');
  if (reference === null) store(b, left as acorn.Identifier, value);
  else writeReference(b, left as acorn.MemberExpression, reference, value);
  b.bind(end);
  b.emit('Move', target, value);
}

/** Expressions whose last instruction, and no other, writes the target: it may be a variable that they read. */
const WRITTEN_LAST: ReadonlySet<Expression['type']> = new Set(['Literal', 'BinaryExpression', 'MemberExpression', 'CallExpression', 'NewExpression']);

/** An assignment to a variable in a register, whose value nobody wants; false when it is another one. */
export function assignInPlace(b: FunctionBuilder, { left, right, operator }: acorn.AssignmentExpression): boolean {
  const register = left.type === 'Identifier' ? writableRegister(b, left) : null;
  if (register === null) return false;
  const firstRegister = b.nextRegister;
  if (operator === '=' && WRITTEN_LAST.has(right.type)) {
    compileInto(b, right, register);
  } else if (operator !== '=' && operator !== '&&=' && operator !== '||=' && operator !== '??=' && !mayAssign(right)) {
    b.emitAt(left, binaryInstruction(operator.slice(0, -1) as acorn.BinaryOperator), register, register, operand(b, right));
  } else {
    return false;
  }
  b.nextRegister = firstRegister;
  return true;
}

export function updateInPlace(b: FunctionBuilder, { argument, operator }: acorn.UpdateExpression): boolean {
  const register = argument.type === 'Identifier' ? writableRegister(b, argument) : null;
  if (register === null) return false;
  b.emitAt(argument, operator === '++' ? 'Increment' : 'Decrement', register, register);
  return true;
}

function writableRegister(b: FunctionBuilder, node: acorn.Identifier): number | null {
  return b.analysis.references.get(node)?.isConstant === true ? null : registerOf(b, node);
}

export function compileUpdate(b: FunctionBuilder, node: acorn.UpdateExpression, target: number): void {
  const firstRegister = b.nextRegister;
  const argument = node.argument;
  if (argument.type !== 'Identifier' && argument.type !== 'MemberExpression') return;
  const instruction = node.operator === '++' ? 'Increment' : 'Decrement';
  const inPlace = argument.type === 'Identifier' ? writableRegister(b, argument) : null;
  if (inPlace !== null) {
    // The target may be the variable itself: x = x++.
    const before = b.take();
    if (!node.prefix) b.emitAt(node, 'ToNumeric', before, inPlace);
    b.emitAt(node, instruction, inPlace, inPlace);
    b.emit('Move', target, node.prefix ? inPlace : before);
  } else {
    let before = -1;
    change(b, argument, target, (value) => {
      b.emitAt(node, 'ToNumeric', value, value);
      if (!node.prefix) {
        before = b.take();
        b.emit('Move', before, value);
      }
      b.emitAt(node, instruction, value, value);
    });
    if (before >= 0) b.emit('Move', target, before);
  }
  b.nextRegister = firstRegister;
}

/** Reads a variable or property, lets `compute` change the value in its register, writes it back. */
function change(b: FunctionBuilder, left: acorn.Identifier | acorn.MemberExpression, target: number, compute: (value: number) => void): void {
  if (left.type === 'Identifier') {
    const value = b.take();
    load(b, left, value);
    compute(value);
    store(b, left, value);
    b.emit('Move', target, value);
  } else {
    const reference = referTo(b, left);
    const value = b.take();
    readReference(b, left, reference, value);
    compute(value);
    writeReference(b, left, reference, value);
    b.emit('Move', target, value);
  }
}
