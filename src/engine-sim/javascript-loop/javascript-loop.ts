/**
 * One phase of a workload as a loop of JavaScript: what V8's interpreter does around the allocations that a workload lists,
 * and what changes when it compiles the loop on the way.
 *
 * Interpreted, each literal leaves a memento, and the newest object is in a variable until there is the next. Compiled
 * (loop-code.ts says when), there are no mementos, the variable is empty while the next object is made, and two registers keep
 * what they held. Draws are those of any workload: class, length, lifetime, slot.
 */
import { WORD_BYTES } from '../../base/units.ts';
import type { Heap } from '../../heap/heap.ts';
import { kindOf } from '../../heap/layout/object-layout.ts';
import type { WorkloadPhase } from '../../scenario/program.ts';
import type { NamedTable } from '../workload/retention.ts';
import type { WorkloadRun } from '../workload/workload-run.ts';
import { LoopCode } from './loop-code.ts';
import type { LoopLife, LoopTurn } from './loop-lives.ts';
import { createLife } from './loop-lives.ts';
import { LoopObjects } from './loop-objects.ts';
import { LoopVariables } from './loop-variables.ts';

/** What the compiler leaves on the heap for a loop. Measured: the full collection that it leads to at the limit. */
const CODE_WORDS = 320;

export class JavaScriptLoop implements WorkloadRun, LoopTurn {
  readonly heap: Heap;
  objects = 0;
  private readonly phase: WorkloadPhase;
  private readonly code: LoopCode;
  private readonly variables: LoopVariables;
  private readonly maker: LoopObjects;
  private readonly life: LoopLife;
  private readonly endMs: number;
  /** Of whoever ran before: a task may run a workload in the middle of another one. */
  private readonly outerNsPerByte: number;

  constructor(heap: Heap, phase: WorkloadPhase, state: number) {
    this.heap = heap;
    this.phase = phase;
    const { preset, flags } = heap.configuration;
    this.code = new LoopCode(phase.classes, flags.maglev ? preset.onStackCompilation : null, preset.interruptBudget);
    this.variables = new LoopVariables(heap);
    this.maker = new LoopObjects(heap, this.variables, phase.classes, state);
    this.outerNsPerByte = heap.clock.allocationNsPerByte;
    if (phase.rateBytesPerMs !== null) {
      heap.clock.accountAllocation(heap.allocatedBytes);
      heap.clock.allocationNsPerByte = 1e6 / phase.rateBytesPerMs;
    }
    this.endMs = heap.nowMs + phase.durationMs;
    this.life = createLife(phase.classes[0]!.lifetime, this);
    heap.collection.stackGuard.programBegins();
  }

  get state(): number {
    return this.maker.state;
  }

  get words(): number {
    return this.maker.words;
  }

  get fraction(): number {
    const { bytes, objects, durationMs } = this.phase;
    const byTime = durationMs === Infinity ? 0 : 1 - (this.endMs - this.heap.nowMs) / durationMs;
    return Math.min(1, Math.max((this.words * WORD_BYTES) / bytes, this.objects / objects, byTime));
  }

  get named(): readonly NamedTable[] {
    const table = this.life.named();
    return table === null ? [] : [table];
  }

  advance(count: number): boolean {
    const { objects, bytes, durationMs } = this.phase;
    const stopAt = Math.min(objects, this.objects + count);
    const { stackGuard } = this.heap.collection;
    while (this.objects < stopAt && this.words * WORD_BYTES < bytes) {
      this.life.turn();
      this.objects++;
      if (this.code.turn()) this.goOnCompiled();
      if (this.code.looks()) stackGuard.look();
    }
    return this.objects >= objects || this.words * WORD_BYTES >= bytes || (durationMs !== Infinity && this.heap.nowMs >= this.endMs);
  }

  /** Nothing is remembered by its address. */
  refreshAll(): void {}

  end(): void {
    this.heap.collection.stackGuard.programEnds(!this.heap.collection.isCollecting);
    this.life.release();
    this.variables.release();
    this.heap.clock.accountAllocation(this.heap.allocatedBytes);
    this.heap.clock.allocationNsPerByte = this.outerNsPerByte;
  }

  // ── What a turn does ──────────────────────────────────────────────────────────────────────────────────────

  draw(): number {
    return this.maker.draw();
  }

  allocate(): number {
    if (this.code.isCompiled) this.variables.hold(0);
    const address = this.maker.allocate(!this.code.isCompiled);
    this.variables.hold(address);
    return address;
  }

  get held(): number {
    return this.variables.held;
  }

  storeInSink(address: number): void {
    this.variables.storeInSink(address);
  }

  enterInner(which: number, turns: number): void {
    if (this.code.enter(which, turns)) this.variables.forgetRegisters();
  }

  private goOnCompiled(): void {
    const { heap, variables } = this;
    variables.keepInRegister(0, variables.held);
    heap.allocate(kindOf('Code'), CODE_WORDS, false);
    if (heap.configuration.preset.onStackCompilation!.keepsRoots) variables.keepInRegister(1, this.life.root());
  }
}
