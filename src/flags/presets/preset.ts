/**
 * A preset is one V8: constants and chosen policies, as data. Heap code asks the preset what the rule is and
 * never which version it stands for, so another version is another row here, not a branch there.
 *
 * Every constant of a preset names its source in a comment (fact sheet or measured-behaviour section).
 */
import type { CollectionReason, OutOfMemoryPlace } from '../../vocabulary/collections.ts';
import type { ObjectTypeName } from '../../vocabulary/object-types.ts';
import type { SpaceName } from '../../vocabulary/spaces.ts';

export interface Preset {
  /** Canonical name: `14.6`, `classic`. */
  readonly name: string;
  /** Other names the user may give: `node26`. */
  readonly aliases: readonly string[];
  readonly description: string;
  readonly layout: PageLayout;
  readonly spaces: readonly SpaceDeclaration[];
  /** Every space name that the engine reports, in its order; those not in `spaces` are always empty. */
  readonly reportedSpaces: readonly SpaceName[];
  /** Types whose size differs from vocabulary/object-types (bytes, multiple of 8). */
  readonly objectBytes: Readonly<Partial<Record<ObjectTypeName, number>>>;
  readonly newSpace: NewSpacePolicy;
  readonly oldGeneration: OldGenerationPolicy;
  readonly marking: MarkingPolicy;
  readonly compaction: CompactionPolicy;
  readonly allocation: AllocationPolicy;
  readonly weakness: WeaknessPolicy;
  /** When an interpreted loop looks for interrupts; null = at each turn. */
  readonly interruptBudget: InterruptBudget | null;
  readonly onStackCompilation: OnStackCompilationPolicy | null;
  readonly pagePool: PagePoolPolicy;
  readonly external: ExternalMemoryPolicy;
  readonly pretenuring: PretenuringPolicy;
  readonly memoryReducer: MemoryReducerPolicy;
  readonly allocationSpeed: AllocationMeasure;
  readonly costs: CostModel;
  /** What a fresh Node process of this version has on its heap; null = there is no such Node. */
  readonly baseline: Baseline | null;
}

/** Bytes of objects at the first line of user code (`baseline: node`); measured with --predictable --no-opt. */
export interface Baseline {
  readonly youngBytes: number;
  /** Of these, what the first scavenge copies and the second promotes. */
  readonly youngLiveBytes: number;
  /** The largest of the live ones (the program’s source text, dictionaries): they do not go through copy buffers. */
  readonly youngLargestBytes: readonly number[];
  readonly oldBytes: number;
  /** Of these, what the first full collection frees. */
  readonly oldDeadBytes: number;
  /** Of the live young bytes: what only dead old objects lead to. */
  readonly youngOfDeadBytes: number;
  readonly trustedBytes: number;
  readonly largeBytes: number;
  /** Outside the heap: `process.memoryUsage().arrayBuffers`. */
  readonly externalBytes: number;
}

/** Bytes. A page is 262,144 bytes in every preset (heap/layout/page-geometry). */
export interface PageLayout {
  readonly dataPageHeaderBytes: number;
  readonly readOnlyPageHeaderBytes: number;
  readonly codePageHeaderBytes: number;
  /** Lost at the end of a code page (guard page). */
  readonly codePageTrailerBytes: number;
  readonly largePageHeaderBytes: number;
  /** Largest object on a regular data page; larger ones get a page of their own. */
  readonly maxRegularObjectBytes: number;
  readonly maxRegularCodeObjectBytes: number;
  /** Large pages are committed in multiples of this. */
  readonly osPageBytes: number;
}

export interface SpaceDeclaration {
  readonly name: SpaceName;
  readonly kind: 'read-only' | 'semispaces' | 'paged' | 'new-large' | 'large';
  /** What is allocated or promoted here (paged and large spaces); see heap/spaces/space-routing. */
  readonly holds?: 'objects' | 'pointers' | 'data' | 'code' | 'maps' | 'cells' | 'property-cells' | 'trusted';
  /** Pages have the geometry of code pages. */
  readonly executable?: true;
}

export interface NewSpacePolicy {
  readonly initialSemispaceBytes: number;
  readonly minimumSemispaceBytes: number;
  /** No flag sets the maximum below this. */
  readonly leastMaximumSemispaceBytes: number;
  /** With --optimize-for-size: the maximum, which overrides every flag, and the minimum, with which it then starts. */
  readonly optimizedForSize: { readonly maximumSemispaceBytes: number; readonly minimumSemispaceBytes: number };
  /** Maximum semispace from the machine, or from a given heap size: see heap/pacing/heap-sizes. */
  readonly maximumSemispace:
    /** A share of the machine's memory; a given heap size has a divisor of its own. */
    | { readonly rule: 'physical'; readonly divisor: number; readonly heapDivisor: number; readonly minBytes: number; readonly maxBytes: number }
    /** A share of the old generation's maximum: one divisor up to `smallOldBytes`, another above. */
    | {
        readonly rule: 'old-generation';
        readonly smallOldBytes: number;
        readonly smallDivisor: number;
        readonly largeDivisor: number;
        readonly minBytes: number;
        readonly maxBytes: number;
      };
  readonly growthFactor: number;
  /** --scavenger-max-new-space-capacity-mb bounds the semispace that follows from the old generation. */
  readonly capacityFlag: boolean;
  /**
   * When growth is decided: at the start of a collection (survivors of earlier ones) or at its end (own survivors too).
   * `sweeping`: by the survivors of earlier ones, too; new space shrinks before its pages are swept and grows after it.
   */
  readonly growthDecision: 'prologue' | 'epilogue' | 'sweeping';
  /** All to-space pages at start, or each when allocation reaches it. */
  readonly commit: 'eager' | 'on-demand';
  readonly promotion: {
    /** Objects below the age mark (allocated before the previous collection ended) are promoted. */
    readonly belowAgeMark: boolean;
    /** Also promoted while to-space is filled beyond this share of its capacity; null = only when it is full. */
    readonly toSpaceShare: number | null;
  };
  /** Survivors up to `objectLimitBytes` are copied through buffers of this size; larger ones directly. Limit 0: no buffers. */
  readonly copyBuffer: {
    readonly bytes: number;
    readonly objectLimitBytes: number;
    /** What roots lead to goes through a buffer of its own; what is left of that is lost when a scavenge copies anything else. */
    readonly rootsApart: boolean;
    /** A buffer must fit whole into the rest of the page (else the page tail is lost); otherwise it is shortened. */
    readonly wholeOnly: boolean;
  };
  /** The reason that is given for a scavenge by a task of the event loop. */
  readonly taskReason: CollectionReason;
  /** A page tail of at least so many bytes is parked and tried again when the pages are used up; null = never. */
  readonly parkedTailMinimumBytes: number | null;
  /** Young large objects have a space of their own. */
  readonly youngLargeObjects: boolean;
  /** What --stress-scavenge asks for; `everything`: a memory-reducing full collection. */
  readonly stressCollects: 'young' | 'everything';
  /** A new-space page whose live bytes exceed this percentage of its area moves to the old generation whole; 100 = never. */
  readonly pagePromotionThresholdPercent: number;
  /** Who collects the young generation. The minor mark-sweeper has one paged new space instead of two semispaces. */
  readonly collector: 'scavenger' | 'minor-mark-sweeper';
  /** What is otherwise with --minor-ms; null: the version has no such collector. */
  readonly minorMarkSweep: MinorMarkSweepPolicy | null;
}

export interface MinorMarkSweepPolicy {
  /** Instead of `NewSpacePolicy.maximumSemispace`: of the one paged space. */
  readonly maximumSemispace: NewSpacePolicy['maximumSemispace'];
  /** The free memory of a page that was promoted whole goes to the free list; if not, it is waste until the next full collection. */
  readonly promotedPagesAreAllocatedIn: boolean;
}

export interface OldGenerationPolicy {
  /**
   * Maximum from the machine's memory: clamp(physical / 4 × 2, min, cap), larger cap from `largeMachineBytes` on.
   * No flag sets it below `leastBytes`. A fixed maximum is min = cap = larger cap.
   */
  readonly maximum: {
    readonly leastBytes: number;
    readonly minBytes: number;
    readonly capBytes: number;
    readonly largeMachineBytes: number;
    readonly largeMachineCapBytes: number;
  };
  /** First limit: min(this, max / 2). */
  readonly initialLimitBytes: number;
  /** Least growth between two full collections. */
  readonly limitStepBytes: number;
  readonly conservativeLimitStepBytes: number;
  /** No limit is lower than this (0: the step alone keeps it away from what is consumed). */
  readonly minimumLimitBytes: number;
  /** Whether the floor that initial-heap-size and initial-old-space-size set gives way half way to the maximum, or not. */
  readonly limitFloor: 'below-halfway' | 'above-halfway';
  /** New-space bytes added to the limit after a full collection: allocatable capacity or page bytes. */
  readonly limitAddsNewSpace: 'capacity' | 'page-bytes';
  /** Object bytes alone, or object bytes and waste, count as consumed. */
  readonly consumed: 'objects' | 'objects-and-waste';
  readonly growing: GrowingPolicy;
  /**
   * Ineffective collections near the limit: size share, utilization, consecutive count; and whether the first
   * full collection of a run is a sample of the utilization.
   */
  readonly ineffective: {
    readonly sizeShare: number;
    readonly utilization: number;
    readonly count: number;
    readonly countsFirstCollection: boolean;
  };
  /** The limit after a full collection goes by its own speed, too; if not, by those before it. */
  readonly limitSeesOwnSpeed: boolean;
  /** After every collection: fatal (or callback) when not even an empty page fits. Else only where the retry plan says so. */
  readonly checkLimitAfterEachCollection: boolean;
}

/** How far the old generation may grow until the next full collection: see heap/pacing/growing-factor. */
export interface GrowingPolicy {
  /** Also the factor of memory-reducing collections. */
  readonly minFactor: number;
  /** Upper bound when memory is to be spared. */
  readonly conservativeMaxFactor: number;
  /**
   * The greatest factor by the maximum of the old generation: the first up to `smallBytes`, then rising
   * linearly to the second just below `largeBytes`, the third from there on.
   */
  readonly maxFactor: {
    readonly smallBytes: number;
    readonly small: number;
    readonly largeBytes: number;
    readonly belowLarge: number;
    readonly large: number;
  };
  /** Share of the time that is to be left to the mutator. */
  readonly targetMutatorUtilization: number;
}

/** Pages that were given back: see heap/pages/page-pool. */
export interface PagePoolPolicy {
  readonly keeps: boolean;
  /** Milliseconds without use after which they go; null = they stay. */
  readonly timeoutMs: number | null;
}

export interface MarkingPolicy {
  readonly incremental: boolean;
  /** What reaching the old generation's limit leads to: marking in steps, or a full collection instead of the next scavenge. */
  readonly limitReached: 'marking' | 'full-collection';
  /** Scavenges go on while marking runs. If not, a failing young allocation finishes the cycle. */
  readonly scavengesWhileMarking: boolean;
  /** --separate-gc-phases decides it. */
  readonly flagSeparatesPhases: boolean;
  /** Where no young collection comes while marking runs, new space grows past its capacity. */
  readonly growsNewSpace: boolean;
  /** Where no young collection comes while marking runs, young large objects too go past their capacity. */
  readonly growsYoungLarge: boolean;
  /** Young large objects count as live when they are allocated while marking runs. */
  readonly blackAllocatesYoungLarge: boolean;
  /** Marking never starts with fewer old bytes than this. */
  readonly minimumOldBytes: number;
  /** Where the old generation is beyond its limit when marking starts, the limit follows; how far that is overshot counts from there. */
  readonly raisesLimit: boolean;
  /** A marking step follows each so many bytes allocated in a space. */
  readonly stepYoungBytes: number;
  readonly stepYoungLargeBytes: number;
  readonly stepOldBytes: number;
  /** How far a step goes: see heap/pacing/marking-schedule. */
  readonly schedule:
    | {
        /** Each step adds to what should be marked by now, and marks what is missing. */
        readonly rule: 'by-allocation';
        /** Its share of the heap at the start of marking, 1 / steps, within bounds; near the maximum of the heap now. */
        readonly steps: number;
        readonly stepsNearMaximum: number;
        /** Near the maximum: less than this and new space is left. */
        readonly reserveBytes: number;
        readonly leastBytes: number;
        readonly mostBytes: number;
        /** A step on allocation may stay so far behind. */
        readonly marginBytes: number;
        /** No longer than this, by the speed of marking. */
        readonly stepMs: number;
      }
    | {
        /** All live bytes are to be marked within a time. */
        readonly rule: 'by-time';
        readonly targetMs: number;
        /** When the marker is ahead. */
        readonly leastBytes: number;
        /** When less than this has been marked since the step before. */
        readonly stalledBytes: number;
        /** What the program’s own thread has marked is known to the schedule. */
        readonly seesMarked: boolean;
      };
  /** The limit counts as overshot by a large margin beyond min(max(limit × share, bytes), (max - limit) / 2). */
  readonly overshoot: {
    readonly share: number;
    readonly bytes: number;
    /** Young bytes count as consumed while marking runs. */
    readonly countsYoung: boolean;
  };
  /** While marking runs, old pages are refused once the limit is overshot: at once, or only when marking is complete too. */
  readonly refusesPages: 'overshot' | 'complete-and-overshot';
}

export interface CompactionPolicy {
  /**
   * `fragmentation`: pages whose free share exceeds the target, least live first, within the budget.
   * `promotion-does-not-fit`: nothing moves unless the young survivors might not fit into the old generation's free memory.
   */
  readonly rule: 'fragmentation' | 'promotion-does-not-fit';
  readonly normal: { readonly freePercent: number; readonly budgetBytes: number };
  readonly reduceMemory: { readonly freePercent: number; readonly budgetBytes: number };
  /** When little of the maximum is left, or memory is to be spared. */
  readonly optimizeForMemory: { readonly freePercent: number; readonly budgetBytes: number };
  /** What a full collection without evacuation candidates is called. */
  readonly withoutCandidates: 'mark-compact' | 'mark-sweep';
}

/** One entry of the retry plan: collect, then try again. */
export type RetryStep = 'collect-young' | 'collect-old' | 'last-resort';

export interface AllocationPolicy {
  /** After the first failed attempt of a young / an old allocation, in order; an attempt follows each step. */
  readonly youngRetries: readonly RetryStep[];
  readonly oldRetries: readonly RetryStep[];
  /** How many of them a `light` retry takes. */
  readonly lightRetries: number;
  /** Whether a retry is attempted though the old generation is still at its maximum; if not, the next step follows at once. */
  readonly retriesAtMaximum: boolean;
  /** The attempt after the last resort may pass the soft limit. */
  readonly lastAttemptAlwaysAllocates: boolean;
  /** When even that fails. */
  readonly fatal: OutOfMemoryPlace;
  /** Memory-reducing collections: at least / at most so many full ones. */
  readonly allAvailable: { readonly min: number; readonly max: number };
}

export interface WeaknessPolicy {
  /** Scavenges clear the targets of WeakRefs and FinalizationRegistries; if not, they treat them as strong. */
  readonly scavengesClearTargets: boolean;
  /** Rounds over all ephemerons before marking goes by a table of keys instead. */
  readonly ephemeronRounds: number;
}

/** An interpreted loop looks for interrupts when it has run so many bytes of bytecode, the more the longer its function is. */
export interface InterruptBudget {
  readonly bytes: number;
  readonly perFunctionByte: number;
}

/** When an interpreted loop goes on as compiled code: see engine-sim/javascript-loop. Null in a preset: it never does. */
export interface OnStackCompilationPolicy {
  /** Bytes of bytecode for each byte of the function. */
  readonly perFunctionByte: number;
  /** Bytes for the jump back, beside what it jumps over. */
  readonly perJump: number;
  /** The register of a tree's root is not used again either; that of the newest object never is. As the recorded runs show. */
  readonly keepsRoots: boolean;
}

/** Allocation sites whose objects nearly all survive: see heap/pacing/pretenuring. */
export interface PretenuringPolicy {
  readonly enabled: boolean;
  /** Objects of a site since the last scavenge, at least. */
  readonly minimumCreated: number;
  /** Share of them that must survive. */
  readonly survivedShare: number;
  /** A semispace must have so many bytes, or be at its maximum. */
  readonly minimumSemispaceBytes: number;
}

/** Memory outside the heap: see heap/pacing/external-memory. */
export interface ExternalMemoryPolicy {
  /** A scavenge comes before an array buffer is made when young ones hold so many bytes; null = never. */
  readonly scavengeAtYoungBytes: number | null;
  /** A limit that counts external memory grows with it by no more than this. */
  readonly maximumGrowingFactor: number;
}

/** How the speed of allocation is measured: the average over the last collections, or a figure that forgets (heap/allocation-speed). */
export type AllocationMeasure = 'collections' | 'decay';

/** How an idle heap is made smaller: see heap/pacing/memory-reducer. */
export interface MemoryReducerPolicy {
  /** At most so many collections in a row. */
  readonly collections: number;
  /** From signs of garbage to the first look. */
  readonly startDelayMs: number;
}

/** Virtual time. Nanoseconds; per byte unless it says fixed. */
export interface CostModel {
  readonly allocateNsPerByte: number;
  readonly scavengeFixedNs: number;
  readonly copyNsPerByte: number;
  readonly promoteNsPerByte: number;
  readonly majorFixedNs: number;
  readonly markNsPerByte: number;
  readonly evacuateNsPerByte: number;
  readonly sweepNsPerPage: number;
}
