/** The top level of a scenario. With the steps it is the one declaration of the language. */
import * as z from 'zod';
import { FLAG_NAMES, flagDefinition, flagSummary } from '../../flags/flag-definitions.ts';
import { DEFAULT_PRESET_NAME, PRESET_NAMES } from '../../flags/presets/index.ts';
import { POLICIES } from '../../flags/presets/policies.ts';
import { presetFieldText } from '../../flags/presets/preset-fields.ts';
import { GiB, MiB } from '../../base/units.ts';
import { describeValue } from '../source-tree.ts';
import { failed, NAME_PATTERN, succeeded } from '../values.ts';
import { expectation } from './expectations.ts';
import { either, INTERPOLATED, mapping, value, word } from './mapping.ts';
import type { JsonSchema } from './mapping.ts';
import { count, openMapping, size, text } from './values.ts';

export const MAX_SEED = 2 ** 32 - 1;

function flagJson(): JsonSchema {
  const properties = FLAG_NAMES.map((name) => {
    const definition = flagDefinition(name);
    const type = definition.type === 'boolean'
      ? { type: 'boolean' }
      : { type: definition.type === 'number' ? 'number' : 'integer', minimum: definition.min, maximum: definition.max };
    return [name, { description: flagSummary(name), anyOf: [type, INTERPOLATED] }] as const;
  });
  return { properties: Object.fromEntries(properties), additionalProperties: false };
}

function policyJson(): JsonSchema {
  const properties = POLICIES.map(({ path, kind, choices, nullable }) => {
    const type = { boolean: { type: 'boolean' }, bytes: { type: ['integer', 'string'] }, number: { type: 'number', minimum: 0 }, choice: { enum: choices } }[kind];
    const doc = presetFieldText(path);
    return [path, { ...(doc === null ? {} : { description: `${doc}.` }), anyOf: [type, ...(nullable ? [{ type: 'null' }] : []), INTERPOLATED] }] as const;
  });
  return { properties: Object.fromEntries(properties), additionalProperties: false };
}

const steps = z.array(z.unknown(), { error: (issue) => `Expected a list of steps; got ${describeValue(issue.input)}.` }).meta({ items: { $ref: '#/definitions/step' } });

/** The version as text: a number would lose the zero of 14.10. The compiler hands in what is written. */
const preset = value(
  (raw) => (typeof raw === 'string' || typeof raw === 'number' ? succeeded(String(raw)) : failed('WRONG_TYPE', `Expected a preset, such as 14.6; got ${describeValue(raw)}.`)),
  { anyOf: [{ enum: [...PRESET_NAMES, ...PRESET_NAMES.filter(isNumeric).map(Number)] }, INTERPOLATED] },
);

function isNumeric(name: string): boolean {
  return /^\d+\.\d*[1-9]$/.test(name);
}

const baseline = word('a baseline', {
  empty: 'Nothing but what the heap itself needs.',
  node: 'The objects that a fresh Node process of this version has on its heap.',
});

export const SCENARIO_SCHEMAS = {
  name: text('a name').optional().describe('What reports call the scenario; by default the name of its file.'),
  description: text('a description').optional().describe('What the scenario shows, in a sentence or two.'),
  tags: z.array(text('a tag'), { error: (issue) => `Expected a list of tags; got ${describeValue(issue.input)}.` }).max(100).optional().describe('Words to find the scenario by.'),
  v8: either('a preset, or a list of presets', [z.array(preset).min(1).max(PRESET_NAMES.length), preset])
    .prefault(DEFAULT_PRESET_NAME)
    .describe('The V8 to simulate: a version, an alias such as node26, or classic. A list: one run for each.'),
  seed: count({ min: 0, max: MAX_SEED }).prefault(1).describe('Seed of all random draws.'),
  flags: openMapping('flags', flagJson()).optional().describe('V8’s flags, by their names without the leading dashes.'),
  policies: openMapping('policies', policyJson()).optional().describe('Single decisions of the preset that are taken otherwise here, by their paths: newSpace.growthDecision: prologue. heapstress explain 12.4 tells how a version decides.'),
  machine: mapping('a machine', {
    memory: size({ min: 16 * MiB, max: 16 * 1024 * GiB }).prefault('8GiB').describe('Physical memory.'),
    cores: count({ max: 1024 }).prefault(4).describe('Processor cores.'),
  }).prefault({}).describe('The machine that default limits are computed from.'),
  baseline: baseline.prefault('empty').describe('What is on the heap before the first step.'),
  params: openMapping('params', {
    propertyNames: { pattern: NAME_PATTERN.source },
    additionalProperties: { type: ['number', 'string', 'boolean'] },
  }).optional().describe('Values for ${name} below, with their defaults; --param name=value overrides them.'),
  procedures: openMapping('procedures', {
    propertyNames: { pattern: NAME_PATTERN.source },
    additionalProperties: { type: 'array', items: { $ref: '#/definitions/step' } },
  }).optional().describe('Lists of steps by name, for call.'),
  steps: steps.describe('What happens, in order.'),
  expect: expectation.optional().describe('Checked at the end of the run.'),
} as const;

export type ScenarioKey = keyof typeof SCENARIO_SCHEMAS;
export const SCENARIO_KEYS = Object.keys(SCENARIO_SCHEMAS) as readonly ScenarioKey[];

export const scenario = mapping('a scenario', SCENARIO_SCHEMAS).meta({
  title: 'heapstress scenario',
  description: 'A scenario for heapstress: what is allocated on a simulated V8 heap, when it is collected, and what is expected of it.',
});
