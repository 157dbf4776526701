/** Reading, writing and initialising variables; entering and leaving scopes. */
import type * as acorn from 'acorn';
import { CALLEE, RECEIVER } from '../bytecode.ts';
import type { Scope, Variable } from '../scopes.ts';
import type { Node } from '../syntax-tree.ts';
import { isAbsent } from '../syntax-tree.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { compileFunction } from './functions.ts';

// ── Scopes ──────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Enters the scope that the node opens: its context, its registers, its functions. Compiles the body and leaves it.
 * `prepare`: what comes before the functions, which is how parameters get their values.
 */
export function inScope(b: FunctionBuilder, node: Node, body: (scope: Scope) => void, prepare?: (scope: Scope) => void): void {
  const scope = b.analysis.scopes.get(node)!;
  const outerScope = b.scope;
  const firstRegister = b.nextRegister;
  const outerContext = scope.contextSlots > 0 ? b.saveContext() : null;
  if (outerContext !== null) {
    b.emit('PushContext', scope.contextSlots);
    b.targets.push({ kind: 'context', outer: outerContext });
  }
  b.scope = scope;
  placeVariables(b, scope);
  prepare?.(scope);
  initialiseFunctions(b, scope);
  body(scope);
  if (outerContext !== null) {
    b.targets.pop();
    b.emit('SetCurrentContext', outerContext);
  }
  b.scope = outerScope;
  b.nextRegister = firstRegister;
}

/** Gives registers to the variables that no closure captures; parameters have theirs. */
export function placeVariables(b: FunctionBuilder, scope: Scope): void {
  for (const variable of scope.variables.values()) {
    // The code of a finalizer is compiled more than once, each time with registers of its own.
    const isPlaced = variable.place !== null && (variable.place.in !== 'register' || variable.kind === 'parameter');
    if (!isPlaced) {
      const register = variable.kind === 'self' ? CALLEE : variable.kind === 'this' ? RECEIVER : b.take();
      variable.place = { in: 'register', register };
    }
    // The same code may run again: what an earlier round left must not be seen. Fresh contexts are all holes.
    if (variable.kind === 'var') initialiseUndefined(b, variable);
    else if (variable.needsHole && variable.place?.in === 'register') b.emit('Hole', variable.place.register);
  }
}

function initialiseUndefined(b: FunctionBuilder, variable: Variable): void {
  const register = b.take();
  b.emit('Undefined', register);
  initialise(b, variable, register);
  b.nextRegister--;
}

export function initialiseFunctions(b: FunctionBuilder, scope: Scope): void {
  for (const declaration of scope.functions) {
    const register = b.take();
    compileFunction(b, declaration, register, declaration.id.name);
    const variable = scope.variables.get(declaration.id.name);
    if (variable === undefined) b.emit('DefineGlobal', register, b.name(declaration.id.name));
    else initialise(b, variable, register);
    b.nextRegister--;
  }
}

// ── Variables ───────────────────────────────────────────────────────────────────────────────────────────────

/** Contexts between this point and the scope's own. */
function hopsTo(b: FunctionBuilder, target: Scope): number {
  let hops = 0;
  for (let scope: Scope | null = b.scope; scope !== null && scope !== target; scope = scope.parent) {
    if (scope.contextSlots > 0) hops++;
  }
  return hops;
}

/** The register of a variable that can be read where it is; null when it must be loaded first. */
export function registerOf(b: FunctionBuilder, node: acorn.Identifier): number | null {
  const variable = b.analysis.references.get(node);
  if (variable?.place?.in !== 'register' || b.analysis.checked.has(node)) return null;
  return variable.place.register;
}

export function load(b: FunctionBuilder, node: acorn.Identifier, target: number): void {
  const variable = b.analysis.references.get(node) ?? null;
  if (isAbsent(variable?.place) || variable.place.in === 'global') {
    if (node.name === 'undefined') b.emit('Undefined', target);
    else b.emitAt(node, 'GetGlobal', target, b.name(node.name), b.cache());
    return;
  }
  const isChecked = b.analysis.checked.has(node);
  const { place } = variable;
  if (place.in === 'register') {
    if (isChecked) b.emitAt(node, 'CheckHole', place.register, b.name(node.name));
    if (place.register !== target) b.emit('Move', target, place.register);
  } else if (isChecked) {
    b.emitAt(node, 'GetContextChecked', target, hopsTo(b, variable.scope), place.slot, b.name(node.name));
  } else {
    b.emit('GetContext', target, hopsTo(b, variable.scope), place.slot);
  }
}

/** An assignment, as opposed to an initialisation. */
export function store(b: FunctionBuilder, node: acorn.Identifier, value: number): void {
  const variable = b.analysis.references.get(node) ?? null;
  if (isAbsent(variable?.place) || variable.place.in === 'global') {
    b.emitAt(node, 'SetGlobal', value, b.name(node.name), b.cache());
    return;
  }
  const isChecked = b.analysis.checked.has(node);
  if (variable.isConstant) {
    const register = b.take();
    if (isChecked) load(b, node, register);
    b.emitAt(node, 'ThrowConstant', b.name(node.name));
    b.nextRegister = register;
    return;
  }
  const { place } = variable;
  if (place.in === 'register') {
    if (isChecked) b.emitAt(node, 'CheckHole', place.register, b.name(node.name));
    if (place.register !== value) b.emit('Move', place.register, value);
  } else if (isChecked) {
    b.emitAt(node, 'SetContextChecked', value, hopsTo(b, variable.scope), place.slot, b.name(node.name));
  } else {
    b.emit('SetContext', value, hopsTo(b, variable.scope), place.slot);
  }
}

/** The first value of a variable of a scope that is open. */
export function initialise(b: FunctionBuilder, variable: Variable, value: number): void {
  const { place } = variable;
  if (place?.in === 'register') {
    if (place.register !== value) b.emit('Move', place.register, value);
  } else if (place?.in === 'context') {
    b.emit('SetContext', value, hopsTo(b, variable.scope), place.slot);
  }
}

/** The first value of a declared name; a `var` at the top is a property of the global object. */
export function initialiseName(b: FunctionBuilder, node: acorn.Identifier, value: number): void {
  const variable = b.analysis.references.get(node) ?? null;
  if (variable === null) b.emitAt(node, 'SetGlobal', value, b.name(node.name), b.cache());
  else initialise(b, variable, value);
}

/** `this`: in a derived constructor it is there only after super(). */
export function loadThis(b: FunctionBuilder, node: acorn.ThisExpression | acorn.Super, target: number): void {
  const variable = b.analysis.references.get(node);
  if (variable?.place?.in === 'context') b.emit('GetContext', target, hopsTo(b, variable.scope), variable.place.slot);
  else if (target !== RECEIVER) b.emit('Move', target, RECEIVER);
  if (variable?.scope.bindsThisLate === true) b.emitAt(node, 'CheckThis', target);
}

/** The receiver's register, where `this` can be read without any of that. */
export function registerOfThis(b: FunctionBuilder, node: acorn.ThisExpression): number | null {
  const variable = b.analysis.references.get(node);
  return variable?.place?.in === 'register' && !variable.scope.bindsThisLate ? RECEIVER : null;
}

/** After super(): the instance, for this function and its arrows. */
export function initialiseThis(b: FunctionBuilder, node: acorn.Super, value: number): void {
  const variable = b.analysis.references.get(node);
  b.emit('Move', RECEIVER, value);
  if (variable?.place?.in === 'context') b.emit('SetContext', value, hopsTo(b, variable.scope), variable.place.slot);
}

