/**
 * The instructions of the register machine, declared once: name, operands, what it does. The number of an
 * instruction is its position here.
 *
 * Operands: `r` register that is read · `w` register that is written · `i` integer · `k` constant · `n` name ·
 * `c` inline cache · `j` place to jump to · `l` object literal.
 */
const INSTRUCTIONS = {
  // Values
  Smi: 'w i', Constant: 'w k', Undefined: 'w', Null: 'w', True: 'w', False: 'w', Hole: 'w', Move: 'w r',
  // Variables: registers are operands; contexts are counted outwards
  GetContext: 'w i i', GetContextChecked: 'w i i n', SetContext: 'r i i', SetContextChecked: 'r i i n',
  CheckHole: 'r n', CheckThis: 'r', PushContext: 'i', PublishContext: '', CopyContext: 'i', SetCurrentContext: 'r',
  GetGlobal: 'w n c', GetGlobalOrUndefined: 'w n', SetGlobal: 'r n c', DeclareGlobal: 'n', DefineGlobal: 'r n', ThrowConstant: 'n',
  // Properties
  GetNamed: 'w r n c', SetNamed: 'r n r c', GetKeyed: 'w r r', SetKeyed: 'r r r', DeleteKeyed: 'w r r',
  DefineNamed: 'r n r', DefineKeyed: 'r r r', DefineMethod: 'r r r', DefineGetter: 'r r r i', DefineSetter: 'r r r i',
  GetSuper: 'w r r', SetSuper: 'r r r', CopyProperties: 'r r', RestProperties: 'w r r', ToKey: 'w r',
  // Literals and closures
  Object: 'w i', Literal: 'w l r', Array: 'w r i', ConstantArray: 'w k', Append: 'r r', AppendAll: 'r r', Closure: 'w k',
  Class: 'w r r', SetHome: 'r r', SetFields: 'r r',
  // Operators
  Add: 'w r r', Subtract: 'w r r', Multiply: 'w r r', Divide: 'w r r', Remainder: 'w r r', Exponentiate: 'w r r',
  BitAnd: 'w r r', BitOr: 'w r r', BitXor: 'w r r', ShiftLeft: 'w r r', ShiftRight: 'w r r', ShiftRightLogical: 'w r r',
  Less: 'w r r', LessOrEqual: 'w r r', Greater: 'w r r', GreaterOrEqual: 'w r r',
  Equal: 'w r r', NotEqual: 'w r r', StrictEqual: 'w r r', StrictNotEqual: 'w r r', InstanceOf: 'w r r', In: 'w r r',
  AddSmi: 'w r i', SubtractSmi: 'w r i', Increment: 'w r', Decrement: 'w r', ToNumeric: 'w r', Plus: 'w r', Negate: 'w r', BitNot: 'w r', Not: 'w r', TypeOf: 'w r', ToText: 'w r',
  // Control
  Jump: 'j', JumpIfTrue: 'r j', JumpIfFalse: 'r j', JumpIfNullish: 'r j', JumpIfNotUndefined: 'r j', JumpIfNotLess: 'r r j',
  Call: 'w r i', CallSpread: 'w r', Construct: 'w r i', ConstructSpread: 'w r', SuperCall: 'w r i', SuperCallSpread: 'w r', InitialiseFields: 'r',
  Return: 'r', ReturnThis: 'r', ReturnDerived: 'r', Throw: 'r', Rethrow: 'r', Await: 'w r',
  Iterate: 'w r', Next: 'w r j', RestOfIterator: 'w r', PropertyNames: 'w r', RequireObject: 'r',
} as const satisfies Record<string, string>;

export type InstructionName = keyof typeof INSTRUCTIONS;
export const INSTRUCTION_NAMES = Object.keys(INSTRUCTIONS) as readonly InstructionName[];

export type OperandKind = 'r' | 'w' | 'i' | 'k' | 'n' | 'c' | 'j' | 'l';

const NUMBERS = new Map<InstructionName, number>(INSTRUCTION_NAMES.map((name, number) => [name, number]));
const OPERANDS: readonly (readonly OperandKind[])[] = INSTRUCTION_NAMES.map((name) => INSTRUCTIONS[name].split(' ').filter((kind) => kind !== '') as OperandKind[]);

export function instructionNumber(name: InstructionName): number {
  return NUMBERS.get(name)!;
}

export function operandsOf(number: number): readonly OperandKind[] {
  return OPERANDS[number]!;
}

/** Words of an instruction with its operands. */
export function instructionLength(number: number): number {
  return 1 + OPERANDS[number]!.length;
}

/** Registers that every frame begins with; parameters come behind. */
export const CALLEE = 0;
export const CONTEXT = 1;
export const RECEIVER = 2;
export const CONSTANTS = 3;
export const NEW_TARGET = 4;
export const FIRST_PARAMETER = 5;

/** Words of one inline cache. */
export const CACHE_WORDS = 4;

/** Fixed words of the constants of a function, before its own: number of the function, its bytecode. */
export const FIRST_CONSTANT = 2;
