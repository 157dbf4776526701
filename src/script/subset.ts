/**
 * The subset of JavaScript that the interpreter knows. Everything else is found here, all of it at once, before
 * the script starts.
 */
import type * as acorn from 'acorn';
import type { ScriptProblem } from './script-problem.ts';
import type { Node } from './syntax-tree.ts';
import { childrenOf, isFunction } from './syntax-tree.ts';

/** Levels of the syntax tree: what the compiler may recurse. */
const MAX_DEPTH = 500;

interface Refusal {
  readonly message: string;
  readonly hint: string | null;
}

const refuse = (what: string, hint: string | null = null): Refusal => ({ message: `${what} are not supported.`, hint });

/** Kinds of nodes that are never supported. */
const REFUSED: Readonly<Partial<Record<Node['type'], Refusal>>> = {
  DebuggerStatement: refuse('Debugger statements', 'Use console.log.'),
  YieldExpression: refuse('Generators', 'Write a loop, or collect the values in an array.'),
  TaggedTemplateExpression: refuse('Tagged templates', 'Call the function with the values.'),
  ImportExpression: refuse('Imports', 'A script is one text.'),
  PrivateIdentifier: refuse('Private names', 'Use a name with an underscore, or a closure.'),
  StaticBlock: refuse('Static blocks', 'Assign to the class after its declaration.'),
  MetaProperty: refuse('new.target and import.meta'),
};

/** Names of the language that a script cannot use, and what to use instead. */
const REFUSED_NAMES: ReadonlyMap<string, Refusal> = new Map([
  ['arguments', { message: 'The arguments object is not supported.', hint: 'Use a rest parameter: (...args) => …' }],
  ['eval', { message: 'eval is not supported.', hint: null }],
]);

/** `inArrow`: the nearest function around the node is an arrow. */
type Check<N> = (node: N, parent: Node | null, inArrow: boolean) => Refusal | null;

const CHECKS: Readonly<Partial<Record<Node['type'], Check<never>>>> = {
  Literal: (node: acorn.Literal) => {
    if (node.regex !== undefined) return refuse('Regular expressions', 'Use the methods of strings: indexOf, split, startsWith …');
    return node.bigint === undefined ? null : refuse('BigInts', 'Use numbers.');
  },
  Identifier: (node: acorn.Identifier, parent: Node | null) => (isReference(node, parent) ? (REFUSED_NAMES.get(node.name) ?? null) : null),
  FunctionDeclaration: (node: acorn.FunctionDeclaration) => checkFunction(node),
  FunctionExpression: (node: acorn.FunctionExpression) => checkFunction(node),
  ArrowFunctionExpression: (node: acorn.ArrowFunctionExpression) => checkFunction(node),
  CallExpression: (node: acorn.CallExpression, _: Node | null, inArrow: boolean) =>
    inArrow && node.callee.type === 'Super' ? { message: 'super() in an arrow function is not supported.', hint: 'Call it in the constructor itself.' } : null,
  ForOfStatement: (node: acorn.ForOfStatement) => (node.await ? refuse('Asynchronous loops', 'Await inside the loop.') : null),
  VariableDeclaration: (node: acorn.VariableDeclaration) => (node.kind === 'using' || node.kind === 'await using' ? refuse('using declarations') : null),
  PropertyDefinition: (node: acorn.PropertyDefinition) => (node.computed ? refuse('Computed names of fields', 'Assign in the constructor.') : null),
  Property: (node: acorn.Property) => checkPrototypeLiteral(node),
};

function checkFunction(node: acorn.Function): Refusal | null {
  return node.generator ? refuse('Generators', 'Write a loop, or collect the values in an array.') : null;
}

/** In an object literal `__proto__: value` sets the prototype, which scripts do with classes here. */
function checkPrototypeLiteral(node: acorn.Property): Refusal | null {
  const { key, computed, shorthand, method, kind } = node;
  if (computed || shorthand || method || kind !== 'init') return null;
  const name = key.type === 'Identifier' ? key.name : key.type === 'Literal' ? key.value : null;
  return name === '__proto__' ? { message: 'Setting __proto__ is not supported.', hint: 'Use a class that extends another one.' } : null;
}

/** The identifier stands for a variable, not for the name of a property or a label. */
export function isReference(node: acorn.Identifier, parent: Node | null): boolean {
  switch (parent?.type) {
    case 'MemberExpression':
      return parent.computed || parent.object === node;
    case 'Property':
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return parent.computed || parent.value === node;
    case 'LabeledStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'MetaProperty':
      return false;
    default:
      return true;
  }
}

export function checkSubset(program: acorn.Program): ScriptProblem[] {
  const problems: ScriptProblem[] = [];
  let tooDeep = false;
  const visit = (node: Node, parent: Node | null, depth: number, inArrow: boolean): void => {
    if (depth > MAX_DEPTH) {
      if (!tooDeep) problems.push({ code: 'SCRIPT_TOO_DEEP', message: `The script is nested more than ${String(MAX_DEPTH)} levels deep.`, hint: null, start: node.start, end: node.start + 1 });
      tooDeep = true;
      return;
    }
    const check = CHECKS[node.type] as Check<Node> | undefined;
    const refusal = REFUSED[node.type] ?? check?.(node, parent, inArrow) ?? null;
    if (refusal === null) {
      const arrow = isFunction(node) ? node.type === 'ArrowFunctionExpression' : inArrow;
      for (const child of childrenOf(node)) visit(child, node, depth + 1, arrow);
    } else {
      problems.push({ code: 'SCRIPT_UNSUPPORTED', ...refusal, start: node.start, end: node.end });
    }
  };
  visit(program, null, 0, false);
  return problems;
}
