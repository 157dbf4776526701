/** Steps that say when other steps run, and what is remembered between them; part of the table in schema/steps.ts. */
import * as z from 'zod';
import { failed, succeeded } from '../values.ts';
import { blockKeys, stepList } from './blocks.ts';
import { expectation } from './expectations.ts';
import { either, INTERPOLATED, mapping, value } from './mapping.ts';
import { count, name, range } from './values.ts';

/** Rounds after which a loop is taken for one that never ends. */
export const DEFAULT_AT_MOST = 1_000_000;

const rounds = () => count({ max: 1e9 }).prefault(DEFAULT_AT_MOST).describe('More rounds than this end the run: the condition never comes.');

const loopValue = value<unknown>(
  (raw) => {
    const isValue = ['string', 'number', 'boolean'].includes(typeof raw);
    return isValue || (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) ? succeeded(raw) : failed('WRONG_TYPE', 'A row is a value, or a mapping from names to values.');
  },
  { anyOf: [{ type: ['number', 'string', 'boolean'] }, { type: 'object', additionalProperties: { type: ['number', 'string', 'boolean'] } }] },
);

const version = value<string>(
  (raw) => (typeof raw === 'string' || typeof raw === 'number' ? succeeded(String(raw)) : failed('WRONG_TYPE', 'Expected a preset, such as 14.6.')),
  { anyOf: [{ type: ['string', 'number'] }, INTERPOLATED] },
);

export const CONTROL_STEP_SCHEMAS = {
  checkpoint: name('a checkpoint').describe('Remember the metrics that some expectation asks for at this moment, as in old_space.used@start. A later checkpoint of the same name takes its place.'),
  while: mapping('while', {
    holds: expectation.describe('Goes on while all of these hold; looked at before each round.'),
    'at-most': rounds(),
    ...blockKeys,
  }).describe('Run steps again and again while something holds.'),
  until: mapping('until', {
    holds: expectation.describe('Ends when all of these hold; looked at before each round.'),
    'at-most': rounds(),
    ...blockKeys,
  }).describe('Run steps again and again until something holds.'),
  if: mapping('if', {
    holds: expectation.describe('Runs the steps if all of these hold.'),
    ...blockKeys,
    else: stepList.optional().describe('Steps to run if not.'),
  }).describe('Run steps only if something holds.'),
  for: mapping('for', {
    as: name('a value').optional().describe('What the value is called in the steps: with as: i they write ${i}, or ${2 * i + 1}. Rows that are mappings have names of their own.'),
    in: either('a range or a list', [range('count', { min: 0 }), z.array(loopValue).min(1)]).describe('The values: 0..9, a list, or a table: a list of mappings.'),
    ...blockKeys,
  }).describe('The steps once for each value: they are written out before anything runs, so a value may stand wherever one is written.'),
  only: mapping('only', {
    v8: either('a preset, or a list of presets', [z.array(version).min(1), version]).describe('Presets.'),
    ...blockKeys,
  }).describe('Steps for some presets; the others do not even read them.'),
  'drop-list': name('a list').describe('Drop the handles of all objects of a list; the list is empty then.'),
} as const;

