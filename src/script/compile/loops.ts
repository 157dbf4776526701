/** Loops. A loop variable that closures capture is a new one in each round, so its context is copied. */
import type * as acorn from 'acorn';
import type { Statement } from '../syntax-tree.ts';
import { isAbsent } from '../syntax-tree.ts';
import { compileCondition, compileForEffect, compileInto, operand } from './expressions.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { Label } from './function-builder.ts';
import { compileAssignmentTo, compileBinding } from './patterns.ts';
import { compileDeclaration, compileStatement, resetCompletion } from './statements.ts';
import { inScope } from './variables.ts';

function compileBody(b: FunctionBuilder, body: Statement, labels: readonly string[], end: Label, next: Label): void {
  b.targets.push({ kind: 'loop', labels, end, next });
  compileStatement(b, body);
  b.targets.pop();
}

export function compileWhile(b: FunctionBuilder, node: acorn.WhileStatement, labels: readonly string[]): void {
  resetCompletion(b);
  const end = new Label();
  const start = b.newLabelHere();
  compileCondition(b, node.test, end);
  compileBody(b, node.body, labels, end, start);
  b.emitJump('Jump', start);
  b.bind(end);
}

export function compileDoWhile(b: FunctionBuilder, node: acorn.DoWhileStatement, labels: readonly string[]): void {
  resetCompletion(b);
  const end = new Label();
  const next = new Label();
  const start = b.newLabelHere();
  compileBody(b, node.body, labels, end, next);
  b.bind(next);
  compileCondition(b, node.test, end);
  b.emitJump('Jump', start);
  b.bind(end);
}

export function compileFor(b: FunctionBuilder, node: acorn.ForStatement, labels: readonly string[]): void {
  resetCompletion(b);
  inScope(b, node, (scope) => {
    if (node.init?.type === 'VariableDeclaration') compileDeclaration(b, node.init);
    else if (!isAbsent(node.init)) compileForEffect(b, node.init);
    const end = new Label();
    const next = new Label();
    if (scope.contextSlots > 0) b.emit('CopyContext', scope.contextSlots);
    const start = b.newLabelHere();
    if (!isAbsent(node.test)) compileCondition(b, node.test, end);
    compileBody(b, node.body, labels, end, next);
    b.bind(next);
    if (scope.contextSlots > 0) b.emit('CopyContext', scope.contextSlots);
    if (!isAbsent(node.update)) compileForEffect(b, node.update);
    b.emitJump('Jump', start);
    b.bind(end);
  });
}

export function compileForOf(b: FunctionBuilder, node: acorn.ForOfStatement, labels: readonly string[]): void {
  compileEach(b, node, labels, (iterator) => {
    const iterable = b.take();
    compileInto(b, node.right, iterable);
    b.emitAt(node.right, 'Iterate', iterator, iterable);
  });
}

/** Over the names that the object has when the loop begins. */
export function compileForIn(b: FunctionBuilder, node: acorn.ForInStatement, labels: readonly string[]): void {
  compileEach(b, node, labels, (iterator) => {
    const names = b.take();
    b.emitAt(node.right, 'PropertyNames', names, operand(b, node.right));
    b.emit('Iterate', iterator, names);
  });
}

function compileEach(b: FunctionBuilder, node: acorn.ForOfStatement | acorn.ForInStatement, labels: readonly string[], begin: (iterator: number) => void): void {
  resetCompletion(b);
  const iterator = b.take();
  const { left } = node;
  const end = new Label();
  const start = new Label();
  // The variables of the head cannot be read in its right side; each round has new ones.
  begin(iterator);
  b.nextRegister = iterator + 1;
  const value = b.take();
  b.bind(start);
  b.emitAtJump(node.right, 'Next', end, value, iterator);
  b.targets.push({ kind: 'loop', labels, end, next: start });
  inScope(b, node, () => {
    if (left.type === 'VariableDeclaration') compileBinding(b, left.declarations[0]!.id, value);
    else compileAssignmentTo(b, left, value);
    compileStatement(b, node.body);
  });
  b.targets.pop();
  b.emitJump('Jump', start);
  b.bind(end);
}
