/**
 * V8 11.3, the engine of Node 20: Linux x64 without pointer compression. What it shares with 12.4 is said there.
 *
 * Sources: as in v8-14.6.
 */
import { GiB, KiB, MiB } from '../../base/units.ts';
import type { Preset } from './preset.ts';
import { V8_12_4 } from './v8-12.4.ts';

export const V8_11_3: Preset = {
  ...V8_12_4,
  name: '11.3',
  aliases: ['node20'],
  description: 'V8 11.3 as in Node 20: no trusted space, copy buffers must fit whole into a page.',

  // §2, measured.
  layout: {
    ...V8_12_4.layout,
    dataPageHeaderBytes: 4_424, // area 257,720
    readOnlyPageHeaderBytes: 96, // the fields before the mark bits and slot sets, which read-only pages do not have (V8 source)
    codePageHeaderBytes: 12_336, // with the trailer: area 245,712
    codePageTrailerBytes: 4_096,
    largePageHeaderBytes: 4_424,
    maxRegularCodeObjectBytes: 122_856,
  },

  // §1: the trusted spaces came with 12.4.
  spaces: V8_12_4.spaces.filter((space) => space.holds !== 'trusted'),
  reportedSpaces: V8_12_4.reportedSpaces.filter((name) => !name.startsWith('trusted_')),

  newSpace: {
    ...V8_12_4.newSpace,
    capacityFlag: false, // §13
    stressCollects: 'everything', // measured: “Mark-Compact (reduce) … testing”
    minorMarkSweep: null, // --minor-mc was a collector in the making: its promoted pages count as full, so the heap grows while it collects
    copyBuffer: { bytes: 32 * KiB, objectLimitBytes: 8 * KiB, rootsApart: false, wholeOnly: true }, // measured: the tail of a page that cannot take a whole buffer is lost
  },

  pagePool: { keeps: false, timeoutMs: null }, // §12: its traces know no pool

  interruptBudget: { bytes: 66 * KiB, perFunctionByte: 0 }, // --interrupt-budget; measured: full collections of a ring come a multiple of it apart

  marking: {
    ...V8_12_4.marking,
    flagSeparatesPhases: true, // measured, as is the next
    growsNewSpace: false,
    blackAllocatesYoungLarge: true, // measured: steps find nothing to mark in a loop that stores large arrays
    stepYoungLargeBytes: 256 * KiB, // measured: a step for every second object of 160 KB
    // V8 source, and --trace-incremental-marking.
    schedule: {
      rule: 'by-allocation',
      steps: 256,
      stepsNearMaximum: 32,
      reserveBytes: 64 * MiB,
      leastBytes: 64 * KiB,
      mostBytes: 256 * KiB,
      marginBytes: 1 * MiB,
      stepMs: 4.5,
    },
  },

  oldGeneration: {
    ...V8_12_4.oldGeneration,
    maximum: {
      ...V8_12_4.oldGeneration.maximum,
      leastBytes: 3 * 256 * KiB, // §7: a page for each of three growable spaces
      largeMachineBytes: 15.5 * GiB, // §7
    },
    limitAddsNewSpace: 'capacity', // §7: measured
    consumed: 'objects', // §7
    ineffective: { ...V8_12_4.oldGeneration.ineffective, countsFirstCollection: false }, // §7
  },

  pretenuring: { ...V8_12_4.pretenuring, enabled: true }, // measured

  memoryReducer: { ...V8_12_4.memoryReducer, collections: 3 }, // §7

  // Measured: 6.0 ns for 56 bytes, 11.7 ns for 176, less an empty scavenge a megabyte; fit 0.08 + 0.51 and 0.71 ms.
  costs: {
    ...V8_12_4.costs,
    allocateNsPerByte: 0.036,
    scavengeFixedNs: 80_000,
    copyNsPerByte: 510_000 / MiB,
    promoteNsPerByte: 710_000 / MiB,
    majorFixedNs: 850_000, // gc() in a fresh process: 2.2 ms
    markNsPerByte: 540_000 / MiB,
    evacuateNsPerByte: 710_000 / MiB,
  },

  // Measured: v8.getHeapSpaceStatistics() as the first statement; the live share is what the second scavenge promotes. What is
  // dead: all spaces but new space, less what the first full collection leaves of them.
  baseline: { youngBytes: 394_136, youngLiveBytes: 211_952, youngLargestBytes: [12_352, 10_696], oldBytes: 2_800_464, oldDeadBytes: 287_896, youngOfDeadBytes: 38_840, trustedBytes: 0, largeBytes: 262_160, externalBytes: 10_687 },
};
