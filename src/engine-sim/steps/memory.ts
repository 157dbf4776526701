/** Steps about memory outside the heap and the shortage of memory. */
import type { NearHeapLimitBlock, Program, Step } from '../../scenario/program.ts';
import { RunError } from '../run-error.ts';
import type { StepContext, StepExecutors } from '../step-context.ts';

export const MEMORY_STEPS: StepExecutors<'external' | 'memory-pressure' | 'near-heap-limit'> = {
  external: ({ bytes }, { heap: { external } }) => {
    if (external.embedderBytes + bytes < 0) {
      throw new RunError('NO_SUCH_EXTERNAL_MEMORY', `the embedder has reported ${String(external.embedderBytes)} bytes outside the heap, not ${String(-bytes)}`, 'remove only what was added before');
    }
    external.adjustEmbedder(bytes);
  },
  'memory-pressure': ({ level }, { heap }) => heap.collection.notePressure(level),
  'near-heap-limit': (step, context) => context.inBlock(step.expect, () => nearHeapLimit(step, context)),
};

/** A block inside another one takes over until it ends. */
async function nearHeapLimit(step: NearHeapLimitBlock, context: StepContext): Promise<void> {
  const { limits, structure, configuration } = context.heap;
  const outer = { callback: limits.nearLimitCallback, restoreBelowBytes: limits.restoreBelowBytes, maximumOldBytes: limits.maximumOldBytes };
  const mostBytes = configuration.sizes.maximumOldGenerationBytes + configuration.headroomBytes;
  let raised = 0;
  limits.nearLimitCallback = (maximumOldBytes) => {
    if (step.endsForceOom) limits.forceOutOfMemory = false;
    if (step.procedure !== null) context.handleSteps.dueProcedures.push(step.procedure);
    // A block in a loop whose rounds nobody counted beforehand may ask for more than was reserved.
    return raised++ < step.times ? Math.min(maximumOldBytes + step.raiseBytes, mostBytes) : maximumOldBytes;
  };
  if (step.restoreBelow !== null) limits.restoreBelowBytes = configuration.sizes.maximumOldGenerationBytes * step.restoreBelow;
  try {
    await context.runSteps(step.steps);
  } finally {
    limits.nearLimitCallback = outer.callback;
    limits.restoreBelowBytes = outer.restoreBelowBytes;
    if (step.restores) limits.restoreMaximum(outer.maximumOldBytes, structure.usedBytes());
  }
}

/** The most that the blocks of a program may raise the maximum by, all of them together. */
export function headroomOf({ steps, procedures }: Program): number {
  return [steps, ...procedures.map((procedure) => procedure.steps)].reduce((bytes, list) => bytes + headroomOfSteps(list), 0);
}

function headroomOfSteps(steps: readonly Step[]): number {
  let bytes = 0;
  for (const step of steps) {
    if (step.op === 'near-heap-limit') bytes += step.raiseBytes * step.times;
    if (!('steps' in step)) continue;
    const inside = headroomOfSteps(step.steps);
    bytes += inside * (step.op === 'repeat' ? step.times : 1);
  }
  return bytes;
}
