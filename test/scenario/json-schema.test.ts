/** The JSON Schema accepts what the compiler accepts; and rejects, as far as a schema can, what it rejects. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { scenarioJsonSchema } from '../../src/scenario/json-schema.ts';
import { metricNames } from '../../src/scenario/metric-names.ts';
import { METRIC_NAMES, metric } from '../../src/scenario/metrics.ts';
import { SCENARIO_KEYS, STEP_KEYS } from '../../src/scenario/schema.ts';
import { problemsOf } from './scenario-text.ts';

const schema = scenarioJsonSchema();
const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);

const step = (yaml: string): string => `steps:\n  - ${yaml}\n`;
const named = 'params: { x: 1 }\nprocedures: { p: [ seal ] }\nsteps:\n  - allocate: { type: FixedArray, length: 4, as: a }\n';

const GOOD = [
  'steps: []',
  'name: x\ndescription: y\ntags: [a, b]\nv8: 14.6\nseed: 0\nbaseline: node\nsteps: []',
  'v8: node26\nflags: { compact: false, max-semi-space-size: 16 }\nmachine: { memory: 8GiB, cores: 4 }\nsteps: [ seal ]',
  `${named}  - link: { from: a, slot: 0, to: null }\n  - keep: a\n  - drop: [a]\n  - evacuate: a\n  - call: p\n  - call: { procedure: p }`,
  `${named}  - allocate: { type: FixedArray, length: "\${x}", count: "\${x}" }\n  - sample: "at \${x}"`,
  step('allocate: { type: Cell, count: 1e6, generation: old, until: failure, retry: none, while: { gc.count: 0 } }'),
  step('allocate: { size: 1KiB..2KiB }'),
  step('fill: old_space'), step('fill: { page: new_space, leave: 64 }'), step('seal:'), step('seal: {}'), step('abandon: old_space'),
  step('gc: minor'), step('gc: { kind: incremental-step, bytes: 64KiB, reason: task }'), step('sample: 1'),
  step('group: [ seal ]'), step('repeat: { times: 3, steps: [ { gc: minor } ], expect: { gc.count: 3 } }'),
  step('fail-allocations: { every: 2, space: [ old_space ], steps: [ seal ] }'), step('always-allocate: { steps: [ { handle-scope: [ seal ] } ] }'),
  step('workload: { label: w, for: 10s, rate: 200MiB/s, objects: [ { type: JSObject, fields: 2, weight: 0.5, lifetime: { tree: { depth: 3 } } }, { size: 64, lifetime: { for: 1MiB } } ] }'),
  step('workload: { objects: [ { type: JSObject, fields: 2..3, lifetime: { empirical: [ { share: 60%, until: 64KiB }, { share: 0.4, until: never } ] } } ], phases: [ { count: 5 } ] }'),
  'steps: []\nexpect: { heap.used: "<= 12MiB", old_space.pages: 3..4, gc.last.kind: "!= none", oom: true, gc.scavenge.survival: "~ 5% ± 1%" }',
];

/** Wrong, and a schema can see it. */
const BAD = [
  'name: x', 'steps: 5', 'stpes: []', 'steps: []\nfoo: 1', 'steps: []\nseed: -1', 'steps: []\nbaseline: full', 'steps: []\nv8: 9.9', 'steps: []\nflags: { foo: 1 }',
  'steps: []\nparams: { x: [1] }', 'steps: []\nmachine: { memory: lots }', 'steps: []\nexpect: { foo: 1 }', 'steps: []\nexpect: { oom: 1 }',
  step('5'), step('{}'), step('sael'), step('alocate: {}'), step('{ gc: minor, seal: {} }'),
  step('allocate: { type: FixdArray, length: 1 }'), step('allocate: { type: Cell, count: 0 }'), step('allocate: { type: Cell, foo: 1 }'), step('allocate: { type: Cell, count: 5 parsecs }'),
  step('repeat: { steps: [] }'), step('repeat: { times: 3, steps: [ { gc: mnor } ] }'), step('group: [ { foo: 1 } ]'), step('fill: nowhere'),
  step('workload: { count: 1, objects: [] }'), step('workload: { count: 1, objects: [ { type: Cell, lifetime: forevr } ] }'), step('workload: { for: 10, objects: [ { type: Cell } ] }'),
];

describe('the JSON Schema', () => {
  it.each(GOOD)('accepts %j, as the compiler does', (text) => {
    expect(problemsOf(text)).toEqual([]);
    validate(parse(text));
    expect(validate.errors).toBeNull();
  });

  it.each(BAD)('rejects %j, as the compiler does', (text) => {
    expect(problemsOf(text)).not.toEqual([]);
    expect(validate(parse(text))).toBe(false);
  });

  it('is the one that is published', () => {
    const published: unknown = JSON.parse(readFileSync(new URL('../../schema/scenario.schema.json', import.meta.url), 'utf8'));
    expect(published).toEqual(JSON.parse(JSON.stringify(schema)));
  });

  it('describes every key, step and metric', () => {
    const schemas = schema as unknown as { properties: object; definitions: { step: { anyOf: readonly { properties?: object }[] }; expectations: { properties: object } } };
    expect(Object.keys(schemas.properties)).toEqual(SCENARIO_KEYS);
    expect(Object.keys(schemas.definitions.step.anyOf.at(-1)?.properties ?? {})).toEqual(STEP_KEYS);
    const text = JSON.stringify(schemas.definitions.expectations);
    for (const name of METRIC_NAMES) expect(text).toContain(JSON.stringify(metric(name).doc).slice(1, -1));
    expect(Object.keys(schemas.definitions.expectations.properties)).toEqual(metricNames());
    expect(undescribed(schema, '')).toEqual([]);
  });
});

/** Paths of properties without a description. */
function undescribed(node: unknown, path: string): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  const inner = Object.entries(node).flatMap(([key, value]) => undescribed(value, `${path}/${key}`));
  const properties: unknown = 'properties' in node ? node.properties : undefined;
  if (typeof properties !== 'object' || properties === null) return inner;
  const silent = Object.entries(properties).filter(([, value]) => !('description' in (value as object)) && !('$ref' in (value as object)) && !('allOf' in (value as object)));
  return [...inner, ...silent.map(([key]) => `${path}/properties/${key}`)];
}
