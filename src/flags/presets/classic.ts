/**
 * The textbook heap: V8 as the literature describes it, from 3.x up to 4.2, with old space split by content, no
 * young large objects and no trusted space.
 *
 * Rules and numbers come from the public V8 source of 3.20 to 3.28 (64-bit). Where it gives none that fits this
 * simulator, the closest later V8 is taken, and the comment says so. Left out: marking in steps, and the read-only
 * space, which V8 had only since 6.7.
 */
import { KiB, MiB } from '../../base/units.ts';
import type { Preset } from './preset.ts';
import { V8_14_6 } from './v8-14.6.ts';

export const CLASSIC: Preset = {
  name: 'classic',
  aliases: ['textbook'],
  description: 'The textbook heap: old objects with and without pointers apart, mark-sweep, promotion at 25 % of to-space.',

  // Pages were 1 MB then; here every preset has pages of 256 KB, so the headers are those of 11.3, the closest
  // version that still kept its mark bits in the page.
  layout: {
    dataPageHeaderBytes: 4_424, // area 257,720
    readOnlyPageHeaderBytes: 96, // the fields before the mark bits and slot sets, which read-only pages do not have (V8 source)
    codePageHeaderBytes: 12_336, // area 245,712: header rounded to an OS page, a guard page, padding
    codePageTrailerBytes: 4 * KiB, // the second guard page
    largePageHeaderBytes: 4_424,
    maxRegularObjectBytes: 131_072, // as later: half a page
    maxRegularCodeObjectBytes: 122_856, // as later: half a code page's area
    osPageBytes: 4 * KiB,
  },

  spaces: [
    { name: 'new_space', kind: 'semispaces' },
    { name: 'old_pointer_space', kind: 'paged', holds: 'pointers' },
    { name: 'old_data_space', kind: 'paged', holds: 'data' },
    { name: 'code_space', kind: 'paged', holds: 'code', executable: true },
    { name: 'map_space', kind: 'paged', holds: 'maps' },
    { name: 'cell_space', kind: 'paged', holds: 'cells' },
    { name: 'property_cell_space', kind: 'paged', holds: 'property-cells' },
    { name: 'large_object_space', kind: 'large', holds: 'objects' }, // large code too
  ],
  reportedSpaces: [
    'new_space',
    'old_pointer_space',
    'old_data_space',
    'code_space',
    'map_space',
    'cell_space',
    'property_cell_space',
    'large_object_space',
  ],
  objectBytes: { JSArrayBuffer: 88, JSTypedArray: 96 }, // as in 11.3

  newSpace: {
    initialSemispaceBytes: 1 * MiB, // one page of then
    minimumSemispaceBytes: 1 * MiB,
    leastMaximumSemispaceBytes: 1 * MiB, // as in 11.3
    optimizedForSize: { maximumSemispaceBytes: 1 * MiB, minimumSemispaceBytes: 1 * MiB }, // as in 11.3
    // 16 MB for the fixed maximum of the old generation; other sizes, which only flags ask for, by the rule of 11.3.
    maximumSemispace: {
      rule: 'old-generation',
      smallOldBytes: 256 * MiB,
      smallDivisor: 256,
      largeDivisor: 128,
      minBytes: 1 * MiB,
      maxBytes: 16 * MiB,
    },
    growthFactor: 2,
    growthDecision: 'prologue',
    commit: 'eager',
    promotion: { belowAgeMark: true, toSpaceShare: 0.25 },
    capacityFlag: false,
    copyBuffer: { bytes: 0, objectLimitBytes: 0, rootsApart: false, wholeOnly: false }, // one thread, no buffers
    taskReason: 'task', // no such task then; as in 11.3
    parkedTailMinimumBytes: null,
    youngLargeObjects: false,
    stressCollects: 'young', // no such mode then; as since 12.4
    pagePromotionThresholdPercent: 100, // pages did not move between generations
    collector: 'scavenger',
    minorMarkSweep: null,
  },

  oldGeneration: {
    maximum: {
      leastBytes: 6 * 256 * KiB, // by the later rule: a page for each growable space
      minBytes: 1_400 * MiB, // 700 MB × word size / 4, whatever the machine
      capBytes: 1_400 * MiB,
      largeMachineBytes: 0,
      largeMachineCapBytes: 1_400 * MiB,
    },
    // Limit after a full collection: twice what is left, at least 8 MB, plus the new space.
    initialLimitBytes: 8 * MiB,
    limitStepBytes: 0,
    conservativeLimitStepBytes: 0,
    minimumLimitBytes: 8 * MiB,
    limitFloor: 'below-halfway', // no such flags then; the older of the two later rules
    limitAddsNewSpace: 'capacity',
    consumed: 'objects',
    growing: {
      minFactor: 2,
      conservativeMaxFactor: 2,
      maxFactor: { smallBytes: 0, small: 2, largeBytes: 1, belowLarge: 2, large: 2 },
      targetMutatorUtilization: 0.97, // without effect: the factor is fixed
    },
    ineffective: { sizeShare: 0.8, utilization: 0.4, count: 4, countsFirstCollection: false }, // not known then; as in 11.3
    limitSeesOwnSpeed: true, // without effect: the factor is fixed
    checkLimitAfterEachCollection: false,
  },

  marking: {
    incremental: false,
    limitReached: 'full-collection',
    scavengesWhileMarking: true,
    flagSeparatesPhases: false,
    growsNewSpace: false,
    // The rest matters only when a flag or a step starts marking: the later values.
    minimumOldBytes: 8 * MiB,
    raisesLimit: false,
    growsYoungLarge: false,
    blackAllocatesYoungLarge: false,
    stepYoungBytes: 64 * KiB,
    stepYoungLargeBytes: 64 * KiB,
    stepOldBytes: 256 * KiB,
    schedule: { rule: 'by-time', targetMs: 500, leastBytes: 64 * KiB, stalledBytes: 64 * KiB, seesMarked: true },
    overshoot: { share: 0.5, bytes: 32 * MiB, countsYoung: false },
    refusesPages: 'complete-and-overshot',
  },

  // Pages to evacuate are then chosen as later V8s choose them.
  compaction: {
    rule: 'promotion-does-not-fit',
    normal: { freePercent: 70, budgetBytes: 4 * MiB },
    reduceMemory: { freePercent: 20, budgetBytes: 12 * MiB },
    optimizeForMemory: { freePercent: 20, budgetBytes: 6 * MiB },
    withoutCandidates: 'mark-sweep',
  },

  allocation: {
    youngRetries: ['collect-young', 'last-resort'],
    oldRetries: ['collect-old', 'last-resort'],
    lightRetries: 1,
    retriesAtMaximum: true,
    lastAttemptAlwaysAllocates: true,
    fatal: 'CALL_AND_RETRY_LAST',
    allAvailable: { min: 2, max: 7 },
  },

  // WeakRef came with V8 8.4: as there. WeakMap had ephemerons from 3.6 on, followed round by round to the end.
  weakness: { scavengesClearTargets: false, ephemeronRounds: Infinity },

  pretenuring: { enabled: false, minimumCreated: 100, survivedShare: 0.85, minimumSemispaceBytes: 16 * MiB }, // came later

  pagePool: { keeps: false, timeoutMs: null },
  interruptBudget: null, // loops were compiled, with a check in each turn

  onStackCompilation: null, // no such compiler then

  external: { scavengeAtYoungBytes: null, maximumGrowingFactor: 1000 }, // no young buffers were counted then

  memoryReducer: { collections: 3, startDelayMs: 8_000 }, // needs marking in steps: never comes to anything
  allocationSpeed: 'collections',

  // Nobody measures a V8 of 2013 on a machine of today: the costs of 14.6.
  costs: V8_14_6.costs,

  baseline: null,
};
