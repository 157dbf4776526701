/** Functions: parameters, the context that their closures share, the body, and the closure itself. */
import type * as acorn from 'acorn';
import type { CompiledFunction, FunctionKind } from '../compiled-function.ts';
import { CALLEE, FIRST_PARAMETER, RECEIVER } from '../bytecode.ts';
import type { FunctionNode, Node } from '../syntax-tree.ts';
import { childrenOf, isAbsent, isFunction } from '../syntax-tree.ts';
import { compileInto } from './expressions.ts';
import { FunctionBuilder } from './function-builder.ts';
import { compileBinding } from './patterns.ts';
import { compileStatements } from './statements.ts';
import { initialise, inScope } from './variables.ts';

/** A closure of the function, in the register. */
export function compileFunction(b: FunctionBuilder, node: FunctionNode, target: number, name: string, kind?: FunctionKind): void {
  const usual = node.type === 'ArrowFunctionExpression' ? 'arrow' : 'function';
  b.emit('Closure', target, b.function(compileBody(b, node, node.id?.name ?? name, kind ?? usual)));
}

function compileBody(outer: FunctionBuilder, node: FunctionNode, name: string, kind: FunctionKind): CompiledFunction {
  const { analysis } = outer;
  const b = new FunctionBuilder({ analysis, scope: outer.scope, shift: outer.options.shift, name, kind, isAsync: node.async });
  analysis.scopes.get(node)!.bindsThisLate = kind === 'derived-constructor';
  declareParameters(b, node);
  b.ownFields = countOwnFields(node.body);
  const compileStatementsOrValue = (): void => {
    if (node.body.type === 'BlockStatement') {
      compileStatements(b, node.body.body);
    } else {
      const value = b.take();
      compileInto(b, node.body, value);
      b.emit('Return', value);
    }
  };
  inScope(b, node, compileStatementsOrValue, () => compileParameters(b, node));
  finishBody(b);
  return b.finish(node.start, node.end);
}

/** What a function does at its end. */
export function finishBody(b: FunctionBuilder): void {
  if (b.options.kind === 'derived-constructor') {
    b.emit('ReturnThis', RECEIVER);
    return;
  }
  const value = b.take();
  b.emit('Undefined', value);
  b.emit('Return', value);
}

/** Parameters have the first registers of the frame, whatever becomes of them. */
function declareParameters(b: FunctionBuilder, node: FunctionNode): void {
  const scope = b.analysis.scopes.get(node)!;
  b.parameterCount = node.params.length;
  b.hasRest = node.params.at(-1)?.type === 'RestElement';
  const firstOptional = node.params.findIndex((parameter) => parameter.type === 'AssignmentPattern' || parameter.type === 'RestElement');
  b.length = firstOptional < 0 ? node.params.length : firstOptional;
  b.take(node.params.length);
  for (const [index, parameter] of node.params.entries()) {
    const name = parameter.type === 'RestElement' ? parameter.argument : parameter;
    if (name.type !== 'Identifier') continue;
    const variable = scope.variables.get(name.name);
    if (variable?.place === null) variable.place = { in: 'register', register: FIRST_PARAMETER + index };
  }
}

/** The scope is open: captured parameters go to its context, patterns are taken apart. */
function compileParameters(b: FunctionBuilder, node: FunctionNode): void {
  const scope = b.scope;
  const own = scope.variables.get('this');
  if (own?.place?.in === 'context' && !scope.bindsThisLate) initialise(b, own, RECEIVER);
  const self = node.type === 'FunctionExpression' && !isAbsent(node.id) ? scope.variables.get(node.id.name) : undefined;
  if (self?.kind === 'self' && self.place?.in === 'context') initialise(b, self, CALLEE);
  for (const [index, parameter] of node.params.entries()) {
    compileBinding(b, parameter.type === 'RestElement' ? parameter.argument : parameter, FIRST_PARAMETER + index);
  }
}

/** Different properties that the body gives to `this`: an estimate of what its objects will have, as V8 makes one. */
export function countOwnFields(body: Node): number {
  const names = new Set<string>();
  const visit = (node: Node): void => {
    if (isFunction(node) && node.type !== 'ArrowFunctionExpression') return;
    if (node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression') {
      const { object, property, computed } = node.left;
      if (object.type === 'ThisExpression' && !computed && property.type === 'Identifier') names.add(property.name);
    }
    childrenOf(node).forEach(visit);
  };
  visit(body);
  return names.size;
}

/** Runs on each instance of a class, or once on the class for a static field: gives `this` its fields. */
export function compileFields(outer: FunctionBuilder, scopeNode: Node, fields: readonly acorn.PropertyDefinition[], target: number): void {
  const { analysis } = outer;
  const b = new FunctionBuilder({ analysis, scope: outer.scope, shift: outer.options.shift, name: '', kind: 'fields', isAsync: false });
  inScope(b, scopeNode, (scope) => {
    const own = scope.variables.get('this');
    if (own?.place?.in === 'context') initialise(b, own, RECEIVER);
    for (const field of fields) {
      const value = b.take();
      const name = fieldName(field);
      if (isAbsent(field.value)) b.emit('Undefined', value);
      else compileInto(b, field.value, value, name);
      b.emitAt(field, 'DefineNamed', RECEIVER, b.name(name), value);
      b.nextRegister = value;
    }
  });
  finishBody(b);
  outer.emit('Closure', target, outer.function(b.finish(scopeNode.start, scopeNode.end)));
}

function fieldName({ key }: acorn.PropertyDefinition): string {
  if (key.type === 'Identifier') return key.name;
  return key.type === 'Literal' ? String(key.value) : '';
}

