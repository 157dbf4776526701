/** Steps that put a space into a certain state. */
import { invariant } from '../../base/invariant.ts';
import { abandonFreeMemory, fillNewSpace, fillNewSpacePage, fillPagedSpace, forceEvacuation, sealOldSpace } from '../../heap/space-surgery.ts';
import type { Heap } from '../../heap/heap.ts';
import { PagedSpace } from '../../heap/spaces/paged-space.ts';
import type { EvacuateStep, FillStep } from '../../scenario/program.ts';
import { RunError } from '../run-error.ts';
import type { StepContext, StepExecutors } from '../step-context.ts';

export const SPACE_STEPS: StepExecutors<'fill' | 'seal' | 'abandon' | 'evacuate'> = {
  fill,
  seal: (_step, { heap }) => {
    refuseBesideThread('seal', heap);
    sealOldSpace(heap);
  },
  abandon: ({ space }, context) => {
    refuseBesideThread('abandon', context.heap);
    abandonFreeMemory(context.heap, pagedSpace(space, context));
  },
  evacuate,
};

function fill(step: FillStep, context: StepContext): void {
  const { heap } = context;
  refuseBesideThread('fill', heap);
  if (step.space !== 'new_space') return fillPagedSpace(heap, pagedSpace(step.space, context));
  const { into } = step;
  const keep = into === null ? null : (address: number) => context.objects.append(into, address, 'local');
  return step.extent === 'space' ? fillNewSpace(heap, step.leaveBytes, keep) : fillNewSpacePage(heap, step.leaveBytes, keep);
}

/** As V8's helpers do: another thread would undo at once what they have done. */
function refuseBesideThread(step: string, { configuration }: Heap): void {
  if (!configuration.flags['stress-concurrent-allocation']) return;
  throw new RunError('CONCURRENT_ALLOCATION', `${step} cannot be done while another thread allocates`, 'set the flag stress-concurrent-allocation to false');
}

export function pagedSpace(name: string, { heap }: StepContext): PagedSpace {
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
