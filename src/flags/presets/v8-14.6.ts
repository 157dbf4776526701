/**
 * V8 14.6, the engine of Node 26: Linux x64 without pointer compression.
 *
 * Sources: "measured" means read off Node 26 on such a machine; "V8 source" means the rule was read in the public
 * source of 11.x to 14.x and agrees with what was measured. Section numbers are those of the fact sheet.
 */
import { GiB, KiB, MiB } from '../../base/units.ts';
import type { Preset } from './preset.ts';

export const V8_14_6: Preset = {
  name: '14.6',
  aliases: ['node26'],
  description: 'V8 14.6 as in Node 26: no scavenges while marking, new space committed page by page.',

  // §2, measured.
  layout: {
    dataPageHeaderBytes: 16, // area 262,128
    readOnlyPageHeaderBytes: 16, // as other pages
    codePageHeaderBytes: 32, // area 262,112; guard pages went with 13.x
    codePageTrailerBytes: 0,
    largePageHeaderBytes: 16, // a 131,088-byte object commits 135,168
    maxRegularObjectBytes: 131_072,
    maxRegularCodeObjectBytes: 131_056, // half a code page's area
    osPageBytes: 4 * KiB,
  },

  // §1.
  spaces: [
    { name: 'read_only_space', kind: 'read-only' },
    { name: 'new_space', kind: 'semispaces' },
    { name: 'old_space', kind: 'paged', holds: 'objects' },
    { name: 'code_space', kind: 'paged', holds: 'code', executable: true },
    { name: 'trusted_space', kind: 'paged', holds: 'trusted' },
    { name: 'new_large_object_space', kind: 'new-large' },
    { name: 'large_object_space', kind: 'large', holds: 'objects' },
    { name: 'code_large_object_space', kind: 'large', holds: 'code', executable: true },
    { name: 'trusted_large_object_space', kind: 'large', holds: 'trusted' },
  ],
  // §1: the order of v8.getHeapSpaceStatistics().
  reportedSpaces: [
    'read_only_space',
    'new_space',
    'old_space',
    'code_space',
    'shared_space',
    'trusted_space',
    'shared_trusted_space',
    'new_large_object_space',
    'large_object_space',
    'code_large_object_space',
    'shared_large_object_space',
    'shared_trusted_large_object_space',
    'trusted_large_object_space',
  ],
  // §3: the types whose size changed between versions (proxies, array buffers) are not simulated yet.
  objectBytes: {},

  newSpace: {
    initialSemispaceBytes: 1 * MiB, // §4
    minimumSemispaceBytes: 1 * MiB, // §4
    leastMaximumSemispaceBytes: 512 * KiB, // measured: --max-heap-size=40 --max-old-space-size=40 gives 40 + 3 × 0.5 MB
    optimizedForSize: { maximumSemispaceBytes: 1 * MiB, minimumSemispaceBytes: 512 * KiB }, // measured
    // Measured: §4 for the machine; --max-heap-size=64|128|256|512 (and one more) for the heap divisor.
    maximumSemispace: { rule: 'physical', divisor: 128, heapDivisor: 32, minBytes: 2 * MiB, maxBytes: 32 * MiB },
    growthFactor: 2, // §4
    capacityFlag: false, // §13
    growthDecision: 'epilogue', // §4
    commit: 'on-demand', // §4
    promotion: { belowAgeMark: true, toSpaceShare: null }, // §5
    // §4; measured, allocation and scavenges. Apart: interpreted loops lose some 31 KB a scavenge where an array in a variable survives
    // with its elements, and nothing where one object does.
    copyBuffer: { bytes: 32 * KiB, objectLimitBytes: 8 * KiB, rootsApart: true, wholeOnly: false },
    taskReason: 'allocation failure', // §4: measured, other versions say task
    parkedTailMinimumBytes: 4 * KiB, // §4
    youngLargeObjects: true,
    stressCollects: 'young', // measured: --stress-scavenge
    pagePromotionThresholdPercent: 70, // §5
    collector: 'scavenger',
    // Measured: heap_size_limit with and without --minor-ms; --max-heap-size=64|200|256|500 (a quarter of it is new space). The memory
    // has the divisor that stands to that as the scavenger's two stand to each other.
    minorMarkSweep: {
      maximumSemispace: { rule: 'physical', divisor: 16, heapDivisor: 4, minBytes: 2 * MiB, maxBytes: 72 * MiB },
      promotedPagesAreAllocatedIn: false, // measured: what is available in old space stays as it was, and marking starts as if the rest were used
    },
  },

  oldGeneration: {
    maximum: {
      leastBytes: 4 * 256 * KiB, // §7: a page for each of four growable spaces
      minBytes: 256 * MiB, // §7, as are the three below
      capBytes: 2 * GiB,
      largeMachineBytes: 15 * GiB,
      largeMachineCapBytes: 4 * GiB,
    },
    initialLimitBytes: 512 * MiB, // §7: twice 256 MB
    limitStepBytes: 8 * MiB, // §7
    conservativeLimitStepBytes: 2 * MiB, // §7
    minimumLimitBytes: 0,
    limitFloor: 'above-halfway', // §7: since 13.6
    limitAddsNewSpace: 'page-bytes', // §7: since 11.5
    consumed: 'objects-and-waste', // §7: since 12.4
    // §7, V8 source and its unit tests.
    growing: {
      minFactor: 1.1,
      conservativeMaxFactor: 1.3,
      maxFactor: { smallBytes: 256 * MiB, small: 1.3, largeBytes: 2 * GiB, belowLarge: 2, large: 4 },
      targetMutatorUtilization: 0.97,
    },
    ineffective: { sizeShare: 0.95, utilization: 0.4, count: 4, countsFirstCollection: true }, // §7
    limitSeesOwnSpeed: true, // §7: recomputed when the collection is written down
    checkLimitAfterEachCollection: false, // §8: late-heap-limit-check
  },

  marking: {
    incremental: true,
    limitReached: 'marking',
    scavengesWhileMarking: false, // §8
    flagSeparatesPhases: false, // §13: no such flag any more
    growsNewSpace: true, // §8
    growsYoungLarge: true, // §4
    blackAllocatesYoungLarge: false, // measured: steps visit them
    minimumOldBytes: 8 * MiB, // §7
    raisesLimit: true, // measured: the limit at the first full collection is what was old when marking began, array buffers included
    stepYoungBytes: 64 * KiB, // §7
    stepYoungLargeBytes: 64 * KiB, // measured: --trace-incremental-marking shows a step for each large object
    stepOldBytes: 256 * KiB, // §7
    // V8 source. Measured: the trace says “marked: 0KB” at every step since 13.6, so each marks 64 KB.
    schedule: { rule: 'by-time', targetMs: 500, leastBytes: 0, stalledBytes: 64 * KiB, seesMarked: false },
    overshoot: { share: 0.5, bytes: 32 * MiB, countsYoung: true }, // §7
    refusesPages: 'overshot', // §6
  },

  // §6.
  compaction: {
    rule: 'fragmentation',
    normal: { freePercent: 70, budgetBytes: 4 * MiB },
    reduceMemory: { freePercent: 20, budgetBytes: 12 * MiB },
    optimizeForMemory: { freePercent: 20, budgetBytes: 6 * MiB },
    withoutCandidates: 'mark-compact',
  },

  // §8.
  allocation: {
    youngRetries: ['collect-young', 'collect-young', 'collect-old', 'collect-old', 'last-resort'],
    oldRetries: ['collect-old', 'collect-old', 'last-resort'],
    lightRetries: 2,
    retriesAtMaximum: false,
    lastAttemptAlwaysAllocates: true,
    fatal: 'CALL_AND_RETRY_LAST',
    allAvailable: { min: 2, max: 7 },
  },

  // §11, measured: after a scavenge and a turn of the event loop, a WeakRef is empty only in Node 26.
  weakness: { scavengesClearTargets: true, ephemeronRounds: 10 },

  pretenuring: { enabled: true, minimumCreated: 100, survivedShare: 0.85, minimumSemispaceBytes: 16 * MiB }, // §5

  interruptBudget: null, // measured: a complete marking of large arrays ends at once

  // Measured: the turn in which --trace-osr reports the entry, for thirty loops; sizes of bytecode by --print-bytecode.
  onStackCompilation: { perFunctionByte: 16_330, perJump: 2.5, keepsRoots: false },

  pagePool: { keeps: true, timeoutMs: 8_000 }, // §6; measured: --trace-gc says how much is pooled

  // Measured: a scavenge at 64 MB, twice the largest semispace by default (80,000 buffers of 8 KB, of which 8,192 are just that); and the factor, in the limits of --trace-gc-nvp with 105 MB of buffers.
  external: { scavengeAtYoungBytes: 64 * MiB, maximumGrowingFactor: 1.3 },

  memoryReducer: { collections: 2, startDelayMs: 30_000 }, // §7, §13
  allocationSpeed: 'decay', // V8 source since 13.1; measured with --trace-mutator-utilization

  // Measured on one two-core machine; single pauses of the same program differ there by a third.
  costs: {
    // 6.2 ns for an object of 56 bytes and 13.8 ns for one of 176, all dead: 0.081 ns a byte by least squares through
    // zero, of which the empty scavenge after each megabyte is 0.038.
    allocateNsPerByte: 0.043,
    scavengeFixedNs: 40_000, // median pause with less than 50 KB alive
    copyNsPerByte: 770_000 / MiB, // fit: 0.77 ms a megabyte copied
    promoteNsPerByte: 700_000 / MiB, // fit: 0.70 ms a megabyte promoted
    majorFixedNs: 750_000, // gc() in a fresh process takes 2.6 ms (median of 120); marking explains the rest
    markNsPerByte: 490_000 / MiB, // median: 0.49 ms a megabyte alive afterwards
    evacuateNsPerByte: 700_000 / MiB, // no figure of its own: the same work as promotion
    sweepNsPerPage: 0, // swept outside the pause
  },

  // Measured: v8.getHeapSpaceStatistics() as the first statement; the live share is what the second scavenge promotes. What only dead old
  // objects lead to: survivors of a scavenge less what a full collection promotes in its place.
  baseline: { youngBytes: 493_400, youngLiveBytes: 255_480, youngLargestBytes: [12_352, 10_696], oldBytes: 3_078_904, oldDeadBytes: 153_448, youngOfDeadBytes: 43_856, trustedBytes: 1_056_880, largeBytes: 131_088, externalBytes: 137_835 },
};
