/** The scenario language: one declaration, from which come validation, types, JSON Schema and reference. */
export { expectation } from './schema/expectations.ts';
export { lifetime } from './schema/lifetimes.ts';
export { scenario, SCENARIO_KEYS, SCENARIO_SCHEMAS } from './schema/scenario.ts';
export type { ScenarioKey } from './schema/scenario.ts';
export { GC_ACTIONS, step, STEP_KEYS, STEP_SCHEMAS } from './schema/steps.ts';
export type { StepArguments, StepKey } from './schema/steps.ts';
export { workload } from './schema/workload.ts';
