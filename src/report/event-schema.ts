/** The published shape of a line of ndjson. schema/event.schema.json is generated from it, and a type test compares it with the types. */
import * as z from 'zod';
import { collectionSchema, exitCodeSchema, runResultSchema, sampleSchema, unfinishedSchemas } from './report-schema.ts';
import { SCHEMA_VERSION } from './run-report.ts';

const scenario = z.number().int().min(0).describe('Position of the scenario in the run, 0-based.');

const finishedScenario = z.discriminatedUnion('status', [
  runResultSchema.omit({ collections: true, samples: true }).describe('A scenario that ran; its collections and samples were events.'),
  ...unfinishedSchemas,
]);

export const runEventSchema = z
  .discriminatedUnion('event', [
    z
      .strictObject({
        event: z.literal('run-start'),
        schemaVersion: z.literal(SCHEMA_VERSION),
        heapstressVersion: z.string(),
        scenarios: z.number().int().describe('How many are to run.'),
      })
      .describe('The first line.'),
    z
      .strictObject({
        event: z.literal('scenario-start'),
        scenario,
        name: z.string(),
        file: z.string(),
        preset: z.string(),
        seed: z.number(),
      })
      .describe('A scenario begins to run. One that cannot run has no start, only an end.'),
    z.strictObject({ event: z.literal('collection'), scenario, collection: collectionSchema }).describe('A garbage collection is over.'),
    z.strictObject({ event: z.literal('sample'), scenario, sample: sampleSchema }).describe('A sample was taken.'),
    z.strictObject({ event: z.literal('scenario-end'), scenario, result: finishedScenario }).describe('A scenario is over, or could not run.'),
    z.strictObject({ event: z.literal('run-end'), exitCode: exitCodeSchema }).describe('The last line.'),
  ])
  .describe('One line of `heapstress run --reporter ndjson`.');

/** JSON Schema (draft-07) of a line, as published. */
export function eventJsonSchema(): object {
  return { title: 'heapstress run event', ...z.toJSONSchema(runEventSchema, { target: 'draft-7' }) };
}
