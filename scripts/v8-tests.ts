/** What docs/v8-tests.md lists besides the scenarios. */

/** V8’s tests of pure functions, and the file whose tests have their names. */
export const UNIT_TESTS: readonly { readonly name: string; readonly file: string }[] = [
  { name: 'test-heap.cc: TestAlignmentCalculations', file: 'test/heap/layout/alignment.test.ts' },
  { name: 'spaces-unittest.cc: FreeListManySelectFreeListCategoryType', file: 'test/heap/allocators/free-list-categories.test.ts' },
  { name: 'spaces-unittest.cc: FreeListManyCachedFastPathSelectFastAllocationFreeListCategoryType', file: 'test/heap/allocators/free-list-categories.test.ts' },
  { name: 'heap-controller-unittest.cc: HeapGrowingFactor', file: 'test/heap/pacing/growing-factor.test.ts' },
  { name: 'heap-controller-unittest.cc: MaxHeapGrowingFactor', file: 'test/heap/pacing/growing-factor.test.ts' },
  { name: 'heap-unittest.cc: YoungGenerationSizeFromOldGenerationSize', file: 'test/heap/pacing/heap-split.test.ts' },
  { name: 'heap-unittest.cc: GenerationSizesFromHeapSize', file: 'test/heap/pacing/heap-split.test.ts' },
  { name: 'test-heap.cc: HeapLimit', file: 'test/heap/pacing/heap-split.test.ts' },
  { name: 'test-heap.cc: HugeHeapLimit', file: 'test/heap/pacing/heap-split.test.ts' },
  { name: 'gc-tracer-unittest.cc: MutatorUtilization', file: 'test/heap/pacing/ineffective-collections.test.ts' },
  { name: 'slot-set-unittest.cc: InsertAndLookup2', file: 'test/heap/pages/slot-set.test.ts' },
  { name: 'slot-set-unittest.cc: Iterate', file: 'test/heap/pages/slot-set.test.ts' },
  { name: 'slot-set-unittest.cc: Remove', file: 'test/heap/pages/slot-set.test.ts' },
  { name: 'bitmap-unittest.cc: ClearRange1', file: 'test/base/bit-table.test.ts' },
  { name: 'bitmap-unittest.cc: ClearRange2', file: 'test/base/bit-table.test.ts' },
  { name: 'bitmap-unittest.cc: SetAndClearRange', file: 'test/base/bit-table.test.ts' },
  { name: 'marking-unittest.cc: TransitionMarkBit', file: 'test/base/bit-table.test.ts' },
  { name: 'allocation-observer-unittest.cc: AddAndRemoveUnusedObservers', file: 'test/heap/allocators/allocation-counter.test.ts' },
  { name: 'allocation-observer-unittest.cc: Step', file: 'test/heap/allocators/allocation-counter.test.ts' },
  { name: 'test-spaces.cc: ComputeDiscardMemoryAreas', file: 'test/heap/allocators/discard-area.test.ts' },
  { name: 'lab-unittest.cc: UnusedLabImplicitClose', file: 'test/heap/allocators/linear-allocation-area.test.ts' },
  { name: 'lab-unittest.cc: SimpleAllocate', file: 'test/heap/allocators/linear-allocation-area.test.ts' },
  { name: 'lab-unittest.cc: AllocateUntilLabOOM', file: 'test/heap/allocators/linear-allocation-area.test.ts' },
  { name: 'lab-unittest.cc: AllocateExactlyUntilLimit', file: 'test/heap/allocators/linear-allocation-area.test.ts' },
];

/** Those that are not here, and why. */
export const LEFT_OUT: readonly { readonly name: string; readonly reason: string }[] = [];
