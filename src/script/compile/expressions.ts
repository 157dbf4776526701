/** Expressions: each leaves its value in a register that the caller names. */
import type * as acorn from 'acorn';
import type { InstructionName } from '../bytecode.ts';
import type { Expression, Node } from '../syntax-tree.ts';
import { childrenOf, isFunction } from '../syntax-tree.ts';
import { assignInPlace, compileAssignment, compileUpdate, updateInPlace } from './assignments.ts';
import { compileCall, compileNew } from './calls.ts';
import { compileClass } from './classes.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { Label } from './function-builder.ts';
import { compileFunction } from './functions.ts';
import { compileArray, compileObject, compileTemplate } from './literals.ts';
import { compileChain, loadMember, plainName } from './members.ts';
import { load, loadThis, registerOf, registerOfThis } from './variables.ts';

/** `name`: what a function or class without a name of its own is called. */
export function compileInto(b: FunctionBuilder, node: Expression, target: number, name = ''): void {
  switch (node.type) {
    case 'Literal':
      return compileLiteral(b, node, target);
    case 'Identifier':
      return load(b, node, target);
    case 'ThisExpression':
      return loadThis(b, node, target);
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return compileFunction(b, node, target, name);
    case 'ClassExpression':
      return compileClass(b, node, target, name);
    case 'ObjectExpression':
      return compileObject(b, node, target);
    case 'ArrayExpression':
      return compileArray(b, node, target);
    case 'TemplateLiteral':
      return compileTemplate(b, node, target);
    case 'MemberExpression':
      return loadMember(b, node, target);
    case 'ChainExpression':
      return compileChain(b, node, target);
    case 'CallExpression':
      return compileCall(b, node, target);
    case 'NewExpression':
      return compileNew(b, node, target);
    case 'AssignmentExpression':
      return compileAssignment(b, node, target);
    case 'UpdateExpression':
      return compileUpdate(b, node, target);
    case 'UnaryExpression':
      return compileUnary(b, node, target);
    case 'BinaryExpression':
      return compileBinary(b, node, target);
    case 'LogicalExpression':
      return compileLogical(b, node, target);
    case 'ConditionalExpression':
      return compileConditional(b, node, target, name);
    case 'SequenceExpression':
      for (const part of node.expressions.slice(0, -1)) compileForEffect(b, part);
      return compileInto(b, node.expressions.at(-1)!, target);
    case 'ParenthesizedExpression':
      return compileInto(b, node.expression, target, name);
    case 'AwaitExpression':
      return b.emitAt(node, 'Await', target, operand(b, node.argument));
    // What follows never passes the check of the subset.
    case 'YieldExpression':
    case 'TaggedTemplateExpression':
    case 'ImportExpression':
    case 'MetaProperty':
      return;
  }
}

export function compileForEffect(b: FunctionBuilder, node: Expression): void {
  if ((node.type === 'AssignmentExpression' && assignInPlace(b, node)) || (node.type === 'UpdateExpression' && updateInPlace(b, node))) return;
  const register = b.take();
  compileInto(b, node, register);
  b.nextRegister = register;
}

/**
 * A register with the value: that of a variable where it can be read in place, else a new one. `before`: what is
 * evaluated between this and the use; when it may change the variable, the value is copied.
 */
export function operand(b: FunctionBuilder, node: Expression, before: Node | null = null): number {
  const inPlace = node.type === 'Identifier' ? registerOf(b, node) : node.type === 'ThisExpression' ? registerOfThis(b, node) : null;
  if (inPlace !== null && (before === null || !mayAssign(before))) return inPlace;
  const register = b.take();
  compileInto(b, node, register);
  return register;
}

const assigning = new WeakMap<Node, boolean>();

/** The expression may assign to a register of this function. */
export function mayAssign(node: Node): boolean {
  const known = assigning.get(node);
  if (known !== undefined) return known;
  const may = node.type === 'AssignmentExpression' || node.type === 'UpdateExpression' || (!isFunction(node) && childrenOf(node).some(mayAssign));
  assigning.set(node, may);
  return may;
}

/** Smis have 31 bits; -0 is none. */
function isSmi(value: number): boolean {
  return Number.isInteger(value) && value >= -(2 ** 30) && value < 2 ** 30 && !Object.is(value, -0);
}

export function emitNumber(b: FunctionBuilder, value: number, target: number): void {
  if (isSmi(value)) b.emit('Smi', target, value);
  else b.emit('Constant', target, b.constant(value));
}

function compileLiteral(b: FunctionBuilder, { value }: acorn.Literal, target: number): void {
  if (typeof value === 'number') emitNumber(b, value, target);
  else if (typeof value === 'string') b.emit('Constant', target, b.constant(value));
  else if (value === null) b.emit('Null', target);
  else b.emit(value === true ? 'True' : 'False', target);
}

// ── Operators ───────────────────────────────────────────────────────────────────────────────────────────────

const BINARY: Readonly<Record<acorn.BinaryOperator, InstructionName>> = {
  '+': 'Add', '-': 'Subtract', '*': 'Multiply', '/': 'Divide', '%': 'Remainder', '**': 'Exponentiate',
  '&': 'BitAnd', '|': 'BitOr', '^': 'BitXor', '<<': 'ShiftLeft', '>>': 'ShiftRight', '>>>': 'ShiftRightLogical',
  '<': 'Less', '<=': 'LessOrEqual', '>': 'Greater', '>=': 'GreaterOrEqual',
  '==': 'Equal', '!=': 'NotEqual', '===': 'StrictEqual', '!==': 'StrictNotEqual', instanceof: 'InstanceOf', in: 'In',
};

export function binaryInstruction(operator: acorn.BinaryOperator): InstructionName {
  return BINARY[operator];
}

function compileBinary(b: FunctionBuilder, node: acorn.BinaryExpression, target: number): void {
  const { left, right, operator } = node;
  if (left.type === 'PrivateIdentifier') return;
  const firstRegister = b.nextRegister;
  const step = right.type === 'Literal' && typeof right.value === 'number' && isSmi(right.value) ? right.value : null;
  if (step !== null && (operator === '+' || operator === '-')) {
    b.emitAt(node, operator === '+' ? 'AddSmi' : 'SubtractSmi', target, operand(b, left), step);
  } else {
    const a = operand(b, left, right);
    b.emitAt(node, BINARY[operator], target, a, operand(b, right));
  }
  b.nextRegister = firstRegister;
}

function compileUnary(b: FunctionBuilder, node: acorn.UnaryExpression, target: number): void {
  const firstRegister = b.nextRegister;
  const { argument, operator } = node;
  switch (operator) {
    case 'typeof':
      if (argument.type === 'Identifier' && b.analysis.references.get(argument) === null && argument.name !== 'undefined') {
        b.emit('GetGlobalOrUndefined', target, b.name(argument.name));
        b.emit('TypeOf', target, target);
      } else {
        b.emit('TypeOf', target, operand(b, argument));
      }
      break;
    case '-':
      if (argument.type === 'Literal' && typeof argument.value === 'number') emitNumber(b, -argument.value, target);
      else b.emitAt(node, 'Negate', target, operand(b, argument));
      break;
    case '+':
      b.emitAt(node, 'Plus', target, operand(b, argument));
      break;
    case '~':
      b.emitAt(node, 'BitNot', target, operand(b, argument));
      break;
    case '!':
      b.emit('Not', target, operand(b, argument));
      break;
    case 'void':
      compileForEffect(b, argument);
      b.emit('Undefined', target);
      break;
    case 'delete':
      compileDelete(b, node, argument, target);
      break;
  }
  b.nextRegister = firstRegister;
}

function compileDelete(b: FunctionBuilder, node: acorn.UnaryExpression, argument: Expression, target: number): void {
  if (argument.type !== 'MemberExpression' || argument.object.type === 'Super' || argument.property.type === 'PrivateIdentifier') {
    compileForEffect(b, argument);
    b.emit('True', target);
    return;
  }
  const object = operand(b, argument.object, argument.property);
  const name = plainName(argument.property, argument.computed);
  const key = b.take();
  if (name === null) compileInto(b, argument.property, key);
  else b.emit('Constant', key, b.constant(name));
  b.emitAt(node, 'DeleteKeyed', target, object, key);
}

const SHORT_CIRCUITS = { '&&': 'JumpIfFalse', '||': 'JumpIfTrue' } as const;

function compileLogical(b: FunctionBuilder, node: acorn.LogicalExpression, target: number): void {
  const end = new Label();
  // The value is made in a register of its own: the target may be a variable that the right side reads.
  const value = b.take();
  compileInto(b, node.left, value);
  if (node.operator === '??') {
    const isNothing = new Label();
    b.emitJump('JumpIfNullish', isNothing, value);
    b.emitJump('Jump', end);
    b.bind(isNothing);
  } else {
    b.emitJump(SHORT_CIRCUITS[node.operator], end, value);
  }
  compileInto(b, node.right, value);
  b.bind(end);
  b.emit('Move', target, value);
  b.nextRegister = value;
}

function compileConditional(b: FunctionBuilder, node: acorn.ConditionalExpression, target: number, name: string): void {
  const otherwise = new Label();
  const end = new Label();
  compileCondition(b, node.test, otherwise);
  compileInto(b, node.consequent, target, name);
  b.emitJump('Jump', end);
  b.bind(otherwise);
  compileInto(b, node.alternate, target, name);
  b.bind(end);
}

/** Jumps when the condition does not hold. */
export function compileCondition(b: FunctionBuilder, test: Expression, otherwise: Label): void {
  const firstRegister = b.nextRegister;
  if (test.type === 'LogicalExpression' && test.operator === '&&') {
    compileCondition(b, test.left, otherwise);
    compileCondition(b, test.right, otherwise);
  } else if (test.type === 'BinaryExpression' && test.operator === '<' && test.left.type !== 'PrivateIdentifier') {
    const left = operand(b, test.left, test.right);
    const right = operand(b, test.right);
    b.emitAtJump(test, 'JumpIfNotLess', otherwise, left, right);
  } else {
    b.emitJump('JumpIfFalse', otherwise, operand(b, test));
  }
  b.nextRegister = firstRegister;
}
