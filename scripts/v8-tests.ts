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
  { name: 'memory-reducer-unittest.cc: FromDoneToDone', file: 'test/heap/pacing/memory-reducer.test.ts' },
  { name: 'memory-reducer-unittest.cc: FromDoneToWait', file: 'test/heap/pacing/memory-reducer.test.ts' },
  { name: 'memory-reducer-unittest.cc: FromWaitToRun', file: 'test/heap/pacing/memory-reducer.test.ts' },
  { name: 'memory-reducer-unittest.cc: FromRunToRun', file: 'test/heap/pacing/memory-reducer.test.ts' },
  { name: 'memory-reducer-unittest.cc: FromRunToDone', file: 'test/heap/pacing/memory-reducer.test.ts' },
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
export const LEFT_OUT: readonly { readonly name: string; readonly reason: string }[] = [
  { name: 'test-heap.cc: CodeLargeObjectSpace64k', reason: 'A scenario cannot set the page size of the operating system yet; the 4 KB case is here.' },
  { name: 'test-heap.cc: Regress845060 in 13.6 and 14.6', reason: 'There marking must end by itself while a script allocates; the 11.3 and 12.4 cases are here.' },
  { name: 'test-weak-references.cc: WeakArraysBasic', reason: 'A slot of a WeakFixedArray is always weak here; in V8 each is strong or weak by itself.' },
  { name: 'test-heap.cc: MapRetaining', reason: 'Maps are not retained for a number of collections.' },
  { name: 'test-heap.cc: ScriptIterator', reason: 'Script objects are not listed on the heap.' },
  { name: 'test-heap.cc: AllocateExternalBackingStore', reason: 'There is no step for an allocator outside the heap that fails.' },
  { name: 'test-handles, test-api: Handle, LocalTest, PersistentTest and MaybeLocalTest', reason: 'They are shipped as scenarios of their own (handle-moves, maybe-local, persistent-and-weak, unique-persistent) and as unit tests of src/handles.' },
];
