/** Steps that hold other steps, and put something in force around them. */
import { ApiFatalError } from '../../handles/api-fatal-error.ts';
import { FaultInjector } from '../../heap/fault-injection.ts';
import type {
  AlwaysAllocateBlock,
  ExpectFatalBlock,
  FailAllocationsBlock,
  HandleScopeBlock,
  JobBlock,
  SealHandlesBlock,
  Step,
} from '../../scenario/program.ts';
import type { StepContext, StepExecutors } from '../step-context.ts';

type BlockOp = 'call' | 'group' | 'always-allocate' | 'handle-scope' | 'seal-handles' | 'job' | 'expect-fatal' | 'fail-allocations';

export const BLOCK_STEPS: StepExecutors<BlockOp> = {
  call: ({ procedure, expect }, context) => context.inBlock(expect, () => context.runSteps(context.program.procedures[procedure]!.steps)),
  group: ({ steps, expect }, context) => context.inBlock(expect, () => context.runSteps(steps)),
  'always-allocate': block(alwaysAllocating),
  'handle-scope': block(inHandleScope),
  'seal-handles': block(underSeal),
  job: block(inJob),
  'expect-fatal': block(expectingFatal),
  'fail-allocations': block(failingAllocations),
};

type Block = Extract<Step, { readonly steps: readonly Step[] }>;

function block<Each extends Block>(body: (step: Each, context: StepContext) => Promise<void>): (step: Each, context: StepContext) => Promise<void> {
  return (step, context) => context.inBlock(step.expect, () => body(step, context));
}

async function alwaysAllocating({ steps }: AlwaysAllocateBlock, context: StepContext): Promise<void> {
  const { allocator } = context.heap;
  allocator.alwaysAllocateDepth++;
  try {
    await context.runSteps(steps);
  } finally {
    allocator.alwaysAllocateDepth--;
  }
}

async function inHandleScope({ steps, escapable }: HandleScopeBlock, context: StepContext): Promise<void> {
  context.objects.openScope(escapable);
  try {
    await context.runSteps(steps);
  } finally {
    context.objects.closeScope();
  }
}

async function underSeal({ steps }: SealHandlesBlock, context: StepContext): Promise<void> {
  const seal = context.handles.seal();
  try {
    await context.runSteps(steps);
  } finally {
    seal.close();
  }
}

async function inJob({ steps }: JobBlock, context: StepContext): Promise<void> {
  context.jobDepth++;
  try {
    await context.runSteps(steps);
  } finally {
    context.jobDepth--;
  }
}

/** As in a death test; but what the steps did before the error stays done. */
async function expectingFatal({ steps, function: wanted, location }: ExpectFatalBlock, context: StepContext): Promise<void> {
  let actual = 'none';
  try {
    await context.runSteps(steps);
  } catch (error) {
    if (!(error instanceof ApiFatalError)) throw error;
    actual = error.location;
  }
  const passed = wanted === null ? actual !== 'none' : actual === wanted;
  context.checks.note({ metric: 'fatal', expected: wanted ?? 'any', actual, unit: 'text', passed }, location);
}

/** A block inside another one takes over until it ends. */
async function failingAllocations(step: FailAllocationsBlock, context: StepContext): Promise<void> {
  const { allocator, structure, limits } = context.heap;
  const outer = allocator.injector;
  const spaces = new Set(step.spaces.map((name) => structure.spaces.findIndex((space) => space.name === name)));
  const injector = new FaultInjector({ spaces, after: step.after, every: step.every, times: step.times });
  const outerPages = limits.forceOutOfMemory;
  allocator.injector = step.times > 0 ? injector : outer;
  limits.forceOutOfMemory = outerPages || step.pages;
  try {
    await context.runSteps(step.steps);
  } finally {
    allocator.injector = outer;
    limits.forceOutOfMemory = outerPages;
    context.injectedBefore += injector.failures;
  }
}
