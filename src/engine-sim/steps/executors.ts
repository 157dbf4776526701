/** Every step of the language and what executes it; the type makes sure that none is missing. */
import type { Step, StepOp } from '../../scenario/program.ts';
import type { StepContext, StepExecutor, StepExecutors } from '../step-context.ts';
import { ALLOCATION_STEPS } from './allocation.ts';
import { BLOCK_STEPS } from './blocks.ts';
import { COLLECTION_STEPS } from './collections.ts';
import { EVENT_LOOP_STEPS } from './event-loop.ts';
import { CONTROL_STEPS } from './control.ts';
import { HANDLE_STEPS } from './handles.ts';
import { ISOLATE_STEPS } from './isolates.ts';
import { MEMORY_STEPS } from './memory.ts';
import { SCRIPT_STEPS } from './scripts.ts';
import { SPACE_STEPS } from './spaces.ts';
import { SURGERY_STEPS } from './surgery.ts';
import { WORKLOAD_STEPS } from './workload.ts';

const EXECUTORS: StepExecutors<StepOp> = {
  ...ALLOCATION_STEPS,
  ...WORKLOAD_STEPS,
  ...SPACE_STEPS,
  ...SURGERY_STEPS,
  ...COLLECTION_STEPS,
  ...BLOCK_STEPS,
  ...CONTROL_STEPS,
  ...HANDLE_STEPS,
  ...EVENT_LOOP_STEPS,
  ...MEMORY_STEPS,
  ...SCRIPT_STEPS,
  ...ISOLATE_STEPS,
  sample: ({ label, id }, context) => context.sample(label, id),
  expect: ({ expect }, { checks }) => checks.check(expect),
};

export function executeStep(step: Step, context: StepContext): Promise<void> | void {
  // The table's type ties each op to its step; the compiler cannot follow that through an index.
  const execute = EXECUTORS[step.op] as StepExecutor<StepOp>;
  return execute(step, context);
}
