/** Rules of the heap, each with a change that breaks it and V8’s tests that must notice. */

export interface MutatedRule {
  readonly rule: string;
  /** From the root of the sources. */
  readonly file: string;
  /** Occurs once. */
  readonly find: string;
  readonly replace: string;
  /** Below scenarios/v8: at least one of them must fail. */
  readonly tests: readonly string[];
}

export const MUTATED_RULES: readonly MutatedRule[] = [
  {
    rule: 'age mark: what has survived a collection is promoted by the next scavenge',
    file: 'src/flags/presets/v8-14.6.ts',
    find: 'promotion: { belowAgeMark: true,',
    replace: 'promotion: { belowAgeMark: false,',
    tests: ['heap-unittest/RememberedSet_InsertOnPromotingObjectToOld.yaml', 'test-heap/GarbageCollection.yaml'],
  },
  {
    rule: 'page promotion: a page moves whole if more than 70 % of it is live',
    file: 'src/heap/pacing/page-promotion.ts',
    find: '(areaBytes * thresholdPercent) / 100',
    replace: '(areaBytes * thresholdPercent) / 90',
    tests: ['page-promotion-unittest/PagePromotion_Threshold.yaml', 'page-promotion-unittest/PagePromotion_NewToOld.yaml'],
  },
  {
    rule: 'large-object threshold: an object of 131,072 bytes is a regular one',
    file: 'src/flags/presets/v8-14.6.ts',
    find: 'maxRegularObjectBytes: 131_072,',
    replace: 'maxRegularObjectBytes: 131_064,',
    tests: ['test-spaces/SemiSpaceNewSpace.yaml', 'test-mark-compact/Promotion.yaml'],
  },
  {
    rule: 'free-list category bounds: a block of 2,048 bytes begins the class that small objects look in first',
    file: 'src/heap/allocators/free-list-categories.ts',
    find: '512, 1024, 2048, 4096,',
    replace: '512, 1024, 3072, 4096,',
    tests: ['spaces-unittest/FreeListManyCachedFastPath.yaml'],
  },
  {
    rule: 'new-large-object budget: the first young large object fits whatever its size',
    file: 'src/heap/spaces/large-object-space.ts',
    find: 'return this.isEmpty || this.usedBytes',
    replace: 'return this.usedBytes',
    tests: ['test-heap/YoungGenerationLargeObjectAllocationScavenge.yaml', 'test-heap/YoungGenerationLargeObjectAllocationMarkCompact.yaml'],
  },
  {
    rule: 'evacuation budget: pages are emptied as long as their objects are few enough',
    file: 'src/heap/pacing/evacuation-selection.ts',
    find: 'if (movedBytes + page.allocatedBytes > policy.budgetBytes) break;',
    replace: 'if (movedBytes + page.allocatedBytes > policy.budgetBytes / 2 ** 20) break;',
    tests: ['test-heap/ReleaseOverReservedPages.yaml'],
  },
  {
    rule: 'aborted page: the slots of what stays on it are updated too',
    file: 'src/heap/collectors/evacuator.ts',
    find: '        this.recordRemaining(page, false);\n',
    replace: '',
    tests: ['test-compaction/CompactionPartiallyAbortedPageIntraAbortedPointers.yaml'],
  },
  {
    rule: 'right-trim filler: it covers all that was cut off',
    file: 'src/heap/trimming.ts',
    find: 'writeFiller(structure.words, address + kept, words);',
    replace: 'writeFiller(structure.words, address + kept, 1);',
    tests: ['test-heap/ContinuousRightTrimFixedArrayInBlackArea.yaml', 'test-heap/LiveBytes.yaml'],
  },
  {
    rule: 'weak clearing order: entries of weak maps are followed before anything weak is cleared',
    file: 'src/heap/collectors/mark-compact.ts',
    find: '    markThroughEphemerons(this.structure, this.marker);\n    clearWeakReferences(this.structure, this.marker);\n',
    replace: '    clearWeakReferences(this.structure, this.marker);\n    markThroughEphemerons(this.structure, this.marker);\n',
    tests: ['weakmaps-unittest/Weakness.yaml'],
  },
  {
    rule: 'shrink to high-water mark: only whole pages of the operating system are given back',
    file: 'src/heap/spaces/paged-space.ts',
    find: '* (osPageBytes / WORD_BYTES);\n    if (unused === 0)',
    replace: '* (osPageBytes / WORD_BYTES) - 1;\n    if (unused <= 0)',
    tests: ['test-spaces/ShrinkPageToHighWaterMarkFreeSpaceEnd.yaml', 'test-spaces/ShrinkPageToHighWaterMarkTwoWordFiller.yaml'],
  },
];
