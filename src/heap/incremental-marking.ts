/**
 * Marking in steps: when one is due, how far it goes, when nothing is left.
 *
 * Models:    V8’s observers of allocation, one a space: a step follows so many bytes allocated there; the schedule of
 *            the version (pacing/marking-schedule); a marking that is complete is ended by the running program.
 * Simplifies: paged spaces are observed when they need another area.
 * Invariant: new space is observed exactly while marking runs.
 */
import { WORD_BYTES } from '../base/units.ts';
import type { VirtualClock } from './clock.ts';
import type { MarkingSteps } from './collection-recorder.ts';
import type { Marker } from './collectors/marker.ts';
import type { HeapConfiguration } from './configuration.ts';
import type { HeapLimits } from './heap-limits.ts';
import { markingStepMs } from './pacing/cost-model.ts';
import type { MarkingProgress } from './pacing/marking-schedule.ts';
import { beginMarking, diedYoung, marked, nextMarkingStep } from './pacing/marking-schedule.ts';
import type { LargeObjectSpace } from './spaces/large-object-space.ts';
import type { PagedSpace } from './spaces/paged-space.ts';
import type { HeapStructure } from './structure.ts';
import type { MarkingOrigin, StepScheduleTrace } from '../vocabulary/trace-events.ts';

export class IncrementalMarking {
  /** Bytes that steps have marked since marking began: the pause need not. */
  markedBytes = 0;
  /** Nothing is left to follow. */
  isComplete = false;
  private progress: MarkingProgress = beginMarking(0);
  private startedMs = 0;
  private steps = 0;
  private stepsMs = 0;
  private longestStepMs = 0;
  /** By space number: words allocated there in all when the next step is due. */
  private readonly dueAt: number[] = [];
  private readonly structure: HeapStructure;
  private readonly configuration: HeapConfiguration;
  private readonly limits: HeapLimits;
  private readonly clock: VirtualClock;
  private readonly marker: Marker;

  constructor(structure: HeapStructure, configuration: HeapConfiguration, limits: HeapLimits, clock: VirtualClock, marker: Marker) {
    this.structure = structure;
    this.configuration = configuration;
    this.limits = limits;
    this.clock = clock;
    this.marker = marker;
  }

  begin(): void {
    const { structure } = this;
    this.markedBytes = 0;
    this.isComplete = false;
    this.startedMs = this.clock.nowMs;
    this.steps = this.stepsMs = this.longestStepMs = 0;
    this.progress = beginMarking(structure.oldGenerationUsedBytes());
    for (const space of [...structure.pagedSpaces, ...structure.largeSpaces]) this.expectStep(space, 0);
    if (structure.newLargeSpace !== null) this.expectStep(structure.newLargeSpace, 0);
    this.expectYoungStep(0);
  }

  end(): void {
    this.isComplete = false;
    this.structure.newSpace.stopObserving();
  }

  /** The next step of new space is due a step’s bytes behind an object of so many words. */
  expectYoungStep(sizeWords: number): void {
    this.structure.newSpace.observeAfter(sizeWords + this.configuration.preset.marking.stepYoungBytes / WORD_BYTES);
  }

  /** Whether allocating so many words in the space makes a step due; the next one is then expected behind them. */
  isDue(space: PagedSpace | LargeObjectSpace, sizeWords: number): boolean {
    if (space.totalAllocatedWords + sizeWords < this.dueAt[space.id]!) return false;
    this.expectStep(space, sizeWords);
    return true;
  }

  private expectStep(space: PagedSpace | LargeObjectSpace, sizeWords: number): void {
    const { stepYoungLargeBytes, stepOldBytes } = this.configuration.preset.marking;
    const bytes = space === this.structure.newLargeSpace ? stepYoungLargeBytes : stepOldBytes;
    this.dueAt[space.id] = space.totalAllocatedWords + sizeWords + bytes / WORD_BYTES;
  }

  /** A step as far as the schedule says. */
  stepOnSchedule(byTask: boolean): void {
    const { preset, flags } = this.configuration;
    const step = nextMarkingStep(
      this.progress,
      {
        oldBytes: this.structure.oldGenerationUsedBytes(),
        elapsedMs: flags.predictable ? 1 : this.clock.nowMs - this.startedMs,
        nearMaximum: this.isNearMaximum(),
        byTask,
        markingSpeed: 1e6 / preset.costs.markNsPerByte,
      },
      preset.marking.schedule,
    );
    this.progress = step.progress;
    this.account(step.bytes, this.marker.step(step.bytes), byTask ? 'task' : 'allocation', step.why);
  }

  step(bytes: number): void {
    this.account(bytes, this.marker.step(bytes), 'allocation', null);
  }

  /** Until nothing is left to follow. */
  drain(): void {
    const before = this.marker.markedWords;
    this.marker.drain();
    const bytes = (this.marker.markedWords - before) * WORD_BYTES;
    this.account(bytes, bytes, 'allocation', null);
  }

  /** A scavenge has freed so many bytes. */
  diedYoung(bytes: number): void {
    this.progress = diedYoung(this.progress, bytes);
    this.isComplete = this.marker.isComplete;
  }

  /** Since marking began. */
  get done(): MarkingSteps {
    return { count: this.steps, totalMs: this.stepsMs, longestMs: this.longestStepMs, sinceStartMs: this.clock.nowMs - this.startedMs };
  }

  private account(wantedBytes: number, bytes: number, origin: MarkingOrigin, schedule: StepScheduleTrace | null): void {
    const { costs } = this.configuration.preset;
    const ms = markingStepMs(bytes, costs);
    this.markedBytes += bytes;
    this.progress = marked(this.progress, bytes);
    this.isComplete = this.marker.isComplete;
    this.steps++;
    this.stepsMs += ms;
    this.longestStepMs = Math.max(this.longestStepMs, ms);
    this.clock.advance(ms);
    const { trace } = this.structure;
    if (trace?.wants('marking-step') !== true) return;
    const speed = 1e6 / costs.markNsPerByte;
    trace.tell({ kind: 'marking-step', atMs: this.clock.nowMs, origin, wantedBytes, markedBytes: bytes, ms, speed, schedule });
  }

  private isNearMaximum(): boolean {
    const { schedule } = this.configuration.preset.marking;
    if (schedule.rule !== 'by-allocation') return false;
    return !this.limits.canExpand(this.structure.newSpace.totalCapacityBytes + schedule.reserveBytes);
  }
}
