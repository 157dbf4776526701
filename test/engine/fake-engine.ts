/** An engine without a heap: it returns plausible figures at once, for tests of whatever stands around engines. */
import type { Engine } from '../../src/engine/engine.ts';
import type {
  Collection,
  ExpectationResult,
  HeapSpaceStatistics,
  HeapStatistics,
  RunResult,
  Sample,
  SpaceOccupancy,
} from '../../src/engine/result.ts';
import { KiB, MiB } from '../../src/base/units.ts';
import type { SpaceName } from '../../src/vocabulary/spaces.ts';

function occupancy(space: SpaceName, pages: number, committedBytes: number, usedBytes: number, availableBytes: number, wasteBytes = 0): SpaceOccupancy {
  return { space, pages, committedBytes, usedBytes, availableBytes, wasteBytes };
}

const OCCUPANCY: readonly SpaceOccupancy[] = [
  occupancy('read_only_space', 1, 256 * KiB, 171_056, 81_000),
  occupancy('new_space', 8, 2 * MiB, 1 * KiB, 1_030_144),
  occupancy('old_space', 12, 3 * MiB, 2_900_000, 190_016, 4_096),
  occupancy('code_space', 1, 256 * KiB, 36_000, 210_000),
  occupancy('new_large_object_space', 0, 0, 0, 1_031_168),
  occupancy('large_object_space', 3, 2 * MiB, 2_090_000, 0),
];

function spaceStatistics(row: SpaceOccupancy): HeapSpaceStatistics {
  return {
    space_name: row.space,
    space_size: row.committedBytes,
    space_used_size: row.usedBytes,
    space_available_size: row.availableBytes,
    physical_space_size: row.committedBytes,
  };
}

const HEAP_STATISTICS: HeapStatistics = {
  total_heap_size: 7_864_320,
  total_heap_size_executable: 262_144,
  total_physical_size: 7_864_320,
  total_available_size: 4_340_000_000,
  used_heap_size: 5_198_080,
  heap_size_limit: 4_345_298_944,
  malloced_memory: 0,
  peak_malloced_memory: 0,
  does_zap_garbage: 0,
  number_of_native_contexts: 1,
  number_of_detached_contexts: 0,
  total_global_handles_size: 8_192,
  used_global_handles_size: 64,
  external_memory: 0,
  total_allocated_bytes: 134_217_728,
};

export function fakeSample(overrides: Partial<Sample> = {}): Sample {
  return {
    label: 'end',
    step: null,
    atAllocatedBytes: 128 * MiB,
    atTimeMs: 812.5,
    heapSpaceStatistics: OCCUPANCY.map(spaceStatistics),
    heapStatistics: HEAP_STATISTICS,
    occupancy: OCCUPANCY,
    ...overrides,
  };
}

export function fakeCollection(overrides: Partial<Collection> = {}): Collection {
  const index = overrides.index ?? 1;
  return {
    index,
    kind: 'scavenge',
    reason: 'allocation failure',
    collectorReason: null,
    reduceMemory: false,
    incremental: false,
    atAllocatedBytes: index * 1_030_144,
    atTimeMs: index * 5.25,
    pauseMs: 1.125,
    before: { usedBytes: 3 * MiB + index * 4096, committedBytes: 7 * MiB, spaces: { new_space: 1_030_144, old_space: 2_000_000 } },
    after: { usedBytes: 2 * MiB + index * 4096, committedBytes: 7 * MiB, spaces: { new_space: 48_000, old_space: 2_012_288 } },
    youngBytesBefore: 1_030_144,
    copiedBytes: 48_000,
    copiedObjects: 600,
    promotedBytes: 12 * KiB,
    promotedObjects: 96,
    pooledBytes: 0,
    mutatorUtilization: 1,
    averageMutatorUtilization: 1,
    markingSteps: null,
    movedBytes: 0,
    evacuatedPages: 0,
    abortedPages: 0,
    promotedPages: 0,
    releasedPages: 0,
    newSpaceCapacityBytes: 1_031_168,
    oldGenerationLimitBytes: 64 * MiB,
    ...overrides,
  };
}

/** So many scavenges, then one full collection. */
export function fakeCollections(scavenges: number): Collection[] {
  const list = Array.from({ length: scavenges }, (_, position) => fakeCollection({ index: position + 1 }));
  const last = fakeCollection({
    index: scavenges + 1,
    kind: 'mark-compact',
    reason: 'testing',
    collectorReason: 'GC in old space requested',
    reduceMemory: true,
    copiedBytes: 0,
    movedBytes: 262_144,
    promotedBytes: 48_000,
    pauseMs: 12.5,
  });
  return [...list, last];
}

export function fakeExpectation(overrides: Partial<ExpectationResult> = {}): ExpectationResult {
  return { metric: 'gc.count', expected: '0..20', actual: 4, unit: 'count', passed: true, line: 20, column: 3, ...overrides };
}

export function fakeResult(overrides: Partial<RunResult> = {}): RunResult {
  return {
    scenario: { name: 'allocate-after-failures', description: 'Every space can still allocate.', file: 'scenarios/allocate-after-failures.yaml' },
    engine: { name: 'heapstress', preset: '14.6' },
    seed: 1,
    flags: { 'max-semi-space-size': 16 * MiB, 'stress-concurrent-allocation': false },
    machine: { memoryBytes: 8 * 1024 * MiB, cores: 4 },
    params: { length: 100 },
    status: 'completed',
    outOfMemory: null,
    outOfMemoryExpected: false,
    problem: null,
    timeMs: 812.5,
    allocated: { objects: 1_204_113, bytes: 128 * MiB, retries: 2, failures: 0 },
    steps: [
      { id: 0, op: 'gc', line: 10, runs: 1, objects: 0, bytes: 0, collections: 1, failures: 0 },
      { id: 1, op: 'workload', line: 12, runs: 1, objects: 1_204_113, bytes: 128 * MiB, collections: 3, failures: 0 },
    ],
    samples: [fakeSample({ label: 'steady', step: 1, atAllocatedBytes: 64 * MiB, atTimeMs: 400 }), fakeSample()],
    collections: fakeCollections(3),
    survival: [
      { age: 0, objects: 1_204_113, bytes: 128 * MiB },
      { age: 1, objects: 60_220, bytes: 6 * MiB },
      { age: 2, objects: 1_020, bytes: 100 * KiB },
      { age: 3, objects: 0, bytes: 0 },
    ],
    expectations: [fakeExpectation(), fakeExpectation({ metric: 'heap.verified', expected: 'true', actual: true, unit: 'boolean' })],
    console: { lines: [], leftOut: 0 },
    isolates: [],
    verification: { runs: 1, afterEveryCollection: false },
    ...overrides,
  };
}

/** Yields the same result for every program, after as many checkpoints as asked for. */
export function createFakeEngine(result: Partial<RunResult> = {}, checkpoints = 1): Engine {
  return {
    async run(program, options = {}) {
      for (let done = 1; done <= checkpoints; done++) {
        const answer = await options.hooks?.checkpoint?.({ fraction: done / checkpoints, allocatedBytes: done * MiB });
        if (answer === 'stop') return fakeResult({ ...result, status: 'interrupted' });
      }
      const { name, description, file, settings } = program;
      return fakeResult({ scenario: { name, description, file }, engine: { name: 'heapstress', preset: settings.preset }, seed: settings.seed, ...result });
    },
  };
}
