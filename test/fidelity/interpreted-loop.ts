/**
 * How a loop of the recorded program runs on V8s that compile it (13.6, 14.6): interpreted at first; when it has used up a
 * budget of bytecode, it goes on as compiled code, which leaves no mementos and keeps what the interpreter's registers held
 * at that moment; where it reaches an inner loop that had never run, it falls back and begins anew.
 *
 * Sizes were read off `node --print-bytecode`, budgets off the turn in which `node --trace-osr` reports the entry, for all
 * recorded workloads (Node 24.21 and 26.10). The turn is met within 1 %.
 */
import type { RecordedLife, RecordedObjects, RecordedShape } from './recorded-program.ts';

export interface CompilationBudget {
  /** Bytes of bytecode for each byte of the function. */
  readonly perFunctionByte: number;
  /** Bytes for the jump back, beside what it jumps over. */
  readonly perJump: number;
  /** The register of a tree's root is not used again either; that of the newest object never is. As the recorded runs show. */
  readonly keepsRoots: boolean;
}

/** Bytecode of one turn that allocates: a constant length, or a drawn one. */
const FIXED_BYTES: Readonly<Record<RecordedShape['kind'], number>> = { array: 20, object: 10, node: 10, string: 30, arraybuffer: 22, typed: 22 };
const DRAWN_BYTES: Readonly<Record<RecordedShape['kind'], number>> = { array: 69, object: 10, node: 10, string: 78, arraybuffer: 22, typed: 22 };
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

function lifeCode(life: RecordedLife): LifeCode {
  switch (life.model) {
    case 'none':
      return { turn: 22, around: 44, inner: 0 };
    case 'keep':
      return { turn: 22, around: 49, inner: 0 };
    case 'ring':
      return { turn: (life.every ?? 1) > 1 ? 56 : 38, around: 51, inner: 0 };
    case 'stack':
      return { turn: 61, around: 51, inner: 19.6 };
    case 'prob':
      return { turn: 50 + 113 * life.classes!.length, around: 35 + 33 * life.classes!.length, inner: 48 };
    case 'leak':
      return { turn: 80, around: 51, inner: 0 };
    case 'cache':
      return { turn: life.f === undefined ? 66 : 123, around: 49, inner: 0 };
    case 'list':
      return { turn: 70, around: 55, inner: 0 };
    case 'lifolist':
      return { turn: 68, around: 48, inner: 19.6 };
    case 'tree':
      return { turn: 131, around: 62, inner: 0 };
    case 'request':
      return { turn: 147, around: 54, inner: 17 };
  }
}

const shapeBytes = (shape: RecordedShape): number => (shape.min === undefined ? FIXED_BYTES : DRAWN_BYTES)[shape.kind];

function allocationBytes(objects: RecordedObjects): number {
  if (!('mix' in objects)) return shapeBytes(objects);
  return objects.mix.reduce((sum, shape) => sum + MIX_CASE_BYTES + shapeBytes(shape), MIX_BYTES);
}

export class InterpretedLoop {
  isCompiled = false;
  private readonly turnBytes: number;
  private readonly innerBytes: number;
  private readonly budget: number;
  private left: number;
  /** Inner loops that have run; compiled code that has not seen one has no code for it. */
  private readonly known = new Set<number>();

  /** `budget` null: a V8 that does not compile it. */
  constructor(objects: RecordedObjects, life: RecordedLife, budget: CompilationBudget | null) {
    const code = lifeCode(life);
    const turn = code.turn + allocationBytes(objects);
    this.turnBytes = turn + (budget?.perJump ?? 0);
    this.innerBytes = code.inner;
    this.budget = budget === null ? Infinity : budget.perFunctionByte * (turn + code.around);
    this.left = this.budget;
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
    return fallsBack;
  }
}
