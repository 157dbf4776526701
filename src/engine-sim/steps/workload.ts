/** The workload step: its phases one after another, with turns of the event loop in between. */
import type { WorkloadPhase, WorkloadStep } from '../../scenario/program.ts';
import { WORK_PER_CHECKPOINT } from '../checkpoints.ts';
import type { StepContext, StepExecutors } from '../step-context.ts';
import { PhaseRun } from '../workload/workload-phase.ts';
import { turnEventLoop } from './event-loop.ts';

export const WORKLOAD_STEPS: StepExecutors<'workload'> = { workload };

async function workload(step: WorkloadStep, context: StepContext): Promise<void> {
  for (const phase of step.phases) {
    const run = new PhaseRun(context.heap, phase, context.randomState, context.exactPath);
    try {
      await runToItsEnd(run, phase, context, step.phases.length);
    } finally {
      context.randomState = run.state;
      run.end();
    }
  }
}

async function runToItsEnd(run: PhaseRun, { objectsPerTurn }: WorkloadPhase, context: StepContext, phases: number): Promise<void> {
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
