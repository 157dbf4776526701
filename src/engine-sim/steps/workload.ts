/** The workload step: its phases one after another, with turns of the event loop in between. */
import type { WorkloadPhase, WorkloadStep } from '../../scenario/program.ts';
import { WORK_PER_CHECKPOINT } from '../checkpoints.ts';
import type { StepContext, StepExecutors } from '../step-context.ts';
import { JavaScriptLoop } from '../javascript-loop/javascript-loop.ts';
import { PhaseRun } from '../workload/workload-phase.ts';
import type { WorkloadRun } from '../workload/workload-run.ts';
import { turnEventLoop } from './event-loop.ts';

export const WORKLOAD_STEPS: StepExecutors<'workload'> = { workload };

async function workload(step: WorkloadStep, context: StepContext): Promise<void> {
  for (const phase of step.phases) {
    const { heap, randomState } = context;
    const run = phase.javascript ? new JavaScriptLoop(heap, phase, randomState) : new PhaseRun(heap, phase, randomState, context.exactPath);
    try {
      await runToItsEnd(run, phase, context, step.phases.length);
    } finally {
      context.randomState = run.state;
      if (!heap.collection.isCollecting) for (const { name, address } of run.named) context.objects.bind(name, address, 'global');
      run.end();
    }
  }
}

async function runToItsEnd(run: WorkloadRun, { objectsPerTurn }: WorkloadPhase, context: StepContext, phases: number): Promise<void> {
  let untilTurn = objectsPerTurn;
  for (;;) {
    const before = run.objects;
    const isOver = run.advance(Math.min(WORK_PER_CHECKPOINT, untilTurn));
    const allocated = run.objects - before;
    untilTurn -= allocated;
    if (untilTurn === 0) {
      await turnEventLoop(context);
      run.refreshAll();
      untilTurn = objectsPerTurn;
    }
    if (isOver) return;
    await context.checkpoints.worked(allocated, run.fraction / phases);
  }
}
