/**
 * Arithmetic in scenarios: `A - 10 * s` in `${…}`, `old_space.used@start + 24` in expectations.
 *
 * A leaf is whatever the place has names for: parameters, metrics. Numbers are exact integers as far as JavaScript has
 * them; a counter of 64 bits is a bigint, and what is computed with one is a counter of 64 bits again.
 */
import { failed, parseQuantity, succeeded } from './values.ts';
import type { Parsed } from './values.ts';

export type ExpressionValue = number | bigint;
export type Operator = '+' | '-' | '*' | '/' | '%' | '^';

export type Expression<Leaf> =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'leaf'; readonly leaf: Leaf }
  | { readonly kind: 'operation'; readonly operator: Operator; readonly left: Expression<Leaf>; readonly right: Expression<Leaf> }
  | { readonly kind: 'call'; readonly function: FunctionName; readonly operands: readonly Expression<Leaf>[] };

interface FunctionDefinition {
  readonly doc: string;
  /** Least and greatest number of operands. */
  readonly operands: readonly [number, number];
  readonly apply: (...operands: readonly number[]) => number;
}

export const FUNCTIONS = {
  floor: { doc: 'the whole number below', operands: [1, 1], apply: (x = 0) => Math.floor(x) },
  ceil: { doc: 'the whole number above', operands: [1, 1], apply: (x = 0) => Math.ceil(x) },
  abs: { doc: 'the number without its sign', operands: [1, 1], apply: (x = 0) => Math.abs(x) },
  min: { doc: 'the smallest', operands: [1, 16], apply: (...all) => Math.min(...all) },
  max: { doc: 'the greatest', operands: [1, 16], apply: (...all) => Math.max(...all) },
  'round-down': { doc: 'the multiple of the second number below the first', operands: [2, 2], apply: (x = 0, step = 1) => Math.floor(x / step) * step },
  'round-up': { doc: 'the multiple of the second number above the first', operands: [2, 2], apply: (x = 0, step = 1) => Math.ceil(x / step) * step },
} as const satisfies Record<string, FunctionDefinition>;

export type FunctionName = keyof typeof FUNCTIONS;

const LONGEST_EXPRESSION = 1000;
const DEEPEST_EXPRESSION = 50;
/** A name may have dots, dashes, an index and a checkpoint: a minus between two names needs spaces around it. */
const TOKEN = /\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?[A-Za-z]*)|([A-Za-z_][\w-]*(?:\[-?\d+\])?(?:\.[A-Za-z_][\w-]*(?:\[-?\d+\])?)*(?:@[A-Za-z_][\w-]*)?)|([-+*/%^(),]))/y;

/** @param leafOf what a name stands for. */
export function parseExpression<Leaf>(text: string, leafOf: (name: string) => Parsed<Leaf>): Parsed<Expression<Leaf>> {
  if (text.length > LONGEST_EXPRESSION) return failed('OUT_OF_RANGE', `An expression has at most ${String(LONGEST_EXPRESSION)} characters.`);
  const tokens = tokenize(text);
  return tokens === null ? failed('BAD_VALUE', 'This is no expression.') : new ExpressionParser(tokens, leafOf).parse();
}

interface Token {
  readonly kind: 'number' | 'name' | 'sign';
  readonly text: string;
}

function tokenize(text: string): readonly Token[] | null {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(text);
    if (match === null) return null;
    const [, number, name, sign] = match;
    tokens.push(number !== undefined ? { kind: 'number', text: number } : name !== undefined ? { kind: 'name', text: name } : { kind: 'sign', text: sign! });
  }
  return tokens;
}

const PRECEDENCE: Readonly<Record<string, number>> = { '+': 1, '-': 1, '*': 2, '/': 2, '%': 2, '^': 3 };

class ExpressionParser<Leaf> {
  private position = 0;
  private depth = 0;
  private readonly tokens: readonly Token[];
  private readonly leafOf: (name: string) => Parsed<Leaf>;

  constructor(tokens: readonly Token[], leafOf: (name: string) => Parsed<Leaf>) {
    this.tokens = tokens;
    this.leafOf = leafOf;
  }

  parse(): Parsed<Expression<Leaf>> {
    const parsed = this.binary(1);
    if (!parsed.ok || this.position === this.tokens.length) return parsed;
    return failed('BAD_VALUE', `Nothing can follow here: "${this.tokens[this.position]!.text}".`, 'A minus between two names needs spaces around it.');
  }

  private binary(least: number): Parsed<Expression<Leaf>> {
    let left = this.unary();
    for (;;) {
      const operator = this.tokens[this.position]?.text ?? '';
      const precedence = this.tokens[this.position]?.kind === 'sign' ? (PRECEDENCE[operator] ?? 0) : 0;
      if (!left.ok || precedence < least) return left;
      this.position++;
      const right = this.binary(operator === '^' ? precedence : precedence + 1);
      if (!right.ok) return right;
      left = succeeded({ kind: 'operation', operator: operator as Operator, left: left.value, right: right.value });
    }
  }

  private unary(): Parsed<Expression<Leaf>> {
    if (!this.take('-')) return this.primary();
    const operand = this.nested(() => this.unary());
    return operand.ok ? succeeded({ kind: 'operation', operator: '-', left: { kind: 'number', value: 0 }, right: operand.value }) : operand;
  }

  private primary(): Parsed<Expression<Leaf>> {
    const token = this.tokens[this.position++];
    if (token === undefined) return failed('BAD_VALUE', 'The expression ends too early.');
    if (token.kind === 'number') {
      const value = parseQuantity(token.text, 'bytes', { min: 0, max: Number.MAX_SAFE_INTEGER });
      if (value.ok) return succeeded({ kind: 'number', value: value.value });
      const plain = Number(token.text);
      return Number.isFinite(plain) ? succeeded({ kind: 'number', value: plain }) : failed('BAD_VALUE', `"${token.text}" is no number.`);
    }
    if (token.kind === 'name') {
      if (this.take('(')) return this.call(token.text);
      const leaf = this.leafOf(token.text);
      return leaf.ok ? succeeded({ kind: 'leaf', leaf: leaf.value }) : leaf;
    }
    if (token.text !== '(') return failed('BAD_VALUE', `A number or a name is missing before "${token.text}".`);
    const inner = this.nested(() => this.binary(1));
    return inner.ok && !this.take(')') ? failed('BAD_VALUE', 'A ")" is missing.') : inner;
  }

  private call(name: string): Parsed<Expression<Leaf>> {
    if (!Object.hasOwn(FUNCTIONS, name)) return failed('BAD_VALUE', `There is no function "${name}".`, `Known: ${Object.keys(FUNCTIONS).join(', ')}.`);
    const operands: Expression<Leaf>[] = [];
    do {
      const operand = this.nested(() => this.binary(1));
      if (!operand.ok) return operand;
      operands.push(operand.value);
    } while (this.take(','));
    if (!this.take(')')) return failed('BAD_VALUE', 'A ")" is missing.');
    const [least, most] = FUNCTIONS[name as FunctionName].operands;
    if (operands.length < least || operands.length > most) return failed('BAD_VALUE', `${name} takes ${String(least)} operand${least === 1 ? '' : 's'}${most > least ? ' or more' : ''}.`);
    return succeeded({ kind: 'call', function: name as FunctionName, operands });
  }

  private nested(parse: () => Parsed<Expression<Leaf>>): Parsed<Expression<Leaf>> {
    if (this.depth >= DEEPEST_EXPRESSION) return failed('TOO_DEEP', `An expression is nested at most ${String(DEEPEST_EXPRESSION)} levels deep.`);
    this.depth++;
    const parsed = parse();
    this.depth--;
    return parsed;
  }

  private take(sign: string): boolean {
    const token = this.tokens[this.position];
    if (token?.kind !== 'sign' || token.text !== sign) return false;
    this.position++;
    return true;
  }
}

/** All leaves, from left to right. */
export function leavesOf<Leaf>(expression: Expression<Leaf>): readonly Leaf[] {
  switch (expression.kind) {
    case 'number':
      return [];
    case 'leaf':
      return [expression.leaf];
    case 'operation':
      return [...leavesOf(expression.left), ...leavesOf(expression.right)];
    case 'call':
      return expression.operands.flatMap(leavesOf);
  }
}

export function evaluate<Leaf>(expression: Expression<Leaf>, valueOf: (leaf: Leaf) => ExpressionValue): ExpressionValue {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'leaf':
      return valueOf(expression.leaf);
    case 'operation':
      return operate(expression.operator, evaluate(expression.left, valueOf), evaluate(expression.right, valueOf));
    case 'call': {
      const definition: FunctionDefinition = FUNCTIONS[expression.function];
      return definition.apply(...expression.operands.map((operand) => Number(evaluate(operand, valueOf))));
    }
  }
}

function operate(operator: Operator, left: ExpressionValue, right: ExpressionValue): ExpressionValue {
  if (typeof left === 'number' && typeof right === 'number') {
    // 2^64 has no exact number beside it; as a counter it is 0, and 2^64 - 1 the greatest.
    const isExact = operator !== '^' || Math.abs(left ** right) <= Number.MAX_SAFE_INTEGER || !Number.isInteger(left) || !Number.isInteger(right) || right > 64;
    if (isExact) return operateOnNumbers(operator, left, right);
  }
  return BigInt.asUintN(64, operateOnCounters(operator, toCounter(left), toCounter(right)));
}

function operateOnNumbers(operator: Operator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    case '^':
      return left ** right;
  }
}

function operateOnCounters(operator: Operator, left: bigint, right: bigint): bigint {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0n ? 0n : left / right;
    case '%':
      return right === 0n ? 0n : left % right;
    case '^':
      return left ** (right > 64n ? 64n : right);
  }
}

function toCounter(value: ExpressionValue): bigint {
  return typeof value === 'bigint' ? value : Number.isFinite(value) ? BigInt(Math.trunc(value)) : 0n;
}
