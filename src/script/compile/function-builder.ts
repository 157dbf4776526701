/** Collects the code of one function: instructions, registers, constants, jumps, guarded regions. */
import type { CompiledFunction, ConstantElements, Handler, LiteralKeys, PoolEntry } from '../compiled-function.ts';
import type { InstructionName } from '../bytecode.ts';
import { CONTEXT, FIRST_CONSTANT, FIRST_PARAMETER, instructionNumber } from '../bytecode.ts';
import type { Scope, ScopeAnalysis } from '../scopes.ts';
import type { Node } from '../syntax-tree.ts';
import type { JumpTarget } from './jumps.ts';

/** A place in the code that jumps may name before it is known. */
export class Label {
  position = -1;
  readonly uses: number[] = [];
}

/** Instructions that a handler guards: code of finalizers that is copied into them is left out. */
export interface GuardedRegion {
  readonly ranges: { from: number; to: number }[];
  openFrom: number;
}

export type BuilderOptions = Pick<CompiledFunction, 'name' | 'kind' | 'isAsync'> & {
  readonly analysis: ScopeAnalysis;
  readonly scope: Scope;
  /** What to take off offsets of the tree. */
  readonly shift: number;
};

/** Numbers and texts are told apart: 1 and '1' are two constants. */
const keyOf = (value: number | string): string => (typeof value === 'string' ? `"${value}` : Object.is(value, -0) ? '-0' : String(value));

export class FunctionBuilder {
  readonly options: BuilderOptions;
  readonly analysis: ScopeAnalysis;
  /** Innermost scope at this point of the code. */
  scope: Scope;
  /** Registers that hold the contexts around those of the open scopes, outermost first; for jumps out of scopes. */
  readonly targets: JumpTarget[] = [];
  /** Regions that are open now, innermost last. */
  readonly openRegions: GuardedRegion[] = [];
  /** Where the value of the script's last expression goes; scripts only. */
  completion: number | null = null;
  /** Where an optional chain ends that met nothing. */
  chainEnd: Label | null = null;
  parameterCount = 0;
  hasRest = false;
  length = 0;
  ownFields = 0;
  nextRegister = FIRST_PARAMETER;
  readonly #code: number[] = [];
  readonly #pool: PoolEntry[] = [];
  readonly #poolIndices = new Map<string, number>();
  readonly #names = new Map<string, number>();
  readonly #literals: LiteralKeys[] = [];
  readonly #handlers: Handler[] = [];
  readonly #positions: number[] = [];
  #registerCount = FIRST_PARAMETER;
  #cacheCount = 0;

  constructor(options: BuilderOptions) {
    this.options = options;
    this.analysis = options.analysis;
    this.scope = options.scope;
  }

  // ── Registers ─────────────────────────────────────────────────────────────────────────────────────────────

  /** The first of so many registers in a row. They are given back by setting nextRegister to what it was. */
  take(count = 1): number {
    const first = this.nextRegister;
    this.nextRegister += count;
    if (this.nextRegister > this.#registerCount) this.#registerCount = this.nextRegister;
    return first;
  }

  // ── Instructions ──────────────────────────────────────────────────────────────────────────────────────────

  get here(): number {
    return this.#code.length;
  }

  emit(name: InstructionName, ...operands: number[]): void {
    this.#code.push(instructionNumber(name), ...operands);
  }

  /** The same for an instruction that may throw: errors show this node. */
  emitAt(node: Node, name: InstructionName, ...operands: number[]): void {
    const { shift } = this.options;
    this.#positions.push(this.here, node.start - shift, node.end - shift);
    this.emit(name, ...operands);
  }

  /** The label is the last operand. */
  emitJump(name: InstructionName, label: Label, ...operands: number[]): void {
    this.emit(name, ...operands, 0);
    label.uses.push(this.here - 1);
    if (label.position >= 0) this.#code[this.here - 1] = label.position;
  }

  emitAtJump(node: Node, name: InstructionName, label: Label, ...operands: number[]): void {
    const { shift } = this.options;
    this.#positions.push(this.here, node.start - shift, node.end - shift);
    this.emitJump(name, label, ...operands);
  }

  bind(label: Label): void {
    label.position = this.here;
    for (const use of label.uses) this.#code[use] = label.position;
  }

  newLabelHere(): Label {
    const label = new Label();
    this.bind(label);
    return label;
  }

  // ── Tables ────────────────────────────────────────────────────────────────────────────────────────────────

  constant(value: number | string): number {
    return this.#pooled(keyOf(value), value);
  }

  function(compiled: CompiledFunction): number {
    return FIRST_CONSTANT + this.#pool.push(compiled) - 1;
  }

  constantElements(elements: ConstantElements['elements']): number {
    return FIRST_CONSTANT + this.#pool.push({ elements }) - 1;
  }

  /** A name is a text on the heap too. */
  name(text: string): number {
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    this.constant(text);
    this.#names.set(text, this.#names.size);
    return this.#names.size - 1;
  }

  literal(keys: LiteralKeys): number {
    for (const key of keys) this.constant(key);
    return this.#literals.push(keys) - 1;
  }

  cache(): number {
    return this.#cacheCount++;
  }

  #pooled(key: string, value: PoolEntry): number {
    const known = this.#poolIndices.get(key);
    if (known !== undefined) return known;
    const index = FIRST_CONSTANT + this.#pool.push(value) - 1;
    this.#poolIndices.set(key, index);
    return index;
  }

  // ── Guarded regions ───────────────────────────────────────────────────────────────────────────────────────

  openRegion(): GuardedRegion {
    const region: GuardedRegion = { ranges: [], openFrom: this.here };
    this.openRegions.push(region);
    return region;
  }

  /** Regions close in the order in which they were opened last: the inner ones' handlers come first. */
  closeRegion(region: GuardedRegion, target: Label, value: number, context: number): void {
    this.openRegions.pop();
    this.pauseRegion(region);
    for (const { from, to } of region.ranges) this.#handlers.push({ from, to, target: target.position, value, context });
  }

  /** What follows is not guarded, until the region is resumed. */
  pauseRegion(region: GuardedRegion): void {
    if (this.here > region.openFrom) region.ranges.push({ from: region.openFrom, to: this.here });
  }

  resumeRegion(region: GuardedRegion): void {
    region.openFrom = this.here;
  }

  /** A register that holds the context of this point. */
  saveContext(): number {
    const register = this.take();
    this.emit('Move', register, CONTEXT);
    return register;
  }

  finish(start: number, end: number, lexicals: CompiledFunction['lexicals'] = []): CompiledFunction {
    const { name, kind, isAsync, shift } = this.options;
    return {
      name,
      kind,
      isAsync,
      length: this.length,
      parameterCount: this.parameterCount,
      hasRest: this.hasRest,
      registerCount: this.#registerCount,
      code: Int32Array.from(this.#code),
      pool: this.#pool,
      names: [...this.#names.keys()],
      literals: this.#literals,
      cacheCount: this.#cacheCount,
      handlers: this.#handlers,
      positions: this.#positions,
      ownFields: this.ownFields,
      lexicals,
      start: start - shift,
      end: end - shift,
    };
  }
}
