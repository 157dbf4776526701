/**
 * Walks the steps of a program over a heap.
 *
 * Invariant: between two steps the heap is consistent, so the checkpoint, the verifier and metrics may look at it.
 */
import type { Progress, RunHooks } from '../engine/engine.ts';
import type { ExpectationResult, Sample, StepRecord } from '../engine/result.ts';
import { invariant } from '../base/invariant.ts';
import { seedToState } from '../base/prng.ts';
import { WORD_BYTES } from '../base/units.ts';
import { FaultInjector } from '../heap/fault-injection.ts';
import type { Heap } from '../heap/heap.ts';
import type { ObjectLayout } from '../heap/layout/object-layout.ts';
import { kindOf, objectLayout, strongEnd } from '../heap/layout/object-layout.ts';
import { ApiFatalError } from '../handles/api-fatal-error.ts';
import { Handles } from '../handles/handles.ts';
import { firstUserSlot, userSlotCount } from '../heap/layout/user-slots.ts';
import { abandonFreeMemory, fillNewSpace, fillNewSpacePage, fillPagedSpace, forceEvacuation, sealOldSpace } from '../heap/space-surgery.ts';
import { PagedSpace } from '../heap/spaces/paged-space.ts';
import { METRICS } from '../scenario/metrics.ts';
import type { AllocateStep, ExpectFatalBlock, Expectation, FailAllocationsBlock, FillStep, GcStep, LinkStep, Program, Step, WorkloadStep } from '../scenario/program.ts';
import { drawnValue, nextState } from '../base/prng.ts';
import type { Counters } from './counters.ts';
import { readCounters } from './counters.ts';
import { satisfies } from './constraints.ts';
import type { MetricValue } from './metrics.ts';
import { readMetric } from './metrics.ts';
import { HandleSteps } from './handle-steps.ts';
import { NamedObjects } from './named-objects.ts';
import { RunError, RunStopped } from './run-error.ts';
import { takeSample } from './statistics.ts';
import { PhaseRun } from './workload/workload-phase.ts';

/** Objects between two looks at the checkpoint: a few milliseconds of work. */
const OBJECTS_PER_CHUNK = 100_000;
/** Steps that allocate nothing count as so many objects. */
const STEP_COST = 100;

interface StepTally {
  runs: number;
  objects: number;
  bytes: number;
  collections: number;
  failures: number;
}

export class StepRunner {
  readonly expectations: ExpectationResult[] = [];
  readonly samples: Sample[] = [];
  /** The step that is running: where an error happened. */
  current: Step | null = null;
  outOfMemory = false;
  peakUsedBytes = 0;
  private readonly heap: Heap;
  private readonly program: Program;
  private readonly objects: NamedObjects;
  private readonly handles: Handles;
  private readonly handleSteps: HandleSteps;
  private readonly hooks: RunHooks;
  private readonly verify: () => void;
  private readonly tallies = new Map<number, StepTally & { readonly step: Step }>();
  /** Innermost block last. */
  private readonly blocks: Counters[];
  private randomState: number;
  private workSinceCheckpoint = 0;
  /** Open job blocks. */
  private jobDepth = 0;
  private injectedBefore = 0;
  private stepsDone = 0;

  constructor(heap: Heap, program: Program, hooks: RunHooks, verify: () => void) {
    this.heap = heap;
    this.program = program;
    this.hooks = hooks;
    this.verify = verify;
    this.handles = new Handles(heap);
    this.objects = new NamedObjects(this.handles, program.objectNames);
    this.handleSteps = new HandleSteps(this.handles, this.objects, program.objectNames, program.handleNames);
    this.randomState = seedToState(program.settings.seed);
    this.blocks = [this.counters()];
  }

  async run(): Promise<void> {
    await this.runSteps(this.program.steps);
  }

  /** The scenario's own expectations, and the sample at the end. */
  finish(): void {
    this.sample('end', null);
    this.check(this.program.expect, this.blocks[0]!);
  }

  stepRecords(): readonly StepRecord[] {
    return [...this.tallies.values()]
      .sort((a, b) => a.step.id - b.step.id)
      .map(({ step, runs, objects, bytes, collections, failures }) => ({
        id: step.id,
        op: step.op,
        line: step.location.line,
        runs,
        objects,
        bytes,
        collections,
        failures,
      }));
  }

  private sample(label: string, step: number | null): void {
    const sample = takeSample(this.heap, label, step);
    this.samples.push(sample);
    this.hooks.onSample?.(sample);
  }

  // ── Steps ─────────────────────────────────────────────────────────────────────────────────────────────────

  private async runSteps(steps: readonly Step[]): Promise<void> {
    for (const step of steps) await this.runStep(step);
  }

  private async runStep(step: Step): Promise<void> {
    this.current = step;
    const before = this.counters();
    try {
      await this.execute(step);
      if (this.handleSteps.dueProcedures.length > 0) await this.runDueProcedures();
    } finally {
      this.tally(step, before);
    }
    if (this.jobDepth === 0) this.heap.keptObjects.clear();
    this.current = step;
    this.stepsDone++;
    await this.worked(STEP_COST);
  }

  private execute(step: Step): Promise<void> | void {
    switch (step.op) {
      case 'allocate':
        return this.allocate(step);
      case 'keep':
        return this.objects.keep(step.object);
      case 'drop':
        return this.objects.drop(step.object);
      case 'link':
        return this.link(step);
      case 'fill':
        return this.fill(step);
      case 'seal':
        return sealOldSpace(this.heap);
      case 'abandon':
        return abandonFreeMemory(this.heap, this.pagedSpace(step.space));
      case 'evacuate':
        return this.evacuate(step.object);
      case 'gc':
        return this.collect(step);
      case 'sample':
        this.sample(step.label, step.id);
        return;
      case 'expect':
        return this.check(step.expect, this.blocks.at(-1)!);
      case 'call':
        return this.inBlock(step.expect, () => this.runSteps(this.program.procedures[step.procedure]!.steps));
      case 'workload':
        return this.workload(step);
      case 'group':
        return this.inBlock(step.expect, () => this.runSteps(step.steps));
      case 'repeat':
        return this.inBlock(step.expect, async () => {
          for (let i = 0; i < step.times; i++) await this.runSteps(step.steps);
        });
      case 'always-allocate':
        return this.inBlock(step.expect, () => this.alwaysAllocating(step.steps));
      case 'handle-scope':
        return this.inBlock(step.expect, () => this.inHandleScope(step.steps, step.escapable));
      case 'seal-handles':
        return this.inBlock(step.expect, () => this.underSeal(step.steps));
      case 'job':
        return this.inBlock(step.expect, () => this.inJob(step.steps));
      case 'expect-fatal':
        return this.inBlock(step.expect, () => this.expectingFatal(step));
      case 'local':
        return this.handleSteps.named.makeLocal(step.handle, this.objects.address(step.object));
      case 'persistent':
        return this.handleSteps.named.makePersistent(step.handle, this.objects.address(step.object));
      case 'global':
        return this.handleSteps.makeGlobal(step.handle, step.object);
      case 'eternal':
        return this.handleSteps.named.makeEternal(step.handle, this.objects.address(step.object));
      case 'reset':
        return this.handleSteps.named.reset(step.handle);
      case 'weaken':
        return this.handleSteps.weaken(step);
      case 'escape':
        return this.objects.escape(step.object);
      case 'maybe-local':
        return this.handleSteps.maybeLocal(step);
      case 'weak-ref':
        return this.handleSteps.makeWeakRef(step);
      case 'weak-map-set':
        return this.handleSteps.setEntry(step);
      case 'finalization-registry':
        return this.handleSteps.makeRegistry(step);
      case 'register':
        return this.handleSteps.register(step);
      case 'unregister':
        return this.handleSteps.unregister(step);
      case 'run-tasks':
        return this.runTasks();
      case 'fail-allocations':
        return this.inBlock(step.expect, () => this.failingAllocations(step));
    }
  }

  // ── Allocation ────────────────────────────────────────────────────────────────────────────────────────────

  private async allocate(step: AllocateStep): Promise<void> {
    const { shape, as, handle } = step;
    const { preset } = this.heap.configuration;
    const young = step.generation === 'young';
    const fixed = shape.units.min === shape.units.max ? objectLayout(preset, shape.type, shape.units.min) : null;
    let named = 0;
    for (let i = 0; i < step.count; i++) {
      const layout = fixed ?? objectLayout(preset, shape.type, this.drawUnits(shape.units));
      if (this.mustStop(step, layout)) break;
      const address = this.heap.allocateObject(layout, young, step.retry);
      if (address === 0) {
        if (step.until === 'failure') break;
        continue;
      }
      if (as === null) {
        if (handle === 'local') this.objects.addUnnamed(address);
      } else {
        // With a count the last object has the name; the others keep handles of their own if they are to live.
        if (named++ > 0 && handle !== 'none') this.objects.addUnnamed(this.objects.address(as));
        this.objects.bind(as, address, handle);
      }
      this.workSinceCheckpoint++;
      if (this.workSinceCheckpoint >= OBJECTS_PER_CHUNK) await this.worked(0);
    }
  }

  private drawUnits({ min, max }: AllocateStep['shape']['units']): number {
    this.randomState = nextState(this.randomState);
    return min + (drawnValue(this.randomState) % (max - min + 1));
  }

  private mustStop(step: AllocateStep, layout: ObjectLayout): boolean {
    const { heap } = this;
    switch (step.until) {
      case 'old-generation-full':
        if (heap.limits.availableBytes() <= (layout.sizeWords + (layout.part?.layout.sizeWords ?? 0)) * WORD_BYTES) return true;
        break;
      case 'new-space-full':
        if (!this.newSpaceHasRoom(layout)) return true;
        break;
      case 'failure':
      case null:
    }
    return step.while.length > 0 && !step.while.every((condition) => this.holds(condition));
  }

  private newSpaceHasRoom(layout: ObjectLayout): boolean {
    const { newSpace, newLargeSpace } = this.heap.structure;
    if (!this.heap.allocator.isLarge(layout.kind, layout.sizeWords)) return newSpace.hasRoomFor(layout.sizeWords);
    return newLargeSpace?.hasRoomFor(layout.sizeWords) ?? false;
  }

  private link(step: LinkStep): void {
    const { heap } = this;
    const from = this.objects.address(step.from);
    const to = step.to === null ? 0 : this.objects.address(step.to);
    let host = from;
    let kind = heap.kindAt(from);
    if (kind === kindOf('JSArray')) {
      const elements = heap.load(from, 2);
      if (elements > 0) {
        host = elements;
        kind = heap.kindAt(elements);
      }
    }
    const slots = host === from && kind === kindOf('JSArray') ? 0 : userSlotCount(kind, heap.sizeWordsAt(host));
    if (step.slot >= slots) {
      const name = this.program.objectNames[step.from]!;
      throw new RunError('SLOT_OUT_OF_RANGE', `object "${name}" has ${String(slots)} slots; there is no slot ${String(step.slot)}`, 'slots count from 0');
    }
    const word = firstUserSlot(kind) + step.slot;
    const isWeak = word >= strongEnd(kind, Infinity);
    if (isWeak !== step.weak) {
      const name = this.program.objectNames[step.from]!;
      const message = `slot ${String(step.slot)} of object "${name}" is a ${isWeak ? 'weak' : 'strong'} one`;
      throw new RunError('WEAKNESS_MISMATCH', message, isWeak ? 'write weak: true' : 'leave weak out; a WeakFixedArray has weak slots');
    }
    if (isWeak) heap.storeWeak(host, word, to);
    else heap.store(host, word, to);
  }

  // ── Spaces ────────────────────────────────────────────────────────────────────────────────────────────────

  private fill(step: FillStep): void {
    if (step.space !== 'new_space') return fillPagedSpace(this.heap, this.pagedSpace(step.space));
    return step.extent === 'space' ? fillNewSpace(this.heap, step.leaveBytes) : fillNewSpacePage(this.heap, step.leaveBytes);
  }

  private pagedSpace(name: string): PagedSpace {
    const space = this.heap.structure.spaces.find((candidate) => candidate.name === name);
    invariant(space instanceof PagedSpace, 'validation lets only paged spaces through', { name });
    return space;
  }

  private evacuate(position: number): void {
    if (forceEvacuation(this.heap, this.objects.address(position))) return;
    const name = this.program.objectNames[position]!;
    throw new RunError(
      'NOT_AN_OLD_OBJECT',
      `object "${name}" is not on a regular page of the old generation`,
      'allocate it with generation: old, or let it survive until it is promoted',
    );
  }

  // ── Collections ───────────────────────────────────────────────────────────────────────────────────────────

  private async collect(step: GcStep): Promise<void> {
    for (let i = 0; i < step.times; i++) {
      this.collectOnce(step);
      await this.worked(OBJECTS_PER_CHUNK / 10);
    }
  }

  private collectOnce({ action, reason, bytes }: GcStep): void {
    const { collection } = this.heap;
    switch (action) {
      case 'minor':
        return collection.collect({ generation: 'young', reason });
      case 'major':
        return collection.collect({ generation: 'old', reason });
      case 'memory-reducing':
        return collection.collectAllAvailable(reason);
      case 'last-resort':
        return collection.collectAllAvailable('last resort');
      case 'precise':
        return collection.collectPrecisely(reason);
      case 'incremental-start':
        this.requireIncremental();
        return collection.startMarking();
      case 'incremental-step':
        this.requireIncremental();
        collection.startMarking();
        return collection.advanceMarking(bytes);
      case 'incremental-finish':
        this.requireIncremental();
        return collection.collect({ generation: 'old', reason });
    }
  }

  private requireIncremental(): void {
    const { preset, flags } = this.heap.configuration;
    if (preset.marking.incremental && flags['incremental-marking']) return;
    throw new RunError('NOT_INCREMENTAL', `preset ${preset.name} does not mark incrementally here`, 'use gc: major, or another preset or flag incremental-marking: true');
  }

  // ── Blocks ────────────────────────────────────────────────────────────────────────────────────────────────

  private async inBlock(expect: readonly Expectation[], body: () => Promise<void>): Promise<void> {
    const since = this.counters();
    this.blocks.push(since);
    try {
      await this.owning(body);
      this.check(expect, since);
    } finally {
      this.blocks.pop();
    }
  }

  /** Global handles made meanwhile are reset at the end. */
  private async owning(body: () => Promise<void>): Promise<void> {
    this.handleSteps.enterBlock();
    try {
      await body();
    } finally {
      this.handleSteps.leaveBlock();
    }
  }

  private async alwaysAllocating(steps: readonly Step[]): Promise<void> {
    this.heap.allocator.alwaysAllocateDepth++;
    try {
      await this.runSteps(steps);
    } finally {
      this.heap.allocator.alwaysAllocateDepth--;
    }
  }

  private async inHandleScope(steps: readonly Step[], escapable: boolean): Promise<void> {
    this.objects.openScope(escapable);
    try {
      await this.runSteps(steps);
    } finally {
      this.objects.closeScope();
    }
  }

  private async underSeal(steps: readonly Step[]): Promise<void> {
    const seal = this.handles.seal();
    try {
      await this.runSteps(steps);
    } finally {
      seal.close();
    }
  }

  private async inJob(steps: readonly Step[]): Promise<void> {
    this.jobDepth++;
    try {
      await this.runSteps(steps);
    } finally {
      this.jobDepth--;
    }
  }

  /** As in a death test; but what the steps did before the error stays done. */
  private async expectingFatal(block: ExpectFatalBlock): Promise<void> {
    let actual = 'none';
    try {
      await this.runSteps(block.steps);
    } catch (error) {
      if (!(error instanceof ApiFatalError)) throw error;
      actual = error.location;
    }
    const { line, column } = block.location;
    const passed = block.function === null ? actual !== 'none' : actual === block.function;
    this.expectations.push({ metric: 'fatal', expected: block.function ?? 'any', actual, unit: 'text', passed, line, column });
  }

  // ── Callbacks and tasks ───────────────────────────────────────────────────────────────────────────────────

  /** Procedures that callbacks asked for while the last step ran. */
  private async runDueProcedures(): Promise<void> {
    const { dueProcedures } = this.handleSteps;
    for (let due = dueProcedures.shift(); due !== undefined; due = dueProcedures.shift()) {
      await this.runSteps(this.program.procedures[due]!.steps);
    }
  }

  private async runTasks(): Promise<void> {
    while (this.handleSteps.tasks.runNext()) await this.runDueProcedures();
  }

  /** A block inside another one takes over until it ends. */
  private async failingAllocations(block: FailAllocationsBlock): Promise<void> {
    const { allocator, structure } = this.heap;
    const outer = allocator.injector;
    const spaces = new Set(block.spaces.map((name) => structure.spaces.findIndex((space) => space.name === name)));
    const injector = new FaultInjector({ spaces, after: block.after, every: block.every, times: block.times });
    const { limits } = this.heap;
    const outerPages = limits.forceOutOfMemory;
    allocator.injector = block.times > 0 ? injector : outer;
    limits.forceOutOfMemory = outerPages || block.pages;
    try {
      await this.runSteps(block.steps);
    } finally {
      allocator.injector = outer;
      limits.forceOutOfMemory = outerPages;
      this.injectedBefore += injector.failures;
    }
  }

  private async workload(step: WorkloadStep): Promise<void> {
    for (const phase of step.phases) {
      const run = new PhaseRun(this.heap, phase, this.randomState);
      try {
        while (!run.advance(OBJECTS_PER_CHUNK)) await this.worked(OBJECTS_PER_CHUNK, run.fraction / step.phases.length);
      } finally {
        this.randomState = run.state;
        run.end();
      }
    }
  }

  // ── Metrics ───────────────────────────────────────────────────────────────────────────────────────────────

  private check(expectations: readonly Expectation[], since: Counters): void {
    for (const expectation of expectations) {
      const actual = this.read(expectation, since);
      const { metric, constraint, text, location } = expectation;
      this.expectations.push({
        metric: metric.text,
        expected: text,
        actual,
        unit: METRICS[metric.name].unit,
        passed: satisfies(actual, constraint),
        line: location.line,
        column: location.column,
      });
    }
  }

  private holds(condition: Expectation): boolean {
    return satisfies(this.read(condition, this.blocks.at(-1)!), condition.constraint);
  }

  private read({ metric }: Expectation, since: Counters): MetricValue {
    const { heap } = this;
    return readMetric(metric, {
      heap,
      objects: this.objects,
      handles: this.handles,
      handleSteps: this.handleSteps,
      handle: metric.handle ?? 0,
      now: this.counters(),
      since,
      collections: heap.collection.recorder.records.slice(since.collections),
      space: metric.space === null ? null : (heap.structure.spaces.find((space) => space.name === metric.space) ?? null),
      object: metric.object ?? 0,
      peakUsedBytes: this.peakUsedBytes,
      outOfMemory: this.outOfMemory,
      verify: this.verify,
    });
  }

  private counters(): Counters {
    const injected = this.injectedBefore + (this.heap.allocator.injector?.failures ?? 0);
    return readCounters(this.handles, injected, this.handleSteps.finalizations);
  }

  private tally(step: Step, before: Counters): void {
    const after = this.counters();
    let tally = this.tallies.get(step.id);
    if (tally === undefined) {
      tally = { step, runs: 0, objects: 0, bytes: 0, collections: 0, failures: 0 };
      this.tallies.set(step.id, tally);
    }
    tally.runs++;
    tally.objects += after.objects - before.objects;
    tally.bytes += after.bytes - before.bytes;
    tally.collections += after.collections - before.collections;
    tally.failures += after.failures - before.failures;
  }

  // ── Checkpoints ───────────────────────────────────────────────────────────────────────────────────────────

  private async worked(cost: number, stepFraction = 0): Promise<void> {
    this.workSinceCheckpoint += cost;
    if (this.workSinceCheckpoint < OBJECTS_PER_CHUNK || this.hooks.checkpoint === undefined) return;
    this.workSinceCheckpoint = 0;
    const progress: Progress = {
      fraction: Math.min(1, (this.stepsDone + stepFraction) / Math.max(1, this.program.stepCount)),
      allocatedBytes: this.heap.allocatedBytes,
    };
    if ((await this.hooks.checkpoint(progress)) === 'stop') throw new RunStopped();
  }
}
