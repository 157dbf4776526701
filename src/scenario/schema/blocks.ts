/**
 * What every block has. The steps inside are not parsed with the block: the compiler takes them one at a time, so that
 * a wrong step hides neither its neighbours nor the block around it, and its depth is the compiler's to bound.
 */
import * as z from 'zod';
import { expectation } from './expectations.ts';

/** The JSON Schema names the definition, which json-schema.ts adds. */
export const stepList = z.array(z.unknown(), { error: 'Expected a list of steps.' }).meta({ items: { $ref: '#/definitions/step' } });

export const blockKeys = {
  steps: stepList.describe('The steps of the block, in order.'),
  expect: expectation.optional().describe('Checked when the block ends; counts only what happened inside it.'),
};
