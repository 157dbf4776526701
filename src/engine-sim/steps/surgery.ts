/** Steps that bring spaces, pages and objects into certain states. */
import { WORD_BYTES } from '../../base/units.ts';
import { kindName } from '../../heap/layout/object-layout.ts';
import { pageOf } from '../../heap/layout/page-geometry.ts';
import { FORCED_CANDIDATE, NEVER_ALLOCATE, NEVER_EVACUATE } from '../../heap/pages/page-flags.ts';
import { allocateByCompactionSpace, pad, resizeNewSpace } from '../../heap/space-surgery.ts';
import { PagedSpace } from '../../heap/spaces/paged-space.ts';
import type { Space } from '../../heap/spaces/space.ts';
import { canTrimLeft, trimLeft, trimRight } from '../../heap/trimming.ts';
import type { CompactionSpaceStep, FlagPageStep, LeftTrimStep, MarkingStep, PadStep, PageProperty, RightTrimStep, SpaceStep } from '../../scenario/program.ts';
import { objectType } from '../../vocabulary/object-types.ts';
import { RunError } from '../run-error.ts';
import type { StepContext, StepExecutors } from '../step-context.ts';
import { requireIncremental } from './collections.ts';
import { pagedSpace } from './spaces.ts';

type SurgeryOp =
  | 'right-trim' | 'left-trim' | 'pad' | 'expand' | 'close-lab' | 'reset-free-list' | 'inline-allocation' | 'resize-new-space' | 'shrink-page' | 'flag-page'
  | 'compaction-space' | 'finish-sweeping' | 'empty-new-space' | 'force-oom' | 'marking' | 'observe' | 'unobserve' | 'pause-observers' | 'track-allocations'
  | 'set-counter' | 'read-only-space';

export const SURGERY_STEPS: StepExecutors<SurgeryOp> = {
  'right-trim': rightTrim,
  'left-trim': leftTrim,
  pad: padSpace,
  expand,
  'close-lab': ({ space: name }, context) => {
    const space = spaceOf({ space: name }, context);
    // New space keeps its area: closing it only makes it walkable, which it always is here.
    if (space instanceof PagedSpace) space.closeArea();
  },
  'reset-free-list': ({ space }, context) => pagedSpace(space, context).dropFreeList(),
  'inline-allocation': ({ on }, { heap }) => {
    heap.allocator.inlineAllocation = on;
    if (!on) for (const space of heap.structure.pagedSpaces) space.closeArea();
  },
  'resize-new-space': ({ how }, { heap }) => resizeNewSpace(heap, how),
  'shrink-page': ({ object }, context) => {
    const { space, page } = pagedPageOf(object, context);
    context.heap.collection.finishSweeping();
    context.surgery.releasedBytes = space.shrinkPage(page, context.heap.configuration.preset.layout.osPageBytes);
  },
  'flag-page': flagPage,
  'compaction-space': compact,
  'finish-sweeping': (_step, { heap }) => heap.collection.sweeper.finish(),
  'empty-new-space': (_step, { heap }) => heap.collection.collect({ generation: 'old', reason: 'testing' }),
  'force-oom': ({ on }, { heap }) => {
    heap.limits.forceOutOfMemory = on;
  },
  marking: mark,
  observe: ({ observer, space, stepBytes }, context) => context.surgery.observe(observer, spaceOf({ space }, context), stepBytes),
  unobserve: ({ observer }, { surgery }) => surgery.unobserve(observer),
  'pause-observers': ({ on }, { surgery }) => surgery.pauseObservers(on),
  'track-allocations': ({ on }, { surgery }) => surgery.track(on),
  'set-counter': ({ space, value }, context) => context.surgery.setCounter(spaceOf({ space }, context), value),
  'read-only-space': ({ action, bytes }, { surgery }) => {
    if (action === 'new') return surgery.newReadOnlySpace();
    if (action === 'allocate') return surgery.allocateReadOnly(bytes);
    const space = surgery.openReadOnlySpace();
    return action === 'shrink' ? space.shrinkPages() : space.seal();
  },
};

function spaceOf({ space }: { readonly space: SpaceStep['space'] }, { heap }: StepContext): Space {
  return heap.structure.spaces.find(({ name }) => name === space)!;
}

function nameOf(object: number, { program }: StepContext): string {
  return program.objectNames[object]!;
}

function pagedPageOf(object: number, context: StepContext): { readonly space: PagedSpace; readonly page: number } {
  const page = pageOf(context.objects.address(object));
  const space = context.heap.structure.spaceOfPage(page);
  if (space instanceof PagedSpace) return { space, page };
  throw new RunError('NOT_AN_OLD_OBJECT', `object "${nameOf(object, context)}" is not on a regular page of the old generation`, 'allocate it with generation: old, or let it survive until it is promoted');
}

/** Units to words: only whole words can be cut off. */
function trimmedWords(object: number, units: number, context: StepContext): number {
  const { heap, objects } = context;
  const address = objects.address(object);
  const type = objectType(kindName(heap.kindAt(address)));
  if (type.bytesPerUnit === 0 || type.unit === 'fields') throw new RunError('WRONG_OBJECT_TYPE', `object "${nameOf(object, context)}" is a ${kindName(heap.kindAt(address))}, which cannot be trimmed`, 'this step needs an array');
  const size = heap.sizeWordsAt(address) * WORD_BYTES;
  const least = Math.max(type.baseBytes, 2 * WORD_BYTES);
  const kept = Math.max(least, Math.ceil((size - units * type.bytesPerUnit) / WORD_BYTES) * WORD_BYTES);
  if (size - units * type.bytesPerUnit < type.baseBytes) throw new RunError('SLOT_OUT_OF_RANGE', `object "${nameOf(object, context)}" is too short to cut off ${String(units)} elements`, 'see object.<name>.length');
  return (size - kept) / WORD_BYTES;
}

function rightTrim({ object, to, by }: RightTrimStep, context: StepContext): void {
  const { heap, objects } = context;
  const address = objects.address(object);
  const type = objectType(kindName(heap.kindAt(address)));
  const length = type.bytesPerUnit === 0 ? 0 : Math.floor((heap.sizeWordsAt(address) * WORD_BYTES - type.baseBytes) / type.bytesPerUnit);
  const units = by ?? length - to!;
  if (units < 0) throw new RunError('SLOT_OUT_OF_RANGE', `object "${nameOf(object, context)}" has ${String(length)} elements; a trim makes it no longer`, 'see object.<name>.length');
  const words = trimmedWords(object, units, context);
  if (words > 0) trimRight(heap, address, words);
}

function leftTrim({ object, by }: LeftTrimStep, context: StepContext): void {
  const { heap, objects } = context;
  const address = objects.address(object);
  if (kindName(heap.kindAt(address)) !== 'FixedArray') throw new RunError('WRONG_OBJECT_TYPE', `object "${nameOf(object, context)}" is a ${kindName(heap.kindAt(address))}`, 'left-trim needs a FixedArray');
  if (!canTrimLeft(heap, address)) throw new RunError('CANNOT_TRIM', `object "${nameOf(object, context)}" cannot be trimmed from the left now`, 'not while marking runs, and large objects never');
  const words = trimmedWords(object, by, context);
  if (words > 0) trimLeft(heap, address, words);
}

function padSpace({ space, bytes, objectBytes, into }: PadStep, context: StepContext): void {
  const { heap, objects } = context;
  const target = spaceOf({ space }, context);
  const available = target.figures().availableBytes;
  const young = space === 'new_space';
  const fits = available === 0 || bytes <= available;
  const done = fits && pad(heap, young, bytes, objectBytes, (address) => {
    if (into !== null) objects.append(into, address, 'local');
  });
  if (!done) throw new RunError('NO_ROOM', `${space} has no room for ${String(bytes)} bytes of padding`, `available are ${String(available)}; expand adds a page`);
}

function expand(step: SpaceStep, context: StepContext): void {
  if (!pagedSpace(step.space, context).expand()) throw new RunError('NO_ROOM', `${step.space} cannot have another page`);
}

const FLAGS: Readonly<Record<PageProperty, number>> = { evacuate: FORCED_CANDIDATE, pin: NEVER_EVACUATE, 'never-allocate': NEVER_ALLOCATE };

function flagPage({ object, set, clear }: FlagPageStep, context: StepContext): void {
  const { pages } = context.heap.structure;
  const { space, page } = pagedPageOf(object, context);
  if (space.lab.isOpen && pageOf(space.lab.start) === page) space.closeArea();
  for (const property of set) {
    pages.setFlags(page, FLAGS[property]);
    if (property === 'never-allocate') space.dropFreeBlocks(page);
  }
  for (const property of clear) pages.clearFlags(page, FLAGS[property]);
}

function compact({ space, objectBytes, count, into }: CompactionSpaceStep, context: StepContext): void {
  const { heap, objects, surgery } = context;
  if (objectBytes > heap.configuration.preset.layout.maxRegularObjectBytes) throw new RunError('NO_ROOM', 'large objects do not move, so no compaction makes room for them', 'use a smaller size');
  surgery.compactionPages = allocateByCompactionSpace(heap, pagedSpace(space, context), objectBytes, count, (address) => {
    if (into !== null) objects.append(into, address, 'local');
  });
}

function mark({ action, bytes, reduceMemory }: MarkingStep, context: StepContext): void {
  const { collection } = context.heap;
  requireIncremental(context);
  switch (action) {
    case 'start':
      return collection.startMarking(reduceMemory);
    case 'step':
      return collection.advanceMarking(bytes);
    case 'complete':
      return collection.advanceMarking(0);
    case 'simulate':
      collection.finishSweeping();
      collection.startMarking(reduceMemory);
      return collection.advanceMarking(0);
    case 'stop':
      return collection.stopMarking();
  }
}
