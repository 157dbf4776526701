/** The JSON Schema (draft-07) of the scenario language, for editors. Derived from the schemas; nothing is declared here. */
import * as z from 'zod';
import { scenario, step } from './schema.ts';
import type { JsonSchema } from './schema/mapping.ts';

export const SCENARIO_SCHEMA_ID = 'urn:heapstress:schema:scenario';

export function scenarioJsonSchema(): JsonSchema {
  const top = convert(scenario);
  // Lists of steps refer to the definition of a step by its name, because steps are parsed one at a time.
  return { $schema: top['$schema'], $id: SCENARIO_SCHEMA_ID, ...top, definitions: { ...definitionsOf(top), ...definitionsOf(convert(step)) } };
}

function convert(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { target: 'draft-07', io: 'input' });
}

function definitionsOf({ definitions }: JsonSchema): JsonSchema {
  return typeof definitions === 'object' && definitions !== null ? { ...definitions } : {};
}
