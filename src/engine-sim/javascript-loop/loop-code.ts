/**
 * How long a loop of JavaScript is interpreted: V8 counts its bytecode, and when a budget is used up (13.6, 14.6), the loop
 * goes on as compiled code; where that reaches an inner loop that had never run, it falls back and begins anew.
 *
 * Sizes were read off `node --print-bytecode`, budgets off the turn in which `node --trace-osr` reports the entry, for thirty
 * loops (Node 24.21 and 26.10). The turn is met within 1 %.
 */
import type { InterruptBudget, OnStackCompilationPolicy } from '../../flags/presets/preset.ts';
import type { Lifetime, ObjectClass, ObjectShape } from '../../scenario/program.ts';
import type { ObjectTypeName } from '../../vocabulary/object-types.ts';

type Sizes = Readonly<Partial<Record<ObjectTypeName, number>>>;

/** Bytecode of one turn that allocates: a constant length, or a drawn one. */
const FIXED_BYTES: Sizes = { JSArray: 20, JSObject: 10, SeqOneByteString: 30, JSArrayBuffer: 22, JSTypedArray: 22 };
const DRAWN_BYTES: Sizes = { ...FIXED_BYTES, JSArray: 69, SeqOneByteString: 78 };
/** The jump back counts what it jumps over, and itself. */
const JUMP_BYTES = 4;
/** Words of an array beside its elements, which the programs count. */
const ARRAY_WORDS = 6;
const THOUSANDS = 1000;
/** What the table above has for a drawn length beyond the shortest instructions. */
const DRAWN_LONGER = 2;
/** The first look is where feedback is allocated for the function. V8 source (interrupt-budget-factor-for-feedback-allocation). */
const FEEDBACK_BUDGET_PER_BYTE = 8;
/** A mix draws, compares, branches. */
const MIX_BYTES = 9;
const MIX_CASE_BYTES = 20;

interface LifeCode {
  /** Of one turn, beside the allocation. */
  readonly turn: number;
  /** Of the function, beside the turn. */
  readonly around: number;
  /** Of one turn of the loop within. */
  readonly inner: number;
}

function lifeCode(life: Lifetime): LifeCode {
  switch (life.model) {
    case 'dies':
    case 'for':
    case 'sampled':
      return { turn: 22, around: 44, inner: 0 };
    case 'forever':
      return life.share === 1 ? { turn: 22, around: 49, inner: 0 } : { turn: 80, around: 51, inner: 0 };
    case 'ring':
      return { turn: life.every > 1 ? 56 : 38, around: 51, inner: 0 };
    case 'stack':
      return { turn: 61, around: 51, inner: 19.6 };
    case 'queues':
      return { turn: 50 + 113 * life.queues.length, around: 35 + 33 * life.queues.length, inner: 48 };
    case 'cache':
      return { turn: life.share === 1 ? 66 : 123, around: 49, inner: 0 };
    case 'list':
      return life.order === 'fifo' ? { turn: 70, around: 55, inner: 0 } : { turn: 68, around: 48, inner: 19.6 };
    case 'tree':
      return { turn: 131, around: 62, inner: 0 };
    case 'request':
      return { turn: 147, around: 54, inner: 17 };
  }
}

const shapeBytes = ({ type, units }: ObjectShape): number => (units.min === units.max ? FIXED_BYTES : DRAWN_BYTES)[type] ?? 0;

function allocationBytes(classes: readonly ObjectClass[]): number {
  if (classes.length === 1) return shapeBytes(classes[0]!.shape);
  return classes.reduce((sum, { shape }) => sum + MIX_CASE_BYTES + shapeBytes(shape), MIX_BYTES);
}

/** Numbers beyond 7 bits make an instruction with so many operands longer, beyond 15 bits by more. */
function longer(value: number, operands: number): number {
  if (value < 2 ** 7) return 0;
  return value < 2 ** 15 ? 1 + operands : 1 + 3 * operands;
}

/** What large numbers add to the turn: a length is loaded and counted, or drawn by two instructions; a ring's size is compared with. */
function wideBytes(classes: readonly ObjectClass[]): number {
  const lengths = classes.reduce((sum, { shape: { type, units } }) => {
    if (FIXED_BYTES[type] === DRAWN_BYTES[type]) return sum;
    return sum + (units.min === units.max ? longer(units.min, 1) + longer(units.min + ARRAY_WORDS, 2) : longer(units.min, 1) + longer(units.max - units.min + 1, 2) - DRAWN_LONGER);
  }, 0);
  const { lifetime } = classes[0]!;
  // The sizes above are those of rings and caches of thousands.
  if (lifetime.model === 'ring') return lengths + longer(lifetime.size, 1) - longer(THOUSANDS, 1);
  return lifetime.model === 'cache' ? lengths + longer(lifetime.slots, 2) - longer(THOUSANDS, 2) : lengths;
}

/**
 * Jumps forward give back what they leave out, on average over the turns. Measured: rings and arrays that die whose full
 * collections come whole budgets apart; sizes by node20 --print-bytecode. Of the other lifetimes nothing is known.
 */
function skippedBytes(life: Lifetime): number {
  const unless = (share: number, bytes: number): number => (1 - share) * bytes;
  switch (life.model) {
    case 'ring':
      return life.every === 1 ? 2 : unless(1 / life.every, 22);
    case 'forever':
      return unless(life.share, 11);
    case 'cache':
      return unless(life.share, 54);
    case 'queues':
      return life.queues.reduce((sum, { share }) => sum + unless(share, 43) + 27, 0);
    default:
      return 0;
  }
}

export class LoopCode {
  isCompiled = false;
  private readonly turnBytes: number;
  private readonly innerBytes: number;
  private readonly budget: number;
  private left: number;
  /** Bytecode between two looks for interrupts, of a turn, and until the next look. */
  private readonly lookBudget: number;
  private readonly lookBytes: number;
  private untilLook: number;
  /** Inner loops that have run; compiled code that has not seen one has no code for it. */
  private readonly known = new Set<number>();

  /** @param policy null: a V8 that does not compile it. @param interrupts null: it looks at each turn. */
  constructor(classes: readonly ObjectClass[], policy: OnStackCompilationPolicy | null, interrupts: InterruptBudget | null = null) {
    const life = lifeCode(classes[0]!.lifetime);
    const turn = life.turn + allocationBytes(classes);
    this.turnBytes = turn + (policy?.perJump ?? 0);
    this.innerBytes = life.inner;
    this.budget = policy === null ? Infinity : policy.perFunctionByte * (turn + life.around);
    this.left = this.budget;
    const functionBytes = turn + life.around;
    this.lookBytes = turn + JUMP_BYTES + wideBytes(classes) - skippedBytes(classes[0]!.lifetime);
    this.lookBudget = interrupts === null ? 0 : interrupts.bytes + interrupts.perFunctionByte * functionBytes;
    this.untilLook = FEEDBACK_BUDGET_PER_BYTE * functionBytes;
  }

  /** At the end of a turn: whether the program looks for interrupts there. */
  looks(): boolean {
    if (this.lookBudget === 0) return true;
    this.untilLook -= this.lookBytes;
    if (this.untilLook > 0) return false;
    this.untilLook = this.lookBudget;
    return true;
  }

  /** At the end of a turn; true when the next one is the first of compiled code. */
  turn(): boolean {
    if (this.isCompiled || (this.left -= this.turnBytes) > 0) return false;
    this.isCompiled = true;
    return true;
  }

  /** Inner loop number `which` makes so many turns; true when compiled code falls back before them. */
  enter(which: number, turns: number): boolean {
    const fallsBack = this.isCompiled && !this.known.has(which);
    this.known.add(which);
    if (fallsBack) {
      this.isCompiled = false;
      this.left = this.budget;
    }
    this.left -= turns * this.innerBytes;
    this.untilLook -= turns * this.innerBytes;
    return fallsBack;
  }
}
