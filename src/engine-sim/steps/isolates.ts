/** Steps that run isolates of their own: meanwhile this one waits, and its clock goes on. */
import type { StepContext, StepExecutors } from '../step-context.ts';

export const ISOLATE_STEPS: StepExecutors<'isolate' | 'parallel'> = {
  isolate: async (block, context) => wait(await context.isolates.runOne(block), context),
  parallel: async ({ isolates }, context) => wait(await context.isolates.runAtOnce(isolates), context),
};

function wait(durationMs: number, { heap }: StepContext): void {
  heap.clock.advanceTo(heap.nowMs + durationMs);
}
