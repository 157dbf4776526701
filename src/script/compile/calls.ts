/** Calls and constructions: callee, receiver and arguments lie in registers side by side. */
import type * as acorn from 'acorn';
import type { Expression } from '../syntax-tree.ts';
import { compileInto } from './expressions.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { leaveChain, readReference, referTo } from './members.ts';
import { compileSpread } from './literals.ts';
import { initialiseThis } from './variables.ts';

type Arguments = acorn.CallExpression['arguments'];

/** Registers of a call: callee, receiver, then the arguments, or one array of them. */
const RECEIVER_OFFSET = 1;
const ARGUMENTS_OFFSET = 2;

export function compileCall(b: FunctionBuilder, node: acorn.CallExpression, target: number): void {
  const firstRegister = b.nextRegister;
  const { callee } = node;
  if (callee.type === 'Super') {
    compileSuperCall(b, node, callee, target);
  } else {
    const frame = takeFrame(b, node.arguments);
    compileCallee(b, callee, frame);
    leaveChain(b, node.optional, frame);
    emitCall(b, callee, node.arguments, frame, target, 'Call', 'CallSpread');
  }
  b.nextRegister = firstRegister;
}

export function compileNew(b: FunctionBuilder, node: acorn.NewExpression, target: number): void {
  const frame = takeFrame(b, node.arguments);
  compileInto(b, node.callee, frame);
  emitCall(b, node.callee, node.arguments, frame, target, 'Construct', 'ConstructSpread');
  b.nextRegister = frame;
}

function compileSuperCall(b: FunctionBuilder, node: acorn.CallExpression, callee: acorn.Super, target: number): void {
  const frame = takeFrame(b, node.arguments);
  emitCall(b, node, node.arguments, frame, target, 'SuperCall', 'SuperCallSpread');
  initialiseThis(b, callee, target);
  b.emitAt(node, 'InitialiseFields', target);
}

function takeFrame(b: FunctionBuilder, given: Arguments): number {
  return b.take(ARGUMENTS_OFFSET + (isSpread(given) ? 1 : given.length));
}

function compileCallee(b: FunctionBuilder, callee: Expression, frame: number): void {
  const receiver = frame + RECEIVER_OFFSET;
  const inner = callee.type === 'ParenthesizedExpression' ? callee.expression : callee;
  if (inner.type === 'MemberExpression') {
    const firstRegister = b.nextRegister;
    const reference = referTo(b, inner);
    b.emit('Move', receiver, reference.kind === 'super' ? reference.receiver : reference.object);
    readReference(b, inner, reference, frame);
    b.nextRegister = firstRegister;
  } else {
    compileInto(b, inner, frame);
    b.emit('Undefined', receiver);
  }
}

function emitCall(
  b: FunctionBuilder,
  place: Expression,
  given: Arguments,
  frame: number,
  target: number,
  plain: 'Call' | 'Construct' | 'SuperCall',
  spread: 'CallSpread' | 'ConstructSpread' | 'SuperCallSpread',
): void {
  const first = frame + ARGUMENTS_OFFSET;
  if (isSpread(given)) {
    compileSpread(b, given, first);
    b.emitAt(place, spread, target, frame);
    return;
  }
  for (const [index, argument] of given.entries()) compileInto(b, argument as Expression, first + index);
  b.emitAt(place, plain, target, frame, given.length);
}

function isSpread(given: Arguments): boolean {
  return given.some((argument) => argument.type === 'SpreadElement');
}

/** The constructor of a derived class that has none of its own: hands its arguments on. */
export function compileDefaultDerived(b: FunctionBuilder, restRegister: number): void {
  const frame = b.take(ARGUMENTS_OFFSET + 1);
  b.emit('Move', frame + ARGUMENTS_OFFSET, restRegister);
  b.emit('SuperCallSpread', frame, frame);
  b.emit('InitialiseFields', frame);
  b.emit('Return', frame);
}

