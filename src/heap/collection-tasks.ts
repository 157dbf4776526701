/**
 * What the collector wants done when the program is back in the event loop: scavenges of a nearly full new space,
 * steps of marking and its end, and the memory reducer's looks.
 *
 * Models:    V8's minor GC job, incremental marking job and memory reducer, on virtual time.
 * Simplifies: a task has no priority; the observer that watches new space fill up looks when the event loop does.
 * Invariant: at most one task of each kind waits; a collection of either kind takes back the waiting scavenge.
 */
import type { VirtualClock } from './clock.ts';
import type { HeapConfiguration } from './configuration.ts';
import type { ForegroundTasks, PostedTask } from './foreground-tasks.ts';
import type { FullCollectionOutcome, GarbageCollection } from './garbage-collection.ts';
import type { ReducerEvent, ReducerState } from './pacing/memory-reducer.ts';
import { INITIAL_REDUCER_STATE, moreIsLikely, stepMemoryReducer } from './pacing/memory-reducer.ts';
import { HEARTBEAT_MS } from './memory-balancer.ts';
import type { HeapStructure } from './structure.ts';
import type { TraceSink } from '../vocabulary/trace-events.ts';

/** The reducer looks so much later than planned, as timers are not exact. V8 source (kSlackMs). */
const TIMER_SLACK_MS = 100;
/** By so much the old generation of a small heap must have grown before the reducer looks at it. V8 source. */
const SMALL_HEAP_GROWTH_BYTES = 1024 * 1024;

export class CollectionTasks {
  reducer: ReducerState = INITIAL_REDUCER_STATE;
  private readonly tasks: ForegroundTasks;
  private readonly collection: GarbageCollection;
  private readonly structure: HeapStructure;
  private readonly configuration: HeapConfiguration;
  private readonly clock: VirtualClock;
  private scavenge: PostedTask | null = null;
  /** New space was seen to be nearly full since the last collection: the task is not posted twice. */
  private scavengeWasPosted = false;
  private markingIsPosted = false;
  /** Of the old generation when the program began; later growth shows garbage in a heap that was never collected. */
  private oldCapacityAtStartBytes = 0;
  private smallHeapWasSeen = false;
  private heartbeatIsPosted = false;

  constructor(tasks: ForegroundTasks, collection: GarbageCollection, structure: HeapStructure, configuration: HeapConfiguration, clock: VirtualClock) {
    this.tasks = tasks;
    this.collection = collection;
    this.structure = structure;
    this.configuration = configuration;
    this.clock = clock;
    tasks.beforeLook = () => this.watchNewSpace();
    collection.onMarkingWanted = () => this.postMarking();
    collection.observers.push({ epilogue: () => this.takeBackScavenge() });
    collection.onFullCollection = (outcome) => this.afterFullCollection(outcome);
  }

  /** The heap is as it was made; what comes now is the program. */
  programBegins(): void {
    this.oldCapacityAtStartBytes = this.structure.oldGenerationCapacityBytes();
  }

  /** The old generation is about to get so many bytes more. */
  oldGenerationExpands(bytes: number): void {
    const { flags } = this.configuration;
    if (this.smallHeapWasSeen || !flags['memory-reducer-for-small-heaps'] || this.collection.fullCollections > 0) return;
    if (this.structure.oldGenerationCapacityBytes() + bytes < this.oldCapacityAtStartBytes + SMALL_HEAP_GROWTH_BYTES) return;
    this.smallHeapWasSeen = true;
    this.notifyReducer({ type: 'possible-garbage', timeMs: this.tasks.nowMs, committedBytes: 0 });
  }

  /** What only a context held is garbage now: the memory reducer may look for it. */
  contextDisposed(): void {
    this.notifyReducer({ type: 'possible-garbage', timeMs: this.tasks.nowMs, committedBytes: 0 });
  }

  // ── New space ─────────────────────────────────────────────────────────────────────────────────────────────

  private watchNewSpace(): void {
    const { flags } = this.configuration;
    const { newSpace } = this.structure;
    if (this.scavengeWasPosted || !flags['minor-gc-task']) return;
    if (newSpace.usedBytes < (newSpace.totalCapacityBytes * flags['minor-gc-task-trigger']) / 100) return;
    this.scavengeWasPosted = true;
    this.scavenge = this.tasks.post('minor gc', () => {
      this.scavenge = null;
      // Versions that do not scavenge while marking leave new space alone until the cycle is over.
      if (this.collection.isMarking && !this.configuration.preset.marking.scavengesWhileMarking) return;
      this.collection.collect({ generation: 'young', reason: this.configuration.preset.newSpace.taskReason, byTask: true });
    });
  }

  private takeBackScavenge(): void {
    this.scavengeWasPosted = false;
    if (this.scavenge === null) return;
    this.tasks.cancel(this.scavenge);
    this.scavenge = null;
  }

  // ── Marking ───────────────────────────────────────────────────────────────────────────────────────────────

  /** Marking should start, or has started: from now on each turn of the event loop moves it on. */
  private postMarking(): void {
    if (this.markingIsPosted || !this.configuration.flags['incremental-marking-task']) return;
    this.markingIsPosted = true;
    this.tellMarkingTask('scheduled');
    this.tasks.post('incremental marking', () => this.runMarking());
  }

  private runMarking(): void {
    const { collection } = this;
    if (!collection.isMarking && collection.markingStart() !== 'none') collection.startMarking(false, true, 'task');
    this.markingIsPosted = false;
    if (!collection.isMarking) return;
    this.tellMarkingTask('runs');
    collection.stepMarking('task');
    if (collection.markingState === 'complete') collection.collect({ generation: 'old', reason: 'finalize incremental marking via task', byTask: true });
    else this.postMarking();
  }

  private tellMarkingTask(what: 'scheduled' | 'runs'): void {
    this.structure.trace?.tell({ kind: 'marking-task', atMs: this.clock.nowMs, what });
  }

  // ── The memory reducer ────────────────────────────────────────────────────────────────────────────────────

  private afterFullCollection(outcome: FullCollectionOutcome): void {
    this.postHeartbeat();
    this.tellReducer(outcome);
  }

  /** The memory balancer looks again each second. */
  private postHeartbeat(): void {
    if (!this.configuration.flags['memory-balancer'] || this.heartbeatIsPosted) return;
    this.heartbeatIsPosted = true;
    this.tasks.post('memory balancer', () => {
      this.heartbeatIsPosted = false;
      this.collection.balanceLimit();
      this.postHeartbeat();
    }, HEARTBEAT_MS);
  }

  private tellReducer({ committedBeforeBytes, committedBytes, usedBytes }: FullCollectionOutcome): void {
    this.notifyReducer({
      type: 'full-collection',
      timeMs: this.clock.nowMs,
      committedBytes,
      moreIsLikely: moreIsLikely(committedBeforeBytes, committedBytes, usedBytes),
    });
  }

  private notifyReducer(event: ReducerEvent): void {
    const { flags, preset } = this.configuration;
    if (!flags['memory-reducer'] || !flags['incremental-marking'] || !preset.marking.incremental) return;
    const before = this.reducer;
    this.reducer = stepMemoryReducer(this.reducer, event, {
      collections: flags['memory-reducer-gc-count'],
      startDelayMs: flags['gc-memory-reducer-start-delay-ms'],
      longDelayMs: flags['memory-reducer-delay-ms'],
    });
    if (this.reducer.action === 'wait' && (before.action !== 'wait' || event.type === 'timer')) {
      this.tasks.post('memory reducer', () => this.lookForIdleness(), this.reducer.nextCollectionMs - event.timeMs + TIMER_SLACK_MS);
    }
    if (this.structure.trace !== null) this.tellReducerStep(this.structure.trace, before, event);
    if (this.reducer.action === 'run' && before.action !== 'run') this.collection.startMarking(true, true, 'memory reducer');
  }

  /** V8 tells of looks at the program and of the collections that follow, not of the signs of garbage that led there. */
  private tellReducerStep(trace: TraceSink, before: ReducerState, event: ReducerEvent): void {
    const { reducer } = this;
    const atMs = event.timeMs;
    if (event.type === 'timer' && reducer.action === 'run') trace.tell({ kind: 'reducer-started', atMs, collection: reducer.startedCollections });
    if (event.type === 'timer' && reducer.action === 'wait') trace.tell({ kind: 'reducer-waits', atMs, ms: reducer.nextCollectionMs - atMs });
    if (event.type === 'full-collection' && before.action === 'run') {
      trace.tell({ kind: 'reducer-finished', atMs, collection: before.startedCollections, more: reducer.action === 'wait' });
    }
  }

  private lookForIdleness(): void {
    if (this.reducer.action !== 'wait') return;
    const { collection } = this;
    const sparesMemory = collection.sparesMemory();
    const isIdle = collection.hasLowAllocationRate();
    this.structure.trace?.tell({ kind: 'reducer-looked', atMs: this.tasks.nowMs, idle: isIdle });
    this.notifyReducer({
      type: 'timer',
      timeMs: this.tasks.nowMs,
      committedBytes: this.structure.oldGenerationCommittedBytes(),
      shouldStart: isIdle || sparesMemory,
      canStart: !collection.isMarking && (collection.canStartMarking() || sparesMemory),
    });
  }
}
