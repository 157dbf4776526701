/**
 * The state of the interpreter: registers, frames, and what instructions need at hand.
 *
 * Models:    V8's interpreter and its frames.
 * Simplifies: register code of our own instead of Ignition's; every frame is interpreted, none optimised.
 * Invariant: whatever may allocate may move every object, so no address outlives it in a variable of the host: values
 *            stay in the register stack.
 */
import { seedToState } from '../base/prng.ts';
import type { CompiledFunction } from '../script/compiled-function.ts';
import { CACHE_WORDS, CONTEXT } from '../script/bytecode.ts';
import type { Heap } from '../heap/heap.ts';
import type { WriteBarrier } from '../heap/barriers/write-barrier.ts';
import type { Builtin } from './builtin.ts';
import { CollectionIndices } from './collections.ts';
import { ConsoleOutput } from './console-output.ts';
import type { GlobalLexicals } from './globals.ts';
import { JobQueue } from './job-queue.ts';
import { NumberStore } from './numbers.ts';
import { Oddballs } from './oddballs.ts';
import { HOST_BASE, NEW_TARGET_SLOT, RegisterStack } from './register-stack.ts';
import type { ScriptFailure } from './script-errors.ts';
import { Shapes } from './shapes.ts';
import { StringStore } from './strings.ts';
import { Timers } from './timers.ts';
import { NATIVE_WORD, SMI_LIMIT, encodeSmi } from './tagged.ts';

/** Runs the instruction at `pc`; the place of the next one, negative when the run does not go on. */
export type Handler = (m: Machine, pc: number) => number;

/** A function as this isolate runs it. */
export interface FunctionTemplate {
  readonly compiled: CompiledFunction;
  readonly code: Int32Array;
  /** CACHE_WORDS for each inline cache. */
  readonly caches: Int32Array;
  /** The text of its script. */
  readonly source: string;
  /** Part of the library: errors show its caller. */
  readonly isLibrary: boolean;
  readonly literalShapes: (LiteralShape | null)[];
}

/** The shape that a literal had the last time. */
export interface LiteralShape {
  /** Number of its context, tagged. */
  readonly context: number;
  /** Weak root slot of the Map, which is the same as long as the epoch is. */
  readonly map: number;
  readonly epoch: number;
}

/** Calls inside each other. V8's stack takes about as many simple ones. */
export const MAX_FRAMES = 10_000;

/** Frame flags. */
export const CONSTRUCTS = 1;
/** The run ends when the frame does. */
export const ENTRY = 2;
export const ASYNC = 4;

export class Machine {
  readonly heap: Heap;
  readonly barrier: WriteBarrier;
  readonly words: Int32Array;
  readonly stack = new RegisterStack();
  readonly slots: Int32Array;
  readonly oddballs: Oddballs;
  readonly numbers: NumberStore;
  readonly strings: StringStore;
  readonly shapes: Shapes;
  readonly collections: CollectionIndices;
  readonly templates: FunctionTemplate[] = [];
  readonly builtins: Builtin[] = [];
  /** What each instruction does, by its number. */
  readonly handlers: readonly Handler[];

  // ── The frame that is running ─────────────────────────────────────────────────────────────────────────────

  template!: FunctionTemplate;
  code: Int32Array = new Int32Array(0);
  caches: Int32Array = new Int32Array(0);
  /** Index of its register 0. */
  base = HOST_BASE;
  depth = 0;

  // ── The frames below, by depth ────────────────────────────────────────────────────────────────────────────

  /** Of the frame at this depth: flags, where its value goes (-1: nowhere), and its caller. */
  readonly flags = new Uint8Array(MAX_FRAMES + 1);
  readonly targets = new Int32Array(MAX_FRAMES + 1);
  readonly returnPcs = new Int32Array(MAX_FRAMES + 1);
  readonly callerBases = new Int32Array(MAX_FRAMES + 1);
  readonly callerTops = new Int32Array(MAX_FRAMES + 1);
  readonly callerTemplates: (FunctionTemplate | undefined)[] = [];

  // ── What the instruction that is running hands to built-in functions ─────────────────────────────────────

  /** Where the value goes and where to go on, for those that call something instead of returning. */
  target = -1;
  returnPc = 0;
  /** Where to go on, said by a built-in function that called something. */
  nextPc = 0;
  /** The getter or setter that was found; good until the next allocation. */
  accessor = 0;

  /** The call that runs, for messages. */
  pc = 0;
  /** What the run waits for, and where its value goes. */
  waiting: { readonly call: number; readonly target: number; readonly returnPc: number } | null = null;
  /** Lexical names of the scripts that have run, by context. */
  readonly lexicals = new Map<number, GlobalLexicals>();
  readonly jobs = new JobQueue();
  /** Rejected promises that nobody has looked at: root slots. */
  readonly rejections = new Set<number>();
  /** Arrays whose texts are being made, by stack slot: one that contains itself has none. */
  readonly joining: number[] = [];
  /** Lines that console.log has printed. */
  readonly console: ConsoleOutput = new ConsoleOutput();

  readonly timers: Timers;
  /** Of Math.random. */
  randomState = seedToState(1);

  // ── Counting ──────────────────────────────────────────────────────────────────────────────────────────────

  /** Stands for a global name that does not exist: an address that no object has. */
  readonly missingGlobal = 1;

  /** Instructions before the slice that is under way. */
  steps = 0;
  stepLimit = Infinity;
  /** Instructions left of it. */
  slice = 0;
  /** Executions from outside that have begun and not ended. */
  executions = 0;
  /** Runs inside runs. */
  nesting = 0;
  /** Where the exception that is on its way, or was last, was thrown. */
  thrownAt: ScriptFailure['place'] = null;
  /** It is the one whose place is known already. */
  isRethrown = false;

  constructor(heap: Heap, handlers: readonly Handler[]) {
    this.handlers = handlers;
    this.heap = heap;
    this.barrier = heap.barrier;
    this.words = heap.structure.words;
    this.slots = this.stack.slots;
    heap.structure.roots.registers.push(this.stack);
    heap.structure.roots.queues.push(this.jobs);
    this.oddballs = new Oddballs(heap);
    this.numbers = new NumberStore(heap);
    this.strings = new StringStore(heap, this.stack);
    this.shapes = new Shapes(heap, this.stack);
    this.timers = new Timers(heap, this.jobs);
    this.collections = new CollectionIndices(heap.structure.roots.payloads);
  }

  /** The constructor that `new` named, for the built-in one that runs; 0 in a call. */
  get newTarget(): number {
    return this.slots[NEW_TARGET_SLOT]!;
  }

  set newTarget(constructor: number) {
    this.slots[NEW_TARGET_SLOT] = constructor;
  }

  /** The native context of the function that is running. */
  get native(): number {
    return this.words[this.slots[this.base + CONTEXT]! + NATIVE_WORD]!;
  }

  intrinsic(word: number): number {
    return this.words[this.native + word]!;
  }

  /** A tagged value for any number. May allocate. */
  number(value: number): number {
    const integer = value | 0;
    if (integer === value && integer >= -SMI_LIMIT && integer < SMI_LIMIT && (integer !== 0 || 1 / value > 0)) return encodeSmi(integer);
    return this.numbers.make(value);
  }

  boolean(value: boolean): number {
    return value ? this.oddballs.true : this.oddballs.false;
  }

  addTemplate(compiled: CompiledFunction, source: string, isLibrary: boolean): number {
    return (
      this.templates.push({
        compiled,
        code: compiled.code,
        caches: new Int32Array(compiled.cacheCount * CACHE_WORDS),
        source,
        isLibrary,
        literalShapes: compiled.literals.map(() => null),
      }) - 1
    );
  }
}
