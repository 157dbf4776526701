/** Statements, except for loops. */
import type * as acorn from 'acorn';
import type { Statement } from '../syntax-tree.ts';
import { isAbsent } from '../syntax-tree.ts';
import { compileClass } from './classes.ts';
import { compileCondition, compileForEffect, compileInto, operand } from './expressions.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { Label } from './function-builder.ts';
import { compileBreak, compileContinue, compileFinalizers } from './jumps.ts';
import { compileDoWhile, compileFor, compileForIn, compileForOf, compileWhile } from './loops.ts';
import { compileBinding } from './patterns.ts';
import { initialise, initialiseName, inScope } from './variables.ts';

export function compileStatements(b: FunctionBuilder, statements: readonly (Statement | acorn.ModuleDeclaration)[]): void {
  for (const statement of statements) compileStatement(b, statement as Statement);
}

/** `labels`: those that stand directly before the statement. */
export function compileStatement(b: FunctionBuilder, node: Statement, labels: readonly string[] = []): void {
  const firstRegister = b.nextRegister;
  switch (node.type) {
    case 'ExpressionStatement':
      if (b.completion === null) compileForEffect(b, node.expression);
      else compileInto(b, node.expression, b.completion);
      break;
    case 'BlockStatement':
      inScope(b, node, () => compileStatements(b, node.body));
      break;
    case 'VariableDeclaration':
      compileDeclaration(b, node);
      break;
    case 'ClassDeclaration': {
      const value = b.take();
      compileClass(b, node, value, node.id.name);
      initialiseClass(b, node, value);
      break;
    }
    case 'ReturnStatement':
      compileReturn(b, node);
      break;
    case 'IfStatement':
      compileIf(b, node);
      break;
    case 'ForStatement':
      compileFor(b, node, labels);
      break;
    case 'ForInStatement':
      compileForIn(b, node, labels);
      break;
    case 'ForOfStatement':
      compileForOf(b, node, labels);
      break;
    case 'WhileStatement':
      compileWhile(b, node, labels);
      break;
    case 'DoWhileStatement':
      compileDoWhile(b, node, labels);
      break;
    case 'SwitchStatement':
      compileSwitch(b, node, labels);
      break;
    case 'LabeledStatement':
      compileLabelled(b, node, labels);
      break;
    case 'BreakStatement':
      compileBreak(b, node.label?.name ?? null);
      break;
    case 'ContinueStatement':
      compileContinue(b, node.label?.name ?? null);
      break;
    case 'ThrowStatement':
      b.emitAt(node, 'Throw', operand(b, node.argument));
      break;
    case 'TryStatement':
      compileTry(b, node);
      break;
    case 'FunctionDeclaration': // made when the scope was entered
    case 'EmptyStatement':
    case 'DebuggerStatement':
    case 'WithStatement':
      break;
  }
  b.nextRegister = firstRegister;
}

/** What a script yields is undefined after such a statement, unless an expression inside it says otherwise. */
export function resetCompletion(b: FunctionBuilder): void {
  if (b.completion !== null) b.emit('Undefined', b.completion);
}

export function compileDeclaration(b: FunctionBuilder, node: acorn.VariableDeclaration): void {
  for (const { id, init } of node.declarations) {
    const firstRegister = b.nextRegister;
    if (isAbsent(init)) {
      if (node.kind === 'var' || id.type !== 'Identifier') continue;
      const value = b.take();
      b.emit('Undefined', value);
      initialiseName(b, id, value);
    } else {
      const variable = id.type === 'Identifier' ? (b.analysis.references.get(id) ?? null) : null;
      const isReadable = variable === null || variable.needsHole || !variable.isLexical;
      // A variable that nothing reads before it has its value may be the target itself.
      const value = !isReadable && variable.place?.in === 'register' ? variable.place.register : b.take();
      compileInto(b, init, value, id.type === 'Identifier' ? id.name : '');
      compileBinding(b, id, value);
    }
    b.nextRegister = firstRegister;
  }
}

function initialiseClass(b: FunctionBuilder, node: acorn.ClassDeclaration, value: number): void {
  const variable = b.scope.variables.get(node.id.name);
  if (variable !== undefined) initialise(b, variable, value);
}

function compileReturn(b: FunctionBuilder, node: acorn.ReturnStatement): void {
  const value = b.take();
  if (isAbsent(node.argument)) b.emit('Undefined', value);
  else compileInto(b, node.argument, value);
  const { kind } = b.options;
  compileFinalizers(b);
  if (kind === 'derived-constructor') b.emitAt(node, 'ReturnDerived', value);
  else b.emit('Return', value);
}

function compileIf(b: FunctionBuilder, node: acorn.IfStatement): void {
  const otherwise = new Label();
  resetCompletion(b);
  compileCondition(b, node.test, otherwise);
  compileStatement(b, node.consequent);
  if (isAbsent(node.alternate)) {
    b.bind(otherwise);
    return;
  }
  const end = new Label();
  b.emitJump('Jump', end);
  b.bind(otherwise);
  compileStatement(b, node.alternate);
  b.bind(end);
}

function compileSwitch(b: FunctionBuilder, node: acorn.SwitchStatement, labels: readonly string[]): void {
  const end = new Label();
  resetCompletion(b);
  const value = b.take();
  compileInto(b, node.discriminant, value);
  b.targets.push({ kind: 'breakable', labels, plain: true, end });
  inScope(b, node, () => {
    const starts = node.cases.map(() => new Label());
    const leave = new Label();
    for (const [index, { test }] of node.cases.entries()) {
      if (isAbsent(test)) continue;
      const firstRegister = b.nextRegister;
      const matches = b.take();
      b.emit('StrictEqual', matches, value, operand(b, test));
      b.emitJump('JumpIfTrue', starts[index]!, matches);
      b.nextRegister = firstRegister;
    }
    const usual = node.cases.findIndex(({ test }) => isAbsent(test));
    b.emitJump('Jump', usual < 0 ? leave : starts[usual]!);
    for (const [index, { consequent }] of node.cases.entries()) {
      b.bind(starts[index]!);
      compileStatements(b, consequent);
    }
    b.bind(leave);
  });
  b.targets.pop();
  b.bind(end);
}

function compileLabelled(b: FunctionBuilder, node: acorn.LabeledStatement, labels: readonly string[]): void {
  const all = [...labels, node.label.name];
  const { type } = node.body;
  const takesLabels = type.startsWith('For') || type === 'WhileStatement' || type === 'DoWhileStatement' || type === 'LabeledStatement' || type === 'SwitchStatement';
  if (takesLabels) return compileStatement(b, node.body, all);
  const end = new Label();
  b.targets.push({ kind: 'breakable', labels: all, plain: false, end });
  compileStatement(b, node.body);
  b.targets.pop();
  b.bind(end);
}

// ── try ─────────────────────────────────────────────────────────────────────────────────────────────────────

function compileTry(b: FunctionBuilder, node: acorn.TryStatement): void {
  resetCompletion(b);
  const { finalizer } = node;
  if (isAbsent(finalizer)) return compileTryCatch(b, node);
  const context = b.saveContext();
  const thrown = b.take();
  const compileFinalizer = (): void => {
    // The finalizer's own value does not count.
    const { completion } = b;
    b.completion = null;
    compileStatement(b, finalizer);
    b.completion = completion;
  };
  const region = b.openRegion();
  b.targets.push({ kind: 'finally', scope: b.scope, context, region, compile: compileFinalizer });
  if (isAbsent(node.handler)) compileStatement(b, node.block);
  else compileTryCatch(b, node);
  b.targets.pop();
  const end = new Label();
  const caught = new Label();
  b.pauseRegion(region);
  compileFinalizer();
  b.emitJump('Jump', end);
  b.bind(caught);
  b.resumeRegion(region);
  b.closeRegion(region, caught, thrown, context);
  compileFinalizer();
  b.emit('Rethrow', thrown);
  b.bind(end);
}

function compileTryCatch(b: FunctionBuilder, node: acorn.TryStatement): void {
  const { handler } = node;
  const context = b.saveContext();
  const thrown = b.take();
  const region = b.openRegion();
  compileStatement(b, node.block);
  const end = new Label();
  const caught = new Label();
  b.emitJump('Jump', end);
  b.bind(caught);
  b.closeRegion(region, caught, thrown, context);
  if (!isAbsent(handler)) {
    resetCompletion(b);
    inScope(b, handler, () => {
      if (!isAbsent(handler.param)) compileBinding(b, handler.param, thrown);
      compileStatement(b, handler.body);
    });
  }
  b.bind(end);
}

