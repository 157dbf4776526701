/**
 * A compiled scenario: every value resolved, every name checked, nothing optional left to guess.
 *
 * This is what engines run. It says what happens, never how: the simulator walks it, and another engine
 * may turn it into a program of its own. Sizes are bytes, rates bytes per millisecond of virtual time.
 */
import type { CollectionReason } from '../vocabulary/collections.ts';
import type { ObjectTypeName } from '../vocabulary/object-types.ts';
import type { Generation, SpaceName } from '../vocabulary/spaces.ts';
import type { Expression } from './expressions.ts';
import type { MetricName } from './metrics.ts';

export interface Program {
  readonly name: string;
  readonly description: string;
  /** As the user wrote it: a path, a shipped name, or `-`. For messages only. */
  readonly file: string;
  readonly settings: ProgramSettings;
  /** Name → position of every object that the program names, in order of first mention; `items[3]` for those of a list. */
  readonly objectNames: readonly string[];
  /** The same for lists of objects, and for observers of allocation. */
  readonly listNames: readonly string[];
  readonly observerNames: readonly string[];
  /** What each checkpoint must remember, because some expression asks for it. */
  readonly checkpoints: readonly ProgramCheckpoint[];
  /** The same for handles that have names of their own. */
  readonly handleNames: readonly string[];
  readonly procedures: readonly Procedure[];
  readonly steps: readonly Step[];
  /** The scenario's own `expect`, checked at the end of the run. */
  readonly expect: readonly Expectation[];
  /** Some step runs isolates at once. */
  readonly hasParallel: boolean;
  /** Number of steps, those inside blocks and procedures included. */
  readonly stepCount: number;
}

export interface ProgramSettings {
  /** Canonical preset name. */
  readonly preset: string;
  readonly seed: number;
  /** V8 flags by canonical name, without the leading dashes. */
  readonly flags: Readonly<Record<string, number | boolean>>;
  /** Decisions of the preset that are taken otherwise, by path; see flags/presets/policies. */
  readonly policies: Readonly<Record<string, boolean | number | string | null>>;
  readonly machine: { readonly memoryBytes: number; readonly cores: number };
  readonly baseline: 'empty' | 'node';
  /** The params as resolved, for the report. */
  readonly params: Readonly<Record<string, number | string | boolean>>;
}

export interface Location {
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

interface StepBase {
  /** Position in document order, 0-based; unique in the program. */
  readonly id: number;
  readonly location: Location;
}

interface BlockBase extends StepBase {
  readonly steps: readonly Step[];
  /** Checked when the block ends; counts only what happened inside it. */
  readonly expect: readonly Expectation[];
}

export interface ProgramCheckpoint {
  readonly name: string;
  readonly metrics: readonly MetricRef[];
}

export interface Procedure {
  readonly name: string;
  readonly location: Location;
  readonly steps: readonly Step[];
}

/** A number of units, fixed (min = max) or drawn uniformly for each object (one draw: min + draw mod (max - min + 1)). */
export interface UnitRange {
  readonly min: number;
  readonly max: number;
}

export interface ObjectShape {
  readonly type: ObjectTypeName;
  /** Elements, fields, characters, bytes … as the type counts them; 0..0 for types of fixed size. */
  readonly units: UnitRange;
}

/** What may happen when an allocation finds no room. */
export type RetryPolicy =
  /** Collect and retry as V8 does, down to the last resort; then out of memory. */
  | 'last-resort'
  /** Two collections and retries; then the failure is a value (allocation.failures). */
  | 'light'
  /** No collection: the failure is a value. */
  | 'none';

export type HandleKind =
  /** Dies with the innermost handle-scope (the outermost scope is the run). */
  | 'local'
  /** Lives until dropped. */
  | 'global'
  /** The object is garbage at once; its name only watches it. */
  | 'none';

export interface AllocateStep extends StepBase {
  readonly op: 'allocate';
  readonly shape: ObjectShape;
  readonly generation: Generation;
  readonly count: number;
  /** Index into objectNames; null: unnamed, and without a handle unless `handle` says so. With count > 1 the last object has the name. */
  readonly as: number | null;
  /** Index into listNames: every object is put at the end of this list. */
  readonly into: number | null;
  readonly handle: HandleKind;
  readonly retry: RetryPolicy;
  /** Stops before the allocation that the condition describes; `count` is then the upper bound (Infinity allowed). */
  readonly until: AllocationStop | null;
  /** Goes on only while all of these hold (checked before each allocation). */
  readonly while: readonly Expectation[];
}

export type AllocationStop =
  /** The old generation's limit leaves no room for one more object of this size. */
  | 'old-generation-full'
  /** New space has no room for one more object of this size. */
  | 'new-space-full'
  /** An allocation failed (only with retry none or light). */
  | 'failure';

export interface KeepStep extends StepBase { readonly op: 'keep'; readonly object: number }
export interface DropStep extends StepBase { readonly op: 'drop'; readonly object: number }

/** Writes a tagged field through the write barrier; `to` null clears the field. */
export interface LinkStep extends StepBase {
  readonly op: 'link';
  readonly from: number;
  /** Field or element, 0-based, counted as the type's users count it (element 0 of an array, field 0 of an object). */
  readonly slot: number;
  readonly to: number | null;
  /** A small integer is written instead. */
  readonly number: number | null;
  /** The field is a weak one: it does not keep `to` alive. */
  readonly weak: boolean;
}

// ── Handles with names of their own ─────────────────────────────────────────────────────────────────────────────

/** Makes a handle to an object; `handle` is an index into handleNames. */
interface MakeHandleBase extends StepBase {
  readonly object: number;
  readonly handle: number;
}
/** In the innermost handle scope. */
export interface LocalStep extends MakeHandleBase { readonly op: 'local' }
/** In use until it is reset. */
export interface PersistentStep extends MakeHandleBase { readonly op: 'persistent' }
/** The same, owned by the innermost block, at the end of which it is reset. */
export interface GlobalStep extends MakeHandleBase { readonly op: 'global' }
/** Never given back. */
export interface EternalStep extends MakeHandleBase { readonly op: 'eternal' }
export interface ResetStep extends StepBase { readonly op: 'reset'; readonly handle: number }

/** What is done when an object has died. */
export type DeathCallback =
  | { readonly kind: 'none' }
  /** Counted, no more. */
  | { readonly kind: 'record' }
  /** The steps of a procedure, outside the pause. */
  | { readonly kind: 'procedure'; readonly procedure: number };

/** The handle does not keep its object alive any more. */
export interface WeakenStep extends StepBase { readonly op: 'weaken'; readonly handle: number; readonly callback: DeathCallback }
/** The object's local handle moves to the scope around; once for each scope. */
export interface EscapeStep extends StepBase { readonly op: 'escape'; readonly object: number }

export type MaybeLocalAccessor = 'is-empty' | 'to-local' | 'to-local-checked' | 'from-maybe';

/** Asks a maybe-empty handle; metric maybe-local.last tells the answer. */
export interface MaybeLocalStep extends StepBase {
  readonly op: 'maybe-local';
  /** Null, or an object without a handle: the handle is missing. */
  readonly object: number | null;
  readonly accessor: MaybeLocalAccessor;
  /** For from-maybe. */
  readonly fallback: number | null;
  /** The object that came out gets this name too. */
  readonly as: number | null;
}

// ── Weak references ─────────────────────────────────────────────────────────────────────────────────────────────

/** `new WeakRef(object)`: the object is kept until the running job ends. */
export interface WeakRefStep extends StepBase { readonly op: 'weak-ref'; readonly target: number; readonly as: number; readonly generation: 'young' | 'old' }
/** The value is an object, or a small integer. */
export interface WeakMapSetStep extends StepBase {
  readonly op: 'weak-map-set';
  readonly map: number;
  readonly key: number;
  readonly value: { readonly object: number } | { readonly number: number };
}
export interface FinalizationRegistryStep extends StepBase { readonly op: 'finalization-registry'; readonly as: number; readonly callback: DeathCallback }
export interface RegisterStep extends StepBase { readonly op: 'register'; readonly registry: number; readonly target: number; readonly token: number | null }
export interface UnregisterStep extends StepBase { readonly op: 'unregister'; readonly registry: number; readonly token: number }

// ── Contexts and scripts ────────────────────────────────────────────────────────────────────────────────────────

/** `context` is an index into objectNames: the name watches the native context. Notify has none. */
export interface ContextStep extends StepBase { readonly op: 'context'; readonly action: 'new' | 'enter' | 'exit' | 'dispose' | 'notify'; readonly context: number }

/** Where a script's text stands. */
export interface ScriptOrigin {
  /** Null: in the scenario itself. */
  readonly file: string | null;
  /** Of the first character, 1-based. */
  readonly line: number;
  readonly column: number;
  /** Characters in front of every further line; null when places inside the text cannot be told. */
  readonly indent: number | null;
}

export interface ScriptStep extends StepBase {
  readonly op: 'script';
  readonly source: string;
  readonly origin: ScriptOrigin;
  /** Null: the one entered last. */
  readonly context: number | null;
  /** The value gets this name. */
  readonly as: number | null;
  readonly handle: HandleKind;
  /** Instructions at most. */
  readonly stepLimit: number;
  /** The beginning of the exception's text that must end it; null: none may. */
  readonly throws: string | null;
}

export type AccessorCode =
  | { readonly kind: 'none' }
  /** A mistake of the scenario when it is called. */
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'procedure'; readonly procedure: number };

export interface AccessorDeclaration {
  readonly name: string;
  readonly getter: AccessorCode;
  readonly setter: AccessorCode;
}

export interface FunctionStep extends StepBase {
  readonly op: 'function';
  readonly name: string;
  readonly as: number;
  readonly accessors: readonly AccessorDeclaration[];
}
export interface SetGlobalStep extends StepBase { readonly op: 'set-global'; readonly name: string; readonly object: number }
export interface GetGlobalStep extends StepBase { readonly op: 'get-global'; readonly name: string; readonly as: number; readonly handle: HandleKind }
/** `ref.deref()`. */
export interface DerefStep extends StepBase { readonly op: 'deref'; readonly ref: number; readonly as: number | null }

// ── Isolates ────────────────────────────────────────────────────────────────────────────────────────────────────

/** A heap of its own, and everything on it; its expectations are checked when it ends. */
export interface IsolateBlock extends BlockBase {
  readonly op: 'isolate';
  readonly name: string;
  /** Null: that of the scenario. */
  readonly seed: number | null;
}
/** Each on a thread of its own. */
export interface ParallelStep extends StepBase { readonly op: 'parallel'; readonly isolates: readonly IsolateBlock[] }

// ── The event loop ──────────────────────────────────────────────────────────────────────────────────────────────

/** So much virtual time passes; tasks that are due meanwhile run. */
export interface IdleStep extends StepBase { readonly op: 'idle'; readonly durationMs: number }
/** Runs the tasks that are due now, and those that they post. */
export interface RunTasksStep extends StepBase { readonly op: 'run-tasks' }

// ── Memory ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** The embedder holds so many bytes more outside the heap, or fewer when negative. */
export interface ExternalStep extends StepBase { readonly op: 'external'; readonly bytes: number }
export interface MemoryPressureStep extends StepBase { readonly op: 'memory-pressure'; readonly level: MemoryPressure }
/** Whoever runs the heap is asked for more memory when the old generation has reached its maximum. */
export interface NearHeapLimitBlock extends BlockBase {
  readonly op: 'near-heap-limit';
  /** The callback lets the old generation have pages again. */
  readonly endsForceOom: boolean;
  /** By so much the maximum is raised; 0 = the answer is the same maximum. */
  readonly raiseBytes: number;
  /** So many times; later answers are the same maximum. */
  readonly times: number;
  /** A full collection that leaves less than this share of the initial maximum takes raised ones back; null = none does. */
  readonly restoreBelow: number | null;
  /** At the end of the block the maximum falls back. */
  readonly restores: boolean;
  /** Runs after the step in which the question came. */
  readonly procedure: number | null;
}
export type MemoryPressure = 'none' | 'moderate' | 'critical';

export interface FillStep extends StepBase {
  readonly op: 'fill';
  readonly space: SpaceName;
  /** The whole space, or only its current allocation page. */
  readonly extent: 'space' | 'page';
  /** Index into listNames: the arrays that fill new space are kept there, each with a local handle. */
  readonly into: number | null;
  /** Bytes to leave free (new space only; 0 elsewhere). */
  readonly leaveBytes: number;
}

/** Full collections, then every old page becomes never-allocate: later old objects go to fresh pages. */
export interface SealStep extends StepBase { readonly op: 'seal' }
/** Every page of the space becomes never-allocate, without a collection. */
export interface AbandonStep extends StepBase { readonly op: 'abandon'; readonly space: SpaceName }
/** The page of this object is an evacuation candidate of the next full collection. */
export interface EvacuateStep extends StepBase { readonly op: 'evacuate'; readonly object: number }

// ── By hand: see schema/surgery.ts ──────────────────────────────────────────────────────────────────────────────

export type PageProperty = 'evacuate' | 'pin' | 'never-allocate';
export type NewSpaceResizing = 'grow' | 'grow-to-max' | 'shrink';
export type MarkingAction = 'start' | 'step' | 'complete' | 'simulate' | 'stop';
export type ReadOnlyAction = 'new' | 'allocate' | 'shrink' | 'seal';

/** Units to keep (`to`) or to cut off (`by`): one of them is null. */
export interface RightTrimStep extends StepBase { readonly op: 'right-trim'; readonly object: number; readonly to: number | null; readonly by: number | null }
export interface LeftTrimStep extends StepBase { readonly op: 'left-trim'; readonly object: number; readonly by: number }
export interface PadStep extends StepBase { readonly op: 'pad'; readonly space: SpaceName; readonly bytes: number; readonly objectBytes: number; readonly into: number | null }
export interface SpaceStep extends StepBase { readonly op: 'expand' | 'close-lab' | 'reset-free-list'; readonly space: SpaceName }
export interface InlineAllocationStep extends StepBase { readonly op: 'inline-allocation'; readonly on: boolean }
export interface ResizeNewSpaceStep extends StepBase { readonly op: 'resize-new-space'; readonly how: NewSpaceResizing }
export interface ShrinkPageStep extends StepBase { readonly op: 'shrink-page'; readonly object: number }
export interface FlagPageStep extends StepBase { readonly op: 'flag-page'; readonly object: number; readonly set: readonly PageProperty[]; readonly clear: readonly PageProperty[] }
export interface CompactionSpaceStep extends StepBase { readonly op: 'compaction-space'; readonly space: SpaceName; readonly objectBytes: number; readonly count: number; readonly into: number | null }
export interface BareSurgeryStep extends StepBase { readonly op: 'finish-sweeping' | 'empty-new-space' }
export interface ForceOomStep extends StepBase { readonly op: 'force-oom'; readonly on: boolean }
/** Bytes 0: all there is to mark. */
export interface MarkingStep extends StepBase { readonly op: 'marking'; readonly action: MarkingAction; readonly bytes: number; readonly reduceMemory: boolean }
export interface ObserveStep extends StepBase { readonly op: 'observe'; readonly space: SpaceName; readonly stepBytes: number; readonly observer: number }
export interface UnobserveStep extends StepBase { readonly op: 'unobserve'; readonly observer: number }
export interface WatchStep extends StepBase { readonly op: 'pause-observers' | 'track-allocations'; readonly on: boolean }
export interface SetCounterStep extends StepBase { readonly op: 'set-counter'; readonly space: SpaceName; readonly value: bigint }
export interface ReadOnlySpaceStep extends StepBase { readonly op: 'read-only-space'; readonly action: ReadOnlyAction; readonly bytes: number }

export type GcAction =
  | 'minor'
  | 'major'
  | 'memory-reducing'
  | 'precise'
  | 'atomic-minor'
  | 'atomic-major'
  | 'last-resort'
  | 'incremental-start'
  | 'incremental-step'
  | 'incremental-finish';

export interface GcStep extends StepBase {
  readonly op: 'gc';
  readonly action: GcAction;
  readonly times: number;
  readonly reason: CollectionReason;
  /** Bytes to mark, for incremental-step; 0 = until the worklist is empty. */
  readonly bytes: number;
  /** The full collection is to give memory back. */
  readonly reduceMemory: boolean;
}

export interface SampleStep extends StepBase { readonly op: 'sample'; readonly label: string }
export interface ExpectStep extends StepBase { readonly op: 'expect'; readonly expect: readonly Expectation[] }
export interface CallStep extends StepBase { readonly op: 'call'; /** Index into procedures. */ readonly procedure: number; readonly expect: readonly Expectation[] }

export interface GroupBlock extends BlockBase { readonly op: 'group'; readonly label: string | null }
export interface RepeatBlock extends BlockBase { readonly op: 'repeat'; readonly times: number }
/** Runs while (or until) all conditions hold, looked at before each round; more rounds than `atMost` are a mistake. */
export interface WhileBlock extends BlockBase { readonly op: 'while'; readonly condition: readonly Expectation[]; readonly until: boolean; readonly atMost: number }
/** Runs once if all conditions hold. */
export interface IfBlock extends BlockBase { readonly op: 'if'; readonly condition: readonly Expectation[]; readonly otherwise: readonly Step[] }
/** Index into checkpoints. */
export interface CheckpointStep extends StepBase { readonly op: 'checkpoint'; readonly checkpoint: number }
/** All handles of the list's objects are dropped, and the list is empty. */
export interface DropListStep extends StepBase { readonly op: 'drop-list'; readonly list: number }
export interface AlwaysAllocateBlock extends BlockBase { readonly op: 'always-allocate' }
export interface HandleScopeBlock extends BlockBase { readonly op: 'handle-scope'; readonly escapable: boolean }
/** No handle can be made inside, but in scopes opened there. */
export interface SealHandlesBlock extends BlockBase { readonly op: 'seal-handles' }
/** One job: what WeakRefs have shown is kept to its end. Steps outside are a job each. */
export interface JobBlock extends BlockBase { readonly op: 'job' }
/** The steps must end in a fatal error of the API; the run goes on behind the block. */
export interface ExpectFatalBlock extends BlockBase { readonly op: 'expect-fatal'; /** V8's name of the function that fails; null = any. */ readonly function: string | null }

/** Fault injection: attempts (first tries and retries alike) that match are counted, and some of them fail. */
export interface FailAllocationsBlock extends BlockBase {
  readonly op: 'fail-allocations';
  /** Only attempts in these spaces count; empty = all. */
  readonly spaces: readonly SpaceName[];
  /** The first `after` attempts succeed. */
  readonly after: number;
  /** Then each `every`-th attempt fails (1 = each). */
  readonly every: number;
  /** At most so many failures; Infinity = no bound; 0 = no attempt is made to fail. */
  readonly times: number;
  /** The old generation gets no further page, collectors included. */
  readonly pages: boolean;
}

export interface WorkloadStep extends StepBase {
  readonly op: 'workload';
  readonly label: string | null;
  readonly phases: readonly WorkloadPhase[];
}

/** Ends at the first bound reached; at least one is finite. */
export interface WorkloadPhase {
  readonly bytes: number;
  readonly objects: number;
  readonly durationMs: number;
  /** Virtual allocation rate; null = as fast as the cost model says. */
  readonly rateBytesPerMs: number | null;
  /** 16 bytes follow each plain object and array until so many collections have run: 0 = never, Infinity = always. */
  readonly mementosUntil: number;
  /** A class whose objects nearly all survive is allocated old from then on. */
  readonly pretenuring: boolean;
  /** After each so many objects the event loop turns; Infinity = never. */
  readonly objectsPerTurn: number;
  /** The loop of a JavaScript function: see engine-sim/javascript-loop. */
  readonly javascript: boolean;
  /** The classes have one lifetime together: one ring for all, say. */
  readonly shared: boolean;
  readonly classes: readonly ObjectClass[];
}

export interface ObjectClass {
  readonly shape: ObjectShape;
  readonly generation: Generation;
  readonly weight: number;
  readonly lifetime: Lifetime;
}

/**
 * How long objects of a class live. All tables that hold them are arrays on the simulated heap, stored to
 * through the write barrier. One draw where a model says so; order per object: class draw (several classes),
 * size draw (min < max), lifetime draw, slot draw.
 */
export type Lifetime =
  | { readonly model: 'dies' }
  /** Kept for ever, with probability `share` (one draw if < 1; else it dies). `slots` are made at once, and no others if there is a name; 0 = as they are needed. */
  | { readonly model: 'forever'; readonly share: number; readonly slots: number; /** Position in objectNames, or null. */ readonly name: number | null }
  /** FIFO of the last `size`; only each `every`-th object is kept. */
  | { readonly model: 'ring'; readonly size: number; readonly every: number }
  /** Pushed up to `depth`, then popped down to `base`, again and again. */
  | { readonly model: 'stack'; readonly depth: number; readonly base: number }
  /** Kept for so many bytes of further allocation (nominal bytes of the workload). */
  | { readonly model: 'for'; readonly bytes: number; readonly share: number }
  /** One draw: each share for bytes of its own, in a queue of so many slots; the rest dies. */
  | { readonly model: 'queues'; readonly queues: readonly { readonly share: number; readonly bytes: number; readonly slots: number }[] }
  /** Kept for a drawn number of bytes: quantiles[draw mod length]; Infinity = for ever. */
  | { readonly model: 'sampled'; readonly quantiles: readonly number[]; readonly distribution: string }
  /** `concurrent` requests of `objects` each (slot draw picks the request); all die when their request is complete. */
  | { readonly model: 'request'; readonly concurrent: number; readonly objects: number }
  /** Random slot of `slots` replaced (slot draw), by a share of the objects (lifetime draw if < 1). */
  | { readonly model: 'cache'; readonly slots: number; readonly share: number }
  /** Linked list of at most `length` nodes: next pointer in field 0. `fifo` drops the oldest; `lifo` drops down to `base` when full. */
  | { readonly model: 'list'; readonly length: number; readonly order: 'fifo' | 'lifo'; readonly base: number }
  /** Complete binary trees of this depth (children in fields 0 and 1), the last `keep` trees alive. */
  | { readonly model: 'tree'; readonly depth: number; readonly keep: number };

export type LifetimeModel = Lifetime['model'];

export type Step =
  | AllocateStep
  | KeepStep
  | DropStep
  | LinkStep
  | FillStep
  | SealStep
  | AbandonStep
  | EvacuateStep
  | GcStep
  | SampleStep
  | ExpectStep
  | CallStep
  | WorkloadStep
  | GroupBlock
  | RepeatBlock
  | RightTrimStep
  | LeftTrimStep
  | PadStep
  | SpaceStep
  | InlineAllocationStep
  | ResizeNewSpaceStep
  | ShrinkPageStep
  | FlagPageStep
  | CompactionSpaceStep
  | BareSurgeryStep
  | ForceOomStep
  | MarkingStep
  | ObserveStep
  | UnobserveStep
  | WatchStep
  | SetCounterStep
  | ReadOnlySpaceStep
  | WhileBlock
  | IfBlock
  | CheckpointStep
  | DropListStep
  | AlwaysAllocateBlock
  | HandleScopeBlock
  | SealHandlesBlock
  | JobBlock
  | ExpectFatalBlock
  | LocalStep
  | PersistentStep
  | GlobalStep
  | EternalStep
  | ResetStep
  | WeakenStep
  | EscapeStep
  | MaybeLocalStep
  | WeakRefStep
  | WeakMapSetStep
  | FinalizationRegistryStep
  | RegisterStep
  | UnregisterStep
  | ContextStep
  | ScriptStep
  | FunctionStep
  | SetGlobalStep
  | GetGlobalStep
  | DerefStep
  | IsolateBlock
  | ParallelStep
  | IdleStep
  | RunTasksStep
  | ExternalStep
  | MemoryPressureStep
  | NearHeapLimitBlock
  | FailAllocationsBlock;

export type StepOp = Step['op'];

export interface Expectation {
  /** What is looked at. Of an expression: its first metric, whose unit the result has. */
  readonly metric: MetricRef;
  /** Null: the metric itself. */
  readonly expression: MetricExpression | null;
  readonly constraint: Constraint;
  /** The constraint as the user wrote it, e.g. `<= 12MiB`. */
  readonly text: string;
  /** A checkpoint is named: metrics count from the beginning of the run, so that differences are right in any block. */
  readonly sinceStart: boolean;
  readonly location: Location;
}

/** A metric of the tree, with the things that its name mentions. */
export interface MetricRef {
  readonly name: MetricName;
  /** As written, e.g. `object.a.space`. */
  readonly text: string;
  /** Index of the object, for `object.<name>.…` metrics. */
  readonly object: number | null;
  /** Of its slot, for `object.<name>.slot[n].…` metrics. */
  readonly slot: number | null;
  /** The same for `list.<name>.…` metrics. */
  readonly list: number | null;
  readonly observer: number | null;
  /** The index of the handle, for `handle.<name>.…` metrics. */
  readonly handle: number | null;
  readonly space: SpaceName | null;
}

/** A metric now, or as it was at a checkpoint. */
export interface MetricLeaf {
  readonly metric: MetricRef;
  readonly checkpoint: number | null;
}

export type MetricExpression = Expression<MetricLeaf>;

export type Constraint =
  | { readonly kind: 'equals'; readonly value: number | boolean | string }
  | { readonly kind: 'compare'; readonly operator: '<' | '<=' | '>' | '>=' | '!='; readonly value: number }
  | { readonly kind: 'not'; readonly value: string | boolean }
  | { readonly kind: 'range'; readonly min: number; readonly max: number }
  /** |actual - value| <= tolerance. */
  | { readonly kind: 'near'; readonly value: number; readonly tolerance: number }
  /** Compared with what other metrics are. */
  | { readonly kind: 'computed'; readonly operator: '=' | '<' | '<=' | '>' | '>=' | '!='; readonly value: MetricExpression }
  | { readonly kind: 'computed-range'; readonly min: MetricExpression; readonly max: MetricExpression };
