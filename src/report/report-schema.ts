/**
 * The published shape of the `--json` document, as a zod schema. schema/report.schema.json is generated from it,
 * and json.ts writes keys in its order. That it says the same as the types is checked by a type test.
 */
import * as z from 'zod';
import type { CollectionKind, CollectionReason, CollectorReason, OutOfMemoryPlace } from '../vocabulary/collections.ts';
import { COLLECTION_KINDS, COLLECTION_REASONS, COLLECTOR_REASONS, OUT_OF_MEMORY_PLACES } from '../vocabulary/collections.ts';
import { SPACE_NAMES } from '../vocabulary/spaces.ts';
import { EXIT_CODES, EXIT_CODES_BY_SEVERITY, SCHEMA_VERSION } from './run-report.ts';

const keysOf = <Key extends string>(table: Readonly<Record<Key, unknown>>): Key[] => Object.keys(table) as Key[];

const bytes = (doc: string) => z.number().describe(`${doc} Bytes.`);
const ms = (doc: string) => z.number().describe(`${doc} Milliseconds of virtual time.`);
const count = (doc: string) => z.number().describe(doc);
const spaceName = z.enum(SPACE_NAMES).describe('Name of a space, as V8 reports it.');
const line = z.number().describe('Line in the scenario, 1-based.');
const column = z.number().describe('Column in the scenario, 1-based.');

const heapSpaceStatistics = z
  .strictObject({
    space_name: spaceName,
    space_size: bytes('Memory held.'),
    space_used_size: bytes('Objects.'),
    space_available_size: bytes('Can be allocated without another page.'),
    physical_space_size: bytes('Memory held and backed.'),
  })
  .describe('As one entry of v8.getHeapSpaceStatistics().');

const heapStatistics = z
  .strictObject({
    total_heap_size: z.number(),
    total_heap_size_executable: z.number(),
    total_physical_size: z.number(),
    total_available_size: z.number(),
    used_heap_size: z.number(),
    heap_size_limit: z.number(),
    malloced_memory: z.number(),
    peak_malloced_memory: z.number(),
    does_zap_garbage: z.literal(0),
    number_of_native_contexts: z.number(),
    number_of_detached_contexts: z.number(),
    total_global_handles_size: z.number(),
    used_global_handles_size: z.number(),
    external_memory: z.number(),
    total_allocated_bytes: z.number(),
  })
  .describe('As v8.getHeapStatistics().');

const occupancy = z
  .strictObject({
    space: spaceName,
    pages: count('Pages of the space.'),
    committedBytes: bytes('Memory held by the space.'),
    usedBytes: bytes('Objects.'),
    availableBytes: bytes('Can be allocated without another page.'),
    wasteBytes: bytes('Too small or too misplaced to be allocated.'),
  })
  .describe('What V8’s own figures leave out.');

export const sampleSchema = z.strictObject({
  label: z.string(),
  step: z.number().nullable().describe('Step that took it; null at the end of the run.'),
  atAllocatedBytes: bytes('Allocated since the start of the run.'),
  atTimeMs: ms('When it was taken.'),
  heapSpaceStatistics: z.array(heapSpaceStatistics),
  heapStatistics,
  occupancy: z.array(occupancy),
});

const heapFigures = z.strictObject({
  usedBytes: bytes('Objects in all spaces.'),
  committedBytes: bytes('Memory held by all spaces.'),
  spaces: z.partialRecord(spaceName, z.number()).describe('Used bytes per space in use.'),
});

export const collectionSchema = z.strictObject({
  index: count('1-based.'),
  kind: z.enum(keysOf<CollectionKind>(COLLECTION_KINDS)),
  reason: z.enum(keysOf<CollectionReason>(COLLECTION_REASONS)).describe('Why a collection was asked for.'),
  collectorReason: z
    .enum(keysOf<CollectorReason>(COLLECTOR_REASONS))
    .nullable()
    .describe('Why this collector rather than a scavenge.'),
  reduceMemory: z.boolean(),
  incremental: z.boolean().describe('Marking had been running incrementally when the pause began.'),
  atAllocatedBytes: bytes('Allocated since the start of the run.'),
  atTimeMs: ms('When it began.'),
  pauseMs: ms('Length of the pause.'),
  before: heapFigures,
  after: heapFigures,
  youngBytesBefore: bytes('Used new space and young large objects at its start.'),
  copiedBytes: bytes('Survivors that stay young: copied within new space, or left where they are by a minor mark-sweep.'),
  copiedObjects: count('How many objects these are.'),
  promotedBytes: bytes('Promoted to the old generation.'),
  promotedObjects: count('Objects promoted to the old generation.'),
  movedBytes: bytes('Old objects moved by compaction.'),
  evacuatedPages: count('Old pages emptied by compaction.'),
  abortedPages: count('Old pages whose evacuation was given up.'),
  promotedPages: count('New-space pages handed to the old generation whole.'),
  releasedPages: count('Empty pages given back.'),
  newSpaceCapacityBytes: bytes('Allocatable part of one semispace afterwards.'),
  oldGenerationLimitBytes: bytes('Limit of the old generation afterwards.'),
  pooledBytes: bytes('Pages that were given back and are kept for the next, afterwards.'),
  mutatorUtilization: z.number().describe('The program’s share of the time between the last two full collections, 0 to 1.'),
  averageMutatorUtilization: z.number().describe('The same on average, later ones counting more.'),
  markingSteps: z
    .strictObject({ count: count('Steps of marking.'), totalMs: ms('Time of all of them.'), longestMs: ms('The longest.'), sinceStartMs: ms('From the start of marking to the collection.') })
    .nullable()
    .describe('Marking that had been done before the pause; null when there was none.'),
});

const survivalByAge = z.strictObject({
  age: count('Collections survived; 7 stands for 7 and more.'),
  objects: count('Objects that reached this age.'),
  bytes: bytes('Their size.'),
});

const stepRecord = z.strictObject({
  id: count('Position in document order, 0-based.'),
  op: z.string(),
  line,
  runs: count('How often it ran.'),
  objects: count('Objects allocated by it.'),
  bytes: bytes('Allocated by it.'),
  collections: count('Collections during it.'),
  failures: count('Allocations that failed in the end.'),
});

const expectation = z.strictObject({
  metric: z.string(),
  expected: z.string().describe('The constraint as written.'),
  actual: z.union([z.number(), z.boolean(), z.string()]),
  unit: z.enum(['bytes', 'count', 'ratio', 'ms', 'boolean', 'text', 'address', 'value']),
  passed: z.boolean(),
  line,
  column,
});

const outOfMemory = z.strictObject({
  where: z.enum(keysOf<OutOfMemoryPlace>(OUT_OF_MEMORY_PLACES)),
  message: z.string().describe('V8’s message.'),
  atAllocatedBytes: bytes('Allocated since the start of the run.'),
  step: count('Id of the step.'),
});

const runProblem = z.strictObject({
  code: z.string(),
  message: z.string(),
  hint: z.string().nullable(),
  file: z.string().nullable().describe('Where the place is; null when it is in the scenario.'),
  line,
  column,
});

const consoleLines = z
  .strictObject({ lines: z.array(z.string()), leftOut: count('Lines beyond the most that are kept.') })
  .describe('What scripts printed.');

export const exitCodeSchema = z
  .literal(EXIT_CODES_BY_SEVERITY)
  .describe(Object.entries(EXIT_CODES).map(([code, doc]) => `${code}: ${doc}`).join(' '));

const allocated = z.strictObject({ objects: z.number(), bytes: z.number(), retries: z.number(), failures: z.number() });
const verification = z.strictObject({ runs: z.number(), afterEveryCollection: z.boolean() });
const runStatus = z.enum(['completed', 'out-of-memory', 'invalid', 'interrupted']);

const isolateResult = z
  .strictObject({
    name: z.string().describe('With the names of the isolates around it: outer/inner.'),
    line,
    seed: z.number(),
    status: runStatus,
    timeMs: ms('How long it lived.'),
    allocated,
    samples: z.array(sampleSchema),
    collections: z.array(collectionSchema),
    survival: z.array(survivalByAge),
    console: consoleLines,
    verification,
  })
  .describe('One isolate of the scenario; its expectations and steps are among those of the run.');

export const runResultSchema = z
  .strictObject({
    scenario: z.strictObject({ name: z.string(), description: z.string(), file: z.string() }),
    engine: z.strictObject({ name: z.literal('heapstress'), preset: z.string() }),
    seed: z.number(),
    flags: z.record(z.string(), z.union([z.number(), z.boolean()])).describe('V8 flags as resolved.'),
    machine: z.strictObject({ memoryBytes: z.number(), cores: z.number() }),
    params: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
    status: runStatus,
    outOfMemory: outOfMemory.nullable(),
    outOfMemoryExpected: z.boolean(),
    problem: runProblem.nullable().describe('A mistake of the scenario that showed only while it ran.'),
    timeMs: ms('Length of the run.'),
    allocated,
    steps: z.array(stepRecord),
    samples: z.array(sampleSchema),
    collections: z.array(collectionSchema),
    survival: z.array(survivalByAge),
    expectations: z.array(expectation),
    console: consoleLines,
    isolates: z.array(isolateResult),
    verification,
    exitCode: exitCodeSchema,
  })
  .describe('A scenario that ran.');

const place = (doc: string) => z.number().describe(`${doc}, 1-based; 0 when the problem is no place in a text.`);
const reportedProblem = z.strictObject({
  code: z.string(),
  message: z.string(),
  hint: z.string().nullable(),
  file: z.string().describe('The scenario’s file, or the option that is wrong.'),
  line: place('Line of the first character'),
  column: place('Column of the first character'),
  endLine: place('Line of the end'),
  endColumn: place('Column behind the last character'),
});

export const rejectedScenarioSchema = z
  .strictObject({
    status: z.literal('rejected'),
    scenario: z.strictObject({ file: z.string() }),
    problems: z.array(reportedProblem),
    exitCode: exitCodeSchema,
  })
  .describe('A scenario that could not run.');

export const brokenRunSchema = z
  .strictObject({
    status: z.literal('broken-invariant'),
    scenario: z.strictObject({ file: z.string() }),
    preset: z.string(),
    seed: z.number(),
    message: z.string(),
    replay: z.string().describe('The command that does it again.'),
    exitCode: exitCodeSchema,
  })
  .describe('A run ended by a bug of heapstress itself.');

export const timedOutRunSchema = z
  .strictObject({
    status: z.literal('timed-out'),
    scenario: z.strictObject({ name: z.string(), file: z.string() }),
    preset: z.string(),
    seed: z.number(),
    timeoutMs: z.number().describe('What it was given. Milliseconds on the wall clock.'),
    exitCode: exitCodeSchema,
  })
  .describe('A scenario that took longer than --timeout; without figures, which would depend on the machine.');

/** A scenario that has no figures. */
export const unfinishedSchemas = [rejectedScenarioSchema, brokenRunSchema, timedOutRunSchema] as const;

export const runReportSchema = z
  .strictObject({
    schemaVersion: z.literal(SCHEMA_VERSION),
    heapstressVersion: z.string(),
    results: z.array(z.discriminatedUnion('status', [runResultSchema, ...unfinishedSchemas])),
    exitCode: exitCodeSchema,
  })
  .describe('The report of `heapstress run --json`.');

/** JSON Schema (draft-07) of the report, as published. */
export function reportJsonSchema(): object {
  return { title: 'heapstress run report', ...z.toJSONSchema(runReportSchema, { target: 'draft-7' }) };
}
