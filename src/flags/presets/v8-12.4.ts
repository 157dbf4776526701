/**
 * V8 12.4, the engine of Node 22: Linux x64 without pointer compression. What it shares with 13.6 is said there.
 *
 * Sources: as in v8-14.6.
 */
import { KiB, MiB } from '../../base/units.ts';
import type { Preset } from './preset.ts';
import { V8_13_6 } from './v8-13.6.ts';

export const V8_12_4: Preset = {
  ...V8_13_6,
  name: '12.4',
  aliases: ['node22'],
  description: 'V8 12.4 as in Node 22: scavenges go on while marking, new space grows one scavenge later.',

  // §2, measured: page headers hold mark bits; code pages lose a guard page on either side.
  layout: {
    ...V8_13_6.layout,
    dataPageHeaderBytes: 4_416, // area 257,728
    readOnlyPageHeaderBytes: 96, // the fields before the mark bits and slot sets, which read-only pages do not have (V8 source)
    codePageHeaderBytes: 12_320, // with the trailer: area 245,728
    codePageTrailerBytes: 4_096,
    largePageHeaderBytes: 4_416, // a 262,160-byte object commits 270,336
    maxRegularCodeObjectBytes: 122_864, // half a code page's area
  },
  // §1: no shared trusted spaces yet.
  reportedSpaces: [
    'read_only_space',
    'new_space',
    'old_space',
    'code_space',
    'shared_space',
    'trusted_space',
    'new_large_object_space',
    'large_object_space',
    'code_large_object_space',
    'shared_large_object_space',
    'trusted_large_object_space',
  ],

  newSpace: {
    ...V8_13_6.newSpace,
    // §4: old/256 up to 256 MB, old/128 above, 16 MB at most; measured: 1 MB at least.
    maximumSemispace: {
      rule: 'old-generation',
      smallOldBytes: 256 * MiB,
      smallDivisor: 256,
      largeDivisor: 128,
      minBytes: 1 * MiB,
      maxBytes: 16 * MiB,
    },
    growthDecision: 'prologue', // §4
    // Measured: the sizes of 13.6; after twenty collections 9 MB are available in old space, where 13.6 has 0.2 MB.
    minorMarkSweep: { maximumSemispace: V8_13_6.newSpace.minorMarkSweep!.maximumSemispace, promotedPagesAreAllocatedIn: true },
  },

  marking: {
    ...V8_13_6.marking,
    scavengesWhileMarking: true, // §8
    flagSeparatesPhases: false, // measured: scavenges go on with it; it is there for --minor-ms
    growsYoungLarge: false, // V8 source; seen with --minor-ms: the second large object that does not fit ends the cycle
    // Measured: the trace shows steps of 64 KB and of nothing in turn.
    schedule: { rule: 'by-time', targetMs: 500, leastBytes: 0, stalledBytes: 64 * KiB, seesMarked: true },
    overshoot: { ...V8_13_6.marking.overshoot, countsYoung: false }, // §6: since 13.6
    refusesPages: 'complete-and-overshot', // §6
  },

  pretenuring: { ...V8_13_6.pretenuring, enabled: false }, // measured: in no workload, unlike 11.3, 13.6 and 14.6

  interruptBudget: { bytes: 0, perFunctionByte: 3_000 }, // --invocation-count-for-turbofan; measured: such a loop ends before it looks

  onStackCompilation: null, // measured: not with --no-opt and --no-maglev

  allocationSpeed: 'collections', // §12; measured with --trace-mutator-utilization

  external: { ...V8_13_6.external, scavengeAtYoungBytes: 32 * MiB }, // measured: twice the largest semispace by default, whatever flags say

  // §3 gives them to 13.6; measured: 88, 96 and 80 bytes up to 12.4, 8 bytes more from 13.6 on.
  objectBytes: { JSArrayBuffer: 88, JSTypedArray: 96 },

  oldGeneration: {
    ...V8_13_6.oldGeneration,
    limitFloor: 'below-halfway', // §7: read in 11.x
    limitSeesOwnSpeed: false, // §7: computed before the collection is written down
  },

  // Measured: 5.9 ns for 56 bytes, 12.8 ns for 176, less an empty scavenge a megabyte; fit 0.10 + 0.45 and 0.62 ms.
  costs: {
    ...V8_13_6.costs,
    allocateNsPerByte: 0.04,
    scavengeFixedNs: 100_000,
    copyNsPerByte: 450_000 / MiB,
    promoteNsPerByte: 620_000 / MiB,
    majorFixedNs: 450_000, // gc() in a fresh process: 2.4 ms
    markNsPerByte: 580_000 / MiB,
    evacuateNsPerByte: 620_000 / MiB,
  },

  // Measured: v8.getHeapSpaceStatistics() as the first statement; the live share is what the second scavenge promotes.
  baseline: { youngBytes: 423_624, youngLiveBytes: 213_552, youngLargestBytes: [12_352, 10_696], oldBytes: 2_721_072, oldDeadBytes: 139_728, youngOfDeadBytes: 40_184, trustedBytes: 875_440, largeBytes: 262_160, externalBytes: 10_687 },
};
