/** Steps that say when other steps run, and what is remembered between them. */
import type { IfBlock, RepeatBlock, WhileBlock } from '../../scenario/program.ts';
import { RunError } from '../run-error.ts';
import type { StepContext, StepExecutors } from '../step-context.ts';

export const CONTROL_STEPS: StepExecutors<'repeat' | 'while' | 'if' | 'checkpoint' | 'drop-list'> = {
  repeat: (step, context) => context.inBlock(step.expect, () => repeat(step, context)),
  while: (step, context) => context.inBlock(step.expect, () => loop(step, context)),
  if: (step, context) => context.inBlock(step.expect, () => choose(step, context)),
  checkpoint: ({ checkpoint }, { checks }) => checks.remember(checkpoint),
  'drop-list': ({ list }, { objects }) => objects.dropList(list),
};

async function repeat({ steps, times }: RepeatBlock, context: StepContext): Promise<void> {
  await inRounds(context, async () => {
    for (let i = 0; i < times; i++) {
      context.rounds[context.rounds.length - 1] = i;
      await context.runSteps(steps);
    }
  });
}

async function loop({ steps, condition, until, atMost }: WhileBlock, context: StepContext): Promise<void> {
  await inRounds(context, async () => {
    for (let i = 0; condition.every((each) => context.checks.holds(each)) !== until; i++) {
      if (i >= atMost) {
        throw new RunError('TOO_MANY_ROUNDS', `the condition still ${until ? 'does not hold' : 'holds'} after ${String(atMost)} rounds`, 'see whether the steps can change it; at-most allows more rounds');
      }
      context.rounds[context.rounds.length - 1] = i;
      await context.runSteps(steps);
      await context.checkpoints.stepDone();
    }
  });
}

async function choose({ steps, condition, otherwise }: IfBlock, context: StepContext): Promise<void> {
  await context.runSteps(condition.every((each) => context.checks.holds(each)) ? steps : otherwise);
}

async function inRounds(context: StepContext, body: () => Promise<void>): Promise<void> {
  context.rounds.push(0);
  try {
    await body();
  } finally {
    context.rounds.pop();
  }
}
