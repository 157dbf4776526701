/**
 * Who declares which name, who refers to it, and where it lives: in a register, in a context on the heap because a
 * closure captures it, or on the global object.
 *
 * Invariant: every identifier that stands for a variable has an entry in `references`; null means that no scope of
 * the script declares it. The lexical names of the script itself always live in its context: later scripts see them.
 */
import type * as acorn from 'acorn';
import { isReference } from './subset.ts';
import type { ClassNode, FunctionNode, Node, Pattern } from './syntax-tree.ts';
import { boundNames, childrenOf, isAbsent, isFunction } from './syntax-tree.ts';

export type VariableKind = 'var' | 'let' | 'const' | 'class' | 'function' | 'parameter' | 'catch' | 'self' | 'this';

export type Place =
  | { readonly in: 'register'; readonly register: number }
  | { readonly in: 'context'; readonly slot: number }
  | { readonly in: 'global' };

export class Variable {
  readonly name: string;
  readonly kind: VariableKind;
  readonly scope: Scope;
  /** From this offset on, code of the same function cannot see it uninitialised. */
  readonly initialisedAt: number;
  captured = false;
  /** Some reference may see it before it is initialised. */
  needsHole = false;
  /** Given by the compiler, context slots by the analysis. */
  place: Place | null = null;

  constructor(name: string, kind: VariableKind, scope: Scope, initialisedAt: number) {
    this.name = name;
    this.kind = kind;
    this.scope = scope;
    this.initialisedAt = initialisedAt;
  }

  get isConstant(): boolean {
    return this.kind === 'const' || this.kind === 'self';
  }

  /** Reading it too early is an error. */
  get isLexical(): boolean {
    return this.kind === 'let' || this.kind === 'const' || this.kind === 'class';
  }
}

export type ScopeKind = 'script' | 'function' | 'arrow' | 'fields' | 'block' | 'loop' | 'switch' | 'catch' | 'class';

export class Scope {
  readonly kind: ScopeKind;
  readonly parent: Scope | null;
  /** The function, or the script, whose frame holds the registers of this scope. */
  readonly closure: Scope;
  readonly variables = new Map<string, Variable>();
  /** Function declarations, to be initialised when the scope is entered. */
  readonly functions: acorn.FunctionDeclaration[] = [];
  /** Variables that live in a context; with 0 the scope has none. */
  contextSlots = 0;
  /** A derived constructor: `this` is there only after super(). */
  bindsThisLate = false;

  constructor(kind: ScopeKind, parent: Scope | null) {
    this.kind = kind;
    this.parent = parent;
    this.closure = kind === 'script' || kind === 'function' || kind === 'arrow' || kind === 'fields' || parent === null ? this : parent.closure;
  }

  declare(name: string, kind: VariableKind, initialisedAt = 0): Variable {
    const known = this.variables.get(name);
    if (known !== undefined && !(known.kind === 'self' && kind !== 'self')) return known;
    const variable = new Variable(name, kind, this, initialisedAt);
    this.variables.set(name, variable);
    return variable;
  }
}

/** A name under which `this` is looked up; no identifier is spelt so. */
const THIS = 'this';

type ReferenceNode = acorn.Identifier | acorn.ThisExpression | acorn.Super;

interface Reference {
  readonly node: ReferenceNode;
  readonly name: string;
  readonly scope: Scope;
}

export class ScopeAnalysis {
  readonly script: Scope;
  /** By the node that opens them: functions, blocks, loops, switches, catch clauses, classes and class bodies. */
  readonly scopes = new Map<Node, Scope>();
  readonly references = new Map<ReferenceNode, Variable | null>();
  /** References that may come too early. */
  readonly checked = new Set<ReferenceNode>();
  /** Names declared with `var` or as functions at the top: properties of the global object. */
  readonly globalNames = new Set<string>();
  readonly #found: Reference[] = [];
  /** Identifiers of lexical declarations: they give a variable its first value. */
  readonly #declaring = new Set<ReferenceNode>();

  constructor(program: acorn.Program) {
    this.script = new Scope('script', null);
    this.scopes.set(program, this.script);
    this.#declareStatements(program.body, this.script);
    for (const statement of program.body) this.#visit(statement, program, this.script);
    for (const reference of this.#found) this.#resolve(reference);
    this.#assignContextSlots();
  }

  // ── Declarations ──────────────────────────────────────────────────────────────────────────────────────────

  /** Lexical declarations and functions of a list of statements. */
  #declareStatements(statements: readonly Node[], scope: Scope): void {
    for (const statement of statements) {
      if (statement.type === 'VariableDeclaration' && statement.kind !== 'var') this.#declareLexical(statement, scope);
      if (statement.type === 'ClassDeclaration' && statement.id !== null) scope.declare(statement.id.name, 'class', statement.end);
      if (statement.type === 'FunctionDeclaration' && statement.id !== null) {
        scope.functions.push(statement);
        if (scope.kind === 'script') this.globalNames.add(statement.id.name);
        else scope.declare(statement.id.name, 'function');
      }
    }
  }

  #declareLexical({ kind, declarations }: acorn.VariableDeclaration, scope: Scope): void {
    for (const { id, end } of declarations) {
      for (const identifier of boundNames(id)) {
        this.#declaring.add(identifier);
        scope.declare(identifier.name, kind === 'const' ? 'const' : 'let', end);
      }
    }
  }

  /** `var` belongs to the function, or is a global. */
  #declareVar(pattern: Pattern, scope: Scope): void {
    for (const { name } of boundNames(pattern)) {
      if (scope.closure.kind === 'script') this.globalNames.add(name);
      else scope.closure.declare(name, 'var');
    }
  }

  // ── The walk ──────────────────────────────────────────────────────────────────────────────────────────────

  #visit(node: Node, parent: Node, scope: Scope): void {
    if (isFunction(node)) return this.#visitFunction(node, scope, node.type === 'ArrowFunctionExpression' ? 'arrow' : 'function');
    switch (node.type) {
      case 'Identifier':
        if (isReference(node, parent)) this.#found.push({ node, name: node.name, scope });
        return;
      case 'ThisExpression':
      case 'Super':
        this.#thisOwner(scope).declare(THIS, 'this');
        this.#found.push({ node, name: THIS, scope });
        return;
      case 'VariableDeclaration':
        if (node.kind === 'var') for (const { id } of node.declarations) this.#declareVar(id, scope);
        return this.#visitChildren(node, scope);
      case 'BlockStatement': {
        const block = this.#open(node, 'block', scope);
        this.#declareStatements(node.body, block);
        return this.#visitChildren(node, block);
      }
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement': {
        // What is looped over is evaluated before the loop has variables.
        if (node.type !== 'ForStatement') this.#visit(node.right, node, scope);
        const loop = this.#open(node, 'loop', scope);
        const head = node.type === 'ForStatement' ? node.init : node.left;
        if (head?.type === 'VariableDeclaration' && head.kind !== 'var') this.#declareLexical(head, loop);
        for (const child of childrenOf(node)) {
          if (node.type === 'ForStatement' || child !== node.right) this.#visit(child, node, loop);
        }
        return;
      }
      case 'SwitchStatement': {
        this.#visit(node.discriminant, node, scope);
        const block = this.#open(node, 'switch', scope);
        this.#declareStatements(node.cases.flatMap((branch) => branch.consequent), block);
        for (const branch of node.cases) this.#visit(branch, node, block);
        return;
      }
      case 'CatchClause': {
        const clause = this.#open(node, 'catch', scope);
        if (!isAbsent(node.param)) for (const { name } of boundNames(node.param)) clause.declare(name, 'catch');
        return this.#visitChildren(node, clause);
      }
      case 'ClassDeclaration':
      case 'ClassExpression':
        return this.#visitClass(node as ClassNode, scope);
      default:
        return this.#visitChildren(node, scope);
    }
  }

  #visitChildren(node: Node, scope: Scope): void {
    for (const child of childrenOf(node)) this.#visit(child, node, scope);
  }

  #visitFunction(node: FunctionNode, outer: Scope, kind: 'function' | 'arrow'): void {
    const scope = this.#open(node, kind, outer);
    if (node.type === 'FunctionExpression' && !isAbsent(node.id)) scope.declare(node.id.name, 'self');
    for (const parameter of node.params) {
      for (const { name } of boundNames(parameter)) scope.declare(name, 'parameter');
    }
    for (const parameter of node.params) this.#visit(parameter, node, scope);
    if (node.body.type !== 'BlockStatement') return this.#visit(node.body, node, scope);
    this.#declareStatements(node.body.body, scope);
    for (const statement of node.body.body) this.#visit(statement, node.body, scope);
  }

  #visitClass(node: ClassNode, outer: Scope): void {
    const scope = this.#open(node, 'class', outer);
    if (!isAbsent(node.id)) scope.declare(node.id.name, 'const', Infinity);
    if (!isAbsent(node.superClass)) this.#visit(node.superClass, node, scope);
    const fields = this.#open(node.body, 'fields', scope);
    for (const member of node.body.body) {
      if (member.type === 'StaticBlock') continue;
      if (member.computed) this.#visit(member.key, member, scope);
      if (isAbsent(member.value)) continue;
      // Initialisers run with the instance, or with the class, as `this`.
      this.#visit(member.value, member, member.type === 'PropertyDefinition' ? (member.static ? this.#staticField(member, scope) : fields) : scope);
    }
  }

  /** A static initialiser is a function of its own, called once with the class. */
  #staticField(member: acorn.PropertyDefinition, scope: Scope): Scope {
    return this.#open(member, 'fields', scope);
  }

  #open(node: Node, kind: ScopeKind, parent: Scope): Scope {
    const scope = new Scope(kind, parent);
    this.scopes.set(node, scope);
    return scope;
  }

  /** The nearest closure with a `this` of its own. */
  #thisOwner(scope: Scope): Scope {
    let owner = scope.closure;
    while (owner.kind === 'arrow' && owner.parent !== null) owner = owner.parent.closure;
    return owner;
  }

  // ── Resolution ────────────────────────────────────────────────────────────────────────────────────────────

  #resolve({ node, name, scope }: Reference): void {
    let variable: Variable | undefined;
    for (let at: Scope | null = scope; at !== null && variable === undefined; at = at.parent) variable = at.variables.get(name);
    this.references.set(node, variable ?? null);
    if (variable === undefined || this.#declaring.has(node)) return;
    const inClosure = variable.scope.closure !== scope.closure;
    if (inClosure) variable.captured = true;
    if (variable.isLexical && (inClosure || node.start < variable.initialisedAt || variable.scope.kind === 'switch')) {
      variable.needsHole = true;
      this.checked.add(node);
    }
  }

  #assignContextSlots(): void {
    for (const scope of new Set([this.script, ...this.scopes.values()])) {
      for (const variable of scope.variables.values()) {
        const inContext = variable.captured || (scope.kind === 'script' && variable.isLexical);
        if (inContext) variable.place = { in: 'context', slot: scope.contextSlots++ };
      }
    }
  }
}
