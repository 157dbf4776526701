/**
 * V8 13.6, the engine of Node 24: Linux x64 without pointer compression. What it shares with 14.6 is said there.
 *
 * Sources: as in v8-14.6.
 */
import { MiB } from '../../base/units.ts';
import type { Preset } from './preset.ts';
import { V8_14_6 } from './v8-14.6.ts';

export const V8_13_6: Preset = {
  ...V8_14_6,
  name: '13.6',
  aliases: ['node24'],
  description: 'V8 13.6 as in Node 24: no scavenges while marking, semispaces up to 64 MB.',

  newSpace: {
    ...V8_14_6.newSpace,
    leastMaximumSemispaceBytes: 1 * MiB, // measured: --max-heap-size=40 --max-old-space-size=40 gives 40 + 3 × 1 MB
    optimizedForSize: { maximumSemispaceBytes: 1 * MiB, minimumSemispaceBytes: 1 * MiB }, // measured
    // §4: old/256 up to 256 MB, old/32 above, 64 MB at most. Measured: 1 MB at least, so --max-heap-size=20 leaves 17 MB.
    maximumSemispace: {
      rule: 'old-generation',
      smallOldBytes: 256 * MiB,
      smallDivisor: 256,
      largeDivisor: 32,
      minBytes: 1 * MiB,
      maxBytes: 64 * MiB,
    },
    taskReason: 'task', // §4
    capacityFlag: true, // §13, measured: 16 gives semispaces of 32 MB, 5 of 16 MB
    // Measured: used after a scavenge is what was copied and, at the end of a page, what the next object did not fit into;
    // nothing is lost behind a large survivor as in 11.3 and 14.6 (calibrated on arrays of 4 to 32 KB, one of which survives).
    copyBuffer: { bytes: 0, objectLimitBytes: 0, rootsApart: false, wholeOnly: false },
    commit: 'eager', // §4: on demand only since 14.x
    // V8 source: half the divisor of small old generations, 72 MB twice for all others. Measured: --max-heap-size=200|256|500|1000.
    minorMarkSweep: {
      maximumSemispace: { rule: 'old-generation', smallOldBytes: 256 * MiB, smallDivisor: 128, largeDivisor: 1, minBytes: 1 * MiB, maxBytes: 144 * MiB },
      promotedPagesAreAllocatedIn: false, // measured: --trace-gc-nvp counts them as holes, --trace-gc-verbose not as available
    },
  },

  onStackCompilation: { perFunctionByte: 10_550, perJump: 3.2, keepsRoots: true }, // measured as in 14.6

  external: { scavengeAtYoungBytes: null, maximumGrowingFactor: 1000 }, // measured: neither, with buffers of 8 KB and with --heap-growing-percent=200

  oldGeneration: {
    ...V8_14_6.oldGeneration,
    ineffective: { ...V8_14_6.oldGeneration.ineffective, sizeShare: 0.8 }, // §7
    checkLimitAfterEachCollection: true, // §8: late-heap-limit-check came later
  },

  marking: { ...V8_14_6.marking, flagSeparatesPhases: true, raisesLimit: false }, // measured: the flag; and the limit that a collection finds is the one that scavenges left

  allocation: {
    ...V8_14_6.allocation,
    youngRetries: ['collect-young', 'collect-young', 'last-resort'], // §8
    retriesAtMaximum: true, // §8
  },

  pagePool: { keeps: true, timeoutMs: null }, // §6

  memoryReducer: { ...V8_14_6.memoryReducer, startDelayMs: 8_000 }, // §7, §13

  weakness: { ...V8_14_6.weakness, scavengesClearTargets: false }, // §11, measured

  // Measured: 6.1 ns for 56 bytes, 12.4 ns for 176, less an empty scavenge a megabyte; fit 0.75 and 0.79 ms a megabyte.
  costs: {
    ...V8_14_6.costs,
    allocateNsPerByte: 0.038,
    scavengeFixedNs: 40_000,
    copyNsPerByte: 750_000 / MiB,
    promoteNsPerByte: 790_000 / MiB,
    majorFixedNs: 1_400_000, // gc() in a fresh process: 2.6 ms
    markNsPerByte: 320_000 / MiB,
    evacuateNsPerByte: 790_000 / MiB,
  },

  // Measured: v8.getHeapSpaceStatistics() as the first statement; the live share is what the second scavenge promotes.
  baseline: { youngBytes: 441_688, youngLiveBytes: 229_640, youngLargestBytes: [12_352, 10_696], oldBytes: 2_948_176, oldDeadBytes: 145_984, youngOfDeadBytes: 40_896, trustedBytes: 990_864, largeBytes: 262_160, externalBytes: 137_679 },
};
