/** The published JSON document of a benchmark (schema/bench.schema.json); a baseline is such a document. */
import * as z from 'zod';
import { InvariantError } from '../../base/invariant.ts';
import type { BenchReport } from '../../bench/bench-report.ts';
import type { ExitCode } from '../run-report.ts';
import { SCHEMA_VERSION } from '../run-report.ts';

const interval = z.strictObject({ low: z.number(), high: z.number() });
const distribution = z.strictObject({
  values: z.array(z.number()).min(1).describe('Every run, in the order in which they were made.'),
  mean: z.number(),
  median: z.number(),
  deviation: z.number().nullable().describe('Of the sample; null of one run.'),
  min: z.number(),
  max: z.number(),
  interval: interval.nullable().describe('95 % confidence interval of the mean.'),
  outliers: z.array(z.number()).describe('Positions of values far from the others.'),
});
const ratio = z.strictObject({ ratio: z.number(), interval: interval.nullable().describe('95 %') });
const deterministic = z.strictObject({
  'gc.count': z.number(),
  'gc.scavenge.count': z.number(),
  'gc.major.count': z.number(),
  'gc.time': z.number(),
  'gc.scavenge.copied': z.number(),
  'gc.scavenge.promoted': z.number(),
  'gc.major.moved': z.number(),
  'heap.peak': z.number(),
  'allocation.objects': z.number(),
  'allocation.bytes': z.number(),
});
const metric = deterministic.keyof();

export const benchSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  heapstressVersion: z.string(),
  host: z.strictObject({ node: z.string(), platform: z.string(), cpu: z.string(), cores: z.number() }),
  runs: z.number().describe('Of each scenario; each in a process of its own.'),
  warmup: z.number().describe('Runs before those, which do not count.'),
  benchmarks: z.array(
    z.strictObject({
      file: z.string(),
      fingerprint: z.number().describe('Of the scenario’s text.'),
      facts: z.strictObject({
        name: z.string(),
        preset: z.string(),
        seed: z.number(),
        flags: z.record(z.string(), z.union([z.number(), z.boolean()])),
        params: z.record(z.string(), z.union([z.number(), z.boolean(), z.string()])),
        status: z.enum(['completed', 'out-of-memory']),
        unexpectedlyOutOfMemory: z.boolean(),
        failed: z.number(),
      }),
      timings: z
        .strictObject({
          wallMs: distribution,
          cpuMs: distribution,
          userMs: distribution,
          systemMs: distribution,
          objectsPerSecond: distribution,
          bytesPerSecond: distribution,
          peakResidentBytes: distribution,
        })
        .describe('Of the machine: another run gives others.'),
      deterministic: deterministic.describe('The same in every run and on every machine. Times are virtual milliseconds.'),
    }),
  ),
  problems: z.array(z.strictObject({ file: z.string(), problem: z.string() })).describe('Scenarios that could not be measured.'),
  comparisons: z.array(
    z.strictObject({
      file: z.string(),
      against: z.enum(['baseline', 'first']),
      timings: z.strictObject({ wallMs: ratio, cpuMs: ratio, peakResidentBytes: ratio }),
      changes: z.array(z.strictObject({ metric, before: z.number(), now: z.number() })),
      notes: z.array(z.string()).describe('Why the two may not be comparable.'),
    }),
  ),
  gate: z
    .strictObject({
      failAbove: z.number(),
      of: z.enum(['all', 'deterministic', 'timings']),
      failures: z.array(z.strictObject({ file: z.string(), figure: z.string(), message: z.string() })),
    })
    .nullable(),
  exitCode: z.number(),
});

export function benchAsJson(report: BenchReport, exitCode: ExitCode): string {
  const document = benchSchema.safeParse({ schemaVersion: SCHEMA_VERSION, ...report, exitCode });
  if (!document.success) {
    const [issue] = document.error.issues;
    throw new InvariantError('the report of a benchmark does not follow its own schema', { at: issue?.path.join('.'), why: issue?.message });
  }
  return `${JSON.stringify(document.data, null, 2)}\n`;
}

export type ReadBench = { readonly ok: true; readonly report: BenchReport } | { readonly ok: false; readonly message: string };

/** @param text of a file that --save has written. */
export function readBench(text: string): ReadBench {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    return { ok: false, message: `It is not JSON: ${(error as Error).message}` };
  }
  const read = benchSchema.safeParse(document);
  if (read.success) return { ok: true, report: read.data };
  const [issue] = read.error.issues;
  return { ok: false, message: `It is no benchmark of heapstress: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` };
}

export function benchJsonSchema(): object {
  return { title: 'heapstress bench report', ...z.toJSONSchema(benchSchema, { target: 'draft-7' }) };
}
