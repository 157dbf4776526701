/**
 * Walks the steps of a program over a heap. What a step does is told in steps/.
 *
 * Invariant: between two steps the heap is consistent, so the checkpoint, the verifier and metrics may look at it.
 */
import { seedToState } from '../base/prng.ts';
import type { RunHooks, RunOptions } from '../engine/engine.ts';
import type { Sample, StepRecord } from '../engine/result.ts';
import { Handles } from '../handles/handles.ts';
import type { Heap } from '../heap/heap.ts';
import type { Expectation, MetricRef, Program, Step } from '../scenario/program.ts';
import { Checkpoints } from './checkpoints.ts';
import type { Counters } from './counters.ts';
import { readCounters } from './counters.ts';
import { ExpectationChecks } from './expectation-checks.ts';
import { HandleSteps } from './handle-steps.ts';
import type { IsolateRunOptions } from './isolate-runs.ts';
import { IsolateRuns, joinStepRecords } from './isolate-runs.ts';
import type { MetricSource } from './metrics.ts';
import { NamedObjects } from './named-objects.ts';
import { takeSample } from './statistics.ts';
import type { StepContext } from './step-context.ts';
import { Scripting } from './scripting.ts';
import { Surgery } from './surgery.ts';
import { StepTallies } from './step-tallies.ts';
import { executeStep } from './steps/executors.ts';

/** Sees every step from inside the run, those in blocks and procedures too. At both calls the heap is consistent. */
export interface StepWatcher {
  beforeStep(step: Step): void;
  /** Not called for a step that ended the run. */
  afterStep(step: Step): void;
}

export class StepRunner implements StepContext {
  /** Null unless somebody watches. */
  watcher: StepWatcher | null = null;
  readonly heap: Heap;
  readonly program: Program;
  readonly handles: Handles;
  readonly objects: NamedObjects;
  readonly handleSteps: HandleSteps;
  readonly checkpoints: Checkpoints;
  readonly checks: ExpectationChecks;
  readonly exactPath: boolean;
  readonly surgery: Surgery;
  readonly samples: Sample[] = [];
  randomState: number;
  jobDepth = 0;
  readonly rounds: number[] = [];
  injectedBefore = 0;
  /** The step that is running: where an error happened. */
  current: Step | null = null;
  outOfMemory = false;
  peakUsedBytes = 0;
  readonly isolates: IsolateRuns;
  scriptingIfAny: Scripting | null = null;
  private readonly hooks: RunHooks;
  private readonly verify: () => boolean;
  private readonly tallies = new StepTallies();

  constructor(heap: Heap, program: Program, options: RunOptions, isolates: IsolateRunOptions, verify: () => boolean) {
    const { hooks = {} } = options;
    this.exactPath = options.exactPath ?? false;
    this.heap = heap;
    this.program = program;
    this.hooks = hooks;
    this.verify = verify;
    this.handles = new Handles(heap);
    this.objects = new NamedObjects(this.handles, program.objectNames, program.listNames);
    this.handleSteps = new HandleSteps(this.handles, this.objects, program.objectNames, program.handleNames);
    this.checkpoints = new Checkpoints(heap, hooks, program.stepCount);
    this.surgery = new Surgery(heap);
    this.checks = new ExpectationChecks((metric, since) => this.metricSource(metric, since), program.checkpoints);
    this.isolates = new IsolateRuns(program, isolates, (expectation) => this.checks.results.push(expectation));
    this.randomState = seedToState(program.settings.seed);
    this.checks.openBlock(this.counters());
  }

  get scripting(): Scripting {
    if (this.scriptingIfAny === null) {
      const scripting = new Scripting(this);
      this.scriptingIfAny = scripting;
      this.handleSteps.scriptCleanup = (due) => scripting.isolate.eventLoop.addCleanup(due);
    }
    return this.scriptingIfAny;
  }

  async run(): Promise<void> {
    await this.runSteps(this.program.steps);
  }

  /** The scenario's own expectations, and the sample at the end. */
  finish(): void {
    this.sample('end', null);
    this.checks.check(this.program.expect);
  }

  stepRecords(): readonly StepRecord[] {
    return joinStepRecords([this.tallies.records(), this.isolates.steps]);
  }

  sample(label: string, step: number | null): void {
    const sample = takeSample(this.heap, label, step, this.scriptingIfAny?.contextCounts() ?? null);
    this.samples.push(sample);
    this.hooks.onSample?.(sample);
  }

  // ── Steps and blocks ──────────────────────────────────────────────────────────────────────────────────────

  async runSteps(steps: readonly Step[]): Promise<void> {
    const block = this.current;
    for (const step of steps) await this.runStep(step);
    this.current = block;
  }

  private async runStep(step: Step): Promise<void> {
    this.current = step;
    this.heap.structure.deferred.writeHeaders(); // of a workload in whose turn of the event loop this runs
    const before = this.counters();
    this.watcher?.beforeStep(step);
    try {
      await executeStep(step, this);
      if (this.handleSteps.dueProcedures.length > 0) await this.runDueProcedures();
    } finally {
      this.tallies.add(step, before, this.counters());
    }
    if (this.jobDepth === 0) this.heap.keptObjects.clear();
    this.current = step;
    this.watcher?.afterStep(step);
    await this.checkpoints.stepDone();
  }

  /** Global handles made meanwhile are reset at the end. */
  async inBlock(expect: readonly Expectation[], body: () => Promise<void>): Promise<void> {
    this.checks.openBlock(this.counters());
    this.handleSteps.enterBlock();
    try {
      try {
        await body();
      } finally {
        this.handleSteps.leaveBlock();
      }
      this.checks.check(expect);
    } finally {
      this.checks.closeBlock();
    }
  }

  async runDueProcedures(): Promise<void> {
    const { dueProcedures } = this.handleSteps;
    for (let due = dueProcedures.shift(); due !== undefined; due = dueProcedures.shift()) {
      await this.runSteps(this.program.procedures[due]!.steps);
    }
  }

  // ── Metrics ───────────────────────────────────────────────────────────────────────────────────────────────

  private metricSource(metric: MetricRef, since: Counters): MetricSource {
    const { heap } = this;
    return {
      heap,
      objects: this.objects,
      handles: this.handles,
      handleSteps: this.handleSteps,
      scripting: this.scriptingIfAny,
      handle: metric.handle ?? 0,
      now: this.counters(),
      since,
      collections: heap.collection.recorder.records.slice(since.collections),
      space: metric.space === null ? null : (heap.structure.spaces.find((space) => space.name === metric.space) ?? null),
      object: metric.object ?? 0,
      slot: metric.slot ?? 0,
      list: metric.list ?? 0,
      observer: metric.observer ?? 0,
      surgery: this.surgery,
      round: this.rounds.at(-1) ?? 0,
      peakUsedBytes: this.peakUsedBytes,
      outOfMemory: this.outOfMemory,
      verify: this.verify,
    };
  }

  private counters(): Counters {
    const injected = this.injectedBefore + (this.heap.allocator.injector?.failures ?? 0);
    return readCounters(this.handles, injected, this.handleSteps.finalizations, this.scriptingIfAny);
  }
}
