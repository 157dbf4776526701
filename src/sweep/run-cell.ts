/** Runs one cell on an engine. */
import type { Engine, MeasuredValue, RunHooks } from '../engine/engine.ts';
import { compileScenario } from '../scenario/compile.ts';
import type { ScenarioOverrides, ScenarioSource } from '../scenario/compile.ts';
import type { CellResult } from './cell-result.ts';

export interface CellRun {
  readonly source: ScenarioSource;
  readonly overrides: ScenarioOverrides & { readonly measure: readonly string[] };
  readonly verifyHeap: boolean;
}

/** Null when the checkpoint has stopped it. Throws only what is our own bug. */
export async function runCell({ source, overrides, verifyHeap }: CellRun, engine: Engine, hooks: RunHooks): Promise<CellResult | null> {
  const compiled = compileScenario(source, overrides);
  if (!compiled.ok) return noFigures('invalid', compiled.problems[0]?.message ?? 'The scenario is invalid.');
  const { program, measured } = compiled;
  let values: readonly MeasuredValue[] = [];
  const result = await engine.run(program, { verifyHeap, hooks, measure: { metrics: measured, take: (taken) => (values = taken) } });
  switch (result.status) {
    case 'interrupted':
      return null;
    case 'invalid':
      return noFigures('invalid', result.problem?.message ?? 'The scenario is invalid.');
    case 'completed':
    case 'out-of-memory': {
      const failed = result.expectations.filter((expectation) => !expectation.passed).length;
      return { status: result.status, failed, metrics: Object.fromEntries(measured.map(({ text }, index) => [text, values[index]!])), problem: null };
    }
  }
}

export function noFigures(status: 'invalid' | 'broken' | 'timed-out', problem: string): CellResult {
  return { status, failed: 0, metrics: {}, problem };
}
