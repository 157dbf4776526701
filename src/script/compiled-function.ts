/** A function as the compiler leaves it: nothing of it is on a heap yet, so several isolates may run it. */
export type FunctionKind =
  | 'script'
  | 'function'
  | 'arrow'
  /** Methods, getters and setters: they have no prototype and cannot be constructed. */
  | 'method'
  | 'class-constructor'
  | 'derived-constructor'
  /** Initialisers of the fields of a class, run on each instance. */
  | 'fields';

export interface Handler {
  /** Instructions [from, to) are guarded. */
  readonly from: number;
  readonly to: number;
  readonly target: number;
  /** Register that receives the value thrown. */
  readonly value: number;
  /** Register with the context to go on with. */
  readonly context: number;
}

/** Elements of an array literal that is all constants: copied only when somebody writes to them. */
export interface ConstantElements {
  readonly elements: readonly (number | string | boolean | null)[];
}

/** What a function keeps on the heap beside its bytecode: numbers and texts, and the functions that it makes closures of. */
export type PoolEntry = number | string | CompiledFunction | ConstantElements;

/** Names of an object literal whose keys are all plain: its objects have one shape from the start. */
export type LiteralKeys = readonly string[];

export interface CompiledFunction {
  readonly name: string;
  readonly kind: FunctionKind;
  readonly isAsync: boolean;
  /** The `length` property: parameters before the first default or rest. */
  readonly length: number;
  readonly parameterCount: number;
  readonly hasRest: boolean;
  readonly registerCount: number;
  readonly code: Int32Array;
  /** Operands of kind `k` count from FIRST_CONSTANT. */
  readonly pool: readonly PoolEntry[];
  readonly names: readonly string[];
  readonly literals: readonly LiteralKeys[];
  readonly cacheCount: number;
  /** Innermost first. */
  readonly handlers: readonly Handler[];
  /** In threes: instruction, offsets in the source of the first character and the one behind the last; ascending. */
  readonly positions: readonly number[];
  /** In-object fields of the objects that it constructs: the properties that it gives to `this`. */
  readonly ownFields: number;
  /** Of a whole script; none of others. */
  readonly lexicals: readonly ScriptLexical[];
  /** Where it stands in the source. */
  readonly start: number;
  readonly end: number;
}

/** A name at the top of a script that later scripts see, with its slot in the script's context. */
export interface ScriptLexical {
  readonly name: string;
  readonly slot: number;
  readonly isConstant: boolean;
}

/** A whole script. */
export interface CompiledScript {
  readonly source: string;
  readonly main: CompiledFunction;
}
