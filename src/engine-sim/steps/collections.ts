/** Steps that collect garbage or move incremental marking on. */
import type { GcStep } from '../../scenario/program.ts';
import { WORK_PER_CHECKPOINT } from '../checkpoints.ts';
import { RunError } from '../run-error.ts';
import type { StepContext, StepExecutors } from '../step-context.ts';

export const COLLECTION_STEPS: StepExecutors<'gc'> = { gc };

async function gc(step: GcStep, context: StepContext): Promise<void> {
  for (let i = 0; i < step.times; i++) {
    collectOnce(step, context);
    await context.checkpoints.worked(WORK_PER_CHECKPOINT / 10);
  }
}

function collectOnce({ action, reason, bytes, reduceMemory }: GcStep, context: StepContext): void {
  const { collection } = context.heap;
  switch (action) {
    case 'minor':
      return collection.collect({ generation: 'young', reason });
    case 'major':
      return collection.collect({ generation: 'old', reason, reduceMemory });
    case 'atomic-minor':
      collection.collect({ generation: 'young', reason });
      return collection.finishSweeping();
    case 'atomic-major':
      collection.collect({ generation: 'old', reason, reduceMemory });
      return collection.finishSweeping();
    case 'memory-reducing':
      return collection.collectAllAvailable(reason);
    case 'last-resort':
      return collection.collectAllAvailable('last resort');
    case 'precise':
      return collection.collectPrecisely(reason);
    case 'incremental-start':
      requireIncremental(context);
      return collection.startMarking();
    case 'incremental-step':
      requireIncremental(context);
      collection.startMarking();
      return collection.advanceMarking(bytes);
    case 'incremental-finish':
      requireIncremental(context);
      return collection.collect({ generation: 'old', reason });
  }
}

export function requireIncremental({ heap }: StepContext): void {
  const { preset, flags } = heap.configuration;
  if (preset.marking.incremental && flags['incremental-marking']) return;
  throw new RunError('NOT_INCREMENTAL', `preset ${preset.name} does not mark incrementally here`, 'use gc: major, or another preset or flag incremental-marking: true');
}
