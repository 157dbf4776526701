/** Steps that make objects and tie them together. */
import { drawnValue, nextState } from '../../base/prng.ts';
import { WORD_BYTES } from '../../base/units.ts';
import type { Heap } from '../../heap/heap.ts';
import type { ObjectLayout } from '../../heap/layout/object-layout.ts';
import { kindOf, objectLayout, strongEnd } from '../../heap/layout/object-layout.ts';
import { encodeSmi } from '../../heap/layout/tagged-value.ts';
import { firstUserSlot, userSlotCount } from '../../heap/layout/user-slots.ts';
import type { AllocateStep, LinkStep, UnitRange } from '../../scenario/program.ts';
import { RunError } from '../run-error.ts';
import type { StepContext, StepExecutors } from '../step-context.ts';

export const ALLOCATION_STEPS: StepExecutors<'allocate' | 'link' | 'keep' | 'drop'> = {
  allocate,
  link,
  keep: ({ object }, { objects }) => objects.keep(object),
  drop: ({ object }, { objects }) => objects.drop(object),
};

async function allocate(step: AllocateStep, context: StepContext): Promise<void> {
  const { heap, objects, checkpoints } = context;
  const { shape, as, into, handle } = step;
  const { preset } = heap.configuration;
  const young = step.generation === 'young';
  const fixed = shape.units.min === shape.units.max ? objectLayout(preset, shape.type, shape.units.min) : null;
  let named = 0;
  for (let i = 0; i < step.count; i++) {
    const layout = fixed ?? objectLayout(preset, shape.type, drawUnits(shape.units, context));
    if (mustStop(step, layout, context)) break;
    const address = heap.allocateObject(layout, young, step.retry);
    if (address === 0) {
      if (step.until === 'failure') break;
      continue;
    }
    if (into !== null) {
      objects.append(into, address, handle);
    } else if (as === null) {
      if (handle === 'local') objects.addUnnamed(address);
    } else {
      // With a count the last object has the name; the others keep handles of their own if they are to live.
      if (named++ > 0 && handle !== 'none') objects.addUnnamed(objects.address(as));
      objects.bind(as, address, handle);
    }
    if (checkpoints.countObject()) await checkpoints.worked(0);
  }
}

function drawUnits({ min, max }: UnitRange, context: StepContext): number {
  context.randomState = nextState(context.randomState);
  return min + (drawnValue(context.randomState) % (max - min + 1));
}

function mustStop(step: AllocateStep, layout: ObjectLayout, { heap, checks }: StepContext): boolean {
  switch (step.until) {
    case 'old-generation-full':
      if (heap.limits.availableBytes() <= (layout.sizeWords + (layout.part?.layout.sizeWords ?? 0)) * WORD_BYTES) return true;
      break;
    case 'new-space-full':
      if (!newSpaceHasRoom(heap, layout)) return true;
      break;
    case 'failure':
    case null:
  }
  return step.while.length > 0 && !step.while.every((condition) => checks.holds(condition));
}

function newSpaceHasRoom(heap: Heap, layout: ObjectLayout): boolean {
  const { newSpace, newLargeSpace } = heap.structure;
  if (!heap.allocator.isLarge(layout.kind, layout.sizeWords)) return newSpace.hasRoomFor(layout.sizeWords);
  return newLargeSpace?.hasRoomFor(layout.sizeWords) ?? false;
}

function link(step: LinkStep, { heap, objects, program }: StepContext): void {
  const from = objects.address(step.from);
  const to = step.number !== null ? encodeSmi(step.number) : step.to === null ? 0 : objects.address(step.to);
  let host = from;
  let kind = heap.kindAt(from);
  if (kind === kindOf('JSArray')) {
    const elements = heap.load(from, 2);
    if (elements > 0) {
      host = elements;
      kind = heap.kindAt(elements);
    }
  }
  const slots = host === from && kind === kindOf('JSArray') ? 0 : userSlotCount(kind, heap.sizeWordsAt(host));
  if (step.slot >= slots) {
    const name = program.objectNames[step.from]!;
    throw new RunError('SLOT_OUT_OF_RANGE', `object "${name}" has ${String(slots)} slots; there is no slot ${String(step.slot)}`, 'slots count from 0');
  }
  const word = firstUserSlot(kind) + step.slot;
  const isWeak = word >= strongEnd(kind, Infinity);
  if (isWeak !== step.weak) {
    const name = program.objectNames[step.from]!;
    const message = `slot ${String(step.slot)} of object "${name}" is a ${isWeak ? 'weak' : 'strong'} one`;
    throw new RunError('WEAKNESS_MISMATCH', message, isWeak ? 'write weak: true' : 'leave weak out; a WeakFixedArray has weak slots');
  }
  if (isWeak) heap.storeWeak(host, word, to);
  else heap.store(host, word, to);
}
