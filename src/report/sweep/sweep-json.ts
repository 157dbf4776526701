/** The published JSON document of a sweep (schema/sweep.schema.json). */
import * as z from 'zod';
import { InvariantError } from '../../base/invariant.ts';
import type { SweepReport } from '../../sweep/sweep-report.ts';
import type { ExitCode } from '../run-report.ts';
import { SCHEMA_VERSION } from '../run-report.ts';

const measured = z.union([z.number(), z.boolean(), z.string()]);
const spread = z.strictObject({ mean: z.number(), min: z.number(), max: z.number() });

export const sweepSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  heapstressVersion: z.string(),
  scenario: z.strictObject({ name: z.string(), file: z.string() }),
  axes: z.array(z.strictObject({ name: z.string(), values: z.array(z.string()) })).describe('What was varied: V8 flags, params (param:NAME) and the preset (v8).'),
  seeds: z.array(z.number()),
  metrics: z.array(z.strictObject({ name: z.string(), unit: z.enum(['bytes', 'count', 'ratio', 'ms', 'boolean', 'text', 'address']) })).describe('What was measured at the end of each run. Sizes are bytes, times milliseconds of virtual time.'),
  shown: z.array(z.string()),
  minimised: z
    .strictObject({ name: z.string(), knob: z.string(), from: z.number(), to: z.number(), until: z.array(z.string()) })
    .nullable()
    .describe('What was made as small as the conditions allow, and the axis by which.'),
  settings: z.array(
    z.strictObject({
      values: z.record(z.string(), z.string()).describe('A value for each axis.'),
      minimum: z.number().nullable().describe('The smallest value that fulfils the conditions; null when the largest does not, or nothing is minimised.'),
      best: z.boolean().describe('No other setting has both less gc.time and a lower heap.peak.'),
      summary: z.record(z.string(), spread).describe('Over the seeds; empty when a run has no figures.'),
      cells: z.array(
        z.strictObject({
          seed: z.number(),
          status: z.enum(['completed', 'out-of-memory', 'invalid', 'broken', 'timed-out']),
          failed: z.number().describe('Expectations of the scenario that did not hold.'),
          metrics: z.record(z.string(), measured),
          problem: z.string().nullable(),
        }),
      ),
    }),
  ),
  complete: z.boolean().describe('False when the sweep was stopped.'),
  exitCode: z.number(),
});

export function sweepAsJson(report: SweepReport, exitCode: ExitCode): string {
  const document = sweepSchema.safeParse({ schemaVersion: SCHEMA_VERSION, ...report, exitCode });
  if (!document.success) {
    const [issue] = document.error.issues;
    throw new InvariantError('the report of a sweep does not follow its own schema', { at: issue?.path.join('.'), why: issue?.message });
  }
  return `${JSON.stringify(document.data, null, 2)}\n`;
}

export function sweepJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(sweepSchema, { target: 'draft-07' });
  return { $schema, $id: 'urn:heapstress:schema:sweep', title: 'heapstress sweep --json', ...schema };
}
