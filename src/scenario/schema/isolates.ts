/** Steps about isolates side by side; part of the table in schema/steps.ts. */
import * as z from 'zod';
import { blockKeys } from './blocks.ts';
import { mapping } from './mapping.ts';
import { count, name } from './values.ts';

const MAX_SEED = 2 ** 32 - 1;
/** Isolates of one parallel step: each has a heap of its own. */
export const MAX_PARALLEL = 64;

const isolateKeys = mapping('isolate', {
  name: name('an isolate').describe('Its name, for reports: no other isolate has it.'),
  seed: count({ min: 0, max: MAX_SEED }).optional().describe('Seed of its random draws; by default that of the scenario.'),
  ...blockKeys,
});

/** One entry of parallel, for the compiler, which takes them one at a time. */
export const parallelEntry = mapping('an isolate', { isolate: isolateKeys });

export const ISOLATE_STEP_SCHEMAS = {
  isolate: isolateKeys.describe('An isolate of its own, with a heap, contexts, a clock and an event loop that it shares with no other. It lives as long as the block; objects have names in it that it alone knows.'),
  parallel: z.array(z.unknown(), { error: 'Expected a list of isolates.' }).min(1).max(MAX_PARALLEL)
    .meta({ items: { type: 'object', properties: { isolate: { $ref: '#/definitions/step/anyOf/1/properties/isolate' } }, required: ['isolate'], additionalProperties: false } })
    .describe('Isolates that run at once, each on a thread of its own. What each does depends on nothing but its steps and its seed; reports tell of them in this order.'),
} as const;
