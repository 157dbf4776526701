/** Steps about the event loop and virtual time; part of the table in schema/steps.ts. */
import * as z from 'zod';
import { either, mapping } from './mapping.ts';
import { duration } from './values.ts';

export const EVENT_LOOP_STEP_SCHEMAS = {
  idle: duration().describe('The program waits: so much virtual time passes, and the tasks that are due meanwhile run.'),
  'run-tasks': either('nothing', [z.null(), mapping('run-tasks', {})])
    .describe('Run the tasks that are due now, and those that they post: of the collector, and callbacks of weak handles and of finalization registries. No time passes by itself.'),
} as const;
