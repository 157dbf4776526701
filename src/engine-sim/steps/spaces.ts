/** Steps that put a space into a certain state. */
import { invariant } from '../../base/invariant.ts';
import { abandonFreeMemory, fillNewSpace, fillNewSpacePage, fillPagedSpace, forceEvacuation, sealOldSpace } from '../../heap/space-surgery.ts';
import { PagedSpace } from '../../heap/spaces/paged-space.ts';
import type { EvacuateStep, FillStep } from '../../scenario/program.ts';
import { RunError } from '../run-error.ts';
import type { StepContext, StepExecutors } from '../step-context.ts';

export const SPACE_STEPS: StepExecutors<'fill' | 'seal' | 'abandon' | 'evacuate'> = {
  fill,
  seal: (_step, { heap }) => sealOldSpace(heap),
  abandon: ({ space }, context) => abandonFreeMemory(context.heap, pagedSpace(space, context)),
  evacuate,
};

function fill(step: FillStep, context: StepContext): void {
  const { heap } = context;
  if (step.space !== 'new_space') return fillPagedSpace(heap, pagedSpace(step.space, context));
  return step.extent === 'space' ? fillNewSpace(heap, step.leaveBytes) : fillNewSpacePage(heap, step.leaveBytes);
}

function pagedSpace(name: string, { heap }: StepContext): PagedSpace {
  const space = heap.structure.spaces.find((candidate) => candidate.name === name);
  invariant(space instanceof PagedSpace, 'validation lets only paged spaces through', { name });
  return space;
}

function evacuate({ object }: EvacuateStep, { heap, objects, program }: StepContext): void {
  if (forceEvacuation(heap, objects.address(object))) return;
  throw new RunError(
    'NOT_AN_OLD_OBJECT',
    `object "${program.objectNames[object]!}" is not on a regular page of the old generation`,
    'allocate it with generation: old, or let it survive until it is promoted',
  );
}
