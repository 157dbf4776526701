/** Steps about the event loop and virtual time → steps of the program. */
import type { Step } from '../program.ts';
import type { EVENT_LOOP_STEP_SCHEMAS } from '../schema/event-loop.ts';
import type { StepArguments } from '../schema/steps.ts';
import type { StepSite } from './step-site.ts';

type EventLoopKey = keyof typeof EVENT_LOOP_STEP_SCHEMAS;

export const EVENT_LOOP_STEP_COMPILERS: { readonly [Key in EventLoopKey]: (given: StepArguments[Key], site: StepSite) => readonly Step[] } = {
  idle: (durationMs, { id, location }) => [{ op: 'idle', id, location, durationMs }],
  'run-tasks': (_, { id, location }) => [{ op: 'run-tasks', id, location }],
};
