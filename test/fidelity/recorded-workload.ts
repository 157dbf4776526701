/**
 * Performs a recorded workload on a simulated heap, allocation by allocation as the program did that was recorded on
 * real engines: the same draws in the same order, its tables as arrays on the heap, its literals with mementos.
 */
import { drawnValue, nextState, probabilityThreshold, seedToState } from '../../src/base/prng.ts';
import { resolveFlags, parseFlagArgument } from '../../src/flags/flag-definitions.ts';
import { findPreset } from '../../src/flags/presets/index.ts';
import { populateBaseline } from '../../src/heap/baseline.ts';
import type { CollectionRecord } from '../../src/heap/collection-recorder.ts';
import { configureHeap } from '../../src/heap/configuration.ts';
import { HeapFatalError } from '../../src/heap/fatal.ts';
import { Heap } from '../../src/heap/heap.ts';
import { FIXED_ARRAY_ELEMENTS, kindOf, objectLayout } from '../../src/heap/layout/object-layout.ts';
import { InterpretedLoop } from './interpreted-loop.ts';
import type { RecordedLengths, RecordedLife, RecordedObjects, RecordedShape, RecordedWorkload } from './recorded-program.ts';
import type { Surroundings } from './surroundings.ts';

export interface Performed {
  readonly collections: readonly CollectionRecord[];
  readonly outOfMemory: boolean;
}

/** Bytes that run by between the first line of the program and its first hot loop. */
const WARM_UP_BYTES = 10_000;
/** The buffer that every recorded program has. */
const OWN_BUFFER_BYTES = 2 ** 20;
/** Bytes that one reading of the heap statistics leaves behind. */
const SAMPLE_BYTES = 3_600;
/** What the compiler leaves on the heap for a loop. */
const CODE_WORDS = 320;
const ARRAY_ELEMENTS_SLOT = 2;
/** First field of an object. */
const FIELDS = 3;

export function perform(workload: RecordedWorkload, presetName: string, flags: readonly string[], surroundings: Surroundings): Performed {
  const preset = findPreset(presetName)!;
  const given: Record<string, number | boolean> = {};
  for (const flag of flags) {
    const parsed = parseFlagArgument(flag);
    if (parsed.ok) given[parsed.name] = parsed.value;
  }
  const heap = new Heap(configureHeap(preset, resolveFlags(preset, given), { memoryBytes: 24 * 2 ** 30, cores: 2 }));
  const { later } = surroundings;
  const baseline = preset.baseline!;
  populateBaseline(heap, {
    ...baseline,
    youngBytes: baseline.youngBytes - later.youngBytes,
    youngLiveBytes: baseline.youngLiveBytes - later.youngLiveBytes,
    oldBytes: baseline.oldBytes - later.oldBytes,
  });
  const performance = new Performance(heap, workload, surroundings);
  try {
    performance.perform();
    return { collections: heap.collection.recorder.records, outOfMemory: false };
  } catch (error) {
    if (!(error instanceof HeapFatalError)) throw error;
    return { collections: heap.collection.recorder.records, outOfMemory: true };
  }
}

/** Root slots of the tables that a step's lifetime needs; all made before the first step. */
interface Holders {
  readonly tables: readonly number[];
  readonly life: RecordedLife;
}

class Performance {
  private readonly heap: Heap;
  private readonly workload: RecordedWorkload;
  private readonly surroundings: Surroundings;
  private readonly words: Int32Array;
  /** Stack slots: the object in hand, and the object whose field the program keeps the newest one in. */
  private readonly newest: number;
  private readonly sink: number;
  private readonly scratch: number;
  /** What compiled code keeps of the interpreter's registers. */
  private readonly registers: readonly number[];
  private code: InterpretedLoop;
  private state: number;
  /** Nominal words of the step. */
  private allocated = 0;

  constructor(heap: Heap, workload: RecordedWorkload, surroundings: Surroundings) {
    this.heap = heap;
    this.workload = workload;
    this.surroundings = surroundings;
    this.words = heap.structure.words;
    this.newest = heap.structure.roots.stack.add(0);
    this.scratch = heap.structure.roots.stack.add(0);
    this.sink = heap.structure.roots.stack.add(heap.allocate(kindOf('JSObject'), FIELDS + 1, true));
    heap.external.adjustEmbedder(OWN_BUFFER_BYTES);
    this.registers = [0, 1].map(() => heap.structure.roots.stack.add(0));
    this.code = new InterpretedLoop({ kind: 'object' }, { model: 'none' }, null);
    this.state = seedToState(workload.seed);
  }

  perform(): void {
    const holders = this.workload.steps.map((step) => (step.op === 'alloc' ? this.prepare(step.life ?? { model: 'none' }, step.n) : null));
    populateBaseline(this.heap, { ...this.surroundings.later, youngLargestBytes: [], trustedBytes: 0, largeBytes: 0, oldDeadBytes: 0, externalBytes: 0 });
    const held = new Map<string, Holders>();
    let warm = false;
    for (const [at, step] of this.workload.steps.entries()) {
      switch (step.op) {
        case 'sample':
          this.garbage(SAMPLE_BYTES);
          break;
        case 'gc':
          this.heap.collection.collect({ generation: step.type === 'minor' ? 'young' : 'old', reason: 'testing' });
          break;
        case 'drop':
          this.letGo(held.get(step.name)!);
          break;
        case 'alloc':
          if (!warm) this.garbage(WARM_UP_BYTES);
          warm = true;
          this.allocated = 0;
          this.loop(step.obj, holders[at]!, step.n);
          if (step.hold !== undefined) held.set(step.hold, holders[at]!);
          else this.letGo(holders[at]!);
      }
    }
  }

  private garbage(bytes: number): void {
    for (let left = bytes; left > 0; left -= 96) this.heap.allocate(kindOf('ByteArray'), 12, true);
  }

  private letGo({ tables }: Holders): void {
    for (const table of tables) this.heap.structure.roots.stack.set(table, 0);
  }

  private prepare(life: RecordedLife, count: number): Holders {
    const { k = 0, cap = 0, c = 0, m = 0, depth = 0, classes = [] } = life;
    for (const { cap: expiries } of classes) this.heap.external.adjustEmbedder(expiries * 4); // an Int32Array
    const lengths: Record<RecordedLife['model'], readonly number[]> = {
      none: [],
      ring: [k],
      stack: [k],
      cache: [k],
      leak: [cap],
      keep: [count],
      request: [c * m],
      tree: [k, 2 ** depth],
      prob: classes.map((entry) => entry.cap),
      list: [0, 0],
      lifolist: [0],
    };
    return { life, tables: lengths[life.model].map((length) => this.heap.structure.roots.stack.add(length === 0 ? 0 : this.makeTable(length))) };
  }

  private makeTable(length: number): number {
    return this.heap.allocateObject(objectLayout(this.heap.configuration.preset, 'JSArray', length), true);
  }

  // ── Objects ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  private draw(): number {
    this.state = nextState(this.state);
    return drawnValue(this.state);
  }

  private drawLength({ len = 0, min, max }: RecordedLengths): number {
    return min === undefined ? len : min + (this.draw() % (max! - min + 1));
  }

  /** The newest object stays in a variable: until there is the next, or, in compiled code, as long as it is needed. */
  private allocate(objects: RecordedObjects): number {
    if (this.code.isCompiled) this.hold(0);
    const address = this.allocateAny(objects);
    this.hold(address);
    return address;
  }

  private allocateAny(objects: RecordedObjects): number {
    if (!('mix' in objects)) return this.allocateShape(objects);
    const total = objects.mix.reduce((sum, shape) => sum + shape.w, 0);
    const drawn = this.draw();
    let share = 0;
    for (const shape of objects.mix) {
      share += shape.w / total;
      if (drawn < probabilityThreshold(share)) return this.allocateShape(shape);
    }
    return this.allocateShape(objects.mix.at(-1)!);
  }

  private allocateShape(shape: RecordedShape): number {
    const { heap } = this;
    const fields = (shape.k ?? 0) + (shape.kind === 'node' ? 2 : 0);
    switch (shape.kind) {
      case 'array': {
        const length = this.drawLength(shape);
        this.allocated += length + 6;
        return this.allocateArray(length);
      }
      case 'object':
      case 'node':
        this.allocated += FIELDS + fields;
        return this.withMemento(heap.allocate(kindOf('JSObject'), FIELDS + fields, true));
      case 'string': {
        const words = 2 + Math.ceil(this.drawLength(shape) / 8);
        this.allocated += words;
        return heap.allocate(kindOf('SeqOneByteString'), words, true);
      }
      case 'arraybuffer':
        this.allocated += 11;
        return heap.allocateObject(objectLayout(heap.configuration.preset, 'JSArrayBuffer', shape.bytes!), true);
      case 'typed':
        this.allocated += 24;
        return heap.allocateObject(objectLayout(heap.configuration.preset, 'JSTypedArray', shape.bytes!), true);
    }
  }

  private withMemento(address: number): number {
    if (this.code.isCompiled) return address;
    const { stack } = this.heap.structure.roots;
    stack.set(this.scratch, address);
    this.heap.allocate(kindOf('AllocationMemento'), 2, true);
    const moved = stack.get(this.scratch);
    stack.set(this.scratch, 0);
    return moved;
  }

  private allocateArray(length: number): number {
    const { heap } = this;
    const { stack } = heap.structure.roots;
    const total = 4 + (this.code.isCompiled ? 0 : 2) + FIXED_ARRAY_ELEMENTS + length;
    if (!heap.allocator.isLarge(kindOf('FixedArray'), total)) this.reserve(total);
    stack.set(this.scratch, heap.allocate(kindOf('JSArray'), 4, true));
    if (!this.code.isCompiled) heap.allocate(kindOf('AllocationMemento'), 2, true);
    const elements = heap.allocate(kindOf('FixedArray'), FIXED_ARRAY_ELEMENTS + length, true);
    const array = stack.get(this.scratch);
    stack.set(this.scratch, 0);
    heap.store(array, ARRAY_ELEMENTS_SLOT, elements);
    return array;
  }

  /** Sees to it that the next `words` words come from one stretch: an allocation that is taken back. */
  private reserve(words: number): void {
    const { lab } = this.heap.structure.newSpace;
    if (lab.freeWords >= words) return;
    this.heap.allocate(kindOf('ByteArray'), words, true);
    lab.top -= words;
  }

  // ── Lifetimes ───────────────────────────────────────────────────────────────────────────────────────────────

  private loop(objects: RecordedObjects, holders: Holders, count: number): void {
    this.code = new InterpretedLoop(objects, holders.life, this.surroundings.compilation);
    this.run(objects, holders, count);
    this.forgetRegisters();
  }

  /** At the end of each turn of the loop. `root`: of the tree in the making. */
  private endTurn(root = 0): void {
    if (!this.code.turn()) return;
    const { stack } = this.heap.structure.roots;
    stack.set(this.registers[0]!, this.held());
    this.heap.allocate(kindOf('Code'), CODE_WORDS, false);
    if (this.surroundings.compilation!.keepsRoots) stack.set(this.registers[1]!, root);
  }

  private enterInner(which: number, turns: number): void {
    if (this.code.enter(which, turns)) this.forgetRegisters();
  }

  private forgetRegisters(): void {
    for (const register of this.registers) this.heap.structure.roots.stack.set(register, 0);
  }

  private run(objects: RecordedObjects, { life, tables }: Holders, count: number): void {
    switch (life.model) {
      case 'none':
        for (let i = 0; i < count; i++) {
          this.holdInSink(this.allocate(objects));
          this.endTurn();
        }
        return;
      case 'ring':
        this.ring(objects, tables[0]!, count, life.k!, life.every ?? 1);
        return;
      case 'stack':
        this.stack(objects, tables[0]!, count, life.k!, life.base ?? 0);
        return;
      case 'prob':
        this.timed(objects, tables, count, life.classes!);
        return;
      case 'leak': {
        const threshold = probabilityThreshold(life.f!);
        for (let i = 0, kept = 0; i < count; i++) {
          this.holdInSink(this.allocate(objects));
          if (this.draw() < threshold) this.put(tables[0]!, kept++, this.held());
          this.endTurn();
        }
        return;
      }
      case 'cache': {
        const threshold = life.f === undefined ? Infinity : probabilityThreshold(life.f);
        for (let i = 0; i < count; i++) {
          if (threshold === Infinity) this.hold(this.allocate(objects));
          else this.holdInSink(this.allocate(objects));
          if (threshold === Infinity || this.draw() < threshold) this.put(tables[0]!, this.draw() % life.k!, this.held());
          this.endTurn();
        }
        return;
      }
      case 'keep':
        for (let i = 0; i < count; i++) {
          this.put(tables[0]!, i, this.allocate(objects));
          this.endTurn();
        }
        return;
      case 'request':
        this.requests(objects, tables[0]!, count, life.c!, life.m!);
        return;
      case 'list':
        this.list(objects, tables[0]!, tables[1]!, count, life.k!);
        return;
      case 'lifolist':
        this.lifoList(objects, tables[0]!, count, life.k!, life.base ?? 0);
        return;
      case 'tree':
        this.trees(objects, tables[0]!, tables[1]!, count, life.k!, life.depth!);
    }
  }

  /** In a local variable. */
  private hold(address: number): void {
    this.heap.structure.roots.stack.set(this.newest, address);
  }

  /** In the field of an object, too: a store that marking sees. */
  private holdInSink(address: number): void {
    this.hold(address);
    this.heap.store(this.heap.structure.roots.stack.get(this.sink), FIELDS, address);
  }

  private held(): number {
    return this.heap.structure.roots.stack.get(this.newest);
  }

  private slot(table: number, index: number): number {
    return this.words[this.heap.structure.roots.stack.get(table) + ARRAY_ELEMENTS_SLOT]! + FIXED_ARRAY_ELEMENTS + index;
  }

  private put(table: number, index: number, value: number): void {
    this.heap.barrier.store(this.slot(table, index), value);
  }

  private ring(objects: RecordedObjects, table: number, count: number, size: number, every: number): void {
    for (let i = 0, position = 0; i < count; i++) {
      if (every > 1) this.holdInSink(this.allocate(objects));
      else this.hold(this.allocate(objects));
      if (i % every === 0) {
        this.put(table, position, this.held());
        if (++position === size) position = 0;
      }
      this.endTurn();
    }
    this.hold(0);
  }

  private stack(objects: RecordedObjects, table: number, count: number, depth: number, base: number): void {
    for (let i = 0, top = 0; i < count; i++) {
      this.put(table, top++, this.allocate(objects));
      if (top === depth) {
        this.enterInner(0, depth - base);
        while (top > base) this.put(table, --top, 0);
      }
      this.endTurn();
    }
  }

  private timed(objects: RecordedObjects, tables: readonly number[], count: number, classes: NonNullable<RecordedLife['classes']>): void {
    let share = 0;
    const queues = classes.map(({ p, bytes, cap }, index) => {
      share += p;
      return { below: probabilityThreshold(share), words: bytes / 8, cap, table: tables[index]!, expiry: new Float64Array(cap), head: 0, tail: 0 };
    });
    for (let i = 0; i < count; i++) {
      this.holdInSink(this.allocate(objects));
      const drawn = this.draw();
      const queue = queues.find(({ below }) => drawn < below);
      if (queue !== undefined) {
        this.put(queue.table, queue.tail, this.held());
        queue.expiry[queue.tail] = this.allocated + queue.words;
        queue.tail = (queue.tail + 1) % queue.cap;
      }
      for (const [index, entry] of queues.entries()) {
        while (entry.head !== entry.tail && this.allocated >= entry.expiry[entry.head]!) {
          this.enterInner(index, 1);
          this.put(entry.table, entry.head, 0);
          entry.head = (entry.head + 1) % entry.cap;
        }
      }
      this.endTurn();
    }
  }

  private requests(objects: RecordedObjects, table: number, count: number, concurrent: number, size: number): void {
    const filled = new Int32Array(concurrent);
    for (let i = 0; i < count; i++) {
      this.hold(this.allocate(objects));
      const request = this.draw() % concurrent;
      const place = filled[request]!;
      filled[request] = place + 1;
      this.put(table, request * size + place, this.held());
      if (place + 1 === size) {
        this.enterInner(0, size);
        for (let j = 0; j < size; j++) this.put(table, request * size + j, 0);
        filled[request] = 0;
      }
      this.endTurn();
    }
    this.hold(0);
  }

  private list(objects: RecordedObjects, head: number, tail: number, count: number, maximum: number): void {
    const { stack } = this.heap.structure.roots;
    for (let i = 0, length = 0; i < count; i++) {
      this.hold(this.allocate(objects));
      const node = this.held();
      if (length === 0) stack.set(head, node);
      else this.heap.store(stack.get(tail), FIELDS, node);
      stack.set(tail, node);
      if (++length > maximum) {
        stack.set(head, this.heap.load(stack.get(head), FIELDS));
        length--;
      }
      this.heap.store(stack.get(this.sink), FIELDS, stack.get(head));
      this.endTurn();
    }
  }

  private lifoList(objects: RecordedObjects, head: number, count: number, maximum: number, base: number): void {
    const { stack } = this.heap.structure.roots;
    for (let i = 0, length = 0; i < count; i++) {
      const node = this.allocate(objects);
      this.heap.store(node, FIELDS, stack.get(head));
      stack.set(head, node);
      if (++length === maximum) {
        this.enterInner(0, maximum - base);
        for (; length > base; length--) stack.set(head, this.heap.load(stack.get(head), FIELDS));
      }
      this.heap.store(stack.get(this.sink), FIELDS, stack.get(head));
      this.endTurn();
    }
  }

  private trees(objects: RecordedObjects, trees: number, inner: number, count: number, keep: number, depth: number): void {
    const last = 2 ** (depth + 1) - 1;
    for (let i = 0, number = 0, position = 0; i < count; i++) {
      const node = this.allocate(objects);
      number++;
      if (number < 2 ** depth) this.put(inner, number, node);
      if (number > 1) this.heap.store(this.words[this.slot(inner, number >>> 1)]!, FIELDS + (number & 1), node);
      if (number === last) {
        this.put(trees, position, this.words[this.slot(inner, 1)]!);
        position = (position + 1) % keep;
        number = 0;
      }
      this.endTurn(number === 0 ? 0 : this.words[this.slot(inner, 1)]!);
    }
  }
}
