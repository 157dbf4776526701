/** The heap's figures at one moment, under the names that V8 gives them. */
import type { HeapSpaceStatistics, HeapStatistics, Sample, SpaceOccupancy } from '../engine/result.ts';
import type { Heap } from '../heap/heap.ts';
import type { Space } from '../heap/spaces/space.ts';

/** Native contexts on the heap, and how many of them were disposed of. */
export interface ContextCounts {
  readonly native: number;
  readonly detached: number;
}

export function takeSample(heap: Heap, label: string, step: number | null, contexts: ContextCounts | null = null): Sample {
  return {
    label,
    step,
    atAllocatedBytes: heap.allocatedBytes,
    atTimeMs: heap.nowMs,
    heapSpaceStatistics: heapSpaceStatistics(heap),
    heapStatistics: heapStatistics(heap, contexts),
    occupancy: heap.structure.spaces.map(occupancy),
  };
}

/** Every space that the preset reports, in its order; those it does not simulate are empty, as they are by default in V8. */
function heapSpaceStatistics(heap: Heap): readonly HeapSpaceStatistics[] {
  return heap.configuration.preset.reportedSpaces.map((name) => {
    const figures = heap.structure.spaces.find((space) => space.name === name)?.figures();
    return {
      space_name: name,
      space_size: figures?.committedBytes ?? 0,
      space_used_size: figures?.usedBytes ?? 0,
      space_available_size: figures?.availableBytes ?? 0,
      physical_space_size: figures?.committedBytes ?? 0,
    };
  });
}

function heapStatistics(heap: Heap, contexts: ContextCounts | null): HeapStatistics {
  const { structure, limits } = heap;
  const committed = structure.committedBytes();
  const executable = structure.pagedSpaces.filter((space) => space.executable).reduce((bytes, space) => bytes + space.figures().committedBytes, 0);
  return {
    total_heap_size: committed,
    total_heap_size_executable: executable,
    total_physical_size: committed,
    total_available_size: Math.max(0, limits.maximumOldBytes - structure.oldGenerationUsedBytes()),
    used_heap_size: structure.usedBytes(),
    heap_size_limit: limits.maximumReservedBytes,
    malloced_memory: 0,
    peak_malloced_memory: 0,
    does_zap_garbage: 0,
    number_of_native_contexts: contexts?.native ?? 0,
    number_of_detached_contexts: contexts?.detached ?? 0,
    total_global_handles_size: 0,
    used_global_handles_size: 0,
    external_memory: heap.external.totalBytes,
    total_allocated_bytes: heap.allocatedBytes,
  };
}

function occupancy(space: Space): SpaceOccupancy {
  const { pages, committedBytes, usedBytes, availableBytes, wasteBytes } = space.figures();
  return { space: space.name, pages, committedBytes, usedBytes, availableBytes, wasteBytes };
}
